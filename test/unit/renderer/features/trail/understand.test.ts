import { describe, expect, test } from 'vitest';
import { pseudonymsIn, understand, type Known } from '../../../../../src/renderer/features/trail/understand';

const zone = 'America/Chicago';
const person = (userId: string, displayName: string) => ({
  userId,
  displayName,
  userName: displayName.toLowerCase().replace(/,.*$/, '').replace(' ', '.'),
});
const known: Known = {
  zone,
  // Tue, Nov 17, 2026, 8:12 AM in La Crosse.
  now: Date.UTC(2026, 10, 17, 14, 12) * 1000,
  people: [
    person('duffy', 'Colleen Duffy, LPN'),
    person('vasquez', 'Elena Vasquez, MD'),
    person('tran', 'Kim Tran'),
    person('kim', 'Alex Kim'),
    person('maria', 'María López'),
  ],
  patients: [{ patientId: 'p214', pseudonym: 'Tamarack 214' }],
};
const read = (sentence: string) => understand(sentence, known);
const day = (month: number, date: number, year = 2026) => Date.UTC(year, month - 1, date);
/** Midnight in La Crosse: UTC−5 until Nov 1, 2026, 2 AM, then UTC−6. */
const midnight = (month: number, date: number, year = 2026) => {
  const summer = day(month, date, year) >= day(3, 9, year) && day(month, date, year) <= day(11, 1, year);
  return (day(month, date, year) + (summer ? 5 : 6) * 3_600_000) * 1000;
};

describe('a sentence about the trail', () => {
  test('who, what and when together', () => {
    expect(read('charts Colleen Duffy opened this month ')).toEqual({
      filter: {
        who: ['duffy'],
        actions: ['READ'],
        from: midnight(11, 1),
        until: midnight(11, 18),
        span: 'this month',
      },
      remarks: [],
    });
  });

  test.each<[string, object]>([
    ['colleen ', { who: ['duffy'] }],
    ['Duffy’s ', { who: ['duffy'] }],
    ['Dr. Vasquez ', { who: ['vasquez'] }],
    ['elena.vasquez ', { who: ['vasquez'] }],
    ['Maria Lopez ', { who: ['maria'] }],
    ['what did Tran and Duffy change ', { who: ['tran', 'duffy'], actions: ['UPDATE'] }],
    ['who opened Tamarack 214 ', { actions: ['READ'], patients: ['p214'] }],
    ['tamarack 214', { patients: ['p214'] }],
    ['failed sign-ins ', { actions: ['FAILED_LOGIN'] }],
    [
      'failed sign ins today',
      { actions: ['FAILED_LOGIN'], from: midnight(11, 17), until: midnight(11, 18), span: 'today' },
    ],
    ['failed exports ', { actions: ['EXPORT'], outcomes: ['failure'] }],
    ['denied ', { outcomes: ['denied'] }],
    ['signed in from 10.20.0.14', { actions: ['LOGIN'], address: '10.20.0.14' }],
    ['from fe80::1 ', { address: 'fe80::1' }],
    ['imaging ', { categories: ['imaging'] }],
    ['', {}],
  ])('%s', (sentence, filter) => {
    expect(read(sentence)).toEqual({ filter, remarks: [] });
  });

  test.each<[string, number | undefined, number | undefined]>([
    ['today', midnight(11, 17), midnight(11, 18)],
    ['yesterday', midnight(11, 16), midnight(11, 17)],
    ['this week', midnight(11, 15), midnight(11, 18)],
    ['last week', midnight(11, 8), midnight(11, 15)],
    ['last month', midnight(10, 1), midnight(11, 1)],
    ['this year', midnight(1, 1), midnight(11, 18)],
    ['last year', midnight(1, 1, 2025), midnight(1, 1)],
    ['last 7 days', midnight(11, 11), midnight(11, 18)],
    ['past 2 weeks', midnight(11, 4), midnight(11, 18)],
    ['Nov 15', midnight(11, 15), midnight(11, 16)],
    ['on November 15th', midnight(11, 15), midnight(11, 16)],
    ['15 Nov', midnight(11, 15), midnight(11, 16)],
    ['Nov 15, 2025', midnight(11, 15, 2025), midnight(11, 16, 2025)],
    ['Dec 3', midnight(12, 3, 2025), midnight(12, 4, 2025)],
    ['November', midnight(11, 1), midnight(12, 1)],
    ['December', midnight(12, 1, 2025), midnight(1, 1)],
    ['Nov 2025', midnight(11, 1, 2025), midnight(12, 1, 2025)],
    ['Nov 1-17', midnight(11, 1), midnight(11, 18)],
    ['Nov 1–17', midnight(11, 1), midnight(11, 18)],
    ['Oct 27 to Nov 3', midnight(10, 27), midnight(11, 4)],
    ['from Nov 2 until Nov 4', midnight(11, 2), midnight(11, 5)],
    ['Nov 4 to Nov 2', midnight(11, 2), midnight(11, 5)],
    ['2026-11-15', midnight(11, 15), midnight(11, 16)],
    ['11/15', midnight(11, 15), midnight(11, 16)],
    ['11/15/2025', midnight(11, 15, 2025), midnight(11, 16, 2025)],
    ['Sunday', midnight(11, 15), midnight(11, 16)],
    ['Tuesday', midnight(11, 17), midnight(11, 18)],
    ['last Tuesday', midnight(11, 10), midnight(11, 11)],
    ['since Friday', midnight(11, 13), undefined],
    ['since Nov 1', midnight(11, 1), undefined],
    ['after Nov 1', midnight(11, 2), undefined],
    ['before Nov 1', undefined, midnight(11, 1)],
    ['until Nov 1', undefined, midnight(11, 2)],
  ])('when: %s', (sentence, from, until) => {
    const { filter, remarks } = read(`${sentence} `);
    expect([filter.from, filter.until]).toEqual([from, until]);
    expect(remarks).toEqual([]);
    expect(filter.text).toBeUndefined();
  });

  test('a day is as long as its clock says: Nov 1, 2026 has 25 hours in La Crosse', () => {
    const { filter } = read('Nov 1');
    expect((filter.until ?? 0) - (filter.from ?? 0)).toBe(25 * 3_600_000_000);
  });

  test('what is not understood is looked for as text, and said', () => {
    const { filter, remarks } = read('Duffy lost tablet yesterday ');
    expect(filter).toEqual({
      who: ['duffy'],
      text: 'lost tablet',
      from: midnight(11, 16),
      until: midnight(11, 17),
      span: 'yesterday',
    });
    expect(remarks).toEqual([expect.stringContaining('“lost tablet” is no name, action or date')]);
  });

  test('what stands in quotes is text, whatever it says', () => {
    expect(read('"opened by Colleen"').filter).toEqual({ text: 'opened by Colleen' });
  });

  test('a name that several bear means all of them, and says so', () => {
    const { filter, remarks } = read('kim ');
    expect(filter.who).toEqual(['tran', 'kim']);
    expect(remarks).toEqual(['“kim” can be Kim Tran or Alex Kim: all are shown.']);
    expect(read('Kim Tran ').filter.who).toEqual(['tran']);
  });

  test('a pseudonym that nobody has is said, and not taken for a date', () => {
    const { filter, remarks } = read('Alder 12');
    expect(filter).toEqual({ text: 'Alder 12' });
    expect(remarks[0]).toBe('No patient here is called Alder 12.');
  });

  test('a day that a month does not have is said and left out', () => {
    expect(read('Nov 31 ')).toEqual({ filter: {}, remarks: ['November has 30 days.'] });
    expect(read('Nov 1 to Nov 31 ').remarks).toEqual(['November has 30 days.']);
    expect(read('Feb 1-29, 2026 ').remarks).toEqual(['February has 28 days.']);
  });

  test('of two dates the last one holds, and that is said', () => {
    const { filter, remarks } = read('today yesterday ');
    expect(filter.from).toBe(midnight(11, 16));
    expect(remarks).toEqual(['Of several dates the last one holds.']);
  });

  test('a word still being typed is taken for the one name or action that begins so', () => {
    expect(read('coll').filter).toEqual({ who: ['duffy'] });
    expect(read('expo').filter).toEqual({ actions: ['EXPORT'] });
    expect(read('coll ').filter).toEqual({ text: 'coll' });
  });

  test('text is cut to what a filter may hold', () => {
    expect(read(`${'zq'.repeat(300)} `).filter.text).toHaveLength(200);
  });

  test('pseudonyms to look up', () => {
    expect(pseudonymsIn('who opened tamarack 214 and Alder 9 on Nov 15 in the last 7 days')).toEqual([
      'Tamarack 214',
      'Alder 9',
    ]);
  });
});

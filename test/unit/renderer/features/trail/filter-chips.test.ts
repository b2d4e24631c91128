import { describe, expect, test } from 'vitest';
import { saying, together, without } from '../../../../../src/renderer/features/trail/filter-chips';
import { whenWords } from '../../../../../src/renderer/features/trail/when-words';
import type { TrailFilter } from '../../../../../src/shared/domain/trail-filter';
import { chipsOf, chipSentence } from '../../../../../src/shared/domain/trail-filter-words';
import { startOfDate } from '../../../../../src/renderer/lib/days';

const zone = 'America/Chicago';
const names = {
  person: (id: string) => `Person ${id}`,
  patient: (id: string) => `Tamarack ${id}`,
  when: (from?: number, until?: number) => whenWords(from, until, zone),
};
const at = (month: number, day: number, year = 2026, hours = 0) =>
  startOfDate({ year, month, day }, zone) + hours * 3_600_000_000;

describe('a filter as chips', () => {
  test('they read as a sentence, who first and when last', () => {
    const chips = chipsOf(
      { until: at(11, 18), from: at(11, 1), actions: ['READ'], who: ['1', '2'], patients: ['214'] },
      names,
    );
    expect(chips.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'who Person 1 or Person 2',
      'did opened a record',
      'whom Tamarack 214',
      'when Nov 1–17, 2026',
    ]);
    expect(chipSentence(chips)).toBe(
      'who Person 1 or Person 2, did opened a record, whom Tamarack 214 and when Nov 1–17, 2026',
    );
  });

  test('every part of a filter has a chip, and taking that chip away takes the part away', () => {
    const filter: TrailFilter = {
      who: ['1'],
      patients: ['214'],
      actions: ['READ' as const],
      categories: ['imaging' as const],
      outcomes: ['denied' as const],
      address: '10.0.0.1',
      from: at(11, 1),
      text: 'lost',
    };
    const chips = chipsOf(filter, names);
    expect(chips).toHaveLength(8);
    expect(chips.reduce<TrailFilter>((rest, { part }) => without(rest, part), filter)).toEqual({});
  });

  test('of two filters the later holds where both speak of the same part: a date replaces a whole stretch', () => {
    expect(together({ from: 1, until: 2, who: ['1'] }, { from: 5 })).toEqual({ from: 5, who: ['1'] });
    expect(saying({ who: ['1'], text: 'a' }, 'who', {})).toEqual({ text: 'a' });
  });
});

test.each<[string, number | undefined, number | undefined]>([
  ['Nov 1–17, 2026', at(11, 1), at(11, 18)],
  ['Nov 15, 2026', at(11, 15), at(11, 16)],
  ['Oct 27 – Nov 3, 2026', at(10, 27), at(11, 4)],
  ['Dec 30, 2025 – Jan 2, 2026', at(12, 30, 2025), at(1, 3)],
  ['since Nov 13, 2026', at(11, 13), undefined],
  ['before Nov 13, 2026', undefined, at(11, 13)],
  ['Nov 15, 2026, 9 PM–10 PM', at(11, 15, 2026, 21), at(11, 15, 2026, 22)],
  ['since Nov 15, 2026, 9 PM', at(11, 15, 2026, 21), undefined],
  ['any time', undefined, undefined],
])('when: %s', (words, from, until) => {
  expect(whenWords(from, until, zone)).toBe(words);
});

import { describe, expect, test } from 'vitest';
import { syncPhases, type SyncView } from '../../../../src/shared/contract/bridge/sync';
import { momentWords, recordWords, syncWords } from '../../../../src/renderer/app/sync-words';
import { central, now, zone } from '../../../fixtures/practice';
import { sync } from '../../../fixtures/vault-answers';

const say = (change: Partial<SyncView>, network = true) => {
  const { title, detail } = syncWords({ ...sync, ...change }, now, zone, network);
  return `${title}. ${detail}`;
};

describe('the copy in words', () => {
  test.each([
    [{}, 'Up to date. Heard from the platform 40 seconds ago.'],
    [{ heardAt: now }, 'Up to date. Heard from the platform a moment ago.'],
    [{ heardAt: central(17, 8, 5) }, 'Up to date. Heard from the platform 7 minutes ago.'],
    [{ heardAt: central(17, 7, 12) }, 'Up to date. Heard from the platform 1 hour ago.'],
    [{ heardAt: central(16, 7, 12) }, 'Up to date. Heard from the platform Mon, Nov 16, 7:12 AM.'],
    [{ heardAt: null }, 'Up to date. Not yet heard from the platform.'],
    [{ outbox: 1 }, 'Up to date. Heard from the platform 40 seconds ago. 1 change of yours waits here.'],
    [
      { phase: 'receiving', size: 12_400, total: 31_080, rate: 311 },
      'Catching up. 12,400 of 31,080 events, about 1 minute.',
    ],
    [
      { phase: 'receiving', size: 12_400, total: 31_080, rate: null },
      'Catching up. 12,400 of 31,080 events.',
    ],
    [
      { phase: 'receiving', size: 12_400, total: 12_900, rate: 5000 },
      'Catching up. 12,400 of 12,900 events, a few seconds.',
    ],
    [{ phase: 'receiving', size: 1, total: null, rate: 5 }, 'Catching up. 1 event so far.'],
    [
      { phase: 'waiting', heardAt: central(17, 7, 40), problem: 'It is busy.', outbox: 2 },
      'No answer since 7:40 AM. It is busy. 2 changes of yours wait here.',
    ],
    [{ phase: 'paused' }, 'Paused. Nothing is received until you resume.'],
    [{ phase: 'offline' }, 'Offline. Sign in to the platform to receive what is new.'],
    [
      { phase: 'stopped', problem: 'Event 645,533 differs.' },
      'Receiving has stopped. Event 645,533 differs.',
    ],
  ] satisfies [Partial<SyncView>, string][])('%j', (change, words) => {
    expect(say(change)).toBe(words);
  });

  test('a computer without a network says so', () => {
    expect(say({ phase: 'waiting', heardAt: central(17, 7, 40) }, false)).toMatch(
      /^No network since 7:40 AM\./,
    );
    expect(say({ phase: 'waiting', heardAt: null }, false)).toMatch(/^No network\./);
  });

  test('every phase says something', () => {
    for (const phase of syncPhases) expect(say({ phase, problem: null })).toMatch(/^\S.+\. \S.+\.$/);
  });
});

describe('the record in words', () => {
  test.each([
    [{}, ['Record verified 8:11 AM', 'to event 648,212']],
    [{ verifiedSize: 648_201 }, ['Record verified 8:11 AM', 'to event 648,200, 12 newer ones not yet']],
    [{ verifiedAt: central(16, 17, 4) }, ['Record verified Mon, Nov 16, 5:04 PM', 'to event 648,212']],
    [
      { verifiedAt: null, verifiedSize: 0 },
      ['Record not checked yet', 'The first events are checked as they arrive.'],
    ],
  ] satisfies [Partial<SyncView>, string[]][])('%j', (change, words) => {
    const { title, detail } = recordWords({ ...sync, ...change }, now, zone);
    expect([title, detail]).toEqual(words);
  });
});

test('a moment of another day carries its day, in the zone of the practice', () => {
  expect(momentWords(central(17, 0, 0), now, zone)).toBe('12:00 AM');
  expect(momentWords(central(16, 23, 59), now, zone)).toBe('Mon, Nov 16, 11:59 PM');
});

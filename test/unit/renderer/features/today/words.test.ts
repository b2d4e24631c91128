import { describe, expect, test } from 'vitest';
import type { SyncView } from '../../../../../src/shared/contract/bridge/sync';
import { nearnessWords, recordWords } from '../../../../../src/renderer/features/today/record-words';
import {
  besidesWords,
  dayWords,
  lastHereWords,
  momentWords,
  sinceWords,
  type Since,
} from '../../../../../src/renderer/features/today/words';

const zone = 'America/Chicago';
/** Tuesday, November 17, 2026, 8:11 AM in Chicago. */
const now = Date.UTC(2026, 10, 17, 14, 11) * 1000;
const at = (day: number, hour: number, minute: number, month = 10) =>
  Date.UTC(2026, month, day, hour + 6, minute) * 1000;
const nothing: Since = {
  events: 0,
  accesses: 0,
  patients: 0,
  people: 0,
  exports: 0,
  failedSignIns: 0,
  refusals: 0,
};

describe('moments as people say them', () => {
  test.each([
    [at(17, 7, 2), 'today at 7:02 AM', 'earlier today'],
    [at(16, 23, 59), 'yesterday at 11:59 PM', 'yesterday'],
    [at(13, 17, 6), 'Friday at 5:06 PM', 'Friday'],
    [at(11, 0, 0), 'Wednesday at 12:00 AM', 'Wednesday'],
    [at(10, 9, 0), 'on Tuesday, November 10, at 9:00 AM', 'Tuesday, November 10'],
  ])('%i', (moment, words, day) => {
    expect(momentWords(moment, now, zone)).toBe(words);
    expect(dayWords(moment, now, zone)).toBe(day);
  });

  test('somebody who comes for the first time is told so', () => {
    expect(lastHereWords(null, now, zone)).toBe('This is the first time you are here.');
    expect(lastHereWords(at(13, 17, 6), now, zone)).toBe('You were last here Friday at 5:06 PM.');
  });
});

describe('what happened since', () => {
  test('says the whole beside its parts', () => {
    const since = { ...nothing, events: 3184, accesses: 2466, patients: 611, people: 19 };
    expect(sinceWords(since, false, 14)).toBe(
      'Since then 3,184 events were recorded: 19 people opened records of 611 patients 2,466 times.',
    );
    expect(sinceWords({ ...nothing, events: 1 }, true, 14)).toBe(
      'In the last 14 days 1 event was recorded. No patient’s record was opened.',
    );
    expect(sinceWords(nothing, false, 14)).toBe('Nothing was recorded since then.');
  });

  test('names what stands out, and nothing where nothing does', () => {
    expect(besidesWords(nothing)).toBeNull();
    expect(besidesWords({ ...nothing, exports: 1 })).toBe('There was 1 export.');
    expect(besidesWords({ ...nothing, exports: 2, failedSignIns: 1, refusals: 3 })).toBe(
      'There were 2 exports, 1 sign-in that failed and 3 acts that were refused.',
    );
  });
});

const whole: SyncView = {
  phase: 'up-to-date',
  problem: null,
  size: 648_213,
  total: 648_213,
  rate: null,
  heardAt: now - 40_000_000,
  root: null,
  verifiedSize: 648_213,
  verifiedAt: now,
  logKey: null,
  outbox: 0,
};

describe('the record in words', () => {
  test('says what was checked, where, when, and what that does not show', () => {
    const { title, text } = recordWords(whole, zone);
    expect(title).toBe('The record is whole, to event 648,212.');
    expect(text).toContain('Checked on this computer at 8:11 AM');
    expect(text).toContain('no check can show');
    expect(recordWords({ ...whole, size: 648_215 }, zone).text).toContain('2 newer events wait');
    expect(recordWords({ ...whole, verifiedAt: null }, zone).title).toBe('The record is not checked yet.');
    expect(recordWords({ ...whole, phase: 'stopped', problem: 'It does not fit.' }, zone)).toEqual({
      title: 'The record needs a look.',
      text: 'It does not fit.',
    });
  });

  test('says how near the copy is and what waits', () => {
    expect(nearnessWords(whole, zone)).toEqual({
      title: 'Up to date.',
      text: 'The platform was last heard at 8:10 AM. Nothing of yours is waiting to be sent.',
    });
    const behind = {
      ...whole,
      phase: 'offline',
      size: 12,
      total: 20,
      outbox: 2,
      problem: 'No network.',
    } as const;
    expect(nearnessWords(behind, zone).text).toBe(
      '12 of 20 events are here. No network. The platform was last heard at 8:10 AM. 2 acts of yours wait to be sent.',
    );
  });
});

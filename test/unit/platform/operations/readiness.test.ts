import { describe, expect, test } from 'vitest';
import { readinessOf, type Seen } from '../../../../src/platform/operations/readiness';

const now = 1_780_000_000_000_000;
const well: Seen = {
  stopping: false,
  logDamaged: false,
  standing: { logSize: 7, waiting: 0, lag: 0, clockAhead: 0.2, archivesGivenUp: false },
  background: { unseen: 0, unseenFor: 0, backupAge: 3600, practiceAge: 9e6, backupFailures: 0 },
  makesBackups: true,
  failures: { watch: 0, archives: 0, retention: 0, 'key-care': 0, backups: 0 },
  tls: { minimum: 'TLS 1.2', reason: 'An old scanner', until: now + 1 },
};
const standing = (given: object) => ({
  standing: { logSize: 7, waiting: 1, lag: 0, clockAhead: 0, archivesGivenUp: false, ...given },
});
const look = (given: Partial<Seen>) => readinessOf({ ...well, ...given }, () => now);

describe('readiness', () => {
  test('shows how it is served, and why TLS 1.2 is', () => {
    expect(look({})).toEqual({
      ready: true,
      problems: [],
      warnings: [],
      tls: { minimum: 'TLS 1.2', reason: 'An old scanner', until: new Date(now / 1000).toISOString() },
    });
    expect(look({ tls: null })).toMatchObject({ ready: true, tls: null });
  });

  test('says that nothing is archived any more, and stays ready', () => {
    const { ready, warnings } = look(standing({ archivesGivenUp: true }));
    expect([ready, warnings]).toEqual([true, [expect.stringMatching(/not archived any more/)]]);
  });

  const background = (given: object) => ({
    background: { unseen: 0, unseenFor: 0, backupAge: 3600, practiceAge: 9e6, backupFailures: 0, ...given },
  });
  const failures = (given: object) => ({ failures: { ...well.failures, ...given } });

  test.each<[string, Partial<Seen>, RegExp | null]>([
    [
      'detection that stands',
      background({ unseen: 7, unseenFor: 180 }),
      /^7 events were not looked at .* 3 min/,
    ],
    ['detection that is on its way', background({ unseen: 7, unseenFor: 59 }), null],
    ['nothing to look at', background({ unseen: 0, unseenFor: 180 }), null],
    ['looks that fail', failures({ watch: 3 }), /^The look for signs of misuse failed 3 times in a row/],
    ['one look that failed', failures({ watch: 2 }), null],
    ['archives that fail', failures({ archives: 4 }), /^The care of archives failed 4 times/],
    ['records that are not retained', failures({ retention: 3 }), /^The retention of records failed/],
    ['keys that are not cared for', failures({ 'key-care': 3 }), /^The care of keys failed/],
    ['backups that fail', failures({ backups: 3 }), /^The backup failed/],
    ['an old backup', background({ backupAge: 3 * 86_400 + 1 }), /^No backup was good for 3 days/],
    ['no backup ever', background({ backupAge: null }), /^No backup was good for 104 days/],
    ['no backup yet', background({ backupAge: null, practiceAge: 86_400 }), null],
    ['no backups wanted', { ...background({ backupAge: null }), makesBackups: false }, null],
    ['nothing known of it', { background: null }, /could not be asked/],
  ])('with %s it answers all the same, and says so', (_, given, words) => {
    const { ready, problems, warnings } = look(given);
    expect([ready, problems]).toEqual([true, []]);
    expect(warnings).toEqual(words === null ? [] : [expect.stringMatching(words)]);
  });

  test.each<[string, Partial<Seen>, RegExp]>([
    ['stopping', { stopping: true }, /stopping/],
    ['without its database', { standing: null }, /does not answer/],
    ['with a damaged log', { logDamaged: true }, /damaged/],
    ['with events that wait too long', standing({ lag: 5.1 }), /wait for their place/],
    ['with a clock that is behind', standing({ clockAhead: -11 }), /differ by 11 s/],
    ['with a clock that is ahead', standing({ clockAhead: 11 }), /differ by 11 s/],
    ['with an expired certificate', { tls: { minimum: 'TLS 1.3', reason: null, until: now - 1 } }, /expired/],
  ])('%s it is not ready, and says so', (_, given, words) => {
    const { ready, problems } = look(given);
    expect(ready).toBe(false);
    expect(problems).toEqual([expect.stringMatching(words)]);
  });
});

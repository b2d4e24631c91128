import { describe, expect, test } from 'vitest';
import { readinessOf, type Seen } from '../../../../src/platform/operations/readiness';

const now = 1_780_000_000_000_000;
const well: Seen = {
  stopping: false,
  logDamaged: false,
  standing: { logSize: 7, waiting: 0, lag: 0, clockAhead: 0.2, archivesGivenUp: false },
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

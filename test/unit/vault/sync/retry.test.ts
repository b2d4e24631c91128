import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, errorCodes } from '../../../../src/shared/domain/result';
import { retryAfterMs } from '../../../../src/vault/sync/retry';

const refused = (code: (typeof errorCodes)[number], retryAfter?: number) => err(code, '', '', retryAfter);

describe('how long to wait after a refusal', () => {
  test('doubles from a second to a minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((failures) =>
      retryAfterMs(refused('unreachable'), failures, 0),
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('is never less than the platform asked for, and at most a quarter more than is needed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('too-many' as const, 'unavailable' as const),
        fc.nat(7200),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (code, asked, failures, random) => {
          const least = Math.max(asked * 1_000, Math.min(60_000, 1_000 * 2 ** (failures - 1)));
          const ms = retryAfterMs(refused(code, asked), failures, random) ?? NaN;
          expect(ms).toBeGreaterThanOrEqual(least);
          expect(ms).toBeLessThanOrEqual(Math.ceil(least * 1.25));
        },
      ),
    );
  });

  test('heeds a day at most of what the platform asks for, and no wait backwards', () => {
    expect(retryAfterMs(refused('too-many', 1e9), 1, 0)).toBe(86_400_000);
    expect(retryAfterMs(refused('too-many', -5), 1, 0)).toBe(1_000);
  });

  test('is for ever where the same request would be refused again', () => {
    const final = errorCodes.filter((code) => retryAfterMs(refused(code), 1, 0) === null);
    expect(final).toEqual([
      'not-signed-in',
      'wrong-credentials',
      'account-ended',
      'code-needed',
      'second-factor-needed',
      'denied',
      'damaged',
      'too-new',
    ]);
  });
});

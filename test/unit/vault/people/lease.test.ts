import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasEnded, leaseUntil } from '../../../../src/vault/people/lease';

const HOUR = 3_600_000_000;
const micros = fc.integer({ min: 0, max: 2 ** 50 });
const hours = fc.integer({ min: 1, max: 336 });

describe('the lease of a vault without the platform', () => {
  test('ends so many hours after the platform last answered, to the microsecond', () => {
    const kept = { contactAt: 1_000, seenAt: 1_000 };
    expect(hasEnded(kept, 72, 1_000 + 72 * HOUR - 1)).toBe(false);
    expect(hasEnded(kept, 72, 1_000 + 72 * HOUR)).toBe(true);
  });

  test('a clock at any earlier time ends it no later: what was seen once is past', () => {
    fc.assert(
      fc.property(micros, micros, micros, hours, (contactAt, seenAt, now, lease) => {
        const kept = { contactAt, seenAt };
        const ended = seenAt >= leaseUntil(kept, lease);
        expect(hasEnded(kept, lease, now)).toBe(ended || now >= leaseUntil(kept, lease));
        if (hasEnded({ contactAt, seenAt: 0 }, lease, now)) {
          // Whatever the clock says later, having seen that moment is enough.
          expect(hasEnded({ contactAt, seenAt: now }, lease, 0)).toBe(true);
        }
      }),
    );
  });
});

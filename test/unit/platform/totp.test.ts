import fc from 'fast-check';
import { generateSync } from 'otplib';
import { describe, expect, test } from 'vitest';
import { beginSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import { newTotpSecret, stepOfCode, STEP_SECONDS, totpUri } from '../../../src/platform/identity/totp';

const second = 1_000_000;
const now = 1_780_000_015 * second;
const step = Math.floor(1_780_000_015 / STEP_SECONDS);

describe('time-based codes', () => {
  const secret = newTotpSecret();
  const shown = (steps: number) => generateSync({ secret, epoch: 1_780_000_015 + steps * STEP_SECONDS });

  test('the vector of RFC 6238 for SHA-1, in six digits', () => {
    const ascii = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(stepOfCode(ascii, '287082', 59 * second, 0)).toBe(1);
    expect(stepOfCode(ascii, '081804', 1_111_111_109 * second, 0)).toBe(37_037_036);
  });

  test('fit in their step and the next, and nowhere else', () => {
    const fitting = [-3, -2, -1, 0, 1, 2].filter(
      (steps) => stepOfCode(secret, shown(steps), now, 0) !== null,
    );
    expect(fitting).toEqual([-1, 0]);
    expect(stepOfCode(secret, shown(-1), now, 0)).toBe(step - 1);
    expect(stepOfCode(secret, shown(0), now, 0)).toBe(step);
  });

  test('law: none up to the last accepted step fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), (steps, last) => {
        const found = stepOfCode(secret, shown(steps), now, step + last);
        if (found !== null) expect(found).toBeGreaterThan(step + last);
      }),
    );
    expect(stepOfCode(secret, shown(0), now, step)).toBeNull();
    expect(stepOfCode(secret, shown(0), now, step - 1)).toBe(step);
  });

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '12 456'])('%j is no code', (typed) => {
    expect(stepOfCode(secret, typed, now, 0)).toBeNull();
  });
});

describe('the key URI', () => {
  test('names the practice and its person', () => {
    const uri = totpUri('A'.repeat(32), 'Lakeview: Family Practice', 'ann@example.org');
    expect(decodeURIComponent(new URL(uri).pathname)).toBe(
      '/Wardkeeper Lakeview  Family Practice:ann@example.org',
    );
    expect(new URL(uri).searchParams.get('issuer')).toBe('Wardkeeper Lakeview  Family Practice');
  });

  test('law: it fits its declaration, whatever the names', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
        fc.string({ minLength: 1, maxLength: 254, unit: 'grapheme' }),
        (practice, userName) => {
          const secret = newTotpSecret();
          const reply = { secret, uri: totpUri(secret, practice, userName) };
          expect(beginSecondFactor.reply.safeParse(reply).success).toBe(true);
          expect(new URL(reply.uri).searchParams.get('secret')).toBe(secret);
        },
      ),
    );
  });
});

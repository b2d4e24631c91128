import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { setupCodeOf, sameSecret } from '../../../src/platform/identity/setup-code';

describe('the set-up code', () => {
  test('is one for each key and practice, can be read aloud, and fits its field', () => {
    const key = randomBytes(32).toString('base64url');
    const practiceId = randomUUID();
    expect(setupCodeOf(key, practiceId)).toBe(setupCodeOf(key, practiceId));
    const codes = Array.from({ length: 200 }, (_, i) =>
      i % 2 === 0
        ? setupCodeOf(randomBytes(32).toString('base64url'), practiceId)
        : setupCodeOf(key, randomUUID()),
    );
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]$/);
      expect(claimPractice.request.shape.setupCode.safeParse(code).success).toBe(true);
    }
    // 32 letters, each from a byte of 256: none is likelier than another.
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  test('is the same only as itself', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    for (const other of ['', 'ab', 'abcd', 'abC', 'abc\0']) expect(sameSecret('abc', other)).toBe(false);
  });
});

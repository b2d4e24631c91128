import { describe, expect, test } from 'vitest';
import { fullCost, passwordHashes } from '../../../src/platform/identity/password-hash';

describe('password hashes', () => {
  // Dear enough that the hash is most of what a look takes.
  const hashes = passwordHashes({ memoryCost: 8 * 1024, timeCost: 3, parallelism: 1 });

  test('fit their own password and no other', async () => {
    const encoded = await hashes.hash('Correct-Horse-9');
    expect(encoded).toMatch(/^\$argon2id\$v=19\$m=8192,t=3,p=1\$/);
    expect(await hashes.hash('Correct-Horse-9')).not.toBe(encoded);
    expect(await hashes.fits('Correct-Horse-9', encoded)).toBe(true);
    for (const wrong of ['', 'correct-horse-9', 'Correct-Horse-9 ', 'Correct-Horse-9\0']) {
      expect(await hashes.fits(wrong, encoded)).toBe(false);
    }
  });

  test('fit their password however a keyboard composes its letters', async () => {
    const [composed, decomposed] = ['Z\u00fcrich-Horse-9', 'Zu\u0308rich-Horse-9'];
    expect(await hashes.fits(decomposed, await hashes.hash(composed))).toBe(true);
    expect(await hashes.fits(composed, await hashes.hash(decomposed))).toBe(true);
  });

  test('nobody has no password, and saying so takes as long as a wrong one', async () => {
    const encoded = await hashes.hash('Correct-Horse-9');
    await hashes.fits('x', null);
    const fastest = async (hash: string | null) => {
      const times = [];
      for (let i = 0; i < 7; i += 1) {
        const started = performance.now();
        expect(await hashes.fits('wrong', hash)).toBe(false);
        times.push(performance.now() - started);
      }
      return Math.min(...times);
    };
    const [wrong, nobody] = [await fastest(encoded), await fastest(null)];
    // Without the hash of nobody the second would be about a thousandth.
    expect(nobody).toBeGreaterThan(wrong / 2);
    expect(nobody).toBeLessThan(wrong * 2);
  });

  test('cost what design and RFC 9106 ask for', () => {
    expect(fullCost).toEqual({ memoryCost: 65_536, timeCost: 3, parallelism: 1 });
  });
});

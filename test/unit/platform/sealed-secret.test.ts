import { describe, expect, test } from 'vitest';
import { secretSeal } from '../../../src/platform/identity/sealed-secret';

const seed = Buffer.alloc(32, 1).toString('base64url');
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('a sealed secret', () => {
  const seal = secretSeal(seed);
  const sealed = seal.seal('ann', secret);

  test('opens for its account, after a restart too, and shows nothing of itself', () => {
    expect(secretSeal(seed).open('ann', sealed)).toBe(secret);
    expect(sealed).not.toContain(secret);
    expect(seal.seal('ann', secret)).not.toBe(sealed);
  });

  test('opens for nobody else, under no other key, and not when a bit was changed', () => {
    expect(() => seal.open('eve', sealed)).toThrow();
    expect(() => secretSeal(Buffer.alloc(32, 2).toString('base64url')).open('ann', sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => seal.open('ann', changed.toString('base64url'))).toThrow();
    }
    for (const torn of ['', 'AAAA', sealed.slice(0, 20)]) expect(() => seal.open('ann', torn)).toThrow();
  });
});

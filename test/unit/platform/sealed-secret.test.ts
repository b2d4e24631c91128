import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
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
    const bytes = Buffer.from(sealed.slice(2), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => seal.open('ann', `2.${changed.toString('base64url')}`)).toThrow();
    }
    for (const torn of ['', 'AAAA', sealed.slice(0, 20)]) expect(() => seal.open('ann', torn)).toThrow();
  });

  test('of before, under a token key, opens while that key is still given, and is known as such', () => {
    const token = Buffer.alloc(32, 7).toString('base64url');
    const former = sealedFormerly(token, 'ann', secret);
    const with7 = secretSeal(seed, [Buffer.alloc(32, 6).toString('base64url'), token]);
    expect(with7.open('ann', former)).toBe(secret);
    expect([with7.isFormer(former), with7.isFormer(with7.seal('ann', secret))]).toEqual([true, false]);
    expect(() => with7.open('eve', former)).toThrow();
    expect(() => secretSeal(seed).open('ann', former)).toThrow();
    expect(() => secretSeal(token).open('ann', former)).toThrow();
  });
});

/** As secrets were sealed before they had a key of their own. */
function sealedFormerly(token: string, userId: string, text: string): string {
  const info = 'wardkeeper second factor';
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(token, 'base64url'), '', info, 32));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url');
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** No letter that could be taken for another (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 130 random bits to be read from one screen and typed into another: XXXXX-XXXXX-… */
export function newSetupCode(): string {
  const letters = Array.from(randomBytes(26), (byte) => alphabet.charAt(byte % alphabet.length));
  return letters.join('').replace(/.{5}(?=.)/g, '$&-');
}

/** Compares in a time that tells nothing of where two texts differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readableCode } from './readable-code';

const LETTERS = 26;

/**
 * 130 bits: XXXXX-XXXXX-…, made from the service's token key (HKDF, RFC 5869): every node of a practice has the same
 * one, whichever is asked, and who reads the database has none. `seed`: 32 bytes in base64url.
 */
export function setupCodeOf(seed: string, practiceId: string): string {
  const key = Buffer.from(seed, 'base64url');
  const bytes = hkdfSync('sha256', key, practiceId, 'wardkeeper set-up code', LETTERS);
  return readableCode(LETTERS, 5, new Uint8Array(bytes));
}

/** Compares in a time that tells nothing of where two texts differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

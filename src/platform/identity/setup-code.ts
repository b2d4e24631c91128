import { createHash, timingSafeEqual } from 'node:crypto';
import { readableCode } from './readable-code';

/** 130 random bits: XXXXX-XXXXX-… */
export function newSetupCode(): string {
  return readableCode(26, 5);
}

/** Compares in a time that tells nothing of where two texts differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

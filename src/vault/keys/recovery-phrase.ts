import { createHash, hkdfSync } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so that what is read aloud or written by hand comes back. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const ENTROPY_BYTES = 16;
const GROUP = 4;

/**
 * A phrase to write down: 128 random bits and 12 bits of their SHA-256, as seven groups of four
 * (`K3QX-…`). The check finds a slip of the pen 4,095 times in 4,096.
 */
export function phraseOf(entropy: Uint8Array): string {
  if (entropy.length !== ENTROPY_BYTES) throw new RangeError(`a phrase stands for ${ENTROPY_BYTES} bytes`);
  const bits = (BigInt(`0x${Buffer.from(entropy).toString('hex')}`) << 12n) | BigInt(checkOf(entropy));
  const digits = Array.from({ length: 28 }, (_, i) => alphabet[Number((bits >> BigInt(5 * (27 - i))) & 31n)]);
  return digits.join('').replace(/.{4}(?=.)/g, '$&-');
}

/** The bytes a phrase stands for, or null when it was not written down or typed in whole. */
export function entropyOf(phrase: string): Buffer | null {
  const digits = phrase.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  if (digits.length !== 7 * GROUP || [...digits].some((digit) => !alphabet.includes(digit))) return null;
  const bits = [...digits].reduce((sum, digit) => (sum << 5n) | BigInt(alphabet.indexOf(digit)), 0n);
  const entropy = Buffer.from((bits >> 12n).toString(16).padStart(2 * ENTROPY_BYTES, '0'), 'hex');
  return Number(bits & 0xfffn) === checkOf(entropy) ? entropy : null;
}

/** The key of a recovery slot. 128 random bits need no slow hash: there is nothing to guess. */
export function recoveryKey(entropy: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', entropy, salt, 'wardkeeper vault: recovery slot, version 1', 32));
}

function checkOf(entropy: Uint8Array): number {
  return createHash('sha256').update(entropy).digest().readUInt16BE(0) >> 4;
}

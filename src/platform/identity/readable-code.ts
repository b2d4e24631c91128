import { randomBytes } from 'node:crypto';

/** No letter that could be taken for another (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Letters of five bits each, to be read from one place and typed into another, in groups: XXXXX-XXXXX. Random
 * unless `bytes`, one for each letter, are given.
 */
export function readableCode(
  letters: number,
  group: number,
  bytes: Uint8Array = randomBytes(letters),
): string {
  const text = Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return text.replace(new RegExp(`.{${group}}(?=.)`, 'g'), '$&-');
}

/** The letters of a code, however somebody typed them. */
export function lettersOf(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
}

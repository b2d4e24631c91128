import { type Hashes } from './hashes';

/** Hashing of RFC 6962, section 2.1: a leaf and a node can never be taken for each other. */

export const hashLength = 32;

/** SHA-256 of nothing: the root of a log without entries. */
export function emptyRoot(hashes: Hashes): Uint8Array {
  return hashes.sha256('');
}

/** SHA-256(0x00 ‖ entry). A string stands for its UTF-8 bytes. */
export function leafHash(entry: string | Uint8Array, hashes: Hashes): Uint8Array {
  if (typeof entry === 'string') return hashes.sha256(`\0${entry}`);
  const message = new Uint8Array(entry.length + 1);
  message.set(entry, 1);
  return hashes.sha256(message);
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, hashes: Hashes): Uint8Array {
  const message = new Uint8Array(1 + 2 * hashLength);
  message[0] = 1;
  message.set(left, 1);
  message.set(right, 1 + hashLength);
  return hashes.sha256(message);
}

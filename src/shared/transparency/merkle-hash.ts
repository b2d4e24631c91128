import type { Hashes } from './hashes';

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

// One for all calls: `hashes` is done with it when it returns, and allocating it anew costs a third of a hash.
const nodeMessage = new Uint8Array(1 + 2 * hashLength);
nodeMessage[0] = 1;

/** SHA-256(0x01 ‖ left ‖ right), of 32 bytes each. */
export function nodeHash(left: Uint8Array, right: Uint8Array, hashes: Hashes): Uint8Array {
  nodeMessage.set(left, 1);
  nodeMessage.set(right, 1 + hashLength);
  return hashes.sha256(nodeMessage);
}

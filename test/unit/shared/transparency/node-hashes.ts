import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import { hashesFrom } from '../../../../src/shared/transparency/hashes';
import type { Ed25519Sign, Ed25519Verify } from '../../../../src/shared/transparency/signed-note';

export const hashes = hashesFrom(hash);

export const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** An Ed25519 key from its 32-byte seed (RFC 8032), through the DER frames of RFC 8410. */
export function ed25519Key(seed: Uint8Array): { publicKey: Uint8Array; sign: Ed25519Sign } {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: Uint8Array.from(spki.subarray(-32)),
    sign: (message) => Uint8Array.from(sign(null, Buffer.from(message, 'utf8'), key)),
  };
}

export const ed25519Verify: Ed25519Verify = (publicKey, message, signature) =>
  verify(
    null,
    Buffer.from(message, 'utf8'),
    createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]),
      format: 'der',
      type: 'spki',
    }),
    signature,
  );

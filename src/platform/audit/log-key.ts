import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import {
  ed25519Signer,
  ed25519Verifier,
  noteSignatureType,
  verifierKeyText,
  type NoteSigner,
  type NoteVerifier,
} from '../../shared/transparency/signed-note';
import { hashes } from '../hashes';

/** What signs the heads of one log. It lives in this process's memory only. */
export interface LogKey {
  signer: NoteSigner;
  verifier: NoteVerifier;
  /** For readers to pin: name, key id and public key (C2SP signed-note). */
  verifierKey: string;
}

/** PKCS #8 of an Ed25519 key up to its 32-byte seed (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410, section 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The private key of a 32-byte seed in base64url. */
export function ed25519Key(seed: string): KeyObject {
  const bytes = Buffer.from(seed, 'base64url');
  if (bytes.length !== 32) throw new RangeError('An Ed25519 seed has 32 bytes');
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, bytes]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public half. */
export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(spkiPrefix.length));
}

/** `origin` names the log and its key. */
export function logKeyFrom(seed: string, origin: string): LogKey {
  const privateKey = ed25519Key(seed);
  const publicKey = rawPublicKey(privateKey);
  return {
    signer: ed25519Signer(
      origin,
      publicKey,
      (text) => new Uint8Array(sign(null, Buffer.from(text), privateKey)),
      hashes,
    ),
    verifier: ed25519Verifier(origin, publicKey, verifyEd25519, hashes),
    verifierKey: verifierKeyText(origin, noteSignatureType.ed25519, publicKey, hashes),
  };
}

/** `publicKey` is the 32 raw bytes; `message` is signed as UTF-8. */
export function verifyEd25519(publicKey: Uint8Array, message: string, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(message), key, signature);
}

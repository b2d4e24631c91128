import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Result } from '../../shared/domain/result';
import { ed25519Verifier, parseVerifierKey, type NoteVerifier } from '../../shared/transparency/signed-note';
import { err, ok } from '../../shared/domain/result';
import { hashes } from '../hashes';

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410, section 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export interface LogKey {
  verifier: NoteVerifier;
  /** SHA-256 of the 32-byte public key in groups of four hex digits: for two people to compare. */
  fingerprint: string;
}

/** Reads a verifier key of the C2SP form `name+id+key`. */
export function logKey(verifierKey: string): Result<LogKey> {
  const parsed = parseVerifierKey(verifierKey, hashes);
  if (!parsed.ok) return parsed;
  const { name, publicKey, keyId } = parsed.value;
  const verifier = ed25519Verifier(name, publicKey, verifyEd25519, hashes);
  if (verifier.keyId !== keyId) {
    return err('damaged', 'The log’s key is not one that signs heads.', 'Ask for the platform’s key again.');
  }
  const digest = createHash('sha256').update(publicKey).digest('hex');
  return ok({ verifier, fingerprint: digest.replace(/.{4}(?=.)/g, '$& ') });
}

function verifyEd25519(publicKey: Uint8Array, message: string, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(message), key, signature);
}

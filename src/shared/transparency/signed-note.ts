import { err, ok, type Result } from '../domain/result';
import { base64Bytes, base64Text, concatBytes, hexBytes, hexText, utf8Bytes } from './bytes';
import type { Hashes } from './hashes';

/**
 * Signed notes: text signed by one or more keys (C2SP signed-note).
 * Texts are strings; what is signed are their UTF-8 bytes.
 */

/** Signature types of the specification that we use. */
export const noteSignatureType = { ed25519: 0x01, cosignature: 0x04 } as const;

/** Ed25519 (RFC 8032) over the UTF-8 bytes of `message`: 64 bytes. The private key stays with the function. */
export type Ed25519Sign = (message: string) => Uint8Array;
/** `publicKey` is the 32 raw bytes. */
export type Ed25519Verify = (publicKey: Uint8Array, message: string, signature: Uint8Array) => boolean;

/** Name and id together say which key, and by which algorithm. */
export interface NoteKey {
  /** By custom a URL without a scheme; no space, no plus sign. */
  name: string;
  /** Four bytes as eight lower-case hex digits. */
  keyId: string;
}

export interface NoteSigner extends NoteKey {
  sign(text: string): Uint8Array;
}

export interface NoteVerifier extends NoteKey {
  verify(text: string, signature: Uint8Array): boolean;
}

export interface NoteSignature extends NoteKey {
  signature: Uint8Array;
}

export interface SignedNote {
  /** Ends with a newline. */
  text: string;
  signatures: NoteSignature[];
}

// The specification asks for a limit and for room for 16 signatures, post-quantum ones of 5 kB included.
const maxNoteLength = 256 * 1024;
const maxSignatures = 32;

const spaceOrPlus = /[\p{White_Space}+]/u;
const controlButNewline = /[^\P{Cc}\n\u007f-\u009f]/u; // those below U+0020
const loneSurrogate = /\p{Surrogate}/u;

/** First four bytes of SHA-256(name ‖ newline ‖ type ‖ public key), in hex. */
export function noteKeyId(name: string, type: number, publicKey: Uint8Array, hashes: Hashes): string {
  const digest = hashes.sha256(concatBytes(utf8Bytes(`${name}\n`), Uint8Array.of(type), publicKey));
  return hexText(digest.subarray(0, 4));
}

export function ed25519Signer(
  name: string,
  publicKey: Uint8Array,
  sign: Ed25519Sign,
  hashes: Hashes,
): NoteSigner {
  requireKey(name, publicKey);
  return { name, keyId: noteKeyId(name, noteSignatureType.ed25519, publicKey, hashes), sign };
}

export function ed25519Verifier(
  name: string,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
  hashes: Hashes,
): NoteVerifier {
  requireKey(name, publicKey);
  return {
    name,
    keyId: noteKeyId(name, noteSignatureType.ed25519, publicKey, hashes),
    verify: (text, signature) => signature.length === 64 && verify(publicKey, text, signature),
  };
}

/** A verifier key as people pass it on: name, key id, then type and public key in base64, joined by plus signs. */
export function verifierKeyText(name: string, type: number, publicKey: Uint8Array, hashes: Hashes): string {
  requireKey(name, publicKey);
  const keyId = noteKeyId(name, type, publicKey, hashes);
  return `${name}+${keyId}+${base64Text(concatBytes(Uint8Array.of(type), publicKey))}`;
}

export interface VerifierKey extends NoteKey {
  type: number;
  /** 32 raw bytes. */
  publicKey: Uint8Array;
}

/** Reads what `verifierKeyText` writes; only Ed25519 keys and cosigner keys are known. */
export function parseVerifierKey(text: string, hashes: Hashes): Result<VerifierKey> {
  const refused = err('damaged', 'This is not a verifier key.', 'Ask for the key again.');
  const [name, keyId, encoded, ...rest] = text.split('+');
  if (name === undefined || keyId === undefined || encoded === undefined) return refused;
  // A plus sign may stand in the base64 part, never before it.
  const key = base64Bytes([encoded, ...rest].join('+'));
  if (!isKeyName(name) || key?.length !== 33) return refused;
  const type = key[0];
  if (type !== noteSignatureType.ed25519 && type !== noteSignatureType.cosignature) return refused;
  const publicKey = key.slice(1);
  if (noteKeyId(name, type, publicKey, hashes) !== keyId) return refused;
  return ok({ name, keyId, type, publicKey });
}

/**
 * Signs the text with each signer. Throws RangeError when the text cannot be a note's: it must end with a
 * newline and hold no other control character.
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new RangeError('This text cannot be signed as a note');
  return signers.reduce(appendSignature, `${text}\n`);
}

/** The note with one signature more. Its text is signed as it stands; nothing is verified. */
export function addSignature(note: string, signer: NoteSigner): Result<string> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  return ok(note + signatureLine({ ...signer, signature: signer.sign(parsed.value.text) }));
}

/** Takes a note apart without verifying anything: what it says is not to be believed yet. */
export function parseNote(note: string): Result<SignedNote> {
  if (note.length > maxNoteLength) return malformed('is too long');
  if (loneSurrogate.test(note) || controlButNewline.test(note))
    return malformed('holds a forbidden character');
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return malformed('has no signatures');
  const text = note.slice(0, end + 1);
  const tail = note.slice(end + 2);
  if (!tail.endsWith('\n')) return malformed('has no signatures');
  const lines = tail.slice(0, -1).split('\n');
  if (lines.length > maxSignatures) return malformed(`has more than ${maxSignatures} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return malformed('has a line that is no signature');
    signatures.push(signature);
  }
  return ok({ text, signatures });
}

/** A note whose signatures by known keys all hold; at least one does. */
export interface OpenedNote {
  text: string;
  /** By known keys, verified, each once. */
  verified: NoteSignature[];
  /** By keys that we do not know: no one vouches for them. */
  unknown: NoteSignature[];
}

/** Verifies a note. One false signature by a known key refuses the whole note; unknown keys are passed over. */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): Result<OpenedNote> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const verified: NoteSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const signature of signatures) {
    const verifier = verifiers.find((known) => sameKey(known, signature));
    if (verifier === undefined) {
      unknown.push(signature);
    } else if (!verifier.verify(text, signature.signature)) {
      return err(
        'damaged',
        `The signature of ${verifier.name} does not fit the text.`,
        'Keep the note as evidence and fetch it again.',
      );
    } else if (!verified.some((seen) => sameKey(seen, signature))) {
      verified.push(signature);
    }
  }
  if (verified.length === 0) {
    return err('damaged', 'No key that we know has signed this note.', 'Compare the key fingerprints.');
  }
  return ok({ text, verified, unknown });
}

export function sameKey(a: NoteKey, b: NoteKey): boolean {
  return a.name === b.name && a.keyId === b.keyId;
}

function appendSignature(note: string, signer: NoteSigner): string {
  const end = note.lastIndexOf('\n\n');
  return note + signatureLine({ ...signer, signature: signer.sign(note.slice(0, end + 1)) });
}

function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `\u2014 ${name} ${base64Text(concatBytes(hexBytes(keyId) ?? new Uint8Array(4), signature))}\n`;
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [dash, name, encoded, ...rest] = line.split(' ');
  if (dash !== '\u2014' || name === undefined || encoded === undefined || rest.length > 0) return undefined;
  const bytes = base64Bytes(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: hexText(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

function isKeyName(name: string): boolean {
  return name !== '' && !spaceOrPlus.test(name) && !controlButNewline.test(name) && !loneSurrogate.test(name);
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && !controlButNewline.test(text) && !loneSurrogate.test(text);
}

function requireKey(name: string, publicKey: Uint8Array): void {
  if (!isKeyName(name)) throw new RangeError('A key name holds no space and no plus sign');
  if (publicKey.length !== 32) throw new RangeError('An Ed25519 public key has 32 bytes');
}

function malformed(how: string): Result<never> {
  return err('damaged', `The signed note ${how}.`, 'Keep it as evidence and fetch it again.');
}

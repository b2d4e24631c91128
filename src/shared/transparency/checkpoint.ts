import { err, ok, type Result } from '../domain/result';
import { base64Bytes, base64Text, concatBytes } from './bytes';
import type { Hashes } from './hashes';
import { hashLength } from './merkle-hash';
import {
  addSignature,
  noteKeyId,
  noteSignatureType,
  openNote,
  sameKey,
  signNote,
  type Ed25519Sign,
  type Ed25519Verify,
  type NoteKey,
  type NoteSigner,
  type NoteVerifier,
} from './signed-note';

/** A log's head: what its operator signs (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log; the name of the key that signs it. */
  origin: string;
  /** Leaves. */
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
}

/** A witness's statement that it saw this head at `time` (C2SP tlog-cosignature, Ed25519). */
export interface Cosignature extends NoteKey {
  /** Whole seconds since the Unix epoch. */
  time: number;
}

export interface OpenedCheckpoint {
  checkpoint: Checkpoint;
  /** Verified ones, by the cosigners that were asked about. */
  cosignatures: Cosignature[];
}

/** The three lines that are signed. Throws RangeError when they cannot be written. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (origin === '' || origin.includes('\n')) throw new RangeError('An origin is one line that is not empty');
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A log cannot have ${size} leaves`);
  if (root.length !== hashLength) throw new RangeError('A root has 32 bytes');
  return `${origin}\n${size}\n${base64Text(root)}\n`;
}

/** Reads the text of a checkpoint. Extension lines, which we never write, are passed over. */
export function parseCheckpointText(text: string): Result<Checkpoint> {
  const [origin, sizeText, rootText, ...rest] = text.split('\n');
  const extensions = rest.slice(0, -1);
  const size = /^(0|[1-9][0-9]{0,15})$/.test(sizeText ?? '') ? Number(sizeText) : NaN;
  const root = base64Bytes(rootText ?? '');
  if (!origin || !Number.isSafeInteger(size) || root?.length !== hashLength) return unreadable;
  if (rest.at(-1) !== '' || extensions.includes('')) return unreadable;
  return ok({ origin, size, root });
}

/** The signed note of a head. The signer's name is the origin. */
export function signCheckpoint(size: number, root: Uint8Array, signer: NoteSigner): string {
  return signNote(checkpointText({ origin: signer.name, size, root }), [signer]);
}

/**
 * Verifies a head: signed by the log itself, about itself. Cosignatures by the given cosigners are verified
 * and reported (a false one refuses the note); all other signatures are passed over.
 */
export function openCheckpoint(
  note: string,
  log: NoteVerifier,
  cosigners: readonly NoteVerifier[] = [],
): Result<OpenedCheckpoint> {
  const opened = openNote(note, [log, ...cosigners]);
  if (!opened.ok) return opened;
  const { text, verified } = opened.value;
  if (!verified.some((signature) => sameKey(signature, log))) {
    return err('damaged', 'The log itself has not signed this head.', 'Fetch the head from the log again.');
  }
  const checkpoint = parseCheckpointText(text);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin !== log.name) {
    return err('damaged', 'This is the head of another log.', 'Fetch the head from the right platform.');
  }
  const cosignatures = verified
    .filter((signature) => !sameKey(signature, log))
    .map(({ name, keyId, signature }) => ({ name, keyId, time: Number(cosignatureTime(signature)) }));
  return ok({ checkpoint: checkpoint.value, cosignatures });
}

/** Adds a cosignature line, saying that the head was seen at `time` (whole seconds since the Unix epoch). */
export function cosign(note: string, cosigner: Cosigner, time: number): Result<string> {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`No time of a cosignature: ${time}`);
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  return addSignature(note, {
    name: cosigner.name,
    keyId: cosigner.keyId,
    sign: (text) => concatBytes(stamp, cosigner.sign(cosignedMessage(BigInt(time), text))),
  });
}

/** A key that cosigns. It must not be the log's own key. */
export interface Cosigner extends NoteKey {
  sign: Ed25519Sign;
}

export function ed25519Cosigner(
  name: string,
  publicKey: Uint8Array,
  sign: Ed25519Sign,
  hashes: Hashes,
): Cosigner {
  return { name, keyId: noteKeyId(name, noteSignatureType.cosignature, publicKey, hashes), sign };
}

export function cosignatureVerifier(
  name: string,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
  hashes: Hashes,
): NoteVerifier {
  return {
    name,
    keyId: noteKeyId(name, noteSignatureType.cosignature, publicKey, hashes),
    verify: (text, signature) =>
      signature.length === 72 &&
      cosignatureTime(signature) <= BigInt(Number.MAX_SAFE_INTEGER) &&
      verify(publicKey, cosignedMessage(cosignatureTime(signature), text), signature.slice(8)),
  };
}

function cosignedMessage(time: bigint, text: string): string {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

/** The first eight bytes, big-endian. */
function cosignatureTime(signature: Uint8Array): bigint {
  return new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
}

const unreadable = err(
  'damaged',
  'The text of this head cannot be read.',
  'Fetch the head from the log again.',
);

import { err, ok, type Result } from '../../shared/domain/result';
import { equalBytes } from '../../shared/transparency/bytes';
import { cosignatureVerifier, openCheckpoint } from '../../shared/transparency/checkpoint';
import {
  noteSignatureType,
  parseNote,
  parseVerifierKey,
  sameKey,
  type NoteVerifier,
} from '../../shared/transparency/signed-note';
import { maxCosigners } from '../../shared/contract/platform/cosignatures';
import { MINUTE, SECOND } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { hashes } from '../hashes';
import { lockAccount } from '../identity/accounts';
import { verifyEd25519 } from './log-key';
import { rootAt } from './proofs';
import { newestCheckpoint } from './trail';

/** Heads move at every act; what a key says of them is kept no more often than this. */
const BETWEEN = 10 * MINUTE;
/** How far a reader's clock may be ahead of ours. */
const AHEAD = 5 * MINUTE;

/**
 * Keeps a key of an account, once; `fresh` where it was not known. Refused: what is no cosigner's key, the log's
 * own name, a key of somebody else, and an eleventh.
 */
export async function keepCosigner(
  transaction: DatabaseTransaction,
  userId: string,
  verifierKey: string,
  logName: string,
  now: number,
): Promise<Result<{ registeredAt: number; fresh: boolean; keyId: string }>> {
  const key = parseVerifierKey(verifierKey, hashes);
  if (!key.ok || key.value.type !== noteSignatureType.cosignature || key.value.name === logName) return noKey;
  const { name, keyId } = key.value;
  // One at a time for an account, so that no two of them are the tenth.
  await lockAccount(transaction, userId);
  const known = await transaction
    .selectFrom('cosigner')
    .select(['user_id', 'verifier_key', 'registered_at'])
    .where('name', '=', name)
    .where('key_id', '=', keyId)
    .executeTakeFirst();
  if (known !== undefined) {
    return known.user_id === userId && known.verifier_key === verifierKey
      ? ok({ registeredAt: known.registered_at, fresh: false, keyId })
      : taken;
  }
  const own = await transaction
    .selectFrom('cosigner')
    .select('key_id')
    .where('user_id', '=', userId)
    .execute();
  if (own.length >= maxCosigners) return enough;
  await transaction
    .insertInto('cosigner')
    .values({ name, key_id: keyId, user_id: userId, verifier_key: verifierKey, registered_at: now })
    .execute();
  return ok({ registeredAt: now, fresh: true, keyId });
}

/**
 * Keeps what one key of the account says of a head. The head must be one that the log signed, and the very tree
 * that the log has now up to that size: a head of a log that went another way is refused whoever signed it.
 * The same statement again is kept once.
 */
export async function keepCosignature(
  transaction: DatabaseTransaction,
  userId: string,
  note: string,
  log: NoteVerifier,
  now: number,
): Promise<Result<{ size: number }>> {
  const cosigners = await cosignersOf(transaction, userId);
  const opened = openCheckpoint(note, log, cosigners);
  if (!opened.ok) return notSigned;
  const { checkpoint, cosignatures } = opened.value;
  const [cosignature, ...more] = cosignatures;
  if (cosignature === undefined || more.length > 0) return notCosigned;
  const { size, root } = checkpoint;
  const head = await newestCheckpoint(transaction);
  if (size === 0 || size > head.size || !equalBytes(root, await rootAt(transaction, size))) return notOurs;
  if (cosignature.time * SECOND > now + AHEAD) return ahead;

  const { name, keyId } = cosignature;
  await lockAccount(transaction, userId);
  const last = await transaction
    .selectFrom('cosignature')
    .select(['size', 'received_at'])
    .where('name', '=', name)
    .where('key_id', '=', keyId)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.size === size) return ok({ size });
  if (last !== undefined && last.size > size) return older;
  if (last !== undefined && now < last.received_at + BETWEEN) {
    const wait = Math.min(BETWEEN, last.received_at + BETWEEN - now);
    return { ...tooSoon, retryAfter: Math.ceil(wait / SECOND) };
  }
  const lines = linesOf(note);
  await transaction
    .insertInto('cosigned_checkpoint')
    .values({ size, note: `${lines.text}\n${lines.by(log)}` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .insertInto('cosignature')
    .values({ size, name, key_id: keyId, line: lines.by({ name, keyId }), received_at: now })
    .execute();
  return ok({ size });
}

/** Of a head with several cosignatures no more than what a reader may be asked to read. */
const SERVED = 20;

/** The newest head that somebody cosigned, with its cosignatures; null while there is none. */
export async function newestCosigned(db: Database): Promise<string | null> {
  const head = await db
    .selectFrom('cosigned_checkpoint')
    .select(['size', 'note'])
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (head === undefined) return null;
  const rows = await db
    .selectFrom('cosignature')
    .select('line')
    .where('size', '=', head.size)
    .orderBy('received_at')
    .limit(SERVED)
    .execute();
  return head.note + rows.map(({ line }) => line).join('');
}

async function cosignersOf(transaction: DatabaseTransaction, userId: string): Promise<NoteVerifier[]> {
  const rows = await transaction
    .selectFrom('cosigner')
    .select('verifier_key')
    .where('user_id', '=', userId)
    .limit(maxCosigners)
    .execute();
  return rows.flatMap((row) => {
    const key = parseVerifierKey(row.verifier_key, hashes);
    return key.ok ? [cosignatureVerifier(key.value.name, key.value.publicKey, verifyEd25519, hashes)] : [];
  });
}

/** The parts of a note that was opened: its text, and the line that a key signed, each with its line break. */
function linesOf(note: string) {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new TypeError('A note that was opened can be read');
  const { text, signatures } = parsed.value;
  const lines = note.slice(text.length + 1).split('\n');
  return {
    text,
    by: (key: { name: string; keyId: string }) =>
      `${lines[signatures.findIndex((signature) => sameKey(signature, key))]}\n`,
  };
}

const noKey = err(
  'invalid-request',
  'This is not the verifier key of a cosigner.',
  'Send an Ed25519 key of type 4 as C2SP tlog-cosignature writes it, under a name that is not the log’s.',
);
const taken = err('conflict', 'This key belongs to another account.', 'Make a key of your own.');
const enough = err(
  'conflict',
  `An account has at most ${maxCosigners} cosigning keys.`,
  'Use one of the keys that are known.',
);
const notSigned = err(
  'invalid-request',
  'This is no checkpoint that this log signed, or a signature in it is false.',
  'Keep the note as evidence, and fetch the checkpoint again.',
);
const notCosigned = err(
  'invalid-request',
  'The note has no cosignature by a key of yours, or several.',
  'Register the key, then send the note with its one cosignature.',
);
const notOurs = err(
  'conflict',
  'This is not a head of the log as it is.',
  'Keep the note as evidence, and compare the log with the newest copy of the trail.',
);
const ahead = err(
  'invalid-request',
  'The cosignature is dated in the future.',
  'Set the clock of the workstation right.',
);
const older = err('conflict', 'This key has cosigned a later head.', 'Cosign the newest checkpoint.');
const tooSoon = err(
  'too-many',
  'This key has just cosigned a head.',
  'Cosign again when the time has passed.',
);

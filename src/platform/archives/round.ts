import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type Selectable } from 'kysely';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import { concatBytes } from '../../shared/transparency/bytes';
import type { Acts, Recorder } from '../audit/act';
import { DamagedLog } from '../audit/damaged-log';
import { systemDraft, type Happened } from '../audit/draft';
import { insertEvents } from '../audit/extend-log';
import type { Clock } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { AuditArchiveTable } from '../database/trail-tables';
import type { Log } from '../log';
import { ownKey, sealingKeys, type ServiceKey } from '../phi/data-keys';
import { monthOf } from '../phi/event-values';
import { CHUNK_BYTES, CHUNK_EVENTS, sealChunk } from './chunk';
import { countFailure, forgetFailures, haveGivenUp, MOST_ATTEMPTS } from './failures';
import { endOfMonth } from './month';
import { archivedLeaves } from './leaves';
import { chunkFrom } from './reading';
import { takeTurn } from './turn';
import { verifyArchive, type Flaw, type Verified } from './verify';

/** What the making of archives works with. */
export interface ArchiveCare {
  db: Database;
  acts: Acts;
  clock: Clock;
  log: Log;
  phi: { key: ServiceKey };
  logVerifier: NoteVerifier;
  /** Gives the room of rows that left back to the table, where no server does. */
  reclaim: (() => Promise<void>) | null;
  /** Once true, no further step begins. */
  isStopped(): boolean;
}

type Archive = Selectable<AuditArchiveTable>;

/** Rows that leave or come back in one transaction: some milliseconds, so that nobody waits for it. */
const BATCH = 1000;

/**
 * Goes on with what was begun, then archives the months that ended before `until`. Each step is a transaction and
 * finds from the tables what is left to do: killed anywhere, the next round goes on; of two nodes one does it.
 * `unwatched`: a month is due, but detection has still to look at the end of it.
 */
export async function careForArchives(care: ArchiveCare, until: number): Promise<'done' | 'unwatched'> {
  let left = false;
  let ended: 'done' | 'unwatched' = 'done';
  while (!care.isStopped()) {
    const step = await takeStep(care, until);
    left ||= step === 'left';
    if (step === 'unwatched') ended = step;
    if (step === 'none' || step === 'unwatched') break;
    if (typeof step === 'object' && !(await finishMaking(care, step.made))) break;
    // An engine in this process answers without leaving the turn: others come in between.
    await nextTurn();
  }
  if (left) await care.reclaim?.();
  return ended;
}

/** `left`: rows went out of the log's table. */
type Step = Begun | 'left' | { made: Archive };
type Begun = 'none' | 'unwatched' | 'taken';

function takeStep(care: ArchiveCare, until: number): Promise<Step> {
  const { acts, clock, phi } = care;
  return acts.quietly(async (transaction, record) => {
    if (!(await takeTurn(transaction, clock()))) return 'none';
    const begun = await transaction
      .selectFrom('audit_archive')
      .selectAll()
      .where('state', 'in', ['making', 'putting-away', 'restoring'])
      .orderBy('first_seq')
      .limit(1)
      .executeTakeFirst();
    if (begun === undefined) return begin(transaction, phi.key, until, clock());
    switch (begun.state) {
      case 'making':
        return (await addChunk(transaction, phi.key, begun, clock())) ? 'taken' : { made: begun };
      case 'putting-away':
        await putAway(transaction, begun, record, clock());
        return 'left';
      default:
        await bringBack(transaction, care, begun, record);
        return 'taken';
    }
  });
}

/** The oldest event that no archive holds, and when it was recorded. */
export async function firstUnarchived(
  db: Database,
): Promise<{ seq: number; recordedAt: number } | undefined> {
  const { last } = await db
    .selectFrom('audit_archive')
    .select((eb) => eb.fn.max<number | null>('last_seq').as('last'))
    .executeTakeFirstOrThrow();
  return db
    .selectFrom('audit_event')
    .select(['seq', 'recorded_at as recordedAt'])
    .where('seq', '>', last === null ? -1 : Number(last))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
}

/** Begins the archive of the oldest month that ended before `until`, if there is one. */
export async function begin(
  transaction: DatabaseTransaction,
  key: ServiceKey,
  until: number,
  now: number,
): Promise<Begun> {
  const first = await firstUnarchived(transaction);
  if (first === undefined || (await haveGivenUp(transaction))) return 'none';
  const month = monthOf(first.recordedAt);
  const end = endOfMonth(month);
  if (end > until) return 'none';
  const lastSeq = await lastBefore(transaction, first.seq, end);
  if ((await watchedUpTo(transaction)) <= lastSeq) return 'unwatched';
  const { rows } = await sql<{ recorded_until: number; occurred_from: number; occurred_until: number }>`
    select max(recorded_at) as recorded_until, min(occurred_at) as occurred_from, max(occurred_at) as occurred_until
    from audit_event where seq between ${first.seq} and ${lastSeq}`.execute(transaction);
  const [span] = rows;
  if (span === undefined) return 'none';
  await ownKey(transaction, await sealingKeys(transaction, key), 'archive', month, now);
  await transaction
    .insertInto('audit_archive')
    .values({
      archive_id: randomUUID(),
      month,
      first_seq: first.seq,
      last_seq: lastSeq,
      recorded_from: first.recordedAt,
      ...span,
      began_at: now,
    })
    .execute();
  return 'taken';
}

/** One after the last event that detection has looked at: it reads the log's table, so what it has not seen stays there. */
async function watchedUpTo(db: Database): Promise<number> {
  const { next_seq } = await db.selectFrom('detection_cursor').select('next_seq').executeTakeFirstOrThrow();
  return next_seq ?? 0;
}

/** The last place that was recorded before an instant: times never go back along the log, so halves decide. */
async function lastBefore(db: Database, from: number, instant: number): Promise<number> {
  const { size } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
  let [low, high] = [from, size - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const { recorded_at } = await db
      .selectFrom('audit_event')
      .select('recorded_at')
      .where('seq', '=', middle)
      .executeTakeFirstOrThrow();
    if (recorded_at < instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Seals the next events into a chunk; false where all are in. */
async function addChunk(
  transaction: DatabaseTransaction,
  key: ServiceKey,
  archive: Archive,
  now: number,
): Promise<boolean> {
  const { archive_id: archiveId, last_seq: end, month } = archive;
  const before = await transaction
    .selectFrom('audit_archive_chunk')
    .select(['chunk', 'last_seq'])
    .where('archive_id', '=', archiveId)
    .orderBy('chunk', 'desc')
    .limit(1)
    .executeTakeFirst();
  const from = before === undefined ? archive.first_seq : before.last_seq + 1;
  if (from > end) return false;
  const { rows } = await sql<{ seq: number; body: string; salt: Uint8Array; leaf_hash: Uint8Array }>`
    select seq, body, salt, leaf_hash from (
      select seq, body, salt, leaf_hash, sum(octet_length(body)) over (order by seq) as bytes
      from (select seq, body, salt, leaf_hash from audit_event
        where seq between ${from} and ${end} order by seq limit ${CHUNK_EVENTS}) as run
    ) as part
    where bytes <= ${CHUNK_BYTES} or bytes = octet_length(body)
    order by seq`.execute(transaction);
  const lastSeq = rows.at(-1)?.seq;
  if (lastSeq === undefined) throw new RangeError('Events that were to be archived are not there');
  const chunk = before === undefined ? 0 : before.chunk + 1;
  const events = rows.map(({ seq, body, salt }) => ({
    seq,
    salt: Buffer.from(salt).toString('base64url'),
    body,
  }));
  const keys = await sealingKeys(transaction, key);
  const sealing = await ownKey(transaction, keys, 'archive', month, now);
  const place = { practiceId: key.practiceId, archiveId, chunk, firstSeq: from, lastSeq };
  await transaction
    .insertInto('audit_archive_chunk')
    .values({
      archive_id: archiveId,
      chunk,
      first_seq: from,
      last_seq: lastSeq,
      leaf_hashes: Buffer.from(concatBytes(...rows.map((row) => row.leaf_hash))),
      sealed: await sealChunk(sealing, place, events),
    })
    .execute();
  return true;
}

/**
 * Reads a complete archive back; only what verified lets rows go. One that does not is thrown away, with an event,
 * and made again by a later round, a few times: the rows are all still there. False: that is it for this round.
 */
async function finishMaking(care: ArchiveCare, archive: Archive): Promise<boolean> {
  const { acts, clock, log } = care;
  const { archive_id: archiveId } = archive;
  const found = await verifyArchive(care, archive);
  const ended = await acts.quietly(async (transaction, record) => {
    const now = clock();
    if (!(await takeTurn(transaction, now))) return 'later';
    const still = await transaction
      .selectFrom('audit_archive')
      .select('state')
      .where('archive_id', '=', archiveId)
      .forUpdate()
      .executeTakeFirst();
    // Another node was faster.
    if (still?.state !== 'making') return 'kept';
    if (typeof found === 'string') return throwAway(transaction, archive, found, record, now);
    await keepVerified(transaction, archive, found, record, now);
    return 'kept';
  });
  if (ended === 'given-up' && typeof found === 'string') {
    log('archives-given-up', { month: archive.month, flaw: found });
  }
  return ended === 'kept';
}

async function throwAway(
  transaction: DatabaseTransaction,
  archive: Archive,
  flaw: Flaw,
  record: Recorder,
  now: number,
): Promise<'later' | 'given-up'> {
  const { archive_id: archiveId, first_seq: firstSeq } = archive;
  await transaction.deleteFrom('audit_archive_chunk').where('archive_id', '=', archiveId).execute();
  await transaction.deleteFrom('audit_archive').where('archive_id', '=', archiveId).execute();
  const attempts = await countFailure(transaction, firstSeq, flaw, now);
  await record(archiveEvent('CREATE', 'ARCHIVE_MADE', archive, now, { flaw, attempts }));
  if (attempts < MOST_ATTEMPTS) return 'later';
  await record(archiveEvent('UPDATE', 'ARCHIVES_GIVEN_UP', archive, now, { attempts }));
  return 'given-up';
}

async function keepVerified(
  transaction: DatabaseTransaction,
  archive: Archive,
  { root, checkpoint, sha256, bytes }: Verified,
  record: Recorder,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('audit_archive')
    .set({ state: 'putting-away', root, checkpoint, sha256, bytes, sealed_at: now })
    .where('archive_id', '=', archive.archive_id)
    .execute();
  await forgetFailures(transaction);
  await record(
    archiveEvent('CREATE', 'ARCHIVE_MADE', { ...archive, root, sha256 }, now, {
      checkpoint,
      bytes,
    }),
  );
}

/** What an event or a certificate tells of an archive. */
export function archiveFacts(archive: Archive) {
  const { month, first_seq: firstSeq, last_seq: lastSeq, root, sha256 } = archive;
  return {
    month,
    firstSeq,
    lastSeq,
    events: lastSeq - firstSeq + 1,
    ...(root !== null && { root: Buffer.from(root).toString('base64url') }),
    ...(sha256 !== null && { sha256 }),
  };
}

function archiveEvent(
  action: Happened['action'],
  verb: string,
  archive: Archive,
  now: number,
  more: NonNullable<Happened['meta']> = {},
) {
  const resource = { type: 'AuditArchive', id: archive.archive_id };
  const meta = { ...archiveFacts(archive), ...more };
  const outcome = 'flaw' in more ? 'failure' : 'success';
  return systemDraft({ action, verb, resource, category: 'system', outcome, meta }, now);
}

async function putAway(
  transaction: DatabaseTransaction,
  archive: Archive,
  record: Recorder,
  now: number,
): Promise<void> {
  const { rows } = await sql<{ gone: number }>`
    select put_away(${archive.archive_id}::uuid, ${BATCH}::integer) as gone`.execute(transaction);
  if (rows[0]?.gone !== 0) return;
  await transaction
    .updateTable('audit_archive')
    .set({ state: 'archived', restored_at: null })
    .where('archive_id', '=', archive.archive_id)
    .execute();
  await record(archiveEvent('UPDATE', 'ARCHIVE_PUT_AWAY', archive, now));
}

/**
 * Puts the rows of the next chunk back that are not there, or says that all are. What does not open any more stays
 * away, and what came back of that archive goes again.
 */
async function bringBack(
  transaction: DatabaseTransaction,
  { clock, log, phi }: ArchiveCare,
  archive: Archive,
  record: Recorder,
): Promise<void> {
  const now = clock();
  const become = (state: 'restored' | 'putting-away') =>
    transaction
      .updateTable('audit_archive')
      .set({ state, ...(state === 'restored' && { restored_at: now }) })
      .where('archive_id', '=', archive.archive_id)
      .execute();
  const { last } = await transaction
    .selectFrom('audit_event')
    .select((eb) => eb.fn.max<number | null>('seq').as('last'))
    .where('seq', '>=', archive.first_seq)
    .where('seq', '<=', archive.last_seq)
    .executeTakeFirstOrThrow();
  const from = last === null ? archive.first_seq : Number(last) + 1;
  if (from > archive.last_seq) {
    await become('restored');
    await record(archiveEvent('UPDATE', 'ARCHIVE_RESTORED', archive, now));
    return;
  }
  const chunk = await chunkFrom({ db: transaction, phi }, from).catch((error: unknown) => {
    if (error instanceof DamagedLog) return null;
    throw error;
  });
  if (chunk === null) {
    await become('putting-away');
    await record(archiveEvent('UPDATE', 'ARCHIVE_RESTORED', archive, now, { flaw: 'chunk-altered' }));
    log('archive-not-restored', { month: archive.month });
    return;
  }
  const leaves = await leavesOf(transaction, from, chunk.lastSeq);
  const placed = chunk.events.map(({ seq, salt, body }, i) => ({
    seq,
    event: JSON.parse(body) as AuditEvent,
    salt,
    body,
    leafHash: leaves[i] as Uint8Array,
  }));
  await insertEvents(transaction, placed);
}

async function leavesOf(db: Database, from: number, to: number): Promise<Uint8Array[]> {
  const places = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return (await archivedLeaves(db, places)).sort((a, b) => a.seq - b.seq).map(({ leafHash }) => leafHash);
}

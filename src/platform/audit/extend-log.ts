import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { hexText } from '../../shared/transparency/bytes';
import type { Clock } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { placeEvents, type Placed, type TreeNode, type Waiting } from './batch';
import { headRow, openHead } from './head';
import type { LogKey } from './log-key';

/** What became of a batch: events moved, or why none could be. */
export type Extended =
  /** `full`: more wait than one batch takes. `size`: how many events the log holds now. */
  | { moved: number; full: boolean; size: number }
  | { moved: 0; full: false }
  /** Another node is extending the log at this moment. */
  | { moved: 0; full: false; elsewhere: true }
  /** The head is not the one that was signed: the log must not go on. */
  | { moved: 0; full: false; damaged: string };

/** Most of a batch, so that what one transaction holds in memory stays small, whatever waits. */
const BATCH_EVENTS = 1000;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Moves committed events from the intake to the end of the log, in one transaction: either all of them have
 * their place, the tree has grown and its new head is signed, or nothing happened and they still wait.
 * The row of the head is lock and state in one: whoever holds it extends the log, on any node, and a
 * connection that breaks lets go of it. Throws what the database throws.
 * (build/decisions/intake-and-sequencer.md)
 */
export async function extendLog(db: Database, key: LogKey, clock: Clock): Promise<Extended> {
  // Most looks find nothing, and must not write: locking a row is a write too.
  const any = await db.selectFrom('audit_intake').select('arrival').limit(1).executeTakeFirst();
  if (any === undefined) return { moved: 0, full: false };
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('checkpoint')
      .select(['size', 'recorded_at', 'subtrees', 'note'])
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (row === undefined) return { moved: 0, full: false, elsewhere: true };
    const head = openHead(row, key.verifier);
    if (!head.ok) return { moved: 0, full: false, damaged: head.message };

    const waiting = await firstWaiting(transaction);
    if (waiting.length === 0) return { moved: 0, full: false };

    const now = clock();
    const batch = placeEvents(head.value, waiting, () => now, freshSalt, key.signer);
    await insertEvents(transaction, batch.placed);
    await insertNodes(transaction, batch.nodes);
    await sql`delete from audit_intake where event_id in (
      select event_id from audit_event where seq >= ${row.size}
    )`.execute(transaction);
    await transaction.updateTable('checkpoint').set(headRow(batch.head)).execute();
    return {
      moved: waiting.length,
      full: waiting.length === BATCH_EVENTS,
      size: batch.head.range.size,
    };
  });
}

/** The oldest that wait, at least one if any does. */
async function firstWaiting(transaction: DatabaseTransaction): Promise<Waiting[]> {
  const { rows } = await sql<{ id: string; draft: string }>`
    select id, draft from (
      select arrival, event_id as id, draft, sum(octet_length(draft)) over (order by arrival) as bytes
      from (select arrival, event_id, draft from audit_intake order by arrival limit ${BATCH_EVENTS}) as oldest
    ) as waiting
    where bytes <= ${BATCH_BYTES} or bytes = octet_length(draft)
    order by arrival`.execute(transaction);
  return rows.map(({ id, draft }) => ({ id, draft: JSON.parse(draft) as AuditEventDraft }));
}

function freshSalt(): string {
  return randomBytes(16).toString('base64url');
}

export async function insertEvents(
  transaction: DatabaseTransaction,
  placed: readonly Placed[],
): Promise<void> {
  const rows = placed.map(({ seq, event, salt, leafHash, body }) => ({
    seq,
    event_id: event.id,
    recorded_at: event.recordedAt,
    occurred_at: event.occurredAt,
    user_id: event.actor.userId,
    action: event.action,
    resource_type: event.resource?.type,
    patient_ids: event.patients,
    ip: event.network?.ip,
    leaf_hash: hexText(leafHash),
    salt: Buffer.from(salt, 'base64url').toString('hex'),
    body,
  }));
  // One JSON parameter: both engines read it alike, and lists of patients keep their shape. What another
  // system called an address may be none; the event keeps its word, the column only what can be compared.
  await sql`
    insert into audit_event (seq, event_id, recorded_at, occurred_at, user_id, action, resource_type,
      patient_ids, ip, leaf_hash, salt, body)
    select seq, event_id, recorded_at, occurred_at, user_id, action, resource_type, patient_ids,
      case when pg_input_is_valid(ip, 'inet') then ip::inet end,
      decode(leaf_hash, 'hex'), decode(salt, 'hex'), body
    from json_to_recordset(${JSON.stringify(rows)}::json) as event (seq bigint, event_id uuid, recorded_at bigint,
      occurred_at bigint, user_id text, action text, resource_type text, patient_ids text[], ip text,
      leaf_hash text, salt text, body text)`.execute(transaction);
}

export async function insertNodes(
  transaction: DatabaseTransaction,
  nodes: readonly TreeNode[],
): Promise<void> {
  if (nodes.length === 0) return;
  const rows = nodes.map(({ level, position, hash }) => ({ level, position, hash: hexText(hash) }));
  await sql`
    insert into tree_node (level, position, hash)
    select level, position, decode(hash, 'hex')
    from json_to_recordset(${JSON.stringify(rows)}::json) as node (level smallint, position bigint, hash text)
  `.execute(transaction);
}

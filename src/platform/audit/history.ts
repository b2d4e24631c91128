import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { uuidV7 } from '../../shared/domain/audit-event/uuid-v7';
import { err, ok, type Result } from '../../shared/domain/result';
import { CompactRange } from '../../shared/transparency/compact-range';
import type { DatabaseTransaction } from '../database/schema';
import { hashes } from '../hashes';
import { placeEvents, type Placed } from './batch';
import { builtAfterwards } from './built-afterwards';
import { insertNodes } from './extend-log';
import { headRow, type Head } from './head';
import type { LogKey } from './log-key';

/** What one statement carries: large enough that its fixed cost is small, about 2 MiB of text. */
const BATCH_EVENTS = 2000;
/** From the act to its place in the log: the rhythm of a log that is alive. Microseconds. */
const LAG = 200_000;

export interface HistoryParts {
  key: LogKey;
  /** That many fresh bytes, for the ids and salts of events. */
  fresh: (bytes: number) => Uint8Array;
  /** After each batch: how many events have their place. */
  placed: (count: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Gives events of the past their places in a log that is empty, its clock following theirs. `drafts` come in
 * the order in which they occurred and are valid; ids in them hold no control characters. Nobody sees any of
 * it before the caller's transaction commits. `conflict`: the log is not empty; `cancelled`: by the signal,
 * whereupon the caller must roll back. Gives the number of events. Throws what the database throws.
 */
export async function loadHistory(
  transaction: DatabaseTransaction,
  drafts: AsyncIterable<readonly AuditEventDraft[]>,
  parts: HistoryParts,
): Promise<Result<number>> {
  if (!(await isLogEmpty(transaction))) return notEmpty;
  return builtAfterwards(transaction, () => placeAll(transaction, drafts, parts));
}

async function placeAll(
  transaction: DatabaseTransaction,
  drafts: AsyncIterable<readonly AuditEventDraft[]>,
  { key, fresh, placed, signal }: HistoryParts,
): Promise<Result<number>> {
  const salt = () => Buffer.from(fresh(16)).toString('base64url');
  const clock = ({ occurredAt }: AuditEventDraft) => occurredAt + LAG;
  let head: Head = { range: new CompactRange(hashes), recordedAt: 0, note: '' };
  for await (const several of drafts) {
    for (let from = 0; from < several.length; from += BATCH_EVENTS) {
      const waiting = several.slice(from, from + BATCH_EVENTS).map((draft) => ({
        id: uuidV7(Math.floor(clock(draft) / 1000), fresh(10)),
        draft,
      }));
      const next = placeEvents(head, waiting, clock, salt, key.signer);
      await insertHistory(transaction, next.placed);
      await insertNodes(transaction, next.nodes);
      head = next.head;
      placed(head.range.size);
      // An engine in this process answers without ever leaving the turn: let others hear of the progress.
      await nextTurn();
      if (signal?.aborted === true) return cancelled;
    }
  }
  if (head.range.size > 0) await transaction.updateTable('checkpoint').set(headRow(head)).execute();
  return ok(head.range.size);
}

/** The row of the head stays locked until the transaction ends: nothing is placed meanwhile. */
async function isLogEmpty(transaction: DatabaseTransaction): Promise<boolean> {
  const { size } = await transaction
    .selectFrom('checkpoint')
    .select('size')
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (size > 0) return false;
  const waiting = await transaction.selectFrom('audit_intake').select('arrival').limit(1).executeTakeFirst();
  return waiting === undefined;
}

/**
 * As one text of cells, which both engines split three times faster than they read JSON (PGlite 0.5: 31 µs
 * an event against 90). The event's own JSON has no control character, and the cells beside it may have none.
 */
async function insertHistory(transaction: DatabaseTransaction, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ seq, event, salt, leafHash, body }) => {
    const { actor, action, resource, patients, network } = event;
    const cells = [actor.userId ?? '', action, resource?.type ?? '', patients.join('\x1f')];
    const text = `${cells.join('\t')}\t${network?.ip ?? ''}`;
    if (text.split('\t').length !== 5 || /[\n\0]/.test(text)) {
      throw new RangeError('An id of a historical event holds a control character');
    }
    const leaf = Buffer.from(leafHash).toString('hex');
    const saltHex = Buffer.from(salt, 'base64url').toString('hex');
    return `${seq}\t${event.id}\t${event.recordedAt}\t${event.occurredAt}\t${text}\t${leaf}\t${saltHex}\t${body}`;
  });
  await sql`
    insert into audit_event (seq, event_id, recorded_at, occurred_at, user_id, action, resource_type,
      patient_ids, ip, leaf_hash, salt, body)
    select cell[1]::bigint, cell[2]::uuid, cell[3]::bigint, cell[4]::bigint, nullif(cell[5], ''), cell[6],
      nullif(cell[7], ''), string_to_array(cell[8], chr(31)),
      case when pg_input_is_valid(cell[9], 'inet') then cell[9]::inet end,
      decode(cell[10], 'hex'), decode(cell[11], 'hex'), cell[12]
    from (
      select string_to_array(line, chr(9)) as cell from string_to_table(${rows.join('\n')}, chr(10)) as line offset 0
    ) as event`.execute(transaction);
}

const notEmpty = err(
  'conflict',
  'The log already holds events; nothing was added to it.',
  'Begin with an empty database.',
);

const cancelled = err('cancelled', 'It was stopped; nothing was kept.', 'Begin again when you want it.');

import { z } from 'zod';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { ReadableDb, WritableDb } from './db';
import type { Dictionary, WritableDictionary } from './dictionary';
import { action, category, outcome } from './event-codes';
import { packEvent, unpackEvent } from './packed-event';
import { StoreError } from './problem';
import { sql } from './sql';

/** One line of the log as it is kept. */
export interface KeptEvent {
  /** Its place in the log, from 0. */
  seq: number;
  event: AuditEvent;
  leafHash: Uint8Array;
}

/** The code of what is absent, and of a patient who stands in a manifest. */
const NONE = 0;

/** Inside a transaction. `salt`: 16 bytes; `leafHash`: as computed here. */
export function insertEvent(
  db: WritableDb,
  dictionary: WritableDictionary,
  { seq, event, leafHash }: KeptEvent,
  salt: Uint8Array,
): void {
  const { actor, patients, network } = event;
  const [firstPatient] = patients;
  const user = actor.userId === undefined ? NONE : dictionary.codeOf('user', actor.userId);
  const patient = firstPatient === undefined ? NONE : dictionary.codeOf('patient', firstPatient);
  const address = network?.ip === undefined ? NONE : dictionary.codeOf('address', network.ip);
  db.run(sql`
    INSERT INTO audit_event
      (seq, occurred_at, user, patient, address, category, action, outcome, bytes, salt, leaf_hash, body)
    VALUES
      (${seq}, ${event.occurredAt}, ${user}, ${patient}, ${address}, ${category.codeOf(event.category)},
       ${action.codeOf(event.action)}, ${outcome.codeOf(event.outcome)}, ${event.volume?.bytes ?? null},
       ${salt}, ${leafHash}, ${packEvent(event, dictionary)})
  `);
}

const keptRow = z.object({
  seq: z.int(),
  leaf_hash: z.instanceof(Uint8Array),
  body: z.instanceof(Uint8Array),
});

/** Up to `limit` lines before the place `before`, the newest first. */
export function eventsBefore(
  db: ReadableDb,
  dictionary: Dictionary,
  before: number,
  limit: number,
): KeptEvent[] {
  const rows = db.rows(
    sql`SELECT seq, leaf_hash, body FROM audit_event WHERE seq < ${before} ORDER BY seq DESC LIMIT ${limit}`,
    keptRow,
  );
  return rows.map(({ seq, leaf_hash: leafHash, body }) => ({
    seq,
    leafHash,
    event: unpacked(body, dictionary),
  }));
}

function unpacked(body: Uint8Array, dictionary: Dictionary): AuditEvent {
  try {
    return unpackEvent(body, dictionary);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new StoreError('damaged');
    throw error;
  }
}

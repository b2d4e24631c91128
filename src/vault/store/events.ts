import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { ReadableDb, WritableDb } from './db';
import type { Dictionary, TextOf, WritableDictionary } from './dictionary';
import { action, category, outcome } from './event-codes';
import { enterWords, namingOf } from './event-words';
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

/**
 * Keeps an event and enters it where it is searched by; `packCompleted` follows once for all of a transaction.
 * Inside a transaction. `salt`: 16 bytes; `leafHash`: as computed here.
 */
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
      (seq, occurred_at, user, patient, address, category, action, outcome, bytes, salt, leaf_hash, body, naming)
    VALUES
      (${seq}, ${event.occurredAt}, ${user}, ${patient}, ${address}, ${category.codeOf(event.category)},
       ${action.codeOf(event.action)}, ${outcome.codeOf(event.outcome)}, ${event.volume?.bytes ?? null},
       ${salt}, ${leafHash}, ${packEvent(event, dictionary)}, ${namingCode(dictionary, event)})
  `);
  enterSearch(db, dictionary, seq, event);
}

/** Inside a transaction: enters an event that an earlier version kept, which did not search. */
export function enterKept(
  db: WritableDb,
  dictionary: WritableDictionary,
  { seq, event }: Pick<KeptEvent, 'seq' | 'event'>,
): void {
  db.run(sql`UPDATE audit_event SET naming = ${namingCode(dictionary, event)} WHERE seq = ${seq}`);
  enterSearch(db, dictionary, seq, event);
}

function namingCode(dictionary: WritableDictionary, event: AuditEvent): number {
  return dictionary.codeOf('naming', namingOf(event));
}

/** Whom an event names beyond the first, and the words it is found by. */
function enterSearch(db: WritableDb, dictionary: WritableDictionary, seq: number, event: AuditEvent): void {
  for (const patient of event.patients.slice(1)) {
    const code = dictionary.codeOf('patient', patient);
    db.run(sql`INSERT INTO further_patient (seq, patient) VALUES (${seq}, ${code})`);
  }
  enterWords(db, dictionary, seq, event);
}

/** Up to `limit` lines before the place `before`, the newest first. */
export function eventsBefore(
  db: ReadableDb,
  dictionary: Dictionary,
  before: number,
  limit: number,
): KeptEvent[] {
  return keptFrom(
    dictionary,
    db.values(
      sql`SELECT seq, leaf_hash, body FROM audit_event WHERE seq < ${before} ORDER BY seq DESC LIMIT ${limit}`,
    ),
  );
}

/** The lines at these places, in their order. Throws StoreError `damaged` where one is not there. */
export function eventsAt(db: ReadableDb, dictionary: Dictionary, places: readonly number[]): KeptEvent[] {
  const rows = db.values(sql`
    SELECT seq, leaf_hash, body FROM audit_event
    WHERE seq IN (SELECT value FROM json_each(${JSON.stringify(places)}))
  `);
  const bySeq = new Map(keptFrom(dictionary, rows).map((kept) => [kept.seq, kept]));
  return places.map((seq) => {
    const kept = bySeq.get(seq);
    if (kept === undefined) throw new StoreError('damaged');
    return kept;
  });
}

function keptFrom(dictionary: Dictionary, rows: readonly unknown[][]): KeptEvent[] {
  const lines = rows as [seq: number, leafHash: Uint8Array, body: Uint8Array][];
  return dictionary.together((textOf) =>
    lines.map(([seq, leafHash, body]) => ({ seq, leafHash, event: unpacked(body, textOf) })),
  );
}

function unpacked(body: Uint8Array, textOf: TextOf): AuditEvent {
  try {
    return unpackEvent(body, textOf);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new StoreError('damaged');
    throw error;
  }
}

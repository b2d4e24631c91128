import type { TrailRow } from '../../shared/contract/bridge/trail';
import type { KeptEvent } from '../store/events';
import { members, pseudonymsOf } from '../store/lists';
import type { ReadableDb } from '../store/db';

/** Lines as a screen shows them: actors and patients as the practice's lists name them. */
export function shownRows(db: ReadableDb, kept: readonly KeptEvent[]): TrailRow[] {
  if (kept.length === 0) return [];
  const names = new Map(members(db).map(({ userId, displayName }) => [userId, displayName]));
  const pseudonyms = pseudonymsOf(
    db,
    kept.flatMap(({ event }) => event.patients),
  );
  return kept.map(({ seq, event, leafHash }) => ({
    seq,
    event,
    leafHash: Buffer.from(leafHash.buffer, leafHash.byteOffset, leafHash.byteLength).toString('base64url'),
    who: event.actor.userId === undefined ? null : (names.get(event.actor.userId) ?? null),
    patients: event.patients.map((patientId) => ({
      patientId,
      pseudonym: pseudonyms.get(patientId) ?? null,
    })),
  }));
}

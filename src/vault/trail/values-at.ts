import { kindCode } from '../store/event-codes';
import { StoreError } from '../store/problem';
import { sql } from '../store/sql';
import type { Run, Trail } from './trail';

/**
 * Up to so many events of a full run are looked at as rows; for more, what the whole run has is read: that costs the
 * decryption of some 55 pages, a row that of one.
 */
const FEW = 40;

/** When the event at a place of the run occurred; `count` says of how many that will be asked. */
export function timesAt(trail: Trail, run: Run, count: number): (place: number) => number {
  if (run.totals !== null && count <= FEW) return (place) => hotRow(trail, run, place)[0];
  const { occurredAt } = run.columns();
  return (place) => occurredAt[place] as number;
}

/** The kind code of the event at a place, likewise. */
export function kindsAt(trail: Trail, run: Run, count: number): (place: number) => number {
  // All kinds of a run are five pages.
  if (run.totals !== null && count <= FEW / 10) {
    return (place) => {
      const [, category, action, outcome] = hotRow(trail, run, place);
      return kindCode(category, action, outcome);
    };
  }
  const kinds = run.kinds();
  return (place) => kinds[place] as number;
}

function hotRow({ db }: Trail, { firstSeq }: Run, place: number): [number, number, number, number] {
  const [row] = db.values(
    sql`SELECT occurred_at, category, action, outcome FROM audit_event WHERE seq = ${firstSeq + place}`,
  );
  if (row === undefined) throw new StoreError('damaged');
  return row as [number, number, number, number];
}

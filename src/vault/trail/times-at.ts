import { sql } from '../store/sql';
import type { Run, Trail } from './trail';

/** Up to so many events of a full run are looked at as rows; for more, its columns are read. */
const FEW = 16;

/** When the event at a place of the run occurred; `count` says of how many that will be asked. */
export function timesAt({ db }: Trail, run: Run, count: number): (place: number) => number {
  if (run.totals === null || count > FEW) {
    const { occurredAt } = run.columns();
    return (place) => occurredAt[place] as number;
  }
  return (place) => {
    const rows = db.values(sql`SELECT occurred_at FROM audit_event WHERE seq = ${run.firstSeq + place}`);
    return rows[0]?.[0] as number;
  };
}

import { findCode } from '../store/dictionary';
import { eventsAt, type KeptEvent } from '../store/events';
import { deeds, deedsOf } from './deeds';
import { furtherPatients } from './further-patients';
import { intervalOf, type Edges } from './intervals';
import type { Queries } from './open-queries';
import { placesFrom, runsDown } from './selection';
import { breathing } from './turns';

const RECENT = 12;

export interface PersonCounts {
  events: number;
  accesses: number;
  /** Different ones. */
  patients: number;
  changes: number;
  exports: number;
  refusals: number;
}

/** What somebody did between the first and the last edge, between each two, and last of all. */
export async function personLook(
  queries: Queries,
  userId: string,
  edges: Edges,
  signal: AbortSignal,
): Promise<{ counts: PersonCounts; histogram: number[]; recent: KeptEvent[] }> {
  const { trail } = queries;
  const { db, dictionary } = trail;
  const size = trail.size();
  const breathe = breathing(signal);
  const counts: PersonCounts = { events: 0, accesses: 0, patients: 0, changes: 0, exports: 0, refusals: 0 };
  const histogram = new Array<number>(edges.length - 1).fill(0);
  const patients = new Set<number>();
  const code = findCode(db, 'user', userId);

  const add = (time: number, kind: number, patient: number, others: readonly number[] | undefined) => {
    const interval = intervalOf(edges, time);
    if (interval === -1) return;
    histogram[interval] = (histogram[interval] as number) + 1;
    const done = deedsOf(kind, patient !== 0);
    counts.events += 1;
    if (done & deeds.access) counts.accesses += 1;
    if (done & deeds.change) counts.changes += 1;
    if (done & deeds.export) counts.exports += 1;
    if (done & deeds.refusal) counts.refusals += 1;
    if (patient !== 0) patients.add(patient);
    for (const other of others ?? []) patients.add(other);
  };

  for (const { index } of code === null ? [] : runsDown(size)) {
    const run = trail.run(index);
    if (run.latest < (edges[0] as number) || run.earliest >= (edges.at(-1) as number)) continue;
    if (run.totals === null) {
      const others = furtherPatients(db, run);
      const { occurredAt, user, patient } = run.columns();
      const kinds = run.kinds();
      for (let place = 0; place < run.rows; place += 1) {
        if (user[place] === code)
          add(
            occurredAt[place] as number,
            kinds[place] as number,
            patient[place] as number,
            others.get(place),
          );
      }
    } else {
      for (const [, posting] of trail.postings('user', code as number, index, index + 1)) {
        const others = furtherPatients(db, run);
        for (let n = 0; n < posting.events; n += 1)
          add(
            posting.times[n] as number,
            posting.kinds[n] as number,
            posting.patients[n] as number,
            others.get(posting.places[n] as number),
          );
      }
    }
    await breathe();
  }
  counts.patients = patients.size;
  const places = await placesFrom(queries.selection({ who: [userId] }), size, 0, RECENT, breathe);
  return { counts, histogram, recent: eventsAt(db, dictionary, places) };
}

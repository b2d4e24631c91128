import type { KeptEvent } from '../store/events';
import { changesSince } from './changes';
import { deeds, deedsOf } from './deeds';
import { furtherPatients } from './further-patients';
import { intervalOf, type Edges } from './intervals';
import type { Queries } from './open-queries';
import { runsDown } from './selection';
import { breathing } from './turns';

export interface SinceCounts {
  from: number;
  events: number;
  accesses: number;
  patients: number;
  people: number;
  exports: number;
  failedSignIns: number;
  refusals: number;
}

export interface DayCounts {
  from: number;
  events: number;
  accesses: number;
  people: number;
  failedSignIns: number;
  exports: number;
}

export interface TodayLook {
  since: SinceCounts;
  days: DayCounts[];
  changes: KeptEvent[];
  changesInAll: number;
  size: number;
}

/** What there was since `from`, and on each day between two edges; one pass over the runs that reach there. */
export async function todayLook(
  queries: Queries,
  from: number,
  edges: Edges,
  signal: AbortSignal,
): Promise<TodayLook> {
  const { trail } = queries;
  const size = trail.size();
  const breathe = breathing(signal);
  const since = {
    from,
    events: 0,
    accesses: 0,
    patients: 0,
    people: 0,
    exports: 0,
    failedSignIns: 0,
    refusals: 0,
  };
  const days = edges.slice(0, -1).map((day): DayCounts => ({
    from: day,
    events: 0,
    accesses: 0,
    people: 0,
    failedSignIns: 0,
    exports: 0,
  }));
  const peopleOf = days.map(() => new Set<number>());
  const people = new Set<number>();
  const patients = new Set<number>();
  const first = Math.min(from, edges[0] as number);

  for (const { index, end } of runsDown(size)) {
    const run = trail.run(index);
    if (run.latest < first) continue;
    const { occurredAt, user, patient } = run.columns();
    const kinds = run.kinds();
    const others = furtherPatients(trail.db, run);
    for (let place = 0; place < end; place += 1) {
      const time = occurredAt[place] as number;
      const day = intervalOf(edges, time);
      if (day === -1 && time < from) continue;
      const who = user[place] as number;
      const whom = patient[place] as number;
      const done = deedsOf(kinds[place] as number, whom !== 0);
      if (day !== -1) {
        addDeeds(days[day] as DayCounts, done);
        if (who !== 0) (peopleOf[day] as Set<number>).add(who);
      }
      if (time < from) continue;
      addDeeds(since, done);
      if (done & deeds.refusal) since.refusals += 1;
      if (who !== 0) people.add(who);
      if (whom !== 0) patients.add(whom);
      for (const other of others.get(place) ?? []) patients.add(other);
    }
    await breathe();
  }
  for (const [day, counts] of days.entries()) counts.people = (peopleOf[day] as Set<number>).size;
  since.people = people.size;
  since.patients = patients.size;
  return { since, days, ...(await changesSince(queries, from, size, breathe)), size };
}

function addDeeds(counts: SinceCounts | DayCounts, done: number): void {
  counts.events += 1;
  if (done & deeds.access) counts.accesses += 1;
  if (done & deeds.export) counts.exports += 1;
  if (done & deeds.failedSignIn) counts.failedSignIns += 1;
}

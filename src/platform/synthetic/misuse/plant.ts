import { saturday, weekdayOf, type Day } from '../calendar';
import { deeds } from '../deeds';
import type { Act } from '../floor';
import type { World } from '../world';
import { Stage } from './scenario';
import { scenarios } from './scenarios';

/** Of all events, at most; less of those expected, since chance may give fewer. */
export const MISUSE_RATIO = 0.001;
const EXPECTED_RATIO = 0.00097;

/** What a provider's day leaves in the trail, everybody else's part included. Measured; tested against drift. */
const EVENTS_A_DAY = 370;
const EVENTS_A_SATURDAY = 160;

/** One instance of each kind for this many days of work of one person. */
const PERSON_DAYS = 2500;

/** Plans misuse into the past of a practice, as much as fits; by day, marked with kind and instance. */
export function plantMisuse(world: World): Map<Day, Act[]> {
  const { people, today, firstDay } = world;
  const byDay = new Map<Day, Act[]>();
  let left = Math.floor(expectedEvents(world) * EXPECTED_RATIO);
  const rounds = 1 + Math.floor((people.length * (today - firstDay + 1)) / PERSON_DAYS);
  for (let round = 0; round < rounds; round += 1) {
    for (const { kind, plan } of scenarios) {
      const acts = plan(new Stage(world, world.random.fork(`${kind} ${round}`)));
      const room = acts === null ? Infinity : costOf(acts);
      if (acts === null || room > left) continue;
      left -= room;
      for (const act of acts) {
        const day = world.calendar.dayOf(act.at);
        byDay.set(day, [...(byDay.get(day) ?? []), { ...act, planted: { kind, instance: round } }]);
      }
    }
  }
  return byDay;
}

export function expectedEvents({ roster, firstDay, today }: World): number {
  let events = 0;
  for (let day = firstDay; day < today; day += 1) {
    const providers = roster.onDay(day).filter(({ person }) => person.duty === 'provider').length;
    events += providers * (weekdayOf(day) === saturday ? EVENTS_A_SATURDAY : EVENTS_A_DAY);
  }
  return events;
}

/** Its acts, and a session where it needs one: what is done at work mostly falls into one that is open anyway. */
function costOf(acts: readonly Act[]): number {
  const isElsewhere = acts.some(({ from, deed }) => from !== undefined && deed !== deeds.failSignIn);
  return acts.length + (isElsewhere ? 2 : 1);
}

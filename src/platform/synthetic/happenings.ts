import type { Insertable } from 'kysely';
import type { AppointmentTable, EncounterTable, ShiftTable } from '../database/care-tables';
import { SECOND } from '../clock';
import { Panels } from './booking';
import type { Day } from './calendar';
import { Floor, type Act, type Task } from './floor';
import { blendIn } from './misuse/blend-in';
import { plantMisuse } from './misuse/plant';
import { runOffice } from './office';
import { eventsOf, type Timed } from './sessions';
import { scheduleVisits } from './visits';
import type { World } from './world';

/** What a day adds to the practice. */
export interface DayOfEvents {
  day: Day;
  /** In the order in which they occurred; none before an event of an earlier day. */
  events: Timed[];
  appointments: Insertable<AppointmentTable>[];
  encounters: Insertable<EncounterTable>[];
  shifts: Insertable<ShiftTable>[];
}

/** So long the practice runs before its past begins: then the schedule is full and claims are under way. */
export const WARM_UP_DAYS = 38;

/**
 * The past of a practice, day by day, up to its present minute. It moves the world on: another run needs
 * another world. Memory holds a few weeks, however long it is.
 */
export function* daysOf(world: World): Generator<DayOfEvents> {
  const { calendar, firstDay, today, now, desks, roster } = world;
  const agenda = new Map<Day, Task[]>();
  const panels = new Panels(world);
  const planted = plantMisuse(world);
  const random = world.random.fork('sessions');
  let pending: Timed[] = [];
  let booked: Insertable<AppointmentTable>[] = [];
  const start = calendar.at(firstDay, 0);

  for (let day = firstDay - WARM_UP_DAYS; day <= today; day += 1) {
    const floor = new Floor(world, day, agenda);
    const tasks = agenda.get(day) ?? [];
    agenda.delete(day);
    scheduleVisits(floor, panels);
    for (const task of tasks) task(floor);
    runOffice(floor, panels);
    booked.push(
      ...floor.appointments.filter(({ starts_at, booked_at }) => starts_at >= start && booked_at <= now),
    );
    if (day < firstDay) continue;

    const acts: Act[] = [...floor.acts, ...blendIn(planted.get(day) ?? [], floor.acts)];
    const known = [...pending, ...eventsOf(acts, desks, random)];
    // Whatever goes on after midnight waits for the day it belongs to.
    const end = day === today ? now - SECOND : calendar.at(day + 1, 0);
    const events = known.filter(({ draft }) => draft.occurredAt < end);
    events.sort((a, b) => a.draft.occurredAt - b.draft.occurredAt);
    pending = known.filter(({ draft }) => draft.occurredAt >= end);
    const shifts: Insertable<ShiftTable>[] = roster.onDay(day).map(({ person, kind, from, until }) => ({
      user_id: person.userId,
      starts_at: calendar.at(day, from),
      ends_at: calendar.at(day, until),
      kind,
    }));
    shifts.push({
      user_id: roster.onCall(day).userId,
      starts_at: calendar.at(day, 18 * 60),
      ends_at: calendar.at(day + 1, 7 * 60),
      kind: 'on-call',
    });
    yield {
      day,
      events,
      appointments: booked,
      encounters: floor.encounters.filter(({ ended_at }) => (ended_at ?? now) <= now),
      shifts,
    };
    booked = [];
  }
}

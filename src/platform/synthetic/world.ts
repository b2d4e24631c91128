import type { Calendar, Day } from './calendar';
import { calendarOf, isHoliday, saturday, sunday, weekdayOf } from './calendar';
import { workstations, type Device } from './networks';
import { peopleOf, type Person } from './people';
import { populationOf, type Household, type Patient, type Population } from './patients';
import { Random } from './random';
import { rosterOf, type Roster } from './roster';

/** A practice before anything happens in it. */
export interface World extends Population {
  random: Random;
  calendar: Calendar;
  /** The present, in microseconds: nothing happens later. */
  now: number;
  firstDay: Day;
  today: Day;
  people: readonly Person[];
  patients: Patient[];
  households: Household[];
  roster: Roster;
  /** Workstations, by area; everybody has one of them that is theirs. */
  desks: readonly Device[];
}

export interface PracticeSize {
  seed: string;
  staff: number;
  patients: number;
  days: number;
}

/** Shares of new patients among the visits of a provider, by rank: the newest has room. */
export const newPatientRatio = [0.02, 0.03, 0.05, 0.09] as const;
const VISITS_A_DAY = 18;

/** Lays a practice out backwards from the present. The same arguments give the same practice. */
export function worldOf({ seed, staff, patients, days }: PracticeSize, timeZone: string, now: number): World {
  const random = new Random(`${seed} ${staff} ${patients} ${days}`);
  const calendar = calendarOf(timeZone);
  const today = calendar.dayOf(now);
  const firstDay = today - days + 1;
  const people = peopleOf(staff, today, random.fork('people'));
  const providers = people.filter(({ duty }) => duty === 'provider').length;
  const newcomers = Math.min(
    Math.floor(patients * 0.15),
    Math.ceil(days * (5 / 7) * providers * VISITS_A_DAY * 0.048),
  );
  const population = populationOf(people, patients, newcomers, firstDay, random.fork('patients'));
  return {
    ...population,
    random,
    calendar,
    now,
    firstDay,
    today,
    people,
    roster: rosterOf(people, random.fork('roster')),
    desks: workstations(staff + 4, random.fork('desks')),
  };
}

/** Whether the practice is fully open that day. */
export function isWorkday(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday !== sunday && weekday !== saturday && !isHoliday(day);
}

/** The first workday that is not before `day`. */
export function workdayFrom(day: Day): Day {
  let found = day;
  while (!isWorkday(found)) found += 1;
  return found;
}

export function workdayBefore(day: Day): Day {
  let found = day - 1;
  while (!isWorkday(found)) found -= 1;
  return found;
}

import { isHoliday, saturday, sunday, weekdayOf, type Day } from './calendar';
import { dutyFacts, type Duty } from './duty';
import { isEmployed, type Person } from './people';
import type { Random } from './random';

/** When somebody works on a day, in minutes of that day. */
export interface Shift {
  person: Person;
  kind: 'clinic' | 'on-call';
  from: number;
  until: number;
  /** Null on a Saturday, which ends before. */
  lunch: { from: number; until: number } | null;
}

export interface Team {
  teamId: string;
  name: string;
  provider: Person;
  /** Everybody of it, the provider first; who has left among them. */
  members: Person[];
}

export interface Roster {
  teams: readonly Team[];
  /** Who works at the practice that day, in the order of the people. */
  onDay(day: Day): readonly Shift[];
  shiftOf(person: Person, day: Day): Shift | null;
  /** Who does it that day: somebody of the duty, of that team if they can; null where the practice is closed. */
  workerOf(duty: Duty, day: Day, team?: Team): Person | null;
  teamOf(provider: Person): Team;
  /** The provider who takes calls from that evening to the next morning. */
  onCall(day: Day): Person;
}

const LUNCH = 45;
const SATURDAY = { from: 7 * 60 + 40, until: 12 * 60 + 20 } as const;

/** Follows from the people and the seed alone: a day can be asked for in any order. */
export function rosterOf(people: readonly Person[], random: Random): Roster {
  const providers = people.filter(({ duty }) => duty === 'provider');
  const teams = teamsOf(people, providers, random.fork('teams'));
  const chance = random.fork('days off').table();
  const known = new Map<Day, Present>();

  const present = (day: Day): Present => {
    let there = known.get(day);
    if (there === undefined) {
      there = presentOn(people, providers, day, chance);
      known.set(day, there);
      // Whoever plans looks a few weeks around; older days are asked for no more.
      if (known.size > 120) known.delete(known.keys().next().value as Day);
    }
    return there;
  };

  return {
    teams,
    onDay: (day) => present(day).shifts,
    shiftOf: (person, day) => present(day).shiftOf.get(person) ?? null,
    workerOf(duty, day, team) {
      const { ofDuty } = present(day);
      for (const wanted of [duty, ...dutyFacts[duty].cover]) {
        const there = ofDuty.get(wanted) ?? [];
        const own = there.find((person) => team?.members.includes(person) === true);
        // Where none of the team is there, another team's, the same one all day.
        const found = own ?? there[(team?.provider.rank ?? day) % there.length];
        if (found !== undefined) return found;
      }
      return ofDuty.get('provider')?.[0] ?? null;
    },
    teamOf: (provider) => teams.find((team) => team.provider === provider) as Team,
    onCall(day) {
      const able = providers.filter((provider) => isEmployed(provider, day));
      const week = Math.floor((day + 3) / 7);
      return able[week % able.length] ?? (providers[0] as Person);
    },
  };
}

type Chance = ReturnType<Random['table']>;

/** Who is there on a day, by what is asked for. */
interface Present {
  shifts: readonly Shift[];
  shiftOf: ReadonlyMap<Person, Shift>;
  ofDuty: ReadonlyMap<Duty, Person[]>;
}

const nobody: Present = { shifts: [], shiftOf: new Map(), ofDuty: new Map() };

function presentOn(
  people: readonly Person[],
  providers: readonly Person[],
  day: Day,
  chance: Chance,
): Present {
  if (weekdayOf(day) === sunday || isHoliday(day)) return nobody;
  const employed = people.filter((person) => !person.isProgram && isEmployed(person, day));
  const there =
    weekdayOf(day) === saturday
      ? saturdayCrew(employed, day)
      : employed.filter((person) => !isOff(person, day, chance));
  const shifts = there.map((person) => shiftOn(person, day));
  // Patients are not left alone because everybody is off by chance.
  if (!shifts.some(({ person }) => person.duty === 'provider')) {
    const stands = providers.find((provider) => isEmployed(provider, day));
    if (stands !== undefined) shifts.push(shiftOn(stands, day));
  }
  const ofDuty = new Map<Duty, Person[]>();
  for (const { person } of shifts) {
    const others = ofDuty.get(person.duty);
    if (others === undefined) ofDuty.set(person.duty, [person]);
    else others.push(person);
  }
  return { shifts, shiftOf: new Map(shifts.map((shift) => [shift.person, shift])), ofDuty };
}

function teamsOf(people: readonly Person[], providers: readonly Person[], random: Random): Team[] {
  return providers.map((provider, i) => ({
    teamId: random.uuid(),
    name: `Team ${provider.family}`,
    provider,
    members: [
      provider,
      ...people.filter(
        ({ duty, rank }) => (duty === 'ma' || duty === 'nurse') && rank % providers.length === i,
      ),
    ],
  }));
}

/** Their day off, a week of vacation, or ill. */
function isOff(person: Person, day: Day, chance: Chance): boolean {
  const week = Math.floor((day + 3) / 7);
  const weekday = weekdayOf(day);
  const isOnVacation = chance(person.index, week, 7) < 0.055;
  const isSick = chance(person.index, week, weekday) < 0.015;
  return weekday === person.dayOff || isOnVacation || isSick;
}

function shiftOn(person: Person, day: Day): Shift {
  if (weekdayOf(day) === saturday) return { person, kind: 'clinic', ...SATURDAY, lunch: null };
  const { from, until, lunch } = person;
  return { person, kind: 'clinic', from, until, lunch: { from: lunch, until: lunch + LUNCH } };
}

/** A quarter of those who see patients, in turn, and of the desk; nobody from the offices. */
function saturdayCrew(employed: readonly Person[], day: Day): Person[] {
  const week = Math.floor((day + 3) / 7);
  return (['provider', 'ma', 'nurse', 'front-desk'] as const).flatMap((duty) => {
    const able = employed.filter((person) => person.duty === duty);
    const turns = Math.min(4, able.length);
    return able.filter((_, i) => i % turns === week % turns);
  });
}

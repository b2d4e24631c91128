import { cast, type CastMember } from './cast';
import type { Calendar, Day } from './calendar';
import { weekdayOf } from './calendar';
import { dutyFacts, duties, type Duty } from './duty';
import { mensNames, surnames, womensNames } from './names';
import { homeDevice, phoneDevice, programDevice, type Device } from './networks';
import type { Random } from './random';

/** Somebody who works for the practice, or a program of it. */
export interface Person {
  index: number;
  userId: string;
  userName: string;
  displayName: string;
  given: string;
  family: string;
  pronoun: 'she' | 'he' | 'they' | null;
  duty: Duty;
  jobTitle: string;
  role: string;
  isProgram: boolean;
  hiredOn: Day;
  /** Neither works from the first of these days; null where it is not so. */
  onLeaveFrom: Day | null;
  endedFrom: Day | null;
  /** Minutes of the day. */
  from: number;
  until: number;
  lunch: number;
  /** A weekday they never work, -1 for none. */
  dayOff: number;
  /** The place among those of the same duty. */
  rank: number;
  home: Device;
  phone: Device;
}

/** Everybody, the cast first; `today` is the last day of the practice's past. */
export function peopleOf(count: number, today: Day, random: Random): Person[] {
  const ranks = new Map<Duty, number>();
  const userNames = new Set<string>();
  const drawn = drawDuties(Math.max(0, count - cast.length), random);
  return Array.from({ length: count }, (_, index) => {
    const own = random.fork(`person ${index}`);
    const member = cast[index] ?? drawMember(drawn[index - cast.length] ?? 'ma', today, own);
    const rank = ranks.get(member.duty) ?? 0;
    ranks.set(member.duty, rank + 1);
    return personOf(member, index, rank, today, userNames, own);
  });
}

/** Shares of the duties, as whole people; a large practice has them all. */
function drawDuties(count: number, random: Random): Duty[] {
  const list = duties.flatMap((duty) =>
    Array.from({ length: Math.round((dutyFacts[duty].share * count) / 100) }, () => duty),
  );
  while (list.length < count) list.push(random.pick(['ma', 'nurse', 'front-desk'] as const));
  return random.shuffle(list).slice(0, count);
}

function drawMember(duty: Duty, today: Day, random: Random): CastMember {
  const pronoun = random.chance(duty === 'provider' || duty === 'it' ? 0.5 : 0.82) ? 'she' : 'he';
  const kind = random.below(dutyFacts[duty].jobTitles.length);
  const credential = dutyFacts[duty].credentials[kind] ?? '';
  const state = random.ratio();
  return {
    given: random.pickCommon(pronoun === 'she' ? womensNames : mensNames),
    family: random.pickCommon(surnames),
    pronoun,
    duty,
    jobTitle: dutyFacts[duty].jobTitles[kind] ?? '',
    ...(credential !== '' && { credential }),
    ...(state < 0.03 && { onLeaveSince: 5 + random.below(90) }),
    ...(state > 0.95 && { endedBefore: 5 + random.below(200) }),
  };
}

function personOf(
  member: CastMember,
  index: number,
  rank: number,
  today: Day,
  userNames: Set<string>,
  random: Random,
): Person {
  const { given, family, duty, credential, program, onLeaveSince, endedBefore } = member;
  const facts = dutyFacts[duty];
  const titleAt = Math.max(0, credential === undefined ? 0 : facts.credentials.indexOf(credential));
  const early = Math.round(random.between(-12, 12));
  return {
    index,
    userId: random.uuid(),
    userName: freeName(program?.userName ?? plain(`${given}.${family}`), userNames),
    displayName:
      program?.name ??
      (credential === undefined ? `${given} ${family}` : `${given} ${family}, ${credential}`),
    given,
    family,
    pronoun: program === undefined ? member.pronoun : null,
    duty,
    jobTitle: member.jobTitle ?? facts.jobTitles[titleAt] ?? '',
    role: facts.role,
    isProgram: program !== undefined,
    // The administrator was there first: it is she who made the other accounts.
    hiredOn: today - 200 - random.below(4000) - (duty === 'administrator' ? 4000 : 0),
    onLeaveFrom: onLeaveSince === undefined ? null : today - onLeaveSince,
    endedFrom: endedBefore === undefined ? null : today - endedBefore,
    from: facts.from + early,
    until: facts.until + early,
    // Half of them goes early, so that somebody is always there.
    lunch: duty === 'provider' || rank % 2 === 0 ? 12 * 60 + 10 : 11 * 60 + 55,
    dayOff: index >= cast.length && random.chance(0.25) ? 1 + random.below(5) : -1,
    rank,
    home: program === undefined ? homeDevice(index, random) : programDevice(rank, program.userAgent),
    phone: phoneDevice(random),
  };
}

/** "Tomás O'Brien" as people write it in a user name. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z.]/g, '');
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}${n}`;
  taken.add(name);
  return name;
}

/** Whether somebody's access holds on a day: they are there, if not off. */
export function isEmployed(person: Person, day: Day): boolean {
  return (
    day >= person.hiredOn &&
    (person.onLeaveFrom === null || day < person.onLeaveFrom) &&
    (person.endedFrom === null || day < person.endedFrom)
  );
}

/** Back to work, as far as it is known. */
export function leaveUntil(person: Person): Day | null {
  if (person.onLeaveFrom === null) return null;
  const back = person.onLeaveFrom + 96;
  // Nobody comes back on a weekend.
  return back + ((8 - weekdayOf(back)) % 7);
}

export function statusOf(person: Person): 'active' | 'on-leave' | 'ended' {
  if (person.endedFrom !== null) return 'ended';
  return person.onLeaveFrom === null ? 'active' : 'on-leave';
}

/** Since when the status holds, in microseconds. */
export function statusSince(person: Person, calendar: Calendar): number {
  return calendar.at(person.endedFrom ?? person.onLeaveFrom ?? person.hiredOn, 17 * 60 + 30);
}

import type { Insertable } from 'kysely';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import type { AppointmentTable, EncounterTable } from '../database/care-tables';
import type { Day } from './calendar';
import type { Deed } from './deeds';
import type { Device } from './networks';
import type { Patient } from './patients';
import type { Person } from './people';
import type { Random } from './random';
import type { Team } from './roster';
import type { World } from './world';

/** Which planted misuse something belongs to. */
export interface Planted {
  kind: string;
  instance: number;
}

/** What an act is about, beside who, when and what. */
export interface About {
  patient?: Patient;
  /** Instead of one. */
  patients?: readonly Patient[];
  resourceId?: string;
  encounterId?: string;
  justification?: string;
  volume?: NonNullable<AuditEventDraft['volume']>;
  outcome?: AuditEventDraft['outcome'];
  details?: NonNullable<AuditEventDraft['details']>;
  /** Where it is done from; a workstation of the practice where nothing is said. */
  from?: Device;
  planted?: Planted;
}

/** Something that somebody does in the record; a session is made around it later. */
export interface Act extends About {
  person: Person;
  /** Microseconds. */
  at: number;
  deed: Deed;
}

export type Task = (floor: Floor) => void;

/** A day of the practice while it happens. */
export class Floor {
  readonly world: World;
  readonly day: Day;
  readonly random: Random;
  readonly acts: Act[] = [];
  readonly encounters: Insertable<EncounterTable>[] = [];
  readonly appointments: Insertable<AppointmentTable>[] = [];
  private readonly agenda: Map<Day, Task[]>;

  constructor(world: World, day: Day, agenda: Map<Day, Task[]>) {
    this.world = world;
    this.day = day;
    this.agenda = agenda;
    this.random = world.random.fork(`day ${day}`);
  }

  /** Does something at that minute of the day, whenever that is. */
  do(person: Person, minute: number, deed: Deed, about: About = {}): void {
    this.acts.push({ person, at: this.at(minute), deed, ...about });
  }

  at(minute: number): number {
    return this.world.calendar.at(this.day, minute);
  }

  /** Does it within the person's shift, around lunch. Gives the minute. */
  work(person: Person, minute: number, deed: Deed, about: About = {}): number {
    const shift = this.world.roster.shiftOf(person, this.day);
    let when = minute;
    if (shift !== null) {
      const { from, until, lunch } = shift;
      if (lunch !== null && when > lunch.from && when < lunch.until)
        when = lunch.until + (when - lunch.from) / 4;
      if (when < from + 3) when = from + 3 + this.random.between(0, 25);
      if (when > until - 4) when = until - 4 - this.random.between(0, 20);
    }
    this.do(person, when, deed, about);
    return when;
  }

  /** A minute of somebody's shift, any but lunch; null where they are not there. */
  someMinute(person: Person, from = 0, until = 1440): number | null {
    const shift = this.world.roster.shiftOf(person, this.day);
    if (shift === null) return null;
    const start = Math.max(shift.from + 5, from);
    const end = Math.min(shift.until - 8, until);
    if (end <= start) return null;
    const when = this.random.between(start, end);
    const { lunch } = shift;
    if (lunch === null || when < lunch.from - 2 || when > lunch.until) return when;
    return this.random.chance(0.5)
      ? lunch.from - this.random.between(3, 60)
      : lunch.until + this.random.between(1, 60);
  }

  worker(duty: Person['duty'], team?: Team): Person | null {
    return this.world.roster.workerOf(duty, this.day, team);
  }

  /** To be done on a later day; what falls on this one or before is done at once. */
  later(day: Day, task: Task): void {
    if (day <= this.day) {
      task(this);
      return;
    }
    const tasks = this.agenda.get(day);
    if (tasks === undefined) this.agenda.set(day, [task]);
    else tasks.push(task);
  }
}

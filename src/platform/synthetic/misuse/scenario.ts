import { MINUTE, SECOND } from '../../clock';
import type { Day } from '../calendar';
import type { About, Act } from '../floor';
import type { Deed } from '../deeds';
import { isEmployed, type Person } from '../people';
import type { Patient } from '../patients';
import type { Random } from '../random';
import { isWorkday, type World } from '../world';

/** A kind of misuse. Each is a file of its own; one that was released is not changed, only followed by others. */
export interface Scenario {
  kind: string;
  /** What somebody does, within the past of the practice; null where nobody in it could. */
  plan(stage: Stage): Act[] | null;
}

/** The practice as whoever plans a misuse sees it. */
export class Stage {
  readonly world: World;
  readonly random: Random;

  constructor(world: World, random: Random) {
    this.world = world;
    this.random = random;
  }

  /** A workday that is over, half of the time one of the last two weeks. */
  workday(): Day {
    const { firstDay, today } = this.world;
    const from = this.random.chance(0.5) ? Math.max(firstDay, today - 14) : firstDay;
    let day = from + this.random.below(Math.max(1, today - from));
    while (!isWorkday(day) && day > firstDay) day -= 1;
    return day;
  }

  /** Somebody who is at work on the day; null where nobody of those is. */
  someoneAt(day: Day, suits: (person: Person) => boolean = () => true): Person | null {
    const there = this.world.roster.onDay(day).filter(({ person }) => suits(person));
    return there.length === 0 ? null : this.random.pick(there).person;
  }

  /** A minute of that person's shift. */
  minuteOf(person: Person, day: Day): number {
    const shift = this.world.roster.shiftOf(person, day);
    return shift === null ? 600 : this.random.between(shift.from + 20, shift.until - 30);
  }

  employed(day: Day): Person[] {
    return this.world.people.filter((person) => !person.isProgram && isEmployed(person, day));
  }

  /** Registered before the past begins. */
  patient(suits: (patient: Patient) => boolean = () => true): Patient | null {
    const { patients, newcomersFrom } = this.world;
    for (let tries = 0; tries < 50; tries += 1) {
      const patient = patients[this.random.below(newcomersFrom)];
      if (patient !== undefined && suits(patient)) return patient;
    }
    return null;
  }

  act(person: Person, day: Day, minute: number, deed: Deed, about: About = {}): Act {
    return { person, at: this.world.calendar.at(day, minute), deed, ...about };
  }

  /** Charts one after the other, each for a while. */
  browse(
    person: Person,
    day: Day,
    minute: number,
    steps: readonly [Deed, Patient][],
    about: About = {},
  ): Act[] {
    let at = this.world.calendar.at(day, minute);
    return steps.map(([deed, patient]) => {
      at += Math.round(this.random.between(40 * SECOND, 3 * MINUTE));
      return { person, at, deed, patient, ...about };
    });
  }
}

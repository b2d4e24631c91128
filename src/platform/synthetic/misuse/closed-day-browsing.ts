import { sunday, weekdayOf } from '../calendar';
import { deeds } from '../deeds';
import type { Patient } from '../patients';
import type { Scenario } from './scenario';

/** A Sunday evening at a desk of the closed practice: who lives around here, and how are they. */
export const closedDayBrowsing: Scenario = {
  kind: 'closed-day-browsing',
  plan(stage) {
    const { random, world } = stage;
    let day = stage.random.chance(0.5) ? world.today - 1 : stage.workday();
    while (weekdayOf(day) !== sunday) day -= 1;
    if (day < world.firstDay) return null;
    const nurses = stage.employed(day).filter(({ duty }) => duty === 'nurse');
    if (nurses.length === 0) return null;
    const person = random.pick(nurses);
    const home = world.homes.get(person);
    const near = (world.streets.get(home?.street ?? '') ?? [])
      .flatMap(({ patients }) => patients.flatMap((place) => world.patients[place] ?? []))
      .filter((patient) => patient.person !== person);
    const others = Array.from({ length: 6 }, () => stage.patient()).filter((one) => one !== null);
    const charts: Patient[] = [...new Set([...near.slice(0, 4), ...others])].slice(0, 9);
    const kinds = [
      deeds.readNote,
      deeds.readNote,
      deeds.readBehavioral,
      deeds.readAddress,
      deeds.readProblems,
    ];
    return stage.browse(
      person,
      day,
      random.between(20 * 60, 22 * 60),
      random.shuffle(charts).map((patient) => [random.pick(kinds), patient]),
    );
  },
};

import { sunday, weekdayOf } from '../calendar';
import { deeds } from '../deeds';
import type { Patient } from '../patients';
import type { Person } from '../people';
import type { World } from '../world';
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
    const nearby = (nurse: Person) => neighboursOf(nurse, world);
    const settled = nurses.filter((nurse) => nearby(nurse).length > 0);
    if (settled.length === 0) return null;
    const person = random.pick(settled);
    const near = nearby(person);
    const others = Array.from({ length: 5 }, () => stage.patient()).filter((one) => one !== null);
    const charts: Patient[] = [...new Set([...near.slice(0, 3), ...others])].slice(0, 7);
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

/** Patients of the same street, the same house included. */
function neighboursOf(person: Person, { homes, streets, patients }: World): Patient[] {
  return (streets.get(homes.get(person)?.street ?? '') ?? [])
    .flatMap((household) => household.patients.flatMap((place) => patients[place] ?? []))
    .filter((patient) => patient.person !== person);
}

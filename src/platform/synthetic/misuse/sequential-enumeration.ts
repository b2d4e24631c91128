import { deeds } from '../deeds';
import { SECOND } from '../../clock';
import type { Scenario } from './scenario';

/** Chart after chart in the order of registration, at the pace of somebody who does not read. */
export const sequentialEnumeration: Scenario = {
  kind: 'sequential-enumeration',
  plan(stage) {
    const { random, world } = stage;
    const day = stage.workday();
    const person = stage.someoneAt(day, ({ duty }) => duty === 'front-desk' || duty === 'ma');
    if (person === null) return null;
    const first = random.below(world.newcomersFrom - 20);
    let at = world.calendar.at(day, stage.minuteOf(person, day));
    return world.patients.slice(first, first + 8).map((patient, i) => {
      at += Math.round(random.between(9, 17) * SECOND);
      const isDenied = i % 6 === 4;
      return {
        person,
        at,
        deed: deeds.readAddress,
        patient,
        ...(isDenied && { outcome: 'denied' as const, details: { meta: { reason: 'no-permission' } } }),
      };
    });
  },
};

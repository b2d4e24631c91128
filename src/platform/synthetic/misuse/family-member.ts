import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** Somebody looks up what is wrong with whoever lives with them. */
export const familyMember: Scenario = {
  kind: 'family-member',
  plan(stage) {
    const { homes, patients } = stage.world;
    const day = stage.workday();
    const relatives = (person: Parameters<typeof homes.get>[0]) =>
      (homes.get(person)?.patients ?? [])
        .flatMap((at) => patients[at] ?? [])
        .filter((one) => one.person !== person);
    const person = stage.someoneAt(day, (someone) => relatives(someone).length > 0);
    if (person === null) return null;
    const relative = stage.random.pick(relatives(person));
    return stage.browse(person, day, stage.minuteOf(person, day), [
      [deeds.openChart, relative],
      [deeds.readResult, relative],
      [deeds.readNote, relative],
    ]);
  },
};

import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** Somebody reads the chart of a colleague who is a patient here. */
export const coWorker: Scenario = {
  kind: 'co-worker',
  plan(stage) {
    const day = stage.workday();
    const { colleagues } = stage.world;
    const colleague = colleagues.length === 0 ? undefined : stage.random.pick(colleagues);
    const person = stage.someoneAt(day, (someone) => someone !== colleague?.person);
    if (colleague === undefined || person === null) return null;
    return stage.browse(person, day, stage.minuteOf(person, day), [
      [deeds.lookUp, colleague],
      [deeds.readNote, colleague],
    ]);
  },
};

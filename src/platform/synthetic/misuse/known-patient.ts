import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** The town talks about somebody, and two people who have nothing to do with them look. */
export const knownPatient: Scenario = {
  kind: 'known-patient',
  plan(stage) {
    const { vips } = stage.world;
    const day = stage.workday();
    const patient = vips.length === 0 ? null : stage.random.pick(vips);
    const first = stage.someoneAt(day, ({ duty }) => duty !== 'provider');
    const second = stage.someoneAt(day, (person) => person.duty !== 'provider' && person !== first);
    if (patient === null || first === null || second === null) return null;
    return [first, second].flatMap((person) =>
      stage.browse(person, day, stage.minuteOf(person, day), [
        [deeds.lookUp, patient],
        [deeds.readNote, patient],
      ]),
    );
  },
};

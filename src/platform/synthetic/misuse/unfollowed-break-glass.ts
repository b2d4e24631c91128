import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** An emergency that nobody else noticed: no note, no order, no visit and no call follows it. */
export const unfollowedBreakGlass: Scenario = {
  kind: 'unfollowed-break-glass',
  plan(stage) {
    const day = stage.workday();
    const person = stage.someoneAt(day, ({ duty }) => duty === 'nurse' || duty === 'ma');
    const patient = stage.patient();
    if (person === null || patient === null) return null;
    return stage.browse(person, day, stage.minuteOf(person, day), [[deeds.breakGlass, patient]], {
      justification: stage.random.pick(['Urgent', 'needed for patient care', 'asked by doctor', 'emergency']),
    });
  },
};

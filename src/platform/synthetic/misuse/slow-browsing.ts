import { deeds } from '../deeds';
import type { Act } from '../floor';
import type { Scenario } from './scenario';

/** One chart a day that is nobody's business, for weeks: no day of it stands out. */
export const slowBrowsing: Scenario = {
  kind: 'slow-browsing',
  plan(stage) {
    const { firstDay, today } = stage.world;
    const person = stage.someoneAt(stage.workday(), ({ duty }) => duty === 'nurse' || duty === 'ma');
    if (person === null || today - firstDay < 20) return null;
    const team = stage.world.roster.teams.find(({ members }) => members.includes(person));
    const acts: Act[] = [];
    const start = firstDay + stage.random.below(today - firstDay - 18);
    for (let day = start; day < today && acts.length < 8; day += 1) {
      if (stage.world.roster.shiftOf(person, day) === null) continue;
      const patient = stage.patient(({ provider }) => provider !== team?.provider);
      if (patient === null) continue;
      acts.push(stage.act(person, day, stage.minuteOf(person, day), deeds.readNote, { patient }));
    }
    return acts.length < 8 ? null : acts;
  },
};

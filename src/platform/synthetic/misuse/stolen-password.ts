import { deeds } from '../deeds';
import { foreignDevice } from '../networks';
import type { Scenario } from './scenario';

/** Whoever has a provider's password signs in from another continent, hours after the provider went home. */
export const stolenPassword: Scenario = {
  kind: 'stolen-password',
  plan(stage) {
    const { random } = stage;
    const day = stage.workday();
    const person = stage.someoneAt(day, ({ duty }) => duty === 'provider');
    if (person === null) return null;
    const from = foreignDevice(random.pick(['westAfrica', 'easternEurope'] as const), random);
    const charts = Array.from({ length: 4 }, () => stage.patient()).flatMap((patient) => patient ?? []);
    return stage.browse(
      person,
      day,
      random.between(19 * 60, 23 * 60),
      charts.flatMap((patient, i) => [[i % 2 === 0 ? deeds.readAddress : deeds.openChart, patient]]),
      { from },
    );
  },
};

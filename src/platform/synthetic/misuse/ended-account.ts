import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** An account that should be closed still opens charts, from the home of whoever left. */
export const endedAccount: Scenario = {
  kind: 'ended-account',
  plan(stage) {
    const { people, today, firstDay } = stage.world;
    const left = people.filter(
      ({ endedFrom }) => endedFrom !== null && endedFrom < today - 1 && today - endedFrom < 300,
    );
    if (left.length === 0) return null;
    const person = stage.random.pick(left);
    const from = Math.max((person.endedFrom ?? today) + 1, firstDay);
    const day = from + stage.random.below(Math.max(1, today - from));
    const charts = [stage.patient(), stage.patient()].flatMap((patient) => patient ?? []);
    return stage.browse(
      person,
      day,
      stage.random.between(19 * 60, 22 * 60),
      charts.map((patient) => [deeds.openChart, patient]),
      { from: person.home },
    );
  },
};

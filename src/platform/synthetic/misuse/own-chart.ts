import { deeds } from '../deeds';
import type { Scenario } from './scenario';

/** Somebody reads their own results at work instead of asking for them. */
export const ownChart: Scenario = {
  kind: 'own-chart',
  plan(stage) {
    const day = stage.workday();
    const charts = stage.world.colleagues;
    const person = stage.someoneAt(day, (someone) => charts.some((chart) => chart.person === someone));
    const chart = charts.find((one) => one.person === person);
    if (person === null || chart === undefined) return null;
    return stage.browse(person, day, stage.minuteOf(person, day), [
      [deeds.lookUp, chart],
      [deeds.readResult, chart],
    ]);
  },
};

import { deeds } from '../deeds';
import type { Patient } from '../patients';
import type { Scenario } from './scenario';

/** Addresses of hundreds of patients leave as files within minutes, many times what anybody exports. */
export const bulkExport: Scenario = {
  kind: 'bulk-export',
  plan(stage) {
    const { random } = stage;
    const day = stage.workday();
    const person = stage.someoneAt(day, ({ duty }) => ['billing', 'front-desk', 'referrals'].includes(duty));
    if (person === null) return null;
    const minute = stage.minuteOf(person, day);
    return Array.from({ length: 3 }, (_, i) => {
      const found = Array.from({ length: 60 + random.below(40) }, () => stage.patient());
      const patients = [...new Set(found.filter((patient): patient is Patient => patient !== null))];
      return stage.act(person, day, minute + i * random.between(1.5, 3), deeds.exportList, {
        patients,
        volume: { records: patients.length, bytes: patients.length * (380 + random.below(90)) },
      });
    });
  },
};

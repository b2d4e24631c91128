import { deeds } from '../deeds';
import type { Patient } from '../patients';
import type { Scenario } from './scenario';

/** A right is given, used at once for what it was wanted for, and taken back. */
export const grantThenUse: Scenario = {
  kind: 'grant-then-use',
  plan(stage) {
    const { random } = stage;
    const day = stage.workday();
    const keeper = stage.someoneAt(day, ({ role }) => role === 'admin');
    const person = stage.someoneAt(day, ({ role, duty }) => role !== 'admin' && duty !== 'provider');
    if (keeper === null || person === null) return null;
    const minute = stage.minuteOf(person, day);
    const change = { resourceId: person.userId, details: { changes: [{ field: 'role' }] } };
    const patients = [stage.patient(), stage.patient()].filter((one): one is Patient => one !== null);
    return [
      stage.act(keeper, day, minute, deeds.changeRole, change),
      stage.act(person, day, minute + random.between(3, 6), deeds.exportList, {
        patients: [...new Set(patients)],
        volume: { records: 140 + random.below(200), bytes: 90_000 + random.below(50_000) },
      }),
      stage.act(keeper, day, minute + random.between(14, 25), deeds.changeRole, change),
    ];
  },
};

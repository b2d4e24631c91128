import { deeds } from '../deeds';
import { foreignDevice } from '../networks';
import type { Scenario } from './scenario';

/** One or two likely passwords against every account, from one machine, slowly enough to lock none. */
export const passwordSpraying: Scenario = {
  kind: 'password-spraying',
  plan(stage) {
    const { random } = stage;
    const day = stage.workday();
    const accounts = random.shuffle([...stage.employed(day)]).slice(0, 8);
    const from = foreignDevice('hosting', random);
    let minute = random.between(1, 5) * 60;
    return accounts.map((person) => {
      minute += random.between(0.6, 1.6);
      return stage.act(person, day, minute, deeds.failSignIn, {
        from,
        outcome: 'failure',
        details: { meta: { reason: 'wrong-password' } },
      });
    });
  },
};

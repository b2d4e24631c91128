import { ok } from '../../shared/domain/result';
import type { Gate } from '../gate';
import { guarded } from '../store/problem';
import type { Handlers, Opened } from './handler';

type SessionHandlers = Pick<Handlers, 'session.whoAmI' | 'session.goOnline'>;

/** Who is in, and going online from a vault that was opened without the platform. */
export function sessionHandlers(gate: Gate, opened: Opened): SessionHandlers {
  return {
    async 'session.whoAmI'() {
      const { entered, session, lease } = opened();
      const until = guarded(() => lease.until());
      if (!until.ok) return until;
      return ok({
        ...session.who,
        offline: session.sync.offline(),
        leaseUntil: until.value,
        previousSignIn: entered.signIn?.previousSignIn ?? null,
      });
    },

    async 'session.goOnline'(credentials, signal) {
      const vault = opened();
      const { entered, session } = vault;
      const signIn = await gate.goOnline(entered, credentials, signal);
      if (!signIn.ok) return signIn;
      const earlier = entered.signIn;
      entered.signIn = signIn.value;
      session.goOnline(signIn.value.who, signIn.value.online);
      // An earlier session of ours would count as one of the few that may live.
      void earlier?.signOut();
      return ok({});
    },
  };
}

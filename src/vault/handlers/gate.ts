import type { LockReason } from '../../shared/contract/bridge/gate';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Gate } from '../gate';
import type { Entered } from '../people/coming-in';
import type { Handlers } from './handler';

type GateHandlers = Pick<
  Handlers,
  'gate.look' | 'gate.try' | 'gate.connect' | 'gate.trust' | 'gate.claim' | 'gate.signIn' | 'gate.lock'
>;

export interface GateHandlerParts {
  gate: Gate;
  isOpen(): boolean;
  /** Opens the session, or closes the file that was entered and says why. */
  enter(entered: Entered): Promise<Result<null>>;
  lock(why: LockReason): Promise<void>;
  gateChanged(): void;
  /** Has main start the platform inside this program. */
  startPlatform(): void;
}

/** Coming in and locking. */
export function gateHandlers({
  gate,
  isOpen,
  enter,
  lock,
  gateChanged,
  startPlatform,
}: GateHandlerParts): GateHandlers {
  let entering = false;
  const done = (result: Result<unknown>) => (result.ok ? ok({}) : result);

  return {
    'gate.look': async () => ok(gate.view()),

    async 'gate.try'() {
      const used = gate.useEmbedded();
      if (used.ok) startPlatform();
      return done(used);
    },

    'gate.connect': ({ address }, signal) => gate.connect(address, signal),

    'gate.trust': async ({ address, logKey }) => done(gate.trust(address, logKey)),

    async 'gate.claim'({ password }) {
      const claimed = await gate.claim(password);
      if (claimed.ok || claimed.code === 'conflict') gateChanged();
      return claimed;
    },

    async 'gate.signIn'(request, signal) {
      if (entering || isOpen()) {
        return err('conflict', 'Somebody is signed in, or signing in, already.', 'Lock Wardkeeper first.');
      }
      entering = true;
      try {
        const entered = await gate.signIn(request, signal);
        // Failures and waits are shown beside the person.
        gateChanged();
        if (!entered.ok) return entered;
        const opened = await enter(entered.value);
        if (!opened.ok) return opened;
        const { who, signIn, openedBy } = entered.value;
        return ok({ account: who.account, practice: who.practice, offline: signIn === null, openedBy });
      } finally {
        entering = false;
      }
    },

    async 'gate.lock'() {
      await lock('person');
      return ok({});
    },
  };
}

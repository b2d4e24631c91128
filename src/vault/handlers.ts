import { bridgeCalls, type BridgeCallName } from '../shared/contract/bridge/calls';
import type { BridgeHandlers } from '../shared/contract/bridge/serve';
import { err, ok, type Result } from '../shared/domain/result';
import type { ChosenFiles } from './chosen-files';
import type { Entered, Gate } from './gate';
import type { Session } from './session';
import { guarded } from './store/problem';

type Handlers = BridgeHandlers<typeof bridgeCalls>;

export interface HandlerParts {
  gate: Gate;
  files: ChosenFiles;
  /** Null while locked. */
  session(): Session | null;
  /** Opens the session, or closes the file that was entered and says why. */
  enter(entered: Entered): Result<null>;
  lock(): Promise<void>;
  gateChanged(): void;
}

/** What the window's calls do. */
export function bridgeHandlers(parts: HandlerParts): Handlers {
  let entering = false;

  /** For calls declared `open`: `refuseWhileLocked` has seen to it that there is one. */
  const open = () => parts.session() as Session;

  const handlers: Handlers = {
    'gate.look': async () => ok(parts.gate.view()),

    async 'gate.claim'(first) {
      const claimed = await parts.gate.claim(first);
      if (claimed.ok || claimed.code === 'conflict') parts.gateChanged();
      return claimed;
    },

    async 'gate.signIn'(person, signal) {
      if (entering || parts.session() !== null) {
        return err('conflict', 'Somebody is signed in, or signing in, already.', 'Lock Wardkeeper first.');
      }
      entering = true;
      try {
        const entered = await parts.gate.signIn(person, signal);
        if (!entered.ok) return entered;
        const opened = parts.enter(entered.value);
        if (!opened.ok) return opened;
        const { account, practice } = entered.value.who;
        return ok({ account, practice });
      } finally {
        entering = false;
      }
    },

    async 'gate.lock'() {
      await parts.lock();
      return ok({});
    },

    'session.whoAmI': async () => ok(open().who),

    'trail.listEvents': async ({ before, limit }) => guarded(() => open().trail(before, limit)),

    async 'file.inspect'(_request, signal) {
      const findings = await parts.files.inspect(signal);
      return findings.ok ? ok({ findings: findings.value }) : findings;
    },
  };
  return refuseWhileLocked(handlers, () => parts.session() === null);
}

/** Every call declared `open` answers `locked` before a vault is open: in this one place, from the declaration. */
function refuseWhileLocked(handlers: Handlers, locked: () => boolean): Handlers {
  const guardedHandlers = Object.entries(handlers).map(([name, handler]) => {
    if (bridgeCalls[name as BridgeCallName].when === 'gate') return [name, handler];
    const run = handler as (request: unknown, signal: AbortSignal) => Promise<Result<unknown>>;
    const refusing = (request: unknown, signal: AbortSignal) =>
      locked()
        ? Promise.resolve(err('locked', 'The vault is locked.', 'Sign in to open it.'))
        : run(request, signal);
    return [name, refusing];
  });
  return Object.fromEntries(guardedHandlers) as Handlers;
}

import { bridgeCalls, type BridgeCallName } from '../shared/contract/bridge/calls';
import { err, ok, type Result } from '../shared/domain/result';
import type { ChosenFiles } from './chosen-files';
import type { Exports } from './export/exports';
import type { Gate } from './gate';
import { exportHandlers, type ExportProgress } from './handlers/export';
import { gateHandlers, type GateHandlerParts } from './handlers/gate';
import type { Handlers, OpenVault } from './handlers/handler';
import { sessionHandlers } from './handlers/session';
import { settingsHandlers, type Computer } from './handlers/settings';
import { syncHandlers } from './handlers/sync';
import { trailHandlers } from './handlers/trail';
import { viewHandlers } from './handlers/views';
import type { Desk } from './people/desk';

export interface HandlerParts extends Omit<GateHandlerParts, 'isOpen'> {
  gate: Gate;
  desk: Desk;
  computer: Computer;
  files: ChosenFiles;
  exports: Exports;
  exportProgress(progress: ExportProgress): void;
  viewsChanged(): void;
  /** Null while locked. */
  vault(): OpenVault | null;
}

/** What the window's calls do. */
export function bridgeHandlers(parts: HandlerParts): Handlers {
  const isLocked = () => parts.vault() === null;
  /** For calls declared `open`: `refuseWhileLocked` has seen to it that there is one. */
  const opened = () => parts.vault() as OpenVault;

  const handlers: Handlers = {
    ...gateHandlers({ ...parts, isOpen: () => !isLocked() }),
    ...sessionHandlers(parts.gate, opened),
    ...settingsHandlers(parts.desk, parts.computer, opened),
    ...syncHandlers(opened),
    ...trailHandlers(opened),
    ...exportHandlers({
      exports: parts.exports,
      workstation: parts.computer.workstation,
      progress: parts.exportProgress,
      clock: parts.desk.clock,
      opened,
    }),
    ...viewHandlers(opened, parts.viewsChanged),

    async 'file.inspect'(_request, signal) {
      const findings = await parts.files.inspect(signal);
      return findings.ok ? ok({ findings: findings.value }) : findings;
    },
  };
  return refuseWhileLocked(handlers, isLocked);
}

/** Every call declared `open` answers `locked` before a vault is open: in this one place, from the declaration. */
function refuseWhileLocked(handlers: Handlers, isLocked: () => boolean): Handlers {
  const guardedHandlers = Object.entries(handlers).map(([name, handler]) => {
    if (bridgeCalls[name as BridgeCallName].when === 'gate') return [name, handler];
    const run = handler as (request: unknown, signal: AbortSignal) => Promise<Result<unknown>>;
    const refusing = (request: unknown, signal: AbortSignal) =>
      isLocked()
        ? Promise.resolve(err('locked', 'The vault is locked.', 'Sign in to open it.'))
        : run(request, signal);
    return [name, refusing];
  });
  return Object.fromEntries(guardedHandlers) as Handlers;
}

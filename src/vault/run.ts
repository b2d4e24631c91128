import { bridgeCalls, bridgeNotices } from '../shared/contract/bridge/calls';
import { serveBridge, type BridgeServer } from '../shared/contract/bridge/serve';
import { toVault, type FromVault, type ToVault } from '../shared/contract/process/vault';
import { err, missingCase, ok, type Result } from '../shared/domain/result';
import { chosenFiles } from './chosen-files';
import type { Clock } from './clock';
import { openGate, type Entered, type Gate } from './gate';
import { bridgeHandlers } from './handlers';
import { errorName, type Log } from './log';
import type { Desk } from './people/enter';
import { textPort, type MessagePortLike, type ParentPort } from './ports';
import { startSession, type Session } from './session';
import { guarded } from './store/problem';

export interface VaultSurroundings {
  main: ParentPort;
  clock: Clock;
  log: Log;
  /** Everything is closed and main knows. */
  ended(): void;
}

/** The vault's process: hears main, and serves the window that main connects. */
export function runVault({ main, clock, log, ended }: VaultSurroundings): void {
  let gate: Gate | null = null;
  let session: Session | null = null;
  let closing: Promise<void> = Promise.resolve();
  /** From then on nobody comes in: main puts another process in the place of this one. */
  let locked = false;
  let window: { port: MessagePortLike; server: BridgeServer<typeof bridgeNotices> } | null = null;
  /** What came before `start`: main reads the keychain first, the others do not wait for that. */
  let early: { message: ToVault; ports: MessagePortLike[] }[] = [];

  const tell = (message: FromVault) => main.postMessage(message);
  const files = chosenFiles((id) => tell({ type: 'choose-file', id }));
  const gateChanged = () => window?.server.notify('gate.changed', {});

  function enter({ who, accessToken, client, db }: Entered): Result<null> {
    if (locked) {
      db.abandon();
      return err('cancelled', 'Wardkeeper was locked meanwhile.', 'Sign in again.');
    }
    const changed = (size: number) => window?.server.notify('trail.changed', { size });
    const signedOut = () => void lock();
    const started = guarded(() =>
      startSession({ who, accessToken, client, db, clock, log, changed, signedOut }),
    );
    if (!started.ok) {
      db.abandon();
      return started;
    }
    session = started.value;
    log('opened');
    return ok(null);
  }

  /** Never rejects: what cannot be closed properly must not keep the vault open. */
  async function closed(what: string, work: Promise<void> | undefined): Promise<void> {
    try {
      await work;
    } catch (error) {
      log('close-broke', { what, error: errorName(error) });
    }
  }

  /** Resolves when the file is closed, whoever asked first. */
  function close(): Promise<void> {
    const open = session;
    session = null;
    if (open !== null) closing = closed('session', open.close());
    return closing;
  }

  async function lock(): Promise<void> {
    locked = true;
    await close();
    tell({ type: 'lock' });
  }

  /** A page says hello once. A second port is a page that was reloaded, or no page of ours: nobody stays in. */
  function serveWindow(port: MessagePortLike, opened: Gate): void {
    if (window !== null || locked) {
      port.close();
      window?.port.close();
      window = null;
      if (!locked) void lock();
      return;
    }
    const handlers = bridgeHandlers({
      gate: opened,
      files,
      session: () => session,
      enter,
      lock,
      gateChanged,
    });
    const server = serveBridge(
      textPort(port),
      bridgeCalls,
      handlers,
      bridgeNotices,
      ({ call, what, detail }) => log('call-broke', { call, what, detail }),
    );
    window = { port, server };
  }

  function hear(message: ToVault, [port]: MessagePortLike[]): void {
    if (message.type === 'stop') {
      void stop();
      return;
    }
    if (message.type === 'start') {
      gate ??= openGate(message.folder, deskOf(message.folder, message.workstation, clock, log));
      const waiting = early;
      early = [];
      for (const { message: earlier, ports } of waiting) hear(earlier, ports);
      tell({ type: 'ready' });
      return;
    }
    if (gate === null) {
      early.push({ message, ports: port === undefined ? [] : [port] });
      return;
    }
    switch (message.type) {
      case 'platform':
        gate.platformIs(message.platform);
        gateChanged();
        return;
      case 'port':
        if (port !== undefined) serveWindow(port, gate);
        return;
      case 'file':
        files.answered(message.id, message.chosen ? (port ?? null) : null);
        return;
      default:
        missingCase(message);
    }
  }

  async function stop(): Promise<void> {
    window?.port.close();
    window = null;
    await close();
    await closed('gate', gate?.close());
    tell({ type: 'stopped' });
    ended();
  }

  main.on('message', ({ data, ports }) => {
    const message = toVault.safeParse(data);
    if (message.success) hear(message.data, ports);
    else log('message-dropped');
  });
}

function deskOf(folder: string, workstation: Result<string>, clock: Clock, log: Log): Result<Desk> {
  if (!workstation.ok) return workstation;
  return ok({ folder, workstation: Buffer.from(workstation.value, 'base64url'), clock, log });
}

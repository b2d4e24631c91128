import type { LockReason } from '../shared/contract/bridge/gate';
import { bridgeCalls, bridgeNotices } from '../shared/contract/bridge/calls';
import { serveBridge, type BridgeServer } from '../shared/contract/bridge/serve';
import type { Preferences } from '../shared/contract/bridge/settings';
import { toVault, type FromVault, type ToVault } from '../shared/contract/process/vault';
import { err, missingCase, ok, type Result } from '../shared/domain/result';
import { chosenFiles } from './chosen-files';
import type { Clock } from './clock';
import { openGate, type Gate } from './gate';
import { startExports } from './export/exports';
import { bridgeHandlers } from './handlers';
import { errorName, type Log } from './log';
import { tryOpenPerson, type OpenPerson } from './open-person';
import type { Entered } from './people/coming-in';
import type { Desk } from './people/desk';
import { textPort, type MessagePortLike, type ParentPort } from './ports';
import type { ReadPage } from './sync/read-page';
import { workstationSecret, type WorkstationSecret } from './workstation-secret';

export interface VaultSurroundings {
  main: ParentPort;
  clock: Clock;
  log: Log;
  /** Who may vouch for a platform at an address: certificates in PEM. Read once, at need. */
  authorities(): readonly string[];
  /** Reads pages of the trail; undefined: in this thread. */
  readPage?: ReadPage | undefined;
  /** Everything is closed and main knows. */
  ended(): void;
}

type Start = Extract<ToVault, { type: 'start' }>;

/** What there is once main has said `start`. */
interface Started {
  gate: Gate;
  desk: Desk;
  secret: WorkstationSecret;
  start: Start;
}

/** The vault's process: hears main, and serves the window that main connects. */
export function runVault(surroundings: VaultSurroundings): void {
  const { main, clock, log, authorities, readPage, ended } = surroundings;
  let started: Started | null = null;
  let person: OpenPerson | null = null;
  /** Files of whoever was in, being closed. */
  let closing: Promise<void> = Promise.resolve();
  /** Sessions at the platform, being ended: main does not wait for that before it renews the page. */
  let leaving: Promise<void> = Promise.resolve();
  /** From then on nobody comes in: main puts another process in the place of this one. */
  let locked = false;
  let window: { port: MessagePortLike; server: BridgeServer<typeof bridgeNotices> } | null = null;
  /** What came before `start`: main reads the keychain first, the others do not wait for that. */
  let early: { message: ToVault; ports: MessagePortLike[] }[] = [];

  const tell = (message: FromVault) => main.postMessage(message);
  const files = chosenFiles((id) => tell({ type: 'choose-file', id }));
  const exports = startExports((id, wish) => tell({ type: 'choose-target', id, ...wish }), log);
  const server = () => window?.server;
  const gateChanged = () => server()?.notify('gate.changed', {});

  function begin(start: Start): Started {
    const secret = workstationSecret(start.workstation, () => tell({ type: 'make-workstation-secret' }));
    const desk: Desk = {
      folder: start.folder,
      workstation: secret.now,
      renewWorkstation: secret.renew,
      intactCopies: new Map(),
      clock,
      log,
      readPage,
    };
    const gate = openGate({
      desk,
      version: start.version,
      workstationName: start.workstationName,
      hasEmbedded: start.embedded,
      locked: start.locked,
      authorities,
      changed: gateChanged,
    });
    return { gate, desk, secret, start };
  }

  async function enter({ gate, desk }: Started, entered: Entered): Promise<Result<null>> {
    if (locked) {
      entered.db.abandon();
      await entered.signIn?.signOut();
      return err('cancelled', 'Wardkeeper was locked meanwhile.', 'Sign in again.');
    }
    const opened = tryOpenPerson({
      entered,
      gate,
      desk,
      log,
      notices: {
        syncChanged: () => server()?.notify('sync.changed', {}),
        trailChanged: (size) => server()?.notify('trail.changed', { size }),
        peopleChanged: () => server()?.notify('people.changed', {}),
      },
      preferencesChanged(preferences) {
        tellOpened(entered, preferences);
        server()?.notify('settings.changed', preferences);
      },
      signedOut: () => void lock('signed-out'),
    });
    if (!opened.ok) {
      await entered.signIn?.signOut();
      return opened;
    }
    person = opened.value;
    log('opened');
    tellOpened(entered, person.preferences);
    return ok(null);
  }

  function tellOpened({ who }: Entered, { idleMinutes, theme }: Preferences): void {
    tell({ type: 'opened', by: who.account.displayName, idleMinutes, theme });
  }

  /** Resolves when the file is closed, whoever asked first. */
  function close(): Promise<void> {
    const open = person;
    person = null;
    if (open !== null) {
      // It reads from the file that is closed then.
      closing = exports.stop().then(() => open.close());
      leaving = closing.then(() => open.signOut());
    }
    return closing;
  }

  async function lock(why: LockReason): Promise<void> {
    if (locked) return closing;
    locked = true;
    await close();
    tell({ type: 'lock', why });
  }

  /** A page says hello once. A second port is a page that was reloaded, or no page of ours: nobody stays in. */
  function serveWindow(port: MessagePortLike, behind: Started): void {
    if (window !== null || locked) {
      port.close();
      window?.port.close();
      window = null;
      void lock('fault');
      return;
    }
    const { gate, desk, start } = behind;
    const handlers = bridgeHandlers({
      gate,
      desk,
      computer: { workstation: start.workstationName, version: start.version, platform: gate.address },
      files,
      exports,
      exportProgress: (progress) => server()?.notify('export.progress', progress),
      viewsChanged: () => server()?.notify('views.changed', {}),
      vault: () => person?.vault ?? null,
      enter: (entered) => enter(behind, entered),
      lock,
      gateChanged,
      startPlatform: () => tell({ type: 'start-platform' }),
    });
    const served = serveBridge(
      textPort(port),
      bridgeCalls,
      handlers,
      bridgeNotices,
      ({ call, what, detail }) => log('call-broke', { call, what, detail }),
    );
    window = { port, server: served };
  }

  function hear(message: ToVault, [port]: MessagePortLike[]): void {
    if (message.type === 'stop') {
      void stop();
      return;
    }
    if (message.type === 'start') {
      started ??= begin(message);
      const waiting = early;
      early = [];
      for (const { message: earlier, ports } of waiting) hear(earlier, ports);
      tell({ type: 'ready' });
      return;
    }
    if (started === null) {
      early.push({ message, ports: port === undefined ? [] : [port] });
      return;
    }
    switch (message.type) {
      case 'platform':
        started.gate.embedded.platformIs(message.platform);
        gateChanged();
        return;
      case 'platform-progress':
        started.gate.embedded.progress({ done: message.done, total: message.total, what: message.what });
        gateChanged();
        return;
      case 'locking-soon':
        server()?.notify('gate.lockingSoon', { seconds: message.seconds });
        return;
      case 'workstation-secret':
        started.secret.made(message.secret);
        return;
      case 'port':
        if (port !== undefined) serveWindow(port, started);
        return;
      case 'target':
        exports.answered(message.id, message.path);
        return;
      case 'file':
        files.answered(message.id, message.chosen ? (port ?? null) : null);
        return;
      default:
        missingCase(message);
    }
  }

  async function stop(): Promise<void> {
    locked = true;
    window?.port.close();
    window = null;
    await close();
    await leaving;
    await started?.gate.close().catch((error: unknown) => {
      log('close-broke', { what: 'gate', error: errorName(error) });
    });
    tell({ type: 'stopped' });
    ended();
  }

  main.on('message', ({ data, ports }) => {
    const message = toVault.safeParse(data);
    if (message.success) hear(message.data, ports);
    else log('message-dropped');
  });
}

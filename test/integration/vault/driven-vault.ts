import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { bridgeClient, type BridgeClient } from '../../../src/shared/contract/bridge/client';
import { bridgeCalls, bridgeNotices } from '../../../src/shared/contract/bridge/calls';
import { fromVault, type FromVault, type ToVault } from '../../../src/shared/contract/process/vault';
import { systemClock, type Clock } from '../../../src/vault/clock';
import type { LogFacts } from '../../../src/vault/log';
import type { MessagePortLike } from '../../../src/vault/ports';
import { runVault } from '../../../src/vault/run';

export type DrivenWindow = BridgeClient<typeof bridgeCalls, typeof bridgeNotices>;

/** A vault run in this process, driven as main and the window drive it: by messages over real channels. */
export interface DrivenVault {
  tell(message: ToVault, ports?: MessagePort[]): void;
  /** The next message of this kind that main gets, from now on or already there. */
  heard<Type extends FromVault['type']>(type: Type): Promise<Extract<FromVault, { type: Type }>>;
  /** Connects a window. */
  window(): DrivenWindow;
  /** Resolves when the vault has closed the ports of all windows. */
  portsClosed(): Promise<void>;
  stop(): Promise<void>;
  logged: { what: string; facts: LogFacts }[];
}

/** `authorities`: who may vouch for a platform at an address, in PEM. */
export function driveVault(clock: Clock = systemClock, authorities: readonly string[] = []): DrivenVault {
  const told: FromVault[] = [];
  const waiting: { type: string; resolve: (message: FromVault) => void }[] = [];
  const logged: DrivenVault['logged'] = [];
  const open: MessagePort[] = [];
  const closings: Promise<void>[] = [];
  let hear: (event: { data: unknown; ports: MessagePortLike[] }) => void = () => undefined;

  function deliver(): void {
    for (const wish of [...waiting]) {
      const at = told.findIndex(({ type }) => type === wish.type);
      const [message] = at < 0 ? [] : told.splice(at, 1);
      if (message === undefined) continue;
      waiting.splice(waiting.indexOf(wish), 1);
      wish.resolve(message);
    }
  }

  runVault({
    main: {
      postMessage(message) {
        told.push(fromVault.parse(message));
        deliver();
      },
      on: (_event, listener) => {
        hear = listener;
      },
    },
    clock,
    log: (what, facts = {}) => logged.push({ what, facts }),
    authorities: () => authorities,
    ended: () => undefined,
  });

  const driven: DrivenVault = {
    tell: (message, ports = []) => hear({ data: message, ports: ports.map(likeMain) }),
    heard: (type) =>
      new Promise((resolve) => {
        waiting.push({ type, resolve: resolve as (message: FromVault) => void });
        deliver();
      }),
    window() {
      const { port1, port2 } = new MessageChannel();
      open.push(port1, port2);
      closings.push(new Promise((resolve) => port2.once('close', resolve)));
      driven.tell({ type: 'port' }, [port1]);
      return bridgeClient(
        {
          post: (text) => port2.postMessage(text),
          listen: (onText) => void port2.on('message', onText),
        },
        bridgeCalls,
        bridgeNotices,
      );
    },
    async portsClosed() {
      await Promise.all(closings);
    },
    async stop() {
      driven.tell({ type: 'stop' });
      await driven.heard('stopped');
      for (const port of open) port.close();
    },
    logged,
  };
  return driven;
}

/** Node's port in the form of Electron's MessagePortMain, whose listeners get an event. */
export function likeMain(port: MessagePort): MessagePortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => (listener as () => void)());
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}

import { MessageChannelMain, type MessagePortMain } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromVault, type FromVault, type ToVault } from '../../shared/contract/process/vault';
import { missingCase } from '../../shared/domain/result';
import { keychainSecret } from '../keychain/secrets';
import type { PlatformAddress } from './platform';
import { startService, stopService } from './service';

export interface Vault {
  /** Gives the vault its end of the page's channel. */
  connectPage(port: MessagePortMain): void;
  /** Gives the vault one end of a new channel and returns the other, for the reader. */
  connectReader(request: number): MessagePortMain;
  /** Answers a wish to choose a file: the person chose none. */
  noFile(request: number): void;
  /** Answers a wish to export: where the file goes, or null where the person does not want it. */
  exportTo(request: number, path: string | null): void;
  tellPlatform(platform: PlatformAddress): void;
  tellProgress(done: number, total: number, what: string): void;
  lockingSoon(seconds: number): void;
  /** Closes the file, signs out and ends; by force where that takes too long. */
  stop(): Promise<void>;
  readonly ended: Promise<number>;
}

export type Opened = Extract<FromVault, { type: 'opened' }>;
export type ExportWish = Omit<Extract<FromVault, { type: 'choose-target' }>, 'type'>;
export type LockReason = Extract<FromVault, { type: 'lock' }>['why'];

/** What a vault asks of main. */
export interface VaultWishes {
  /** It can take ports. */
  ready(): void;
  startPlatform(): void;
  /** Somebody is in, or changed how their window looks and when it locks. */
  opened(opened: Opened): void;
  lock(why: LockReason): void;
  chooseFile(request: number): void;
  exportTarget(wish: ExportWish): void;
}

/** What a vault is started with, beside what main reads from the keychain. */
export interface VaultStart extends Pick<
  Extract<ToVault, { type: 'start' }>,
  'version' | 'workstationName' | 'embedded' | 'locked'
> {
  /** Folder of this computer's data. */
  folder: string;
}

/** Time to close the file properly and to sign out; past it the process is ended, which loses nothing that was saved. */
const GRACE_MS = 3_000;

export function startVault(file: string, start: VaultStart, wishes: VaultWishes): Vault {
  const vaults = join(start.folder, 'vaults');
  const service = startService<ToVault, FromVault>('vault', file, fromVault, (message) => {
    switch (message.type) {
      case 'ready':
        return wishes.ready();
      case 'start-platform':
        return wishes.startPlatform();
      case 'make-workstation-secret':
        return void makeSecret();
      case 'opened':
        return wishes.opened(message);
      case 'lock':
        return wishes.lock(message.why);
      case 'choose-file':
        return wishes.chooseFile(message.id);
      case 'choose-target':
        return wishes.exportTarget(message);
      case 'stopped':
        return;
      default:
        return missingCase(message);
    }
  });
  void begin();

  async function begin(): Promise<void> {
    // Vaults were sealed under the secret there was: another one in its place would pass for it.
    const whenMissing = existsSync(join(vaults, 'people.json')) ? 'refuse' : 'make';
    const workstation = await keychainSecret('workstation-secret', whenMissing);
    const { version, workstationName, embedded, locked } = start;
    service.send({ type: 'start', folder: vaults, version, workstation, workstationName, embedded, locked });
  }

  async function makeSecret(): Promise<void> {
    service.send({ type: 'workstation-secret', secret: await keychainSecret('workstation-secret', 'make') });
  }

  return {
    connectPage: (port) => service.send({ type: 'port' }, [port]),
    connectReader(request) {
      const { port1, port2 } = new MessageChannelMain();
      service.send({ type: 'file', id: request, chosen: true }, [port1]);
      return port2;
    },
    noFile: (request) => service.send({ type: 'file', id: request, chosen: false }),
    exportTo: (id, path) => service.send({ type: 'target', id, path }),
    tellPlatform: (platform) => service.send({ type: 'platform', platform }),
    tellProgress: (done, total, what) => service.send({ type: 'platform-progress', done, total, what }),
    lockingSoon: (seconds) => service.send({ type: 'locking-soon', seconds }),
    stop: () => stopService(service, { type: 'stop' }, GRACE_MS),
    ended: service.ended,
  };
}

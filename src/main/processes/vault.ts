import { MessageChannelMain, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import { fromVault, type FromVault, type ToVault } from '../../shared/contract/process/vault';
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
  tellPlatform(platform: PlatformAddress): void;
  stop(): Promise<void>;
  readonly ended: Promise<number>;
}

/** What a vault asks of main. */
export interface VaultWishes {
  /** It can take ports. */
  ready(): void;
  lock(): void;
  chooseFile(request: number): void;
}

/** Time to close the file properly; past it the process is ended, which loses nothing that was saved. */
const GRACE_MS = 3_000;

export function startVault(file: string, folder: string, version: string, wishes: VaultWishes): Vault {
  const service = startService<ToVault, FromVault>('vault', file, fromVault, (message) => {
    if (message.type === 'ready') wishes.ready();
    else if (message.type === 'lock') wishes.lock();
    else if (message.type === 'choose-file') wishes.chooseFile(message.id);
  });
  void keychainSecret('workstation-secret').then((workstation) => {
    service.send({ type: 'start', folder: join(folder, 'vaults'), version, workstation });
  });

  return {
    connectPage: (port) => service.send({ type: 'port' }, [port]),
    connectReader(request) {
      const { port1, port2 } = new MessageChannelMain();
      service.send({ type: 'file', id: request, chosen: true }, [port1]);
      return port2;
    },
    noFile: (request) => service.send({ type: 'file', id: request, chosen: false }),
    tellPlatform: (platform) => service.send({ type: 'platform', platform }),
    stop: () => stopService(service, { type: 'stop' }, GRACE_MS),
    ended: service.ended,
  };
}

import { dialog, type BaseWindow, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import { startEmbeddedPlatform, type PlatformAddress } from './processes/platform';
import { readFileApart } from './processes/reader';
import { startVault, type Vault } from './processes/vault';

export interface Surroundings {
  /** Folder of the built processes. */
  built: string;
  /** Folder of this computer's data. */
  folder: string;
  version: string;
  window: BaseWindow;
  /** Destroys the page and puts a fresh gate in front. */
  renewPage(): void;
}

/** The processes behind the window. */
export interface Services {
  /** Gives the vault its end of the page's channel. */
  connectPage(port: MessagePortMain): void;
  /** Ends the vault's process, destroys the page and puts a fresh gate in front. */
  lock(): Promise<void>;
  stop(): Promise<void>;
}

/** Vaults in a row that may end before they are ready; then none is started any more. */
const STILLBORN_AT_MOST = 3;

export function startServices({ built, folder, version, window, renewPage }: Surroundings): Services {
  const file = (name: string) => join(built, `${name}.js`);
  let platformNow: PlatformAddress | null = null;
  let locking: Promise<void> | null = null;
  let stillborn = 0;
  let leaving = false;
  let vault = newVault();
  const platform = startEmbeddedPlatform(
    file('platform'),
    folder,
    version,
    (address) => {
      platformNow = address;
      vault.tellPlatform(address);
    },
    () => {
      // The vault that claimed the practice knows; the next one hears it from here.
      if (platformNow?.ok === true)
        platformNow = { ok: true, value: { ...platformNow.value, setupCode: null } };
    },
  );

  function newVault(): Vault {
    stillborn += 1;
    const made = startVault(file('vault'), folder, version, {
      ready: () => {
        stillborn = 0;
      },
      lock: () => void lock(),
      chooseFile: (request) => void chooseFile(request),
    });
    if (platformNow !== null) made.tellPlatform(platformNow);
    void made.ended.then(() => {
      if (made !== vault || leaving || locking !== null) return;
      if (stillborn < STILLBORN_AT_MOST) void lock();
      else
        dialog.showErrorBox(
          'Wardkeeper',
          'The vault does not start. Nothing was changed. Install Wardkeeper again, or ask your IT staff.',
        );
    });
    return made;
  }

  function lock(): Promise<void> {
    locking ??= (async () => {
      await vault.stop();
      if (leaving) return;
      vault = newVault();
      renewPage();
    })().finally(() => {
      locking = null;
    });
    return locking;
  }

  async function chooseFile(request: number): Promise<void> {
    const asker = vault;
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: 'Choose an audit file',
      properties: ['openFile'],
      filters: [{ name: 'Audit records', extensions: ['json', 'ndjson', 'jsonl'] }],
    });
    const [path] = filePaths;
    // Who asked may have gone while the dialog was open: then the file is read for nobody.
    if (asker !== vault || leaving) return;
    if (canceled || path === undefined) asker.noFile(request);
    else readFileApart(file('reader'), path, asker.connectReader(request));
  }

  return {
    connectPage: (port) => vault.connectPage(port),
    lock,
    async stop() {
      leaving = true;
      await Promise.allSettled([vault.stop(), platform.stop()]);
    },
  };
}

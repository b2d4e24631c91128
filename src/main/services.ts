import { dialog, nativeTheme, powerMonitor, type BaseWindow, type MessagePortMain } from 'electron';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { askExportTarget } from './export-target';
import { idleLock } from './idle-lock';
import { ownPlatform } from './platform-of-this-computer';
import { readFileApart } from './processes/reader';
import { startVault, type ExportWish, type LockReason, type Vault, type VaultStart } from './processes/vault';

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
  /** Somebody touched keyboard, mouse or screen. */
  input(): void;
  /** Destroys the page, puts a fresh gate in front, and ends the vault's process. */
  lock(why: LockReason): void;
  stop(): Promise<void>;
}

/** Vaults in a row that may end before they are ready; then none is started any more. */
const STILLBORN_AT_MOST = 3;

export function startServices({ built, folder, version, window, renewPage }: Surroundings): Services {
  const file = (name: string) => join(built, `${name}.js`);
  /** Who is in, as far as main knows: a name for the gate, never for a title or a log. */
  let by: string | null = null;
  let locked: VaultStart['locked'] = null;
  /** Vaults that were told to end. */
  let ending: Promise<unknown> = Promise.resolve();
  let stillborn = 0;
  let leaving = false;

  const platform = ownPlatform(file('platform'), folder, version, {
    address: (address) => vault.tellPlatform(address),
    progress: (...progress) => vault.tellProgress(...progress),
  });
  const idle = idleLock({ warn: (seconds) => vault.lockingSoon(seconds), lock: () => lock('idle') });
  let vault = newVault();
  if (platform.exists()) platform.start();

  for (const event of ['suspend', 'lock-screen', 'user-did-resign-active'] as const) {
    powerMonitor.on(event as 'suspend', () => {
      if (by !== null) lock('sleep');
    });
  }

  function newVault(): Vault {
    stillborn += 1;
    // Whoever was replaced has nothing more to say.
    const isPresent = () => made === vault && !leaving;
    const made: Vault = startVault(
      file('vault'),
      { folder, version, workstationName: hostname().slice(0, 100), embedded: platform.exists(), locked },
      {
        ready() {
          stillborn = 0;
        },
        startPlatform() {
          platform.start();
        },
        opened(opened) {
          if (!isPresent()) return;
          by = opened.by;
          nativeTheme.themeSource = opened.theme;
          idle.watch(opened.idleMinutes);
        },
        lock(why) {
          if (isPresent()) lock(why);
        },
        chooseFile: (request) => void chooseFile(request),
        exportTarget: (wish) => void exportTarget(wish),
      },
    );
    platform.catchUp({
      address: (address) => made.tellPlatform(address),
      progress: (...progress) => made.tellProgress(...progress),
    });
    void made.ended.then(() => {
      if (!isPresent()) return;
      if (stillborn < STILLBORN_AT_MOST) lock('fault');
      else
        dialog.showErrorBox(
          'Wardkeeper',
          'The vault does not start. Nothing was changed. Install Wardkeeper again, or ask your IT staff.',
        );
    });
    return made;
  }

  function lock(why: LockReason): void {
    if (leaving) return;
    if (by !== null) locked = { at: Date.now() * 1000, by, why };
    by = null;
    idle.rest();
    nativeTheme.themeSource = 'system';
    // What is on the screen goes first. The old vault closes its file and signs out while the gate comes up.
    const old = vault;
    vault = newVault();
    renewPage();
    ending = Promise.allSettled([ending, old.stop()]);
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

  async function exportTarget(wish: ExportWish): Promise<void> {
    const asker = vault;
    // A dialog that cannot be shown is one in which nobody agreed.
    const path = await askExportTarget(window, wish).catch(() => null);
    if (asker === vault && !leaving) asker.exportTo(wish.id, path);
  }

  return {
    connectPage: (port) => vault.connectPage(port),
    input: idle.input,
    lock,
    async stop() {
      leaving = true;
      idle.rest();
      await Promise.allSettled([ending, vault.stop(), platform.stop()]);
    },
  };
}

import { app, dialog, Menu, type WebContentsView } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { log } from './log';
import { startEmbeddedPlatform, type PlatformAddress } from './processes/platform';
import { readFileApart } from './processes/reader';
import { startVault, type Vault } from './processes/vault';
import { brokerPort } from './security/port-broker';
import { openWindow, preparePages, type Gate } from './windows/window';

interface Start {
  /** Folder of the built app. */
  built: string;
  /** Why this runtime should not be used any more, or null. */
  unsupported: string | null;
}

/** Brings the window up first, then the processes behind it, and ends them in the opposite order. */
export function startConsole({ built, unsupported }: Start): void {
  const folder = app.getPath('userData');
  const process = (name: string) => join(built, 'main', `${name}.js`);
  Menu.setApplicationMenu(null);
  preparePages(join(built, 'renderer'));

  const gate = (): Gate => (existsSync(join(folder, 'vaults')) ? 'sign-in' : 'first-run');
  const shown = openWindow(join(built, 'preload', 'index.cjs'), gate(), watchPage);
  let platformNow: PlatformAddress | null = null;
  let locking: Promise<void> | null = null;
  /** Vaults in a row that ended before they were ready. */
  let stillborn = 0;
  let leaving = false;
  let left = false;
  let vault = newVault();
  const platform = startEmbeddedPlatform(
    process('platform'),
    folder,
    app.getVersion(),
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
  if (unsupported !== null) dialog.showErrorBox('Wardkeeper', unsupported);

  function newVault(): Vault {
    stillborn += 1;
    const made = startVault(process('vault'), folder, app.getVersion(), {
      ready: () => {
        stillborn = 0;
      },
      lock: () => void lock(),
      chooseFile: (id) => void chooseFile(id),
    });
    if (platformNow !== null) made.tellPlatform(platformNow);
    void made.ended.then(() => {
      if (made !== vault || leaving || locking !== null) return;
      if (stillborn < 3) void lock();
      else
        dialog.showErrorBox(
          'Wardkeeper',
          'The vault does not start. Nothing was changed. Install Wardkeeper again, or ask your IT staff.',
        );
    });
    return made;
  }

  brokerPort(
    () => shown.page().webContents,
    () => vault.connectPage(),
  );

  /** Ends the vault's process, destroys the page and puts a fresh gate in front. */
  function lock(): Promise<void> {
    locking ??= (async () => {
      const old = vault;
      await old.stop();
      vault = newVault();
      shown.renew(gate());
      locking = null;
    })();
    return locking;
  }

  async function chooseFile(request: number): Promise<void> {
    const asker = vault;
    const { canceled, filePaths } = await dialog.showOpenDialog(shown.window, {
      title: 'Choose an audit file',
      properties: ['openFile'],
      filters: [{ name: 'Audit records', extensions: ['json', 'ndjson', 'jsonl'] }],
    });
    const [path] = filePaths;
    if (canceled || path === undefined) asker.noFile(request);
    else readFileApart(process('reader'), path, asker.connectReader(request));
  }

  function watchPage(view: WebContentsView): void {
    view.webContents.on('render-process-gone', (_event, { reason }) => {
      log('page-gone', { reason });
      if (reason !== 'clean-exit' && view === shown.page() && !leaving) void lock();
    });
  }

  app.on('second-instance', () => {
    if (shown.window.isMinimized()) shown.window.restore();
    shown.window.focus();
  });

  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (left) return;
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    void (async () => {
      await Promise.allSettled([vault.stop(), platform.stop()]);
      left = true;
      app.quit();
    })();
  });
}

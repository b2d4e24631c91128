import { app, dialog, Menu, MessageChannelMain, type WebContentsView } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { log } from './log';
import { brokerPort } from './security/port-broker';
import type { Services } from './services';
import { openWindow, preparePages, type Gate } from './windows/window';

interface Start {
  /** Folder of the built app. */
  built: string;
  /** Why this runtime should not be used any more, or null. */
  unsupported: string | null;
}

/** Pages in a row that may be lost before they say hello. */
const LOST_PAGES_AT_MOST = 3;

/**
 * Brings the window up first. The processes behind it start once its page has drawn its first screen and says hello,
 * so that they do not compete with that for the machine; what the page sends meanwhile waits in its port.
 */
export function startConsole({ built, unsupported }: Start): void {
  const folder = app.getPath('userData');
  Menu.setApplicationMenu(null);
  preparePages(join(built, 'renderer'));

  const gate = (): Gate => (existsSync(join(folder, 'vaults', 'people.json')) ? 'sign-in' : 'first-run');
  let begun = false;
  let running: Services | null = null;
  let lostPages = 0;
  let leaving = false;
  const shown = openWindow(join(built, 'preload', 'index.cjs'), gate(), watchPage);
  let begin = () => {};
  const drawn = new Promise<void>((resolve) => (begin = resolve));
  const services = drawn.then(async () => {
    begun = true;
    const { startServices } = await import('./services');
    running = startServices({
      built: join(built, 'main'),
      folder,
      version: app.getVersion(),
      window: shown.window,
      renewPage: () => shown.renew(gate()),
    });
    return running;
  });
  if (unsupported !== null) dialog.showErrorBox('Wardkeeper', unsupported);

  brokerPort(
    () => shown.page().webContents,
    () => {
      // A page that says hello has been drawn.
      lostPages = 0;
      begin();
      const { port1, port2 } = new MessageChannelMain();
      void services.then(({ connectPage }) => connectPage(port1));
      return port2;
    },
  );

  function watchPage(view: WebContentsView): void {
    // Whatever reaches the page from outside, and not what the page says of itself.
    view.webContents.on('input-event', () => running?.input());
    view.webContents.on('render-process-gone', (_event, { reason }) => {
      log('page-gone', { reason });
      if (reason === 'clean-exit' || view !== shown.page() || leaving) return;
      lostPages += 1;
      begin();
      if (lostPages < LOST_PAGES_AT_MOST) void services.then(({ lock }) => lock('fault'));
      else {
        dialog.showErrorBox(
          'Wardkeeper',
          'The window cannot be drawn. Nothing was changed. Install Wardkeeper again, or ask your IT staff.',
        );
        app.quit();
      }
    });
  }

  app.on('second-instance', () => {
    if (leaving || shown.window.isDestroyed()) return;
    if (shown.window.isMinimized()) shown.window.restore();
    // On macOS a whole program can be hidden.
    shown.window.show();
    shown.window.focus();
  });

  let left = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (left || !begun) return;
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    void services
      .then((all) => all.stop())
      .finally(() => {
        left = true;
        app.quit();
      });
  });
}

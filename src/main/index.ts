import { app } from 'electron';
import { join } from 'node:path';
import { startConsole } from './console';
import { log } from './log';
import { secureBeforeReady } from './security/before-ready';
import { unsupportedRuntime } from './security/runtime';

// What nobody foresaw ends the app, and only its kind is written down: an error's text may quote what it met.
for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(fault, (error: unknown) => {
    log('crashed', { error: error instanceof Error ? error.name : typeof error });
    app.exit(1);
  });
}

// Start-up order, and nothing else. No top-level await: Electron would wait for this module and we for Electron.
secureBeforeReady();
if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  const unsupported = unsupportedRuntime(process.versions.electron, app.isPackaged);
  if (unsupported !== null) log('unsupported-runtime', { electron: process.versions.electron });
  void app.whenReady().then(() => startConsole({ built: join(import.meta.dirname, '..'), unsupported }));
}

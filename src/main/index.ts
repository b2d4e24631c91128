import { app } from 'electron';
import { join } from 'node:path';
import { startConsole } from './console';
import { log } from './log';
import { secureBeforeReady } from './security/before-ready';
import { unsupportedRuntime } from './security/runtime';

// Start-up order, and nothing else. No top-level await: Electron would wait for this module and we for Electron.
secureBeforeReady();
if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  const unsupported = unsupportedRuntime(process.versions.electron, app.isPackaged);
  if (unsupported !== null) log('unsupported-runtime', { electron: process.versions.electron });
  void app.whenReady().then(() => startConsole({ built: join(import.meta.dirname, '..'), unsupported }));
}

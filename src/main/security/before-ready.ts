import { app, protocol } from 'electron';
import { APP_SCHEME } from './app-protocol';

/** What Electron takes only before it is ready. */
export function secureBeforeReady(): void {
  // Chromium has no sandbox for root and would end every child; only a development machine runs so.
  if (process.getuid?.() !== 0) app.enableSandbox(); // point 4
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

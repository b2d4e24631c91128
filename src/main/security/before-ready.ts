import { app, protocol } from 'electron';
import { APP_SCHEME } from './app-protocol';

/** What Electron takes only before it is ready. */
export function secureBeforeReady(): void {
  app.enableSandbox(); // point 4
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

// The stand-in's default app (copied to its resources/app/index.mjs): opens the app folder named on the command
// line, as Electron's own default app does. import() and not require(), because the app's main file is an ES
// module and Electron 33 (Node 20.18) cannot require one.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
const folder = resolve(named ?? '.');
/** @type {{ name?: string, productName?: string, version?: string, main?: string }} */
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

// What Electron's own default app calls; not in the public types.
const host =
  /** @type {import('electron').App & Record<'setAppPath' | 'setVersion', (value: string) => void>} */ (app);
host.setAppPath(folder);
host.setVersion(manifest.version ?? '0.0.0');
host.setName(manifest.productName ?? manifest.name ?? 'Electron');

// Awaited, as Electron holds back `ready` until the main module has run: what must happen before it still can.
// A failure would otherwise show a modal error box and stay: a test would hang without a word of why.
try {
  await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href);
} catch (error) {
  console.error(error);
  app.exit(1);
}

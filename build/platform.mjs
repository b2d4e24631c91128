/**
 * `npm run platform`: sets the machine up, builds the application and runs the platform service alone, without
 * Electron (src/platform/alone.ts). It takes no arguments but --help; settings come from a file or the environment.
 */
import { join } from 'node:path';
import { buildApp } from './run/app-build.mjs';
import { runAttached } from './run/run-attached.mjs';
import { thisMachine } from './setup/machine.mjs';
import { setUp } from './setup/set-up.mjs';
import { orReport } from './setup/stages.mjs';

const { node, project } = thisMachine();
/** @type {(line: string) => void} */
const log = (line) => console.log(line);

process.exitCode = await orReport(log, async () => {
  const runtime = await setUp({ log });
  const { code } = await buildApp(project, runtime, log);
  if (code !== 0) return code;
  return runAttached([node, join(project, 'out', 'main', 'platform-alone.js'), ...process.argv.slice(2)]);
});

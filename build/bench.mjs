/** `npm run bench`: sets the machine up, builds the application and measures it (test/bench/run.ts). */
import { join } from 'node:path';
import { buildApp } from './run/app-build.mjs';
import { runtimeEnvironment } from './run/environment.mjs';
import { runInSession } from './run/session.mjs';
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
  const tsx = join(project, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  return runInSession([node, tsx, 'test/bench/run.ts', ...process.argv.slice(2)], {
    cwd: project,
    env: runtimeEnvironment(runtime, log),
  });
});

/**
 * `npm start`: sets the machine up, builds the application and opens it. Where there is no display, or with
 * `npm start -- --tour`, it takes the guided tour instead: the application is driven on a screen of its own, and
 * captioned pictures of it are left in out/tour.
 */
import { join } from 'node:path';
import { buildApp } from './run/app-build.mjs';
import { runtimeEnvironment } from './run/environment.mjs';
import { runAttached } from './run/run-attached.mjs';
import { runInSession } from './run/session.mjs';
import { thisMachine } from './setup/machine.mjs';
import { setUp } from './setup/set-up.mjs';
import { orReport } from './setup/stages.mjs';

const { node, project, platform, env } = thisMachine();
/** @type {(line: string) => void} */
const log = (line) => console.log(line);

process.exitCode = await orReport(log, async () => {
  const runtime = await setUp({ log });
  const { code } = await buildApp(project, runtime, log);
  if (code !== 0) return code;

  const display = platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  if (display && !process.argv.includes('--tour')) {
    log('Opening Wardkeeper');
    const environment = runtimeEnvironment(runtime, log);
    return runAttached([runtime.executable, project, ...(runtime.noSandbox ? ['--no-sandbox'] : [])], {
      cwd: project,
      env: environment,
    });
  }
  if (!display)
    log('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.');
  log('Taking the guided tour instead, with pictures into out/tour');
  const tsx = join(project, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  return runInSession([node, tsx, 'build/tour.ts'], { cwd: project, env: runtimeEnvironment(runtime, log) });
});

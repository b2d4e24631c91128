/** The guided tour; build/start.mjs runs it in a session of its own (run/environment.mjs has the variables). */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeTour } from './tour/engine';
import { steps, stopWhatWasStarted } from './tour/steps';

const appFolder = fileURLToPath(new URL('..', import.meta.url));
const outFolder = join(appFolder, 'out', 'tour');
const executable = process.env['WARDKEEPER_ELECTRON'];
if (executable === undefined)
  throw new Error('WARDKEEPER_ELECTRON names no Electron: start the tour by `npm start`.');

const problems = await takeTour({
  steps,
  appFolder,
  executable,
  args: process.env['WARDKEEPER_NO_SANDBOX'] === '1' ? ['--no-sandbox'] : [],
  outFolder,
  log: (line) => console.log(line),
}).finally(stopWhatWasStarted);
for (const problem of problems) console.log(`  ${problem}`);
console.log(
  problems.length === 0
    ? `The tour is in ${join(outFolder, 'index.html')}`
    : `Problems on the tour: ${problems.length}. The pictures up to there are in ${outFolder}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

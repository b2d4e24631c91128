/**
 * `npm test`: sets the machine up, then checks everything; the last line is the counts. With arguments
 * (`npm test -- e2e/sign-in`) only the test files whose path contains one of them run, without lint and types.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './run/app-build.mjs';
import { runtimeEnvironment } from './run/environment.mjs';
import { INTERRUPTED, runAttached, TIME_WAS_UP } from './run/run-attached.mjs';
import { runInSession } from './run/session.mjs';
import { add, countsLine, countsOf, NOTHING_COUNTED } from './run/test-counts.mjs';
import { failuresOf } from './run/test-failures.mjs';
import { thisMachine } from './setup/machine.mjs';
import { SetUpFailure } from './setup/set-up-failure.mjs';
import { setUp } from './setup/set-up.mjs';
import { inSeconds, reportFailure } from './setup/stages.mjs';

/** The whole run stays under 45 minutes: what is not done by then is ended and counts as failed. */
const LIMIT_MS = 44 * 60_000;

/** @typedef {import('./run/test-counts.mjs').Counts} Counts */
/** @typedef {Counts & { remark?: string }} Outcome */

class Interrupted extends Error {}

const started = performance.now();
const filters = process.argv.slice(2);
const machine = thisMachine();
/** @type {(line: string) => void} */
const log = (line) => console.log(line);

/** @type {{ name: string, milliseconds: number, counts: Counts }[]} */
const stages = [];
/** @type {string[]} */
const failures = [];

try {
  await testEverything();
} catch (error) {
  if (error instanceof Interrupted) process.exit(INTERRUPTED);
  if (error instanceof SetUpFailure) reportFailure(error, log);
  else console.log(error);
  stages.push({ name: 'stopped', milliseconds: 0, counts: { ...NOTHING_COUNTED, failed: 1 } });
}
let total = stages.map(({ counts }) => counts).reduce(add, NOTHING_COUNTED);
if (total.passed + total.failed === 0) {
  log('no test was run');
  total = { ...total, failed: 1 };
}
for (const failure of failures) log(`\nfailed: ${failure}`);
log(`\n${stages.map(({ name, milliseconds }) => `${name} ${inSeconds(milliseconds)}`).join(' · ')}`);
log(`${inSeconds(performance.now() - started)} in all`);
log(countsLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function testEverything() {
  const runtime = await setUp({ log, machine });
  stages.push({ name: 'set-up', milliseconds: performance.now() - started, counts: NOTHING_COUNTED });
  const env = runtimeEnvironment(runtime, log);
  const whole = filters.length === 0;
  if (whole) await stage('lint', () => npmRun('lint'));
  if (whole) await stage('types', () => npmRun('typecheck'));
  await stage('unit tests', () => vitest('unit', env));
  await stage('build', async () =>
    outcomeOf((await buildApp(machine.project, runtime, log, timeLeft())).code),
  );
  await stage('integration and fault tests', () => vitest('integration', env));
  await stage('end-to-end tests', () => vitest('e2e', env));
}

/** @param {string} name @param {() => Promise<Outcome>} work */
async function stage(name, work) {
  log(`\n${name}`);
  const from = performance.now();
  const { remark, ...counts } = await work();
  const milliseconds = performance.now() - from;
  stages.push({ name, milliseconds, counts });
  if (remark !== undefined) {
    log(`  ${remark}`);
    failures.push(`${name}: ${remark}`);
  }
  log(`  ${name}: ${countsLine(counts)} (${inSeconds(milliseconds)})`);
}

/** @param {string} script */
async function npmRun(script) {
  const command = /** @type {const} */ ([...machine.npm, 'run', '--silent', script]);
  return outcomeOf(await runAttached(command, { cwd: machine.project, timeoutMs: timeLeft() }));
}

/** @param {'unit' | 'integration' | 'e2e'} project of test/vitest.config.ts @param {NodeJS.ProcessEnv} env */
async function vitest(project, env) {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-report-'));
  try {
    const file = join(folder, 'report.json');
    const code = await runInSession(
      [
        machine.node,
        join(machine.project, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--config=test/vitest.config.ts',
        `--project=${project}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...filters,
      ],
      { cwd: machine.project, env, timeoutMs: timeLeft() },
    );
    if (code === INTERRUPTED) throw new Interrupted();
    const report = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
    failures.push(...failuresOf(report, machine.project));
    return countsOf({ report, code, mayBeEmpty: filters.length > 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Of a check that either holds or does not.
 * @param {number} code
 * @returns {Outcome}
 */
function outcomeOf(code) {
  if (code === INTERRUPTED) throw new Interrupted();
  if (code === 0) return { ...NOTHING_COUNTED, passed: 1 };
  const remark = code === TIME_WAS_UP ? 'ended, the time for the whole run was up' : `ended with ${code}`;
  return { ...NOTHING_COUNTED, failed: 1, remark };
}

function timeLeft() {
  return Math.max(1, LIMIT_MS - (performance.now() - started));
}

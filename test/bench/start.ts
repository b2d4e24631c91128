import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchAndMake, launchConsole, signIn, when } from './at-the-window';
import { median, type Bench } from './harness';
import { launch, memoryOf, until, type LaunchedApp } from './launched-app';

const RUNS = 7;
const emptyFolder = fileURLToPath(new URL('empty-window', import.meta.url));

/** Milliseconds that key derivation took in this launch, by the vault's and the platform's own account. */
function keyDerivation(app: LaunchedApp): number {
  return app.said
    .map((line) => /"what":"key-derived".*"ms":(\d+(?:\.\d+)?)/.exec(line)?.[1])
    .reduce((sum, ms) => sum + Number(ms ?? 0), 0);
}

function platformPid(app: LaunchedApp): number | null {
  const line = app.said.find(
    (said) => said.includes('"process-started"') && said.includes('"process":"platform"'),
  );
  return line === undefined ? null : (JSON.parse(line.slice(line.indexOf('{'))) as { pid: number }).pid;
}

/** Waits until a process tree's memory stands still (three looks within 2 %) and returns it in MiB. */
async function restingMemory(app: LaunchedApp): Promise<number> {
  const platform = platformPid(app);
  const except = new Set(platform === null ? [] : [platform]);
  const looks: number[] = [];
  return until(async () => {
    looks.push(await memoryOf(app.process.pid ?? 0, except));
    const last = looks.slice(-3);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return last.length === 3 && Math.max(...last) / Math.min(...last) < 1.02 ? last[2] : null;
  }, 'memory to settle');
}

/**
 * `start`: the console against an empty window, launch by launch in turns. The password is sent once the platform
 * inside the program listens: that one is for trying out, and what it takes to start is not the console's.
 */
export const start: Bench = {
  name: 'start',
  about: 'The sign-in screen, the first rows and the memory of the console, against an empty window.',
  async run({ log }) {
    const data = await mkdtemp(join(tmpdir(), 'wardkeeper-bench-'));
    const empty: number[] = [];
    const emptyMemory: number[] = [];
    const usable: number[] = [];
    const rows: number[] = [];
    const memory: number[] = [];
    try {
      log('Making a practice to start with.');
      const first = await launchAndMake(data);
      await first.end();

      for (let run = 1; run <= RUNS; run += 1) {
        const window = await launch(emptyFolder);
        empty.push(
          (await until(() => when(window, 'first-contentful-paint'), 'the empty window’s paint')) -
            window.startedAt,
        );
        emptyMemory.push(await restingMemory(window));
        await window.end();

        const app = await launchConsole(data);
        usable.push((await until(() => when(app, 'gate-usable'), 'the sign-in screen')) - app.startedAt);
        const asked = await signIn(app);
        const shown = await until(() => when(app, 'first-rows'), 'the first rows');
        rows.push(shown - asked - keyDerivation(app));
        memory.push(await restingMemory(app));
        await app.end();
        log(`Run ${run} of ${RUNS}.`);
      }
    } finally {
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    }
    const baseline = median(empty);
    return {
      rows: null,
      figures: {
        'usable sign-in screen': { value: median(usable), unit: 'ms', baseline, ratioAtMost: 1.3 },
        'first rows after unlock, without key derivation': {
          value: median(rows),
          unit: 'ms',
          baseline,
          ratioAtMost: 1.5,
        },
        'memory at rest, embedded platform apart': {
          value: median(memory),
          unit: 'MiB',
          baseline: median(emptyMemory),
          ratioAtMost: 1.6,
        },
      },
    };
  },
};

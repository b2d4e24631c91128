import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, type Bench } from './harness';
import { launch, memoryOf, until, type LaunchedApp } from './launched-app';

const RUNS = 7;
/** Of everybody in the made-up practice. */
const password = 'Tamarack-lane-88';
/** For a machine that is busy: the practice is made and received once, before anything is measured. */
const MAKING_MS = 10 * 60_000;
const appFolder = fileURLToPath(new URL('../..', import.meta.url));
const emptyFolder = fileURLToPath(new URL('empty-window', import.meta.url));

/** Milliseconds since the epoch at which the page's timeline has an entry of that name, or null. */
const when = (app: LaunchedApp, name: string) =>
  app.evaluate<number | null>(
    `(() => { const entry = performance.getEntriesByName(${JSON.stringify(name)})[0]; return entry ? performance.timeOrigin + entry.startTime : null; })()`,
  );

const typeInto = (name: string, value: string) => `{
  const field = document.querySelector('input[name=${name}]');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(value)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
}`;

/** Presses the form's button once it can be pressed and returns when that was. */
function submit(app: LaunchedApp): Promise<number> {
  return until(
    () =>
      app.evaluate<number | null>(
        `(() => { const button = document.querySelector('button[type=submit]'); if (!button || button.disabled) return null; button.click(); return Date.now(); })()`,
      ),
    'the form’s button',
  );
}

/** Presses the button that says so once it is there. */
async function press(app: LaunchedApp, words: string): Promise<void> {
  const text = JSON.stringify(words);
  await until(
    () =>
      app.evaluate<true | null>(
        `(() => { const button = [...document.querySelectorAll('button')].find((one) => one.innerText.includes(${text})); if (!button || button.disabled) return null; button.click(); return true; })()`,
      ),
    `the button ${words}`,
  );
}

/** Waits until the page says so. */
async function shows(app: LaunchedApp, words: string): Promise<void> {
  await until(
    () => app.evaluate<true | null>(`document.body.innerText.includes(${JSON.stringify(words)}) || null`),
    words,
    MAKING_MS,
  );
}

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
      const first = await launch(appFolder, data);
      await until(() => when(first, 'gate-usable'), 'the first-run screen');
      await press(first, 'Try it with a synthetic practice');
      await shows(first, 'Choose a password for this practice');
      await first.evaluate(typeInto('password', password));
      await submit(first);
      await shows(first, 'Up to date');
      await first.end();

      for (let run = 1; run <= RUNS; run += 1) {
        const window = await launch(emptyFolder);
        empty.push(
          (await until(() => when(window, 'first-contentful-paint'), 'the empty window’s paint')) -
            window.startedAt,
        );
        emptyMemory.push(await restingMemory(window));
        await window.end();

        const app = await launch(appFolder, data);
        usable.push((await until(() => when(app, 'gate-usable'), 'the sign-in screen')) - app.startedAt);
        // Drawn before the vault has answered; the name is there once it has.
        await until(
          () => app.evaluate<boolean>(`document.body.innerText.includes('Ruth Adeyemi') || null`),
          'the known person',
        );
        await until(
          () => Promise.resolve(app.said.some((line) => line.includes('"listening"')) || null),
          'the platform inside the program',
        );
        await app.evaluate(typeInto('password', password));
        const asked = await submit(app);
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchAndMake, launchConsole, shows, signIn, when } from './at-the-window';
import type { Bench } from './harness';
import { until, type LaunchedApp } from './launched-app';

/** Left alone for ten minutes from its sign-in, a console locks and its page is gone: this ends before. */
const ALONE_MS = 9 * 60_000;
/** So long the number of events stands still before it is taken. */
const STILL_MS = 20_000;

/**
 * `idle`: a feedback loop would show as events that nobody caused. The events of a sign-in stand beside them: what is
 * recorded does arrive here.
 */
export const idle: Bench = {
  name: 'idle',
  about: 'What an open console and its platform record while nobody does anything, for nine minutes.',
  async run({ log }) {
    const data = await mkdtemp(join(tmpdir(), 'wardkeeper-bench-'));
    try {
      log('Making a practice.');
      const first = await launchAndMake(data);
      const made = await standing(first);
      await first.end();
      const app = await launchConsole(data);
      await until(() => when(app, 'gate-usable'), 'the sign-in screen');
      await signIn(app);
      await shows(app, 'Up to date');
      const signedIn = await standing(app);
      log(`${signedIn.toLocaleString('en-US')} events. Nobody does anything from now on.`);
      const began = performance.now();
      await pause(ALONE_MS);
      const left = await events(app);
      log(
        `${left.toLocaleString('en-US')} events ${Math.round((performance.now() - began) / 1000)} s later.`,
      );
      await app.end();
      return {
        rows: signedIn,
        figures: {
          'events while nobody does anything': {
            value: left - signedIn,
            baseline: signedIn - made,
            unit: 'events',
            atMost: 2,
          },
        },
      };
    } finally {
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** How many events the console says it has checked. */
async function events(app: LaunchedApp): Promise<number> {
  const text = await app.evaluate<string>('document.body.innerText');
  const [, last] = /to event ([\d,]+)/.exec(text) ?? [];
  if (last === undefined) throw new Error('The console does not say how far its record was checked.');
  return Number(last.replaceAll(',', '')) + 1;
}

async function standing(app: LaunchedApp): Promise<number> {
  let count = -1;
  let since = 0;
  return until(async () => {
    const now = await events(app).catch(() => -1);
    if (now !== count) [count, since] = [now, performance.now()];
    return count > 0 && performance.now() - since > STILL_MS ? count : null;
  }, 'the number of events to stand still');
}

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  appFolder,
  endByForce,
  inside,
  openConsole,
  openScreen,
  signIn,
  startAgain,
  tryPractice,
  type OpenConsole,
} from '../helpers/console';
import { mutatedApp } from '../helpers/mutated-main';

let opened: OpenConsole;

beforeAll(async () => {
  opened = await openConsole();
});
afterAll(() => opened.close());

const said = (event: string, process: string) =>
  opened.said.filter((line) => line.includes(`"${event}"`) && line.includes(`"process":"${process}"`));
const started = (process: string) => said('process-started', process);

/** Comes in again at the gate, in the window that is there. */
async function unlock(): Promise<void> {
  await signIn(opened);
  await inside(opened.page);
}

const strip = () => opened.page.getByRole('banner');

/** How many events of hers are on this computer: nobody but the synthetic practice writes any. */
async function eventsOfDuffy(): Promise<string> {
  await openScreen(opened, 'Audit trail');
  await opened.page.getByLabel('What to look for in the trail').fill('Colleen Duffy');
  const count = opened.page.getByText(/^[\d,]+ events? of [\d,]+$/);
  await opened.page.getByRole('row').filter({ hasText: 'opened a chart' }).first().waitFor();
  return (await count.innerText()).replace(/ of .*/, '');
}

/** All of the record is here: four months of it take their time on a slow machine. */
const checked = (page: Page) => page.getByText(/^Record verified/).waitFor({ timeout: 300_000 });

describe('from nothing to a lock, in the real app', () => {
  test('the platform inside the program starts when somebody chooses the synthetic practice, and not before', async () => {
    // The vault has answered: before that a press is of no use.
    await opened.page.getByText(/^Version \d/).waitFor({ timeout: 45_000 });
    expect(started('platform')).toEqual([]);
    await tryPractice(opened);
    expect(started('platform')).toHaveLength(1);
  }, 400_000);

  test('sleep locks at once: the page is another one, the gate says why, and main’s title names nobody', async () => {
    const vaults = started('vault').length;
    const gate = await opened.nextPage(() =>
      opened.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend')),
    );
    await gate.getByText(/because the computer went to sleep/).waitFor({ timeout: 30_000 });
    await expect.poll(() => started('vault').length).toBe(vaults + 1);
    const titles = await opened.app.evaluate(({ BaseWindow }) =>
      BaseWindow.getAllWindows().map((window) => window.getTitle()),
    );
    expect(titles).toEqual(['Wardkeeper']);
    await expect.poll(() => said('process-ended', 'vault').length, { timeout: 10_000 }).toBe(1);
  }, 120_000);

  test('the button Lock and Switch person in the menu lock, and the gate says by whom', async () => {
    await unlock();
    const first = await opened.nextPage(() => strip().getByRole('button', { name: /^Lock/ }).click());
    await first.getByText(/^since .*, by Ruth Adeyemi$/).waitFor();

    await unlock();
    await strip()
      .getByRole('button', { name: /Ruth Adeyemi/ })
      .click();
    const second = await opened.nextPage(() =>
      opened.page.getByRole('menuitem', { name: 'Switch person' }).click(),
    );
    await second.getByText(/^since .*, by Ruth Adeyemi$/).waitFor();
    await second.getByRole('button', { name: /^Someone else/ }).waitFor();
  }, 240_000);

  test('a vault that is killed locks with a word about it, and what it had saved is there again', async () => {
    await unlock();
    await checked(opened.page);
    const before = await eventsOfDuffy();
    expect(before).toMatch(/^\d.* events$/);

    const gate = await opened.nextPage(async () => {
      const killed = await opened.app.evaluate(({ app }) => {
        const vaults = app
          .getAppMetrics()
          .filter(({ serviceName, name }) => `${serviceName} ${name}`.includes('Wardkeeper vault'));
        for (const { pid } of vaults) process.kill(pid, 'SIGKILL');
        return vaults.length;
      });
      expect(killed).toBe(1);
    });
    await gate
      .getByText(/^since .*, because a part of Wardkeeper stopped; what was saved is kept$/)
      .waitFor({ timeout: 30_000 });
    expect(await gate.getByRole('navigation', { name: 'Main' }).count()).toBe(0);

    await unlock();
    expect(await eventsOfDuffy()).toBe(before);
  }, 600_000);
});

describe('when nobody is there', () => {
  /** Main's clock from now on: long waits pass when the test says so, the others as ever. */
  const takeClock = () =>
    opened.app.evaluate(() => {
      const real = {
        now: performance.now.bind(performance),
        set: globalThis.setTimeout,
        clear: globalThis.clearTimeout,
      };
      const waits = new Map<object, { due: number; act: () => void }>();
      let passed = 0;
      performance.now = () => real.now() + passed;
      globalThis.setTimeout = ((act: () => void, ms = 0) => {
        if (ms < 10_000) return real.set(act, ms);
        const wait = {};
        waits.set(wait, { due: performance.now() + ms, act });
        return wait;
      }) as typeof setTimeout;
      globalThis.clearTimeout = ((wait: object) => {
        if (!waits.delete(wait)) real.clear(wait as NodeJS.Timeout);
      }) as typeof clearTimeout;
      Object.assign(globalThis, {
        pass(ms: number) {
          passed += ms;
          for (const [wait, { due, act }] of waits) {
            if (due > performance.now()) continue;
            waits.delete(wait);
            act();
          }
        },
      });
    });
  const pass = (seconds: number) =>
    opened.app.evaluate((_electron, ms) => {
      (globalThis as unknown as { pass(ms: number): void }).pass(ms);
    }, seconds * 1000);

  test('it says so 20 seconds before, stays for whoever is there, and else locks after the ten minutes', async () => {
    const back = await opened.nextPage(() => opened.page.keyboard.press('Control+l'));
    await back.getByText(/^since /).waitFor();
    await takeClock();
    await unlock();
    const { page } = opened;
    const soon = page.getByText(/^Locking in \d+ seconds?\.$/).first();

    await pass(9 * 60 + 41);
    await soon.waitFor();
    await page.keyboard.press('Shift');
    await soon.waitFor({ state: 'detached' });

    await pass(9 * 60 + 41);
    await soon.waitFor();
    const gate = await opened.nextPage(() => pass(20));
    await gate.getByText(/^since .*, because nobody used what Ruth Adeyemi had open$/).waitFor();
  }, 240_000);
});

describe('a second start', () => {
  test('ends by itself, and the window that is there comes to the front', async () => {
    const isSeen = () =>
      opened.app.evaluate(({ BaseWindow }) => BaseWindow.getAllWindows().map((window) => window.isVisible()));
    await opened.app.evaluate(({ BaseWindow }) => BaseWindow.getAllWindows()[0]?.hide());
    expect(await isSeen()).toEqual([false]);
    expect(await startAgain({ data: opened.data })).toBe('ended');
    await expect.poll(isSeen, { timeout: 10_000 }).toEqual([true]);
  }, 120_000);

  test('would come up beside it, on the same vaults, without the lock that main asks for', async () => {
    const text = await readFile(join(appFolder, 'src/main/index.ts'), 'utf8');
    const mutant = await mutatedApp(
      'src/main/index.ts',
      text.replace('!app.requestSingleInstanceLock()', 'process.pid === 0'),
    );
    const first = await openConsole({ folder: mutant.folder });
    try {
      expect(await startAgain({ data: first.data, folder: mutant.folder })).toBe('came up');
    } finally {
      await endByForce(first.data);
      await rm(first.data, { recursive: true, force: true, maxRetries: 5 });
      await mutant.remove();
    }
  }, 240_000);
});

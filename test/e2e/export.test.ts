import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inside,
  openConsole,
  openScreen,
  ruth,
  signIn,
  tryPractice,
  type OpenConsole,
} from '../helpers/console';
import { readCsv } from '../helpers/read-csv';

/** The real console: lists leave it as files, where the system's dialogs say, and what was shown comes again. */
let seen: OpenConsole;

beforeAll(async () => {
  seen = await openConsole();
  await tryPractice(seen);
  // All of it is here: nothing is added to a count while it is compared.
  await seen.page.getByText(/^Record verified/).waitFor({ timeout: 300_000 });
}, 900_000);
afterAll(() => seen.close());

interface Asked {
  save: { title: string; defaultPath: string }[];
  confirm: { message: string; detail: string; buttons: string[] }[];
  /** Lets a save dialog that is held open be answered. */
  release?: (() => void) | undefined;
}

/** Answers main's dialogs: `path` null chooses none; `held` leaves the first open until it is released. */
async function answerDialogs(answer: {
  path: string | null;
  confirmed: boolean;
  held?: boolean;
}): Promise<void> {
  await seen.app.evaluate(({ dialog }, { path, confirmed, held }) => {
    const asked: Asked = { save: [], confirm: [] };
    (globalThis as unknown as { asked: Asked }).asked = asked;
    Object.assign(dialog, {
      async showSaveDialog(_window: unknown, options: Asked['save'][number]) {
        asked.save.push({ title: options.title, defaultPath: options.defaultPath });
        if (held === true) await new Promise<void>((resolve) => (asked.release = resolve));
        return path === null ? { canceled: true, filePath: '' } : { canceled: false, filePath: path };
      },
      showMessageBox(_window: unknown, { message, detail, buttons }: Asked['confirm'][number]) {
        asked.confirm.push({ message, detail, buttons });
        return Promise.resolve({ response: confirmed ? 0 : 1, checkboxChecked: false });
      },
    });
  }, answer);
}

const asked = () =>
  seen.app.evaluate(() => {
    const { save, confirm } = (globalThis as unknown as { asked: Asked }).asked;
    return { save, confirm };
  });

/** What the header of the trail says fits, once it is counted. */
async function counted(page: Page): Promise<number> {
  const status = page
    .getByRole('status')
    .filter({ hasText: /^[\d,]+ events?/ })
    .first();
  await status.waitFor({ timeout: 60_000 });
  return Number((await status.innerText()).replace(/ event.*/s, '').replaceAll(',', ''));
}

async function table(path: string): Promise<{ above: string[][]; lines: string[][] }> {
  const text = (await readFile(path, 'utf8')).slice(1);
  const all = readCsv(text);
  const gap = all.findIndex((line) => line.length === 1);
  return { above: all.slice(0, gap), lines: all.slice(gap + 2) };
}

async function look(page: Page, question: string): Promise<void> {
  await openScreen(seen, 'Audit trail');
  await page.getByLabel('What to look for in the trail').fill(question);
  await page.getByRole('button', { name: 'Export what is shown…' }).and(page.locator(':enabled')).waitFor();
}

describe('what is shown leaves the console as a file', () => {
  test('of the trail: confirmed with its count and place, exactly the lines shown, and recorded in the trail', async () => {
    const { page } = seen;
    const path = join(seen.data, 'trail.csv');
    await answerDialogs({ path, confirmed: true });
    await look(page, 'signed in');
    const count = await counted(page);
    expect(count).toBeGreaterThan(1);
    await page.keyboard.press('Control+e');
    await page
      .getByText(`Exported ${count.toLocaleString('en-US')} lines.`, { exact: true })
      .first()
      .waitFor();

    const { save, confirm } = await asked();
    expect(save).toHaveLength(1);
    expect(save[0]?.title).toBe(`Export ${count.toLocaleString('en-US')} events of the audit trail`);
    expect(save[0]?.defaultPath).toMatch(/audit-trail-\d{4}-\d\d-\d\d\.csv$/);
    expect(confirm[0]?.message).toBe(`Export ${count.toLocaleString('en-US')} events of the audit trail?`);
    expect(confirm[0]?.detail).toContain(path);

    const { above, lines } = await table(path);
    expect(lines).toHaveLength(count);
    expect(lines.every((line) => (line[4] ?? '').includes('signed in'))).toBe(true);
    const order = lines.map(([seq]) => Number(seq));
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(Number(await page.locator('[data-seq]').first().getAttribute('data-seq'))).toBe(order[0]);
    expect(Object.fromEntries(above)).toMatchObject({
      'Synthetic data': expect.any(String) as string,
      What: 'Audit trail, events: did signed in',
      Source: expect.stringMatching(/signed head of [\d,]+ events, root \S+=/) as string,
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(seen.data)).filter((name) => name.includes('.part'))).toEqual([]);
    // The page knows how many lines it was, and not where they are.
    expect(await page.content()).not.toContain('trail.csv');

    await page.getByLabel('What to look for in the trail').fill('exported');
    await expect
      .poll(
        async () => {
          const news = page.getByRole('button', { name: /\bnew\b/ });
          if (await news.first().isVisible()) await news.first().click();
          const row = page.locator('[data-seq]').filter({ hasText: 'of the audit trail' }).first();
          return (await row.isVisible()) ? row.innerText() : '';
        },
        { timeout: 60_000 },
      )
      .toContain(`exported ${count.toLocaleString('en-US')} events of the audit trail`);
  }, 240_000);

  test('of a chart: the figures of its table, as the table is sorted', async () => {
    const { page } = seen;
    const path = join(seen.data, 'figures.csv');
    await answerDialogs({ path, confirmed: true });
    await look(page, 'signed in');
    const count = await counted(page);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const twin = page.getByRole('table', { name: /^Events by/ });
    await twin.getByRole('button', { name: 'Events' }).click();
    const shown = (await twin.getByRole('cell').allInnerTexts()).map((text) =>
      Number(text.replaceAll(',', '')),
    );
    await page.getByRole('button', { name: 'Export this table…' }).click();
    await page.getByText(`Exported ${shown.length} lines.`, { exact: true }).first().waitFor();
    const figures = (await table(path)).lines.map((line) => Number(line[4]));
    expect(figures).toEqual(shown);
    expect(figures.reduce((sum, one) => sum + one, 0)).toBe(count);
  }, 60_000);

  test('nothing is written where the person chooses no place, does not confirm it, or cancels meanwhile', async () => {
    const { page } = seen;
    const path = join(seen.data, 'not-wanted.csv');
    await look(page, 'signed out');
    const idle = () => expect.poll(() => page.getByRole('region', { name: 'Export' }).count()).toBe(0);

    for (const answer of [
      { path: null, confirmed: true },
      { path, confirmed: false },
    ]) {
      await answerDialogs(answer);
      await page.getByRole('button', { name: 'Export what is shown…' }).click();
      await expect.poll(async () => (await asked()).save.length).toBe(1);
      await idle();
    }

    await answerDialogs({ path, confirmed: true, held: true });
    await page.getByRole('button', { name: 'Export what is shown…' }).click();
    await expect.poll(async () => (await asked()).save.length).toBe(1);
    await page.getByRole('button', { name: 'Cancel the export' }).click();
    await page
      .getByText(/^The export was cancelled/)
      .first()
      .waitFor();
    await seen.app.evaluate(() => (globalThis as unknown as { asked: Asked }).asked.release?.());
    await expect.poll(async () => (await asked()).confirm.length).toBe(1);
    // The next one is asked for anew: the late answer was nobody's.
    await answerDialogs({ path: null, confirmed: true });
    await page.getByRole('button', { name: 'Export what is shown…' }).click();
    await idle();
    expect(existsSync(path)).toBe(false);
  }, 120_000);

  test('a place that cannot be written to is said in words', async () => {
    const { page } = seen;
    await answerDialogs({ path: join(seen.data, 'no-such-folder', 'a.csv'), confirmed: true });
    await page.getByRole('button', { name: 'Export what is shown…' }).click();
    await page
      .getByRole('alert')
      .getByText(/was not written/)
      .waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
  }, 60_000);

  test('of the people: the lines of the list, in its order', async () => {
    const { page } = seen;
    const path = join(seen.data, 'people.csv');
    await answerDialogs({ path, confirmed: true });
    await openScreen(seen, 'People');
    await page.getByRole('button', { name: 'Job', exact: true }).click();
    const rows = page.getByRole('grid', { name: 'People' }).locator('tr[data-person]');
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => row.querySelector('.truncate')?.textContent ?? ''),
    );
    expect(shown.length).toBeGreaterThan(3);
    await page.keyboard.press('Control+e');
    await page.getByText(`Exported ${shown.length} lines.`, { exact: true }).first().waitFor();
    expect((await table(path)).lines.map(([name]) => name)).toEqual(shown);
  }, 60_000);
});

describe('what was shown is shown again', () => {
  test('a view is saved, kept over a lock, found in the palette, and deleted with a way back', async () => {
    const { page } = seen;
    await look(page, 'failed sign-ins last 90 days');
    const count = await counted(page);
    await page.keyboard.press('Control+o');
    const menu = page.getByRole('dialog', { name: 'Saved views' });
    await menu.getByRole('button', { name: 'Save what is shown as a view…' }).click();
    await menu.getByLabel('Name of the view').fill('Wrong passwords');
    await page.keyboard.press('Enter');
    await menu.getByRole('list', { name: 'Your views' }).getByText('Wrong passwords').waitFor();
    await page.keyboard.press('Escape');

    const gate = await seen.nextPage(() => page.keyboard.press('Control+l'));
    await signIn(seen, ruth);
    await inside(gate);
    await gate.keyboard.press('Control+k');
    await gate.getByRole('combobox').fill('wrong pass');
    await gate.getByRole('option', { name: /Wrong passwords/ }).click();
    await gate.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    expect(await counted(gate)).toBe(count);
    await gate.getByRole('button', { name: 'Wrong passwords', exact: true }).click();

    const again = gate.getByRole('dialog', { name: 'Saved views' });
    await again.getByRole('button', { name: 'Delete Wrong passwords' }).click();
    await expect.poll(() => again.getByText('Wrong passwords').count()).toBe(0);
    await gate.getByRole('button', { name: 'Undo' }).click();
    await gate.getByRole('button', { name: 'Wrong passwords', exact: true }).waitFor();
  }, 180_000);
});

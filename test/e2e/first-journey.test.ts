import { readdir, readFile, writeFile } from 'node:fs/promises';
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

/** One person's first day, step after step in the same console. */
let seen: OpenConsole;

beforeAll(async () => {
  seen = await openConsole();
});
afterAll(() => seen.close());

const newest = (page: Page) => page.locator('[data-seq]').first();
const row = (page: Page, words: RegExp) => page.locator('[data-seq]').filter({ hasText: words }).first();
/** All of the record is here: four months of it take their time on a slow machine. */
const checked = (page: Page) => page.getByText(/^Record verified/).waitFor({ timeout: 300_000 });

/** Shows what came in meanwhile, which waits behind a button so that nothing moves under a hand, until it is there. */
async function untilShown(page: Page, words: RegExp): Promise<void> {
  const news = page.getByRole('button', { name: /\bnew\b/ });
  await expect
    .poll(
      async () => {
        if (await news.first().isVisible()) await news.first().click();
        return row(page, words).isVisible();
      },
      { timeout: 30_000 },
    )
    .toBe(true);
}

describe('an act becomes a line on the screen', () => {
  test('try a practice: the sign-in is recorded, checked here, and the first event of all is read by keyboard', async () => {
    const { page } = seen;
    await page.getByRole('heading', { name: /Who opened which chart/ }).waitFor();
    await tryPractice(seen);
    await checked(page);

    await openScreen(seen, 'Audit trail');
    await newest(page).waitFor({ timeout: 30_000 });
    await untilShown(page, /Ruth Adeyemi/);

    await page.getByRole('grid', { name: 'Events, newest first' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const event = page.getByLabel('Event', { exact: true });
    await expect.poll(() => event.innerText(), { timeout: 20_000 }).toMatch(/\bEvent 0\b/);
    await expect.poll(() => event.innerText()).toContain('fingerprint');
  }, 900_000);

  test('lock destroys the page and ends the vault; a wrong password opens nothing and the right one opens it again', async () => {
    const vaults = () =>
      seen.app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ serviceName, name }) => `${serviceName} ${name}`.includes('Wardkeeper vault'))
          .map(({ pid }) => pid),
      );
    const [pid] = await vaults();
    expect(pid).toBeTypeOf('number');

    const gate = await seen.nextPage(() => seen.page.keyboard.press('Control+l'));
    await gate.getByText(/^since .*, by Ruth Adeyemi$/).waitFor();
    await expect.poll(async () => (await vaults()).includes(pid as number)).toBe(false);
    expect(await gate.locator('[data-seq]').count()).toBe(0);

    await signIn(seen, { ...ruth, password: 'not-the-Password-1' });
    await gate.getByRole('alert').waitFor();
    expect(await gate.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
    // The platform asks for a second's patience after a failure; the password typed meanwhile stays.
    await gate.getByRole('textbox', { name: /^Password/ }).fill(ruth.password);
    await expect
      .poll(
        async () => {
          const unlock = gate.getByRole('button', { name: /^Unlock/ });
          if (await unlock.isEnabled().catch(() => false)) await unlock.click().catch(() => undefined);
          return gate.getByRole('heading', { level: 1, name: 'Today' }).isVisible();
        },
        { timeout: 60_000 },
      )
      .toBe(true);

    await openScreen(seen, 'Audit trail');
    await untilShown(gate, /Ruth Adeyemi.*(refused|failed|tried)|(refused|failed|tried).*Ruth Adeyemi/);
  }, 240_000);

  test('an audit file from outside is read apart and shown in words', async () => {
    const { page } = seen;
    const file = join(seen.data, 'export.json');
    await writeFile(
      file,
      JSON.stringify([
        {
          timestamp: '2026-01-15T10:30:00Z',
          eventType: 'DATA_ACCESS',
          action: 'STUDY_VIEWED',
          userId: 'usr_abc123',
          userName: 'dr.smith',
          role: 'radiologist',
          resourceType: 'Study',
          resourceId: '1.2.840.113619.2.55.3.123456',
          patientId: 'PAT001',
          ipAddress: '192.168.1.50',
          userAgent: 'Mozilla/5.0',
          result: 'SUCCESS',
        },
        { eventType: 'DATA_ACCESS' },
      ]),
    );
    await seen.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    await openScreen(seen, 'Audit file');
    await page.getByRole('button', { name: /Choose a file/ }).click();
    await page.getByText(/1 record cannot be read/).waitFor({ timeout: 20_000 });
    const words = await page.getByRole('main').innerText();
    expect(words).toMatch(/dr\.smith/);
    expect(words).not.toContain('PAT001');
  });

  test('somebody else of the practice comes in beside her, with a vault of their own', async () => {
    await openScreen(seen, 'People');
    const { page } = seen;
    await page.getByText('Marcus Feld').first().waitFor({ timeout: 30_000 });
    const gate = await seen.nextPage(() => page.keyboard.press('Control+l'));
    await signIn(seen, { userName: 'marcus.feld', password: ruth.password });
    await inside(gate);
    const again = await seen.nextPage(() => gate.keyboard.press('Control+l'));
    const cards = again.getByRole('list', { name: 'Who are you?' }).getByRole('button');
    await cards.nth(2).waitFor();
    expect(await cards.count()).toBe(3);
    expect((await cards.allInnerTexts()).join(' ')).toMatch(
      /Marcus Feld.*Ruth Adeyemi|Ruth Adeyemi.*Marcus Feld/s,
    );
  }, 120_000);

  test('a second launch opens the same encrypted file, and nothing in the folder can be read without the key', async () => {
    await seen.close({ keep: true });
    const folder = join(seen.data, 'data', 'vaults');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(join(file.parentPath, file.name));
      expect(bytes.includes('LOGIN'), file.name).toBe(false);
      expect(bytes.includes('SQLite format 3'), file.name).toBe(false);
    }

    seen = await openConsole({ data: seen.data });
    await signIn(seen);
    await inside(seen.page);
    await checked(seen.page);
    await openScreen(seen, 'Audit trail');
    await newest(seen.page).waitFor({ timeout: 30_000 });
  }, 420_000);
});

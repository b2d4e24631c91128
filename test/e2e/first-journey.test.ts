import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { claimPractice, openConsole, ruth, signIn, type OpenConsole } from '../helpers/console';

let open: OpenConsole | null = null;
const started = async (...options: Parameters<typeof openConsole>): Promise<OpenConsole> => {
  open = await openConsole(...options);
  return open;
};

afterEach(async () => {
  const last = open;
  open = null;
  await last?.app.close().catch(() => undefined);
});

describe('an act becomes a row on the screen', () => {
  test('claim the practice, see the sign-in recorded, checked and readable by keyboard', async () => {
    const seen = await started();
    const { page } = seen;
    await page.getByRole('heading', { name: /Who opened which chart/ }).waitFor();
    await claimPractice(seen);

    const row = page.getByRole('row', { name: /Ruth Adeyemi signed in/ }).first();
    await row.waitFor({ timeout: 20_000 });
    await page.getByText(/Record checked/).waitFor({ timeout: 20_000 });

    await page.locator('tr[data-seq]').first().focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.getByLabel('Event', { exact: true }).innerText()).toContain('Event 0');
    await expect
      .poll(() => page.getByLabel('Event', { exact: true }).innerText())
      .toContain('worked out the fingerprint');
    await seen.close();
  });

  test('lock destroys the page and ends the vault; the password opens it again and a wrong one does not', async () => {
    const seen = await started();
    await claimPractice(seen);
    await seen.page
      .getByRole('row', { name: /signed in/ })
      .first()
      .waitFor({ timeout: 20_000 });
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
    await gate.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expect.poll(async () => (await vaults()).includes(pid as number)).toBe(false);
    expect(await gate.locator('body').innerText()).not.toContain('signed in');

    await signIn(seen, { ...ruth, password: 'not-the-Password-1' });
    await gate.getByRole('alert').waitFor();
    // The platform asks for a second's patience after a failure; the password typed meanwhile stays.
    await signIn(seen);
    await gate.getByRole('button', { name: /Try again in/ }).waitFor();
    await gate.getByRole('button', { name: /^Sign in/ }).click();
    await gate.getByRole('heading', { name: 'Audit trail' }).waitFor({ timeout: 30_000 });
    // What came in meanwhile waits behind a button, so that nothing moves under a hand.
    const refused = gate.getByRole('row', { name: /was refused/ }).first();
    const news = gate.getByRole('button', { name: /new events?/ });
    await expect
      .poll(
        async () => {
          if (await news.isVisible()) await news.click();
          return refused.isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    await seen.close();
  });

  test('a second launch opens the same encrypted file, and nothing in the folder can be read without the key', async () => {
    const first = await started();
    await claimPractice(first);
    await first.page
      .getByRole('row', { name: /signed in/ })
      .first()
      .waitFor({ timeout: 20_000 });
    await first.close({ keep: true });

    const folder = join(first.data, 'data', 'vaults');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(join(file.parentPath, file.name));
      expect(bytes.includes('LOGIN'), file.name).toBe(false);
      expect(bytes.includes('SQLite format 3'), file.name).toBe(false);
    }

    const second = await started({ data: first.data });
    await second.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(second);
    await second.page.getByRole('heading', { name: 'Audit trail' }).waitFor({ timeout: 30_000 });
    const rows = second.page.getByRole('row', { name: /Ruth Adeyemi signed in/ });
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
    await second.close();
  });

  test('an audit file from outside is read apart and shown in words', async () => {
    const seen = await started();
    await claimPractice(seen);
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
    await seen.page.getByRole('button', { name: 'Audit file' }).click();
    await seen.page.getByRole('button', { name: /Choose a file/ }).click();
    await seen.page.getByText(/1 record cannot be read/).waitFor({ timeout: 20_000 });
    const words = await seen.page.getByRole('main').innerText();
    expect(words).toMatch(/dr\.smith/);
    expect(words).not.toContain('PAT001');
    await seen.close();
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, type OpenConsole } from '../helpers/console';

const password = 'Tamarack-lane-88';

let opened: OpenConsole;

beforeAll(async () => {
  opened = await openConsole();
});
afterAll(() => opened.close());

const started = (process: string) =>
  opened.said.filter((line) => line.includes('"process-started"') && line.includes(`"process":"${process}"`));

describe('from nothing to a lock, in the real app', () => {
  test('the platform inside the program starts when somebody chooses the synthetic practice, and not before', async () => {
    const { page } = opened;
    // The vault has answered: before that a press is of no use.
    await page.getByText(/^Version \d/).waitFor({ timeout: 45_000 });
    expect(started('platform')).toEqual([]);
    await page.getByRole('button', { name: /Try it with a synthetic practice/ }).click();
    await page
      .getByRole('heading', { name: 'Choose a password for this practice' })
      .waitFor({ timeout: 300_000 });
    expect(started('platform')).toHaveLength(1);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: /Set the password and sign in/ }).click();
    await page.getByRole('navigation').first().waitFor({ timeout: 60_000 });
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
    await expect
      .poll(
        () =>
          opened.said.filter((line) => line.includes('"process-ended"') && line.includes('"vault"')).length,
        { timeout: 10_000 },
      )
      .toBe(1);
  }, 120_000);

  test('a second start brings the window that is there to the front', async () => {
    const focused = await opened.app.evaluate(({ app, BaseWindow }) => {
      const [window] = BaseWindow.getAllWindows();
      window?.minimize();
      app.emit('second-instance');
      return window?.isMinimized();
    });
    expect(focused).toBe(false);
  });
});

import { source as axeSource } from 'axe-core';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { claimPractice, openConsole, ruth, signIn } from '../helpers/console';

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

/** Runs axe on the page as it stands, in the light and the dark theme. */
async function check(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
      return (await axe.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    });
    expect(violations, `${where}, ${colorScheme}`).toEqual([]);
  }
}

test('every screen passes axe in both themes', async () => {
  const seen = await openConsole();
  try {
    await seen.page.getByText('Coulee Ridge Family Practice').waitFor({ timeout: 45_000 });
    await check(seen.page, 'first run');
    await claimPractice(seen);
    await seen.page.locator('tr[data-seq]').first().waitFor({ timeout: 20_000 });
    await check(seen.page, 'audit trail');
    await seen.page.locator('tr[data-seq]').first().focus();
    await check(seen.page, 'audit trail with an event');
    await seen.page.getByRole('button', { name: 'Audit file' }).click();
    await check(seen.page, 'audit file, none open');
    const gate = await seen.nextPage(() => seen.page.getByRole('button', { name: /Lock/ }).click());
    await gate.getByRole('heading', { name: 'Sign in' }).waitFor();
    await check(gate, 'sign in');
    await signIn(seen, { ...ruth, password: 'not-the-Password-1' });
    await gate.getByRole('alert').waitFor();
    await check(gate, 'sign in, refused');
  } finally {
    await seen.close();
  }
});

import { source as axeSource } from 'axe-core';
import type { Page } from 'playwright';

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

export const looks = ['light', 'dark'] as const;

/** What axe finds on the page as it stands, in words. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary = '' }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
    );
  });
}

import { source as axeSource } from 'axe-core';
import type { Page } from 'playwright';

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** Times on the page that do not tell UTC when they are pointed at; what a drawn-up example says is none. */
export function timesWithoutUtc(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      const isTime = /\b\d{1,2}:\d{2}(:\d{2})?\s[AP]M\b/.test(textContent ?? '');
      if (!isTime || /Line [\d,]+ of the record|Line [\d,]+: /.test(textContent ?? '')) continue;
      if (parentElement?.closest('time[title$=" UTC"][datetime$="Z"]') == null) found.push(textContent ?? '');
    }
    return found;
  });
}

export const looks = ['light', 'dark'] as const;

/** What axe finds on the page as it stands once nothing fades in any more, in words. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    // Half of a fade has half of the contrast.
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    return (await axe.run()).violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary = '' }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
    );
  });
}

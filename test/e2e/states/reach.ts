import type { Page } from 'playwright';
import type { ScriptedConsole } from '../../helpers/scripted-vault';

/** The smallest window there is, in pixels; at 200 % the page has half of each. */
export const smallest = { width: 1024, height: 700 } as const;
export const usual = { width: 1440, height: 900 } as const;

/** Gives the window a size and the page a zoom, and waits until the page has both. */
export async function zoom(
  { console: { app }, page }: ScriptedConsole,
  factor: number,
  size: { width: number; height: number },
): Promise<void> {
  await app.evaluate(
    ({ BaseWindow, webContents }, wanted) => {
      BaseWindow.getAllWindows()[0]?.setContentSize(wanted.width, wanted.height);
      for (const contents of webContents.getAllWebContents()) contents.setZoomFactor(wanted.factor);
    },
    { factor, ...size },
  );
  const wanted = size.width / factor;
  await page.waitForFunction((width) => Math.abs(innerWidth - width) < 2, wanted);
}

/** A picture of the whole window; that of Playwright ends where an unzoomed page of that many pixels would. */
export async function windowPicture({ console: { app }, page }: ScriptedConsole): Promise<Buffer> {
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null)))),
  );
  const png = await app.evaluate(async ({ webContents }) => {
    const [contents] = webContents.getAllWebContents();
    return (await contents?.capturePage())?.toPNG().toString('base64') ?? '';
  });
  return Buffer.from(png, 'base64');
}

/**
 * What of the page nobody gets to see, in words: what goes over the window's edge, what needs scrolling sideways,
 * and controls and text that no scrolling brings into view or that lie under something else.
 */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const called = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`;

    for (const element of document.querySelectorAll<HTMLElement>('html, body, main, main *, [role=dialog]')) {
      const { overflowX } = getComputedStyle(element);
      const sideways = overflowX === 'auto' || overflowX === 'scroll' || element.matches('html, body, main');
      if (sideways && element.scrollWidth - element.clientWidth > 1)
        found.push(`${called(element)} is ${element.scrollWidth - element.clientWidth} px too wide`);
    }

    /** Text for a screen reader alone is a pixel, and no one looks for it. */
    const shown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 2 && height > 2 && element.checkVisibility({ visibilityProperty: true });
    };
    const ownText = (element: Element) =>
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      );
    // While a dialog or a menu is open the page behind it is not for use.
    const ground = document.querySelector('[role=dialog], [role=menu]') ?? document.body;
    const parts = [...ground.querySelectorAll('*')].filter(
      (element) =>
        shown(element) &&
        element.closest('svg, [aria-hidden=true], [role=listbox], .sr-only') === null &&
        (ownText(element) || element.matches('button, a, input, select, textarea, [tabindex="0"]')),
    );
    /** What lies where a part is in view, once a person has scrolled there; undefined for the part itself. */
    const above = (part: Element, block: ScrollLogicalPosition): Element | null | undefined => {
      part.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
      // A hidden overflow is scrolled by a script alone.
      for (let up = part.parentElement; up !== null; up = up.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(up);
        if (overflowX === 'hidden') up.scrollLeft = 0;
        if (overflowY === 'hidden' || up === document.documentElement) up.scrollTop = 0;
      }
      const box = part.getBoundingClientRect();
      // Of what is higher than the window some is in view; a line that is cut short shows its beginning.
      const x = Math.min(box.left + Math.min(box.width / 2, 24), box.right - 1);
      const y = Math.min(Math.max((box.top + box.bottom) / 2, 0), innerHeight - 1);
      const there = document.elementFromPoint(x, y);
      return there !== null && (part.contains(there) || there.contains(part)) ? undefined : there;
    };
    for (const part of parts) {
      const covers = (['center', 'nearest', 'end', 'start'] as const).map((block) => above(part, block));
      if (covers.includes(undefined)) continue;
      const [cover] = covers;
      found.push(`${called(part)} is out of reach${cover == null ? '' : `, under ${called(cover)}`}`);
    }
    return found;
  });
}

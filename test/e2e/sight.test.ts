import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeNames } from '../../src/renderer/app/routes';
import { now } from '../fixtures/practice';
import { openScripted, type ScriptedConsole } from '../helpers/scripted-vault';
import { axeViolations, looks } from './states/check-page';
import { gateStates } from './states/gate';
import { inside } from './states/inside';
import { openGate, openRoute, openShell } from './states/open-state';
import { outOfReach, smallest, usual, windowPicture, zoom } from './states/reach';
import { shellStates } from './states/shell';
import type { States } from './states/state';

/** Every screen with strong contrast, in the system's own colours, at twice the size, and without motion. */
const folder = resolve(import.meta.dirname, '../../out/screens');

let scripted: ScriptedConsole;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  scripted = await openScripted(inside);
  await scripted.page.clock.setFixedTime(now / 1000);
});
afterAll(() => scripted.close());

const gateNames = [
  'first-run',
  'preparing',
  'claim-typing',
  'connect-found',
  'lock-full',
  'lock-chosen',
  'sign-in-nobody-known',
  'code-typing',
  'sealed-former-password',
];

const screens: [name: string, open: () => Promise<void>][] = [
  ...routeNames.map((name): [string, () => Promise<void>] => [
    name,
    async () => {
      const { states } = (await import(`./states/${name}.ts`)) as { states: States };
      if ('none' in states.full) throw new Error(`${name} is never full.`);
      await openRoute(scripted, name, states.full);
    },
  ]),
  ...['palette', 'checked', 'shortcuts', 'person'].map((name): [string, () => Promise<void>] => [
    `shell-${name}`,
    () => openShell(scripted, shellStates[name]!),
  ]),
  ...gateNames.map((name): [string, () => Promise<void>] => [
    `gate-${name}`,
    () => openGate(scripted, gateStates[name]!),
  ]),
];

const asUsual = {
  colorScheme: 'light',
  contrast: 'no-preference',
  forcedColors: 'none',
  reducedMotion: 'reduce',
} as const;
const picture = (name: string) => scripted.page.screenshot({ path: join(folder, `${name}.png`) });
const quiet = () => scripted.console.problems.splice(0);

/** What forced colours leave without an edge of its own: what lies over the page, and what is chosen. */
function unmarked(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const without = (selector: string, line: 'border' | 'outline') =>
      [...document.querySelectorAll(selector)].filter((element) => {
        const style = getComputedStyle(element);
        const width = line === 'border' ? style.borderTopWidth : style.outlineWidth;
        return element.checkVisibility() && Number.parseFloat(width) < 1;
      });
    return [
      ...without('[role=dialog], [role=menu], [role=alertdialog]', 'border'),
      ...without(
        '[aria-pressed=true], [aria-current], [data-state=checked], [aria-selected=true]',
        'outline',
      ),
    ].map(({ outerHTML }) => outerHTML.slice(0, 200));
  });
}

describe.each(screens)('%s', (name, open) => {
  test('with strong contrast and in forced colours', async () => {
    const { page } = scripted;
    await open();
    try {
      for (const colorScheme of looks) {
        await page.emulateMedia({ ...asUsual, colorScheme, contrast: 'more' });
        await picture(`${name}-contrast-${colorScheme}`);
        expect(await axeViolations(page), `strong contrast, ${colorScheme}`).toEqual([]);
        await page.emulateMedia({ ...asUsual, colorScheme, forcedColors: 'active' });
        await picture(`${name}-forced-${colorScheme}`);
        expect(await axeViolations(page), `forced colours, ${colorScheme}`).toEqual([]);
        expect(await unmarked(page), `forced colours, ${colorScheme}`).toEqual([]);
      }
    } finally {
      await page.emulateMedia(asUsual);
    }
    expect(quiet()).toEqual([]);
  });

  test('at 200 % in the smallest window all of it is within reach, and nothing needs scrolling sideways', async () => {
    const { page } = scripted;
    await page.emulateMedia(asUsual);
    await open();
    await zoom(scripted, 2, smallest);
    try {
      await writeFile(join(folder, `${name}-zoomed.png`), await windowPicture(scripted));
      expect(await axeViolations(page)).toEqual([]);
      expect(await outOfReach(page)).toEqual([]);
    } finally {
      await zoom(scripted, 1, usual);
    }
    expect(quiet()).toEqual([]);
  });
});

test.each(['people', 'trail'] as const)(
  'under 1,024 px the panel of %s stands below its list, from there on beside it',
  async (name) => {
    const { states } = (await import(`./states/${name}.ts`)) as { states: States };
    if ('none' in states.full) throw new Error(`${name} is never full.`);
    await openRoute(scripted, name, states.full);
    const panelAndList = async () => {
      const [panel, list] = await Promise.all([
        scripted.page.locator('main aside').boundingBox(),
        scripted.page.locator('main div:has(> [role=grid])').boundingBox(),
      ]);
      if (panel === null || list === null) throw new Error('There is no panel, or no list.');
      return { below: panel.y >= list.y + list.height - 1, beside: panel.x >= list.x + list.width - 1 };
    };
    /** Columns are left out before a name or a time is cut. */
    const cutShort = () =>
      scripted.page.evaluate(() =>
        [...document.querySelectorAll('main [role=grid] :is(td:first-child .truncate, td:last-child, time)')]
          .filter((cell) => cell.scrollWidth > cell.clientWidth && cell.clientWidth > 0)
          .map(({ textContent }) => textContent),
      );
    try {
      await zoom(scripted, 1, { width: 1024, height: 700 });
      expect(await panelAndList()).toEqual({ below: false, beside: true });
      expect(await cutShort()).toEqual([]);
      await zoom(scripted, 1.01, { width: 1024, height: 700 });
      expect(await panelAndList()).toEqual({ below: true, beside: false });
    } finally {
      await zoom(scripted, 1, usual);
    }
  },
);

describe('without motion', () => {
  /** So long that whatever moves is still moving when it is looked for. */
  const slowed =
    '*, ::before, ::after { animation-duration: 99s !important; transition-duration: 99s !important }';
  const styles = (change: { slow: true } | { forget: string }) =>
    scripted.page.evaluate(
      ({ slow, forget }) => {
        const [sheet] = document.styleSheets;
        if (sheet === undefined) throw new Error('The page has no style sheet.');
        if (slow !== undefined) sheet.insertRule(slow, sheet.cssRules.length);
        const places = [...sheet.cssRules].flatMap((rule, place) =>
          rule instanceof CSSMediaRule && rule.conditionText === forget ? [place] : [],
        );
        for (const place of places.toReversed()) sheet.deleteRule(place);
        return places.length;
      },
      { slow: 'slow' in change ? slowed : undefined, forget: 'forget' in change ? change.forget : undefined },
    );
  const moving = () =>
    scripted.page.evaluate(() =>
      document
        .getAnimations()
        .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'a transition')),
    );

  const overlays: [string, () => Promise<void>][] = [
    ['the palette', () => scripted.page.keyboard.press('Control+k')],
    ['a dialog', () => scripted.page.keyboard.press('?')],
    [
      'the menu',
      () =>
        scripted.page
          .getByRole('banner')
          .getByRole('button', { name: /Ruth Adeyemi/ })
          .click(),
    ],
  ];
  const over = () => scripted.page.locator('[role=dialog], [role=menu]').first().waitFor();

  test.each(overlays)(
    'nothing moves as %s opens; it would without the rule that says so',
    async (_, open) => {
      const { page } = scripted;
      await page.emulateMedia(asUsual);
      await openShell(scripted, { script: {}, shows: (shown) => shown.getByRole('heading', { level: 1 }) });
      await styles({ slow: true });
      await open();
      await over();
      expect(await moving()).toEqual([]);

      await openShell(scripted, { script: {}, shows: (shown) => shown.getByRole('heading', { level: 1 }) });
      await styles({ slow: true });
      expect(await styles({ forget: '(prefers-reduced-motion: reduce)' })).toBe(1);
      await open();
      await over();
      expect(await moving()).toContain('appear');
    },
  );
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberNamed, now } from '../fixtures/practice';
import { openScripted, type ScriptedConsole } from '../helpers/scripted-vault';
import { inside } from './states/inside';
import { openRoute } from './states/open-state';

let scripted: ScriptedConsole;
beforeAll(async () => {
  scripted = await openScripted(inside);
  await scripted.page.clock.setFixedTime(now / 1000);
});
afterAll(() => scripted.close());

const come = () =>
  openRoute(scripted, 'people', {
    script: {},
    shows: (page) => page.getByRole('row', { name: /Alan Pruitt/ }),
  });
const press = async (...keys: string[]) => {
  for (const key of keys) await scripted.page.keyboard.press(key);
};

const lines = () => scripted.page.getByRole('grid', { name: 'People' }).locator('tbody tr');
const names = async () =>
  (await lines().locator('td:first-child').allInnerTexts()).map((text) => text.split('\n').at(-1));
/** The line that has the focus, by the name on it. */
const here = () =>
  scripted.page.evaluate(() => {
    const cell = document.activeElement?.closest('tr[data-person]')?.querySelector('td');
    return cell?.innerText.split('\n').at(-1) ?? null;
  });
const panelOf = (name: string) => scripted.page.getByRole('complementary', { name });
const chip = (words: RegExp) => scripted.page.getByRole('button', { name: words });

/** Comes to the list as Tab does: to the one line of it that is in the order. */
async function toTheList(): Promise<void> {
  await lines().first().focus();
}

describe('the list of people by keyboard', () => {
  test('arrows, J and K, Home and End go through it, the panel follows, and one line is in the order of Tab', async () => {
    await come();
    await toTheList();
    expect(await here()).toBe('Alan Pruitt');
    await panelOf('Alan Pruitt').waitFor();
    await press('ArrowDown', 'j');
    expect(await here()).toBe('Bree Kowalski');
    await panelOf('Bree Kowalski').waitFor();
    await press('k');
    expect(await here()).toBe('Amara Osei, MD');
    await press('End');
    expect(await here()).toBe('Tomás Herrera, RN');
    await press('ArrowDown');
    expect(await here()).toBe('Tomás Herrera, RN');
    await press('Home', 'ArrowUp');
    expect(await here()).toBe('Alan Pruitt');
    expect(await scripted.page.locator('tr[data-person][tabindex="0"]').count()).toBe(1);
    expect(await lines().first().getAttribute('aria-selected')).toBe('true');
  });

  test('the panel is the next stop after the line; its chart and its events are used there; Escape closes it', async () => {
    await come();
    await toTheList();
    await press('j', 'j', 'j');
    const panel = panelOf('Colleen Duffy, LPN');
    await panel.getByText(/^In the last 30 days she opened/).waitFor();
    await press('Tab');
    const focused = () => panel.evaluate((element) => element.contains(document.activeElement));
    expect(await focused()).toBe(true);
    const inPanel = () => panel.locator(':focus');
    expect(await inPanel().getAttribute('aria-label')).toBe('Close');

    const everything = panel.getByRole('button', { name: 'Show everything by Colleen Duffy' });
    for (let stop = 0; stop < 40; stop += 1) {
      if (await everything.evaluate((element) => element === document.activeElement)) break;
      await press('Tab');
      expect(await focused(), `stop ${stop} of the panel`).toBe(true);
    }
    await press('Enter');
    await scripted.page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    await expect
      .poll(async () => (await scripted.asked()).map(({ request }) => request))
      .toContainEqual(expect.objectContaining({ filter: { who: [memberNamed('Colleen Duffy').userId] } }));
  });

  test('Escape closes the panel from the list, and its own button gives the focus back to the list', async () => {
    await come();
    await toTheList();
    await press('j');
    await panelOf('Amara Osei, MD').waitFor();
    await press('Escape');
    await panelOf('Person').waitFor();
    expect(await here()).not.toBeNull();

    await press('j');
    await press('Tab', 'Enter');
    await expect.poll(here).not.toBeNull();
  });
});

describe('the order of the list', () => {
  test('is changed and turned by the heads of its columns, which say how it stands', async () => {
    const { page } = scripted;
    await come();
    const head = (name: string) => page.getByRole('columnheader', { name });
    expect(await head('Name').getAttribute('aria-sort')).toBe('ascending');
    await head('Last seen').getByRole('button').focus();
    await press('Enter');
    expect(await head('Last seen').getAttribute('aria-sort')).toBe('ascending');
    expect(await head('Name').getAttribute('aria-sort')).toBe('none');
    expect((await names()).slice(0, 2)).toEqual(['Teresa Holm, RN', 'Derek Vance']);
    await press('Enter');
    expect(await head('Last seen').getAttribute('aria-sort')).toBe('descending');
    expect((await names())[0]).toBe('Ruth Adeyemi');
    await head('Name').getByRole('button').press('Enter');
    expect((await names())[0]).toBe('Alan Pruitt');
  });
});

describe('the conditions above the list', () => {
  test('are changed by keyboard, counted, cleared, and leave a word where nobody fits', async () => {
    const { page } = scripted;
    await come();
    await chip(/^account/).focus();
    await press('Enter');
    await page.getByRole('radio', { name: 'on leave', exact: true }).focus();
    await press('Space');
    await press('Escape');
    expect(await names()).toEqual(['Teresa Holm, RN']);
    await page.getByText('1 of 25 accounts, 2 service accounts left out').waitFor();
    expect(await chip(/^account/).innerText()).toContain('on leave');

    await press('/');
    await page.keyboard.type('nobody at all');
    await page.getByText('Nobody fits these conditions.').waitFor();
    await page.getByRole('button', { name: 'Show everybody' }).press('Enter');
    expect(await names()).toHaveLength(23);

    await press('/');
    await page.keyboard.type('herrera');
    expect(await names()).toEqual(['Tomás Herrera, RN']);
    await page.getByRole('button', { name: 'Clear', exact: true }).press('Enter');
    expect(await names()).toHaveLength(23);
  });
});

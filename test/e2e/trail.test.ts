import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { members, memberNamed, now } from '../fixtures/practice';
import { patients } from '../fixtures/trail-rows';
import { playGenerated } from '../helpers/generated-trail';
import { openScripted, type ScriptedConsole, type VaultScript } from '../helpers/scripted-vault';
import { axeViolations } from './states/check-page';
import { changedPatient, enter, inside } from './states/inside';

const TEN_MILLION = 10_000_000;
const STEP = 37_000_000;
const people = members.slice(0, 23);
const { 'trail.rows': _r, 'trail.count': _c, 'trail.histogram': _h, 'trail.event': _e, ...others } = inside;

let scripted: ScriptedConsole;
beforeAll(async () => {
  scripted = await openScripted(others);
  await scripted.page.clock.setFixedTime(now / 1000);
});
afterAll(() => scripted.close());

const generate = (size: number, newestAt = now) =>
  playGenerated(scripted, { size, newestAt, stepMicros: STEP, people, patients });

async function come(size: number, script: VaultScript = {}) {
  const page = await scripted.play({ ...others, ...script });
  await generate(size);
  await enter(page);
  await page.keyboard.press('Control+3');
  await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
  return page;
}

const row = (place: number) => scripted.page.locator(`[data-place="${place}"]`);
const eventAt = (place: number) => row(place).getAttribute('data-seq');
const grid = () => scripted.page.getByRole('grid');
const counted = () => scripted.page.getByRole('status').filter({ hasText: 'event' }).first().innerText();
const search = () => scripted.page.getByLabel('What to look for in the trail');
const asked = async (name: string) =>
  (await scripted.asked()).filter(({ call }) => call === name).map(({ request }) => request as never);
/** The chips as they read, without what takes them away. */
const chips = () =>
  scripted.page
    .getByRole('button', { name: /^Remove / })
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.replace('Remove ', '')));

const isActive = (one: Locator) => one.evaluate((element) => element === document.activeElement);

describe('ten million events', () => {
  test('every one of them is reached: by keys, by the scroll bar and by the wheel', async () => {
    const page = await come(TEN_MILLION);
    await expect.poll(() => eventAt(0)).toBe('9999999');
    await expect.poll(counted).toBe('10,000,000 events');
    await expect
      .poll(async () => Number(await grid().getAttribute('aria-rowcount')))
      .toBeGreaterThan(TEN_MILLION);
    expect(await grid().evaluate((element) => element.scrollHeight)).toBeLessThan(2 ** 24);

    await grid().focus();
    await page.keyboard.press('End');
    await expect.poll(() => eventAt(TEN_MILLION - 1)).toBe('0');
    const box = async () => (await row(TEN_MILLION - 1).boundingBox())!;
    const frame = (await grid().boundingBox())!;
    expect((await box()).y + (await box()).height).toBeLessThanOrEqual(frame.y + frame.height + 1);

    // A wheel goes up pixel by pixel and comes back down to the very last row.
    await page.mouse.move(frame.x + 200, frame.y + 200);
    const before = (await box()).y;
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await box()).y - before).toBeCloseTo(100, 0);
    await page.mouse.wheel(0, 5000);
    await expect.poll(async () => (await box()).y).toBeCloseTo(before, 0);

    // The scroll bar in the middle of its track is the middle of the list.
    await grid().evaluate((element) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) / 2;
    });
    await expect
      .poll(async () => {
        const places = await page
          .locator('[data-place][data-seq]')
          .evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-place'))));
        return Math.abs((places[0] ?? 0) - TEN_MILLION / 2) < TEN_MILLION / 1000;
      })
      .toBe(true);
    await page.keyboard.press('Home');
    await expect.poll(() => eventAt(0)).toBe('9999999');
  });

  test('what is flown over is not asked for', async () => {
    await come(TEN_MILLION);
    await expect.poll(() => eventAt(0)).toBe('9999999');
    await grid().evaluate(async (element) => {
      const end = element.scrollHeight - element.clientHeight;
      for (let frame = 1; frame <= 40; frame += 1) {
        element.scrollTop = (end * frame) / 40;
        await new Promise(requestAnimationFrame);
      }
    });
    await expect.poll(() => eventAt(TEN_MILLION - 1)).toBe('0');
    // Asked for in every frame, it would be three pages forty times.
    expect((await asked('trail.rows')).length).toBeLessThan(60);
  });
});

describe('keys and the panel', () => {
  test('J, K and arrows move, Enter opens, Escape closes; the grid says where one is', async () => {
    const page = await come(5000);
    await expect.poll(() => eventAt(0)).toBe('4999');
    await grid().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const active = () =>
      grid().evaluate((element) => {
        const found = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
        return `${found?.getAttribute('data-place')} ${found?.getAttribute('aria-selected')}`;
      });
    expect(await active()).toBe('1 true');
    expect(await page.getByLabel('Event', { exact: true }).count()).toBe(0);

    await page.keyboard.press('Enter');
    const panel = page.getByLabel('Event', { exact: true });
    await panel.getByText('Event 4,998').waitFor();
    const words = await panel.innerText();
    expect(words).toMatch(/opened the chart of|changed/);
    expect(words).toContain('10.20.0.');
    expect(words).toContain('This event');
    expect(words).toContain('It does not prove that everything that happened was recorded');
    await page.keyboard.press('ArrowDown');
    await panel.getByText('Event 4,997').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.keyboard.press('Escape');
    await expect.poll(() => panel.count()).toBe(0);
    expect(await active()).toBe('2 true');
  });

  test('from an event to all by the same person, and to that person’s page', async () => {
    const page = await come(5000);
    await row(3).click();
    const panel = page.getByLabel('Event', { exact: true });
    const seq = 4996;
    const who = people[seq % people.length]!;
    await panel.getByRole('button', { name: /^All by/ }).click();
    await expect.poll(chips).toEqual([`who ${who.displayName.replace(/,.*/, '')}`]);
    await expect.poll(() => eventAt(0)).toBe(String(seq));
    // The event stays on hand in the other list.
    expect(await row(0).getAttribute('aria-selected')).toBe('true');
    await panel.getByRole('button', { name: /page$/ }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    await expect.poll(chips).toEqual([`who ${who.displayName.replace(/,.*/, '')}`]);
  });
});

test('new events wait for a click; nothing moves before it, and the selected event stays the same', async () => {
  const page = await come(5000);
  await expect.poll(() => eventAt(0)).toBe('4999');
  await row(2).click();
  const where = (await row(2).boundingBox())!;
  await generate(5012, now + 12 * STEP);
  await scripted.notify('trail.changed', { size: 5012 });
  const news = page.getByRole('button', { name: '12 new events' });
  await news.waitFor();
  expect(await eventAt(0)).toBe('4999');
  expect(await row(2).boundingBox()).toEqual(where);
  await news.click();
  await expect.poll(() => eventAt(0)).toBe('5011');
  await expect
    .poll(() => page.locator('[role=row][aria-selected=true]').getAttribute('data-seq'))
    .toBe('4997');
  expect(await news.count()).toBe(0);
  await page.getByLabel('Event', { exact: true }).getByText('Event 4,997').waitFor();
});

describe('old and new values', () => {
  test('are shown by keys alone, for a reason, and are gone with the event', async () => {
    const page = await scripted.play({ ...inside, ...changedPatient });
    await enter(page);
    await page.keyboard.press('Control+3');
    const open = async () => {
      await grid().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await part.waitFor();
    };
    const part = page.getByRole('region', { name: 'Before and after' });
    const show = part.getByRole('button', { name: 'Show the values…' });
    const why = part.getByLabel('Why you need to see the values');
    const values = part.getByRole('cell', { name: 'Lindqvist', exact: true });
    await open();
    await show.press('Enter');
    await expect.poll(() => isActive(why)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    // Only the question is taken back; the event stays, and one is where one was.
    await expect.poll(() => isActive(show)).toBe(true);
    expect(await asked('trail.openChanges')).toEqual([]);

    await page.keyboard.press('Enter');
    await why.fill(' The patient asked ');
    await page.keyboard.press('Enter');
    await values.waitFor();
    expect(await asked('trail.openChanges')).toEqual([
      { seq: 648_213, purpose: 'operations', reason: 'The patient asked' },
    ]);
    expect(await part.getByRole('row').allInnerTexts()).toEqual([
      'Field\tBefore\tAfter',
      'family name\tLindquist\tLindqvist',
      'address\t118 Elm Street, La Crosse, WI 54601\t2404 Losey Boulevard South, Apartment 12, La Crosse, WI 54601',
      'e-mail\tnone\tm.lindqvist@example.org',
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await expect.poll(() => isActive(part.getByRole('group', { name: 'The values' }))).toBe(true);
    await part.getByRole('button', { name: 'Hide the values' }).press('Enter');
    await expect.poll(() => isActive(show)).toBe(true);
    expect(await values.count()).toBe(0);

    // Taken back while the platform is asked, they do not come after all.
    await scripted.change({ 'trail.openChanges': 'never' });
    await page.keyboard.press('Enter');
    await why.fill('The patient asked');
    await page.keyboard.press('Enter');
    await part.getByRole('button', { name: 'Opening…' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => isActive(show)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => part.count()).toBe(0);
    await open();
    await show.waitFor();
    expect(await values.count()).toBe(0);
  });
});

describe('a sentence as a filter', () => {
  const duffy = memberNamed('Colleen Duffy');

  test('is understood as it is typed, asked for, and taken apart chip by chip', async () => {
    const page = await come(200_000);
    await expect.poll(() => eventAt(0)).toBe('199999');
    await page.keyboard.press('/');
    await page.keyboard.type('charts Colleen Duffy this month');
    await expect.poll(chips).toEqual(['who Colleen Duffy', 'when Nov 1–17, 2026']);
    await expect
      .poll(async () => (await asked('trail.count')).at(-1))
      .toMatchObject({ filter: { who: [duffy.userId], from: 1_793_509_200_000_000 } });
    await expect.poll(counted).toMatch(/^[\d,]+ events of 200,000$/);
    const first = Number(await eventAt(0));
    expect(first % people.length).toBe(people.indexOf(duffy));

    await page.getByRole('button', { name: 'Remove when Nov 1–17, 2026' }).click();
    await expect.poll(chips).toEqual(['who Colleen Duffy']);
    // The chips say it now: the field is free.
    expect(await search().inputValue()).toBe('');
    await expect.poll(counted).toBe('8,696 events of 200,000');
  });

  test('what is not understood is said; Escape empties the field; an unknown pseudonym is no date', async () => {
    const page = await come(5000, { 'patients.find': { value: { patients: [] } } });
    await search().fill('lost tablet');
    await page.getByText('“lost tablet” is no name, action or date known here').waitFor();
    await search().fill('Alder 9999');
    await page.getByText('No patient here is called Alder 9999.').waitFor();
    await search().press('Escape');
    expect(await search().inputValue()).toBe('');
    await expect.poll(chips).toEqual([]);
  });

  test('where nothing matches it says what was looked at, and which part to leave out', async () => {
    const page = await come(5000);
    await search().fill('Duffy 2020-01-01');
    await page.getByText('Nothing matches.').waitFor();
    await page.getByText('5,000 events on this computer were looked at.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove “when Jan 1, 2020”' }).click();
    await expect.poll(chips).toEqual(['who Colleen Duffy']);
    await grid().waitFor();
  });

  test('chips are added and changed in their popovers', async () => {
    const page = await come(5000);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: /who did it/ }).click();
    await page.getByLabel('Name or job').fill('duffy');
    await page.getByRole('checkbox', { name: /Colleen Duffy/ }).click();
    await expect.poll(chips).toEqual(['who Colleen Duffy']);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: /when it happened/ }).click();
    await page.getByRole('button', { name: 'Yesterday' }).click();
    await expect.poll(chips).toEqual(['who Colleen Duffy', 'when Nov 16, 2026']);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(chips).toEqual([]);
  });
});

describe('bars', () => {
  test('are pressed to narrow the time, hour by hour, and stand in a table too', async () => {
    const page = await come(20_000);
    const bars = page.getByRole('toolbar').getByRole('button');
    await expect.poll(() => bars.count()).toBe(10);
    await bars.nth(8).click();
    await expect.poll(chips).toEqual(['when Nov 16, 2026']);
    await expect.poll(() => bars.count()).toBe(24);
    expect(await bars.nth(9).getAttribute('aria-label')).toMatch(/^Monday, November 16, 9 AM: 9[78] events$/);
    await bars.nth(9).click();
    await expect.poll(chips).toEqual(['when Nov 16, 2026, 9 AM–10 AM']);
    await page.getByRole('button', { name: 'Remove when Nov 16, 2026, 9 AM–10 AM' }).click();

    await expect.poll(() => bars.count()).toBe(10);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const table = page.getByRole('table', { name: 'Events by day' });
    await table.getByRole('button', { name: 'Events' }).click();
    const counts = await table.getByRole('cell').allInnerTexts();
    const numbers = counts.map((text) => Number(text.replaceAll(',', '')));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(numbers.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect(await axeViolations(page)).toEqual([]);
    await table.getByRole('button', { name: 'Sunday, November 15' }).click();
    await expect.poll(chips).toEqual(['when Nov 15, 2026']);
  });

  test('while it is being counted it says so, after a while', async () => {
    const page = await come(5000, { 'trail.count': 'never' });
    await search().fill('zq');
    await page.getByText('counting… of 5,000').waitFor();
    expect(await eventAt(0)).toBe('4997');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberNamed, now } from '../fixtures/practice';
import * as answers from '../fixtures/vault-answers';
import { err } from '../../src/shared/domain/result';
import { openScripted, type ScriptedConsole, type VaultScript } from '../helpers/scripted-vault';
import { axeViolations } from './states/check-page';
import { enter, inside, offline } from './states/inside';
import { smallest, usual, zoom } from './states/reach';

let scripted: ScriptedConsole;
beforeAll(async () => {
  scripted = await openScripted(inside);
  await scripted.page.clock.setFixedTime(now / 1000);
});
afterAll(() => scripted.close());

async function come(script: VaultScript = {}) {
  const page = await scripted.play({ ...inside, ...script });
  await enter(page);
  await heading('Today');
  return page;
}

/** Waits for the screen of that title, and for the focus on it. */
async function heading(title: string): Promise<void> {
  await expect
    .poll(() =>
      scripted.page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.tagName === 'H1' ? activeElement.textContent : null;
      }),
    )
    .toBe(title);
}

const calls = async (name: string) => (await scripted.asked()).filter(({ call }) => call === name);
const person = (name: string) => memberNamed(name).userId;

describe('places', () => {
  test('are opened by key, take the focus, and are gone back to; the window’s title tells nothing', async () => {
    const page = await come();
    await page.keyboard.press('Control+2');
    await heading('People');
    await page.keyboard.press('Control+3');
    await heading('Audit trail');
    expect(await page.title()).toBe('Wardkeeper');
    await page.keyboard.press('Alt+ArrowLeft');
    await heading('People');
    await page.keyboard.press('Alt+ArrowLeft');
    await heading('Today');
    await page.keyboard.press('Alt+ArrowRight');
    await heading('People');
    expect(await page.title()).toBe('Wardkeeper');
    const current = page.getByRole('navigation', { name: 'Main' }).locator('[aria-current="page"]');
    expect(await current.innerText()).toBe('People');
  });

  test('one letter does nothing while somebody writes, Ctrl and a letter does', async () => {
    const page = await come();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('?');
    await page.keyboard.press('Control+2');
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await page.getByRole('combobox').inputValue()).toBe('?');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Control+l');
    await expect.poll(() => calls('gate.lock')).toHaveLength(1);
  });
});

describe('the palette', () => {
  test('finds a person by name and opens them', async () => {
    const page = await come();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('colleen');
    await page
      .getByRole('option', { name: /Colleen Duffy/ })
      .first()
      .waitFor();
    // What a screen reader is told is chosen follows the letters a moment later.
    const isNamed = () =>
      page.getByRole('combobox').evaluate((field) => {
        const chosen = field.getAttribute('aria-activedescendant');
        return chosen !== null && document.getElementById(chosen) !== null;
      });
    await expect.poll(isNamed).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await heading('People');
    await expect
      .poll(async () => (await calls('people.look')).map(({ request }) => request))
      .toContainEqual(expect.objectContaining({ userId: person('Colleen Duffy') }));
  });

  test('finds a patient by pseudonym, and shows who opened the chart', async () => {
    const page = await come({
      'patients.find': { value: { patients: [{ patientId: 'pt-7', pseudonym: 'Tamarack 214' }] } },
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tam');
    await page.getByRole('option', { name: /Tamarack 214/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    await expect
      .poll(async () => (await calls('trail.rows')).map(({ request }) => request))
      .toContainEqual(expect.objectContaining({ filter: { patients: ['pt-7'] } }));
    expect((await calls('patients.find')).map(({ request }) => request)).toContainEqual({
      text: 'tam',
      limit: 6,
    });
  });

  test('and a key lead to the filter of a screen, where it has one', async () => {
    const page = await come();
    await page.keyboard.press('Control+3');
    await heading('Audit trail');
    const filter = page.locator('main [data-screen-filter]');
    const isThere = () => filter.evaluate((element) => element === document.activeElement);
    await page.keyboard.press('/');
    await expect.poll(isThere).toBe(true);
    expect(await filter.inputValue()).toBe('');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('filter');
    await page.keyboard.press('Enter');
    await expect.poll(isThere).toBe(true);
    await page.keyboard.press('Control+4');
    await heading('Audit file');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('the filter of');
    await page.getByText('In the audit trail').waitFor();
    expect(await page.getByRole('option', { name: 'The filter of this screen' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await heading('Audit file');
  });

  test('does what a key or a button does', async () => {
    const page = await come();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark theme');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => calls('settings.change'))
      .toEqual([{ call: 'settings.change', request: { theme: 'dark' } }]);
  });
});

describe('how the copy stands', () => {
  test('is paused and resumed from the foot, and said in words', async () => {
    const page = await come();
    await page.getByText('Up to date', { exact: true }).waitFor();
    await page.getByText('Heard from the platform 40 seconds ago.').waitFor();
    await page.getByRole('button', { name: 'Pause receiving' }).click();
    await expect.poll(() => calls('sync.pause')).toHaveLength(1);
    await scripted.change({ 'sync.look': { value: { ...answers.sync, phase: 'paused' } } });
    await scripted.notify('sync.changed', {});
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => calls('sync.resume')).toHaveLength(1);
    await scripted.change({
      'sync.look': { value: { ...answers.sync, phase: 'receiving', size: 12_400, total: 31_080, rate: 311 } },
    });
    await scripted.notify('sync.changed', {});
    await page.getByText('12,400 of 31,080 events, about 1 minute.').waitFor();
  });

  test('a record that does not match is said in the vault’s words', async () => {
    const problem = 'Event 645,533 differs from the copy kept on Friday.';
    const page = await come({ 'sync.look': { value: { ...answers.sync, phase: 'stopped', problem } } });
    await page.getByText('Receiving has stopped', { exact: true }).first().waitFor();
    await page.getByRole('navigation').getByText(problem).waitFor();
  });

  test('says what was checked and what that does not prove', async () => {
    const page = await come();
    await page.getByRole('button', { name: 'How this was checked' }).first().click();
    const told = page.getByRole('dialog', { name: 'How this was checked' });
    await told.getByText('What this does not prove').waitFor();
    expect(await told.innerText()).toContain('648,213 events');
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('without the platform', () => {
  test('a banner claims nothing of the copy until the vault has said how it stands', async () => {
    const page = await come({ ...offline, 'sync.look': 'never' });
    const banner = page.getByRole('region', { name: 'Offline' });
    await banner.getByText(/It opens without the platform until/).waitFor();
    expect(await banner.innerText()).not.toMatch(/received/);
  });

  test('a banner says what that means; the code is asked for when it is wanted, and then the banner goes', async () => {
    const page = await come({
      ...offline,
      'session.goOnline': [
        err('code-needed', 'A code is wanted.', 'Type it.'),
        err('wrong-credentials', 'That was not right.', 'Type both again.'),
        err('code-needed', 'A code is wanted.', 'Type it.'),
        { value: {} },
      ],
    });
    const banner = page.getByRole('region', { name: 'Offline' });
    expect(await banner.innerText()).toContain('until Fri, Nov 20, 8:11 AM');
    await banner.getByRole('button', { name: 'Go online…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Go online' });
    const submit = dialog.getByRole('button', { name: 'Go online' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByLabel('Password').fill('Tamarack-lane-88');
    await page.keyboard.press('Enter');
    await dialog.getByLabel(/Code from/).fill('000 000');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.innerText()).toContain('That was not right.');
    expect(await axeViolations(page)).toEqual([]);
    await submit.click();
    await dialog.getByLabel(/Code from/).fill('419033');
    await scripted.change({
      'session.whoAmI': { value: answers.whoAmI },
      'sync.look': { value: answers.sync },
    });
    await page.keyboard.press('Enter');
    await banner.waitFor({ state: 'detached' });
    await page.getByText('Signed in to the platform.', { exact: true }).first().waitFor();
    expect((await calls('session.goOnline')).map(({ request }) => request)).toEqual([
      { password: 'Tamarack-lane-88' },
      { password: 'Tamarack-lane-88', code: '000000' },
      { password: 'Tamarack-lane-88' },
      { password: 'Tamarack-lane-88', code: '419033' },
    ]);
  });
});

test('a line tells that Wardkeeper is about to lock, and goes when somebody is there', async () => {
  const page = await come();
  await scripted.notify('gate.lockingSoon', { seconds: 20 });
  await page.getByText('Locking in 20 seconds.', { exact: true }).first().waitFor();
  await scripted.notify('gate.lockingSoon', { seconds: 0 });
  await page.getByRole('button', { name: 'Stay' }).waitFor({ state: 'detached' });
  await scripted.notify('gate.lockingSoon', { seconds: 15 });
  await page.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Stay' }).waitFor({ state: 'detached' });
});

describe('how it looks', () => {
  const background = () => scripted.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test('follows the computer until the person has a theme of their own, and again at the gate', async () => {
    const page = await come();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    expect(dark).not.toBe(light);
    await scripted.notify('settings.changed', { ...answers.settings.preferences, theme: 'light' });
    await expect.poll(background).toBe(light);
    await scripted.notify('settings.changed', {
      ...answers.settings.preferences,
      theme: 'dark',
      density: 'comfortable',
    });
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(background).toBe(dark);
    expect(await page.evaluate(() => document.documentElement.dataset['density'])).toBe('comfortable');
    await scripted.play(inside);
    await expect.poll(background).toBe(light);
  });

  test('strong contrast and the system’s own colours reach the page', async () => {
    const page = await come();
    const ink = (name: string) =>
      page.evaluate((token) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${token})`;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      }, name);
    expect(await ink('--ink-3')).not.toBe(await ink('--ink'));
    await page.emulateMedia({ contrast: 'more' });
    expect(await ink('--ink-3')).toBe(await ink('--ink'));
    expect(await ink('--line')).toBe(await ink('--line-strong'));
    await page.emulateMedia({ contrast: null, forcedColors: 'active' });
    expect(await ink('--line')).toBe(await ink('--ink'));
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ forcedColors: null });
  });

  test('at 200 % in the smallest window Lock and the way online are within reach', async () => {
    const page = await come(offline);
    await zoom(scripted, 2, smallest);
    try {
      await page.getByRole('navigation').getByRole('button', { name: 'Offline', exact: true }).click();
      await page
        .getByRole('dialog', { name: 'Offline' })
        .getByRole('button', { name: 'Go online…' })
        .waitFor();
      const lock = await page.getByRole('button', { name: 'Lock' }).boundingBox();
      expect((lock?.x ?? 999) + (lock?.width ?? 0)).toBeLessThanOrEqual(512);
    } finally {
      await zoom(scripted, 1, usual);
    }
  });
});

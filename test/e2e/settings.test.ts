import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { err } from '../../src/shared/domain/result';
import * as answers from '../fixtures/vault-answers';
import { openScripted, type ScriptedConsole, type VaultScript } from '../helpers/scripted-vault';
import { enter, inside } from './states/inside';

let scripted: ScriptedConsole;
beforeAll(async () => {
  scripted = await openScripted(inside);
});
afterAll(() => scripted.close());

const { preferences } = answers.settings;
const asked = async (name: string) =>
  (await scripted.asked()).filter(({ call }) => call === name).map(({ request }) => request);

async function open(script: VaultScript) {
  const page = await scripted.play({ ...inside, ...script });
  await enter(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  return page;
}

describe('what is set', () => {
  test('holds at once and can be taken back', async () => {
    const page = await open({
      'settings.change': [
        { value: { preferences: { ...preferences, idleMinutes: 3 } } },
        { value: { preferences } },
      ],
    });
    const choice = page.getByRole('combobox', { name: 'Lock when nobody uses it' });
    await choice.click();
    await page.getByRole('option', { name: '3 minutes' }).click();
    // Exactly: the toast is also told to screen readers, in a line of its own with the words around it.
    await page.getByText('Locks after 3 minutes.', { exact: true }).waitFor();
    await expect.poll(() => choice.innerText()).toBe('3 minutes');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => choice.innerText()).toBe('10 minutes');
    expect(await asked('settings.change')).toEqual([{ idleMinutes: 3 }, { idleMinutes: 10 }]);
  });

  test('stays as it was where the vault refuses, and says so', async () => {
    const page = await open({ 'settings.change': err('disk-full', 'It was not kept.', 'Make some room.') });
    await page.getByRole('radio', { name: 'Comfortable' }).click();
    await page.getByRole('alert').filter({ hasText: 'It was not kept.' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Compact' }).getAttribute('data-state')).toBe('on');
  });
});

test('a phrase comes into use by two groups read from the paper; a slip is for the vault to find', async () => {
  const phrase = 'K3QX-7WMA-0B8E-52AC-C3F1-7D60-E94B';
  const places = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];
  const page = await open({
    'vaultKey.newPhrase': { value: { phrase } },
    'vaultKey.confirmPhrase': [err('invalid-request', 'It is another phrase.', 'Look again.'), { value: {} }],
  });
  await page.getByRole('button', { name: 'Make a new one…' }).click();
  await page.getByLabel('Your password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'It is on paper' }).click();

  const fields = page.getByRole('textbox', { name: /^The \w+ group$/ });
  await fields.first().waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain('K3QX');
  const groups = phrase.split('-');
  const wanted: string[] = [];
  for (const field of await fields.all()) {
    const id = await field.getAttribute('id');
    const name = await page.locator(`label[for="${id}"]`).innerText();
    wanted.push(groups[places.indexOf(name.split(' ')[1] ?? '')]!);
  }
  expect(new Set(wanted).size).toBe(2);
  await fields.first().fill('0000');
  await fields.nth(1).fill(wanted[1]!);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'It is another phrase.' }).waitFor();
  await fields.first().fill(wanted[0]!);
  await page.keyboard.press('Enter');
  await page.getByText('The recovery phrase is in use.').first().waitFor();
  expect(await asked('vaultKey.confirmPhrase')).toEqual([
    { phrase: groups.map((group) => (group === wanted[0] ? '0000' : group)).join('-') },
    { phrase },
  ]);
});

test('as soon as its recovery codes are shown, the second factor is said to be on', async () => {
  const page = await open({
    'settings.look': { value: { ...answers.settings, secondFactor: false } },
    'secondFactor.begin': {
      value: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Wardkeeper:ruth' },
    },
    'secondFactor.confirm': { value: { recoveryCodes: ['7WMA0-0B8E0', '7WMA1-0B8E1'] } },
  });
  await page.getByText(/^Off\. /).waitFor();
  await page.getByRole('button', { name: 'Set it up…' }).click();
  await page.getByLabel('Your password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
  await page.getByLabel('First code of the app').fill('419 023');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  await page.getByText(/^On\. Signing in/).waitFor();
});

test('another phone is asked for with a code of the present one', async () => {
  const page = await open({
    'secondFactor.begin': [
      err('code-needed', 'This account asks for a code as well.', 'Enter the six digits.'),
      { value: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Wardkeeper:ruth' } },
    ],
  });
  await page.getByRole('button', { name: 'Use another phone…' }).click();
  await page.getByLabel('Your password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
  await page.getByLabel('Code from your present authenticator app').fill('419 023');
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByLabel('First code of the app').waitFor();
  expect(await asked('secondFactor.begin')).toEqual([
    { password: 'Tamarack-lane-88' },
    { password: 'Tamarack-lane-88', code: '419023' },
  ]);
});

test('the sections are gone to by keyboard', async () => {
  const page = await open({});
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Keys' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  expect(focused).toBe('Make a new one…');
});

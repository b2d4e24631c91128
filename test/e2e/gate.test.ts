import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { err } from '../../src/shared/domain/result';
import { storeRefusal } from '../../src/vault/store/problem';
import * as answers from '../fixtures/vault-answers';
import { openScripted, type ScriptedConsole, type VaultScript } from '../helpers/scripted-vault';
import { found } from './states/gate-connect';
import { nothingChosen } from './states/gate-first-run';
import { inside } from './states/inside';

let scripted: ScriptedConsole;
beforeAll(async () => {
  scripted = await openScripted(inside);
});
afterAll(() => scripted.close());

const { knownPeople } = answers;
const everybody = { 'gate.look': { value: answers.gate } } satisfies VaultScript;
const at = (script: VaultScript) => scripted.play({ ...inside, ...everybody, ...script });

const asked = async (name: string) =>
  (await scripted.asked()).filter(({ call }) => call === name).map(({ request }) => request);
const cards = (page: Page) => page.getByRole('list', { name: 'Who are you?' }).getByRole('button');
const password = (page: Page) => page.getByRole('textbox', { name: /^Password/ });
const behind = (page: Page) => page.getByRole('navigation', { name: 'Main' }).waitFor();

describe('choosing who one is', () => {
  test('a digit chooses outside a field and is a digit inside one; what was typed for another is gone', async () => {
    const page = await at({});
    await cards(page).nth(5).waitFor();
    await page.keyboard.press('2');
    await page.keyboard.type('Tamarack3');
    expect(await page.getByLabel('Password of Grace Lundgren').inputValue()).toBe('Tamarack3');
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    expect(await page.getByLabel('Password of Alan Pruitt').inputValue()).toBe('');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await behind(page);
    expect(await asked('gate.signIn')).toEqual([
      { who: { personId: knownPeople[2]!.personId }, password: 'x' },
    ]);
  });

  test('arrows go from card to card; the one after the last person asks for a name', async () => {
    const page = await at({});
    await cards(page).nth(5).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Ruth');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.keyboard.type('dana.ruiz');
    await page.keyboard.press('Tab');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await behind(page);
    expect(await asked('gate.signIn')).toEqual([{ who: { userName: 'dana.ruiz' }, password: 'x' }]);
  });

  test('one known person is chosen, and Enter counts that came before the vault answered', async () => {
    // As main says it where there are vaults on the computer.
    await scripted.page.evaluate(() => history.replaceState(null, '', '?gate=sign-in'));
    const page = await at({ 'gate.look': 'never' });
    await password(page).waitFor();
    await page.keyboard.type('Tamarack-lane-88');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Unlocking…' }).waitFor();
    expect(await asked('gate.signIn')).toEqual([]);
    await scripted.change({ 'gate.look': { value: { ...answers.gate, people: [knownPeople[0]!] } } });
    await scripted.notify('gate.changed', {});
    await behind(page);
    expect(await asked('gate.signIn')).toEqual([
      { who: { personId: knownPeople[0]!.personId }, password: 'Tamarack-lane-88' },
    ]);
  });
});

describe('a refused sign-in', () => {
  test('keeps the password that was not looked at, and clears the one that was wrong', async () => {
    const page = await at({
      'gate.signIn': [
        err('wrong-credentials', 'Not right.', 'Try again.'),
        err('too-many', 'Tried too often.', 'Wait, then try again.', 1),
        { value: answers.signedIn },
      ],
    });
    await cards(page).nth(5).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await password(page).inputValue()).toBe('');
    await page.keyboard.type('right');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Try again in/ }).waitFor();
    expect(await password(page).inputValue()).toBe('right');
    await page.getByRole('button', { name: /^Unlock/ }).click();
    await behind(page);
  });

  test('a code is asked for, taken as a clipboard holds it, and never sent twice', async () => {
    const page = await at({
      'gate.signIn': [
        err('code-needed', 'A code is wanted.', 'Enter it.'),
        err('sealed-otherwise', 'Sealed otherwise.', 'Try another key.'),
        { value: answers.signedIn },
      ],
    });
    await cards(page).nth(5).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    const code = page.getByLabel('Code from your authenticator app');
    await code.fill('419 023');
    expect(await code.inputValue()).toBe('419023');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Former password' }).fill('former');
    await page.keyboard.press('Enter');
    await behind(page);
    const who = { personId: knownPeople[0]!.personId };
    expect(await asked('gate.signIn')).toEqual([
      { who, password: 'x' },
      { who, password: 'x', code: '419023' },
      { who, password: 'x', opener: { kind: 'former-password', password: 'former' } },
    ]);
  });

  test('starting anew takes a second look; going back opens and sends nothing', async () => {
    const page = await at({
      'gate.signIn': err('sealed-otherwise', 'Sealed otherwise.', 'Try another key.'),
    });
    await cards(page).nth(5).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await page.getByLabel('I have neither').check();
    await page.getByRole('button', { name: 'Start anew…' }).click();
    await page.getByRole('button', { name: 'Go back' }).click();
    expect(await asked('gate.signIn')).toHaveLength(1);
    await page.getByRole('button', { name: 'Start anew…' }).click();
    await page.getByRole('button', { name: 'Put it aside and start anew' }).click();
    await expect
      .poll(async () => (await asked('gate.signIn')).at(-1))
      .toMatchObject({ opener: { kind: 'start-anew' } });
  });

  test('a vault of a newer version is left alone: nothing is offered but to update Wardkeeper', async () => {
    const page = await at({ 'gate.signIn': storeRefusal('too-new') });
    await cards(page).nth(5).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toMatch(
      /^The vault file was written by a newer version of Wardkeeper\. It was left untouched\.\s+Update Wardkeeper on this computer\./,
    );
    expect(await alert.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('button', { name: /start anew/i }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Locked' }).isVisible()).toBe(true);
  });

  test('without a keychain the phrase goes with the password, and it is said that it opened', async () => {
    const page = await at({
      'gate.look': {
        value: {
          ...answers.gate,
          problem: err('keychain-locked', 'The keychain is locked.', 'Unlock it.'),
        },
      },
      'gate.signIn': { value: { ...answers.signedIn, openedBy: 'phrase' } },
    });
    await page.getByRole('alert').getByRole('button', { name: 'Use the recovery phrase' }).click();
    await page.getByRole('textbox', { name: /^Recovery phrase/ }).fill(' K3QX-7WMA ');
    await cards(page).first().click();
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Opened with the recovery phrase' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await behind(page);
    expect(await asked('gate.signIn')).toMatchObject([{ opener: { kind: 'phrase', phrase: 'K3QX-7WMA' } }]);
  });
});

describe('the first time', () => {
  test('trust is given to the very platform that was shown', async () => {
    const page = await at({
      'gate.look': { value: nothingChosen },
      'gate.connect': { value: found },
      'gate.trust': { value: {} },
    });
    await page.getByText('Version 0.2.0.').waitFor();
    await page.getByLabel('Connect to your practice’s platform').fill(' platform.couleeridge.example ');
    await page.keyboard.press('Enter');
    await page.getByText(found.logKey).waitFor();
    await scripted.change({
      'gate.look': { value: { ...nothingChosen, platform: 'ready', address: found.address } },
    });
    await page.getByRole('button', { name: 'Trust this platform' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await asked('gate.connect')).toEqual([{ address: 'platform.couleeridge.example' }]);
    expect(await asked('gate.trust')).toEqual([{ address: found.address, logKey: found.logKey }]);
  });

  test('whoever sets the practice’s password comes in as the account that the platform names', async () => {
    const unclaimed = { ...nothingChosen, platform: 'unclaimed' as const, practice: answers.gate.practice };
    const page = await at({
      'gate.look': { value: unclaimed },
      'gate.claim': { value: { account: answers.signedIn.account } },
      'gate.signIn': [err('unavailable', 'Not now.', 'Try again.', 1), { value: answers.signedIn }],
    });
    const set = page.getByRole('button', { name: /Set the password and sign in/ });
    await page.getByLabel('Password').fill('tamarack');
    expect(await set.isDisabled()).toBe(true);
    await page.getByLabel('Password').fill('Tamarack-lane-88');
    // Once it is claimed the practice is ready: this screen stays until its person is in.
    await scripted.change({ 'gate.look': { value: { ...unclaimed, platform: 'ready' } } });
    await set.click();
    await page.getByRole('alert').waitFor();
    await scripted.notify('gate.changed', {});
    await page.getByRole('button', { name: /^Sign in/ }).click();
    await behind(page);
    expect(await asked('gate.claim')).toEqual([{ password: 'Tamarack-lane-88' }]);
    const { userName } = answers.signedIn.account;
    expect(await asked('gate.signIn')).toEqual([
      { who: { userName }, password: 'Tamarack-lane-88' },
      { who: { userName }, password: 'Tamarack-lane-88' },
    ]);
  });
});

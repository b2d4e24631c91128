import { err } from '../../../src/shared/domain/result';
import { settings } from '../../fixtures/vault-answers';
import type { ScriptedConsole } from '../../helpers/scripted-vault';
import { fault, offline } from './inside';
import type { States } from './state';

const makePhrase = async ({ page }: ScriptedConsole) => {
  await page.getByRole('button', { name: 'Make a phrase…' }).click();
  await page.getByLabel('Your password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
};

export const states: States = {
  empty: {
    script: {
      'settings.look': {
        value: { ...settings, recoveryPhraseAt: null, secondFactor: false, vaultBytes: 421_888 },
      },
      'vaultKey.newPhrase': { value: { phrase: 'K3QX-7WMA-0B8E-52AC-C3F1-7D60-E94B' } },
    },
    then: makePhrase,
    shows: (page) => page.getByRole('list', { name: 'Recovery phrase' }),
  },
  loading: {
    script: { 'settings.look': 'never' },
    shows: (page) => page.getByText('Reading your settings.'),
  },
  error: { script: { 'settings.look': fault }, shows: (page) => page.getByRole('alert') },
  denied: {
    script: {
      'secondFactor.begin': err(
        'wrong-credentials',
        'The password is not right; nothing was changed.',
        'Enter the password with which you sign in.',
      ),
    },
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Use another phone…' }).click();
      await page.getByLabel('Your password').fill('not-the-Password-1');
      await page.keyboard.press('Enter');
    },
    shows: (page) => page.getByRole('alert'),
  },
  offline: {
    script: { ...offline, 'settings.look': { value: { ...settings, secondFactor: null } } },
    shows: (page) => page.getByText(/It belongs to the platform/),
  },
  full: {
    script: {
      'secondFactor.begin': {
        value: {
          secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          uri: 'otpauth://totp/Wardkeeper:ruth.adeyemi?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Wardkeeper',
        },
      },
      'secondFactor.confirm': {
        value: {
          recoveryCodes: Array.from({ length: 8 }, (_, place) => `7WMA${place}-0B8E${place}`),
        },
      },
    },
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Use another phone…' }).click();
      await page.getByLabel('Your password').fill('Tamarack-lane-88');
      await page.keyboard.press('Enter');
      await page.getByLabel('First code of the app').fill('419 023');
      await page.keyboard.press('Enter');
    },
    shows: (page) => page.getByRole('list', { name: 'Recovery codes' }),
  },
};

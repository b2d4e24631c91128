import { err } from '../../../src/shared/domain/result';
import { otherKeychain } from '../../../src/vault/people/vault-refusals';
import { central } from '../../fixtures/practice';
import { gate, signedIn } from '../../fixtures/vault-answers';
import type { ScriptedConsole, VaultScript } from '../../helpers/scripted-vault';
import { choose } from './gate-lock';
import type { GateStates } from './state';

const nobodyKnown: VaultScript = {
  'gate.look': {
    value: { ...gate, address: 'https://platform.couleeridge.example', people: [], locked: null },
  },
};
const known: VaultScript = { 'gate.look': { value: gate } };

const codeNeeded = err('code-needed', 'A code is wanted.', 'Enter the code of your app.');
const wrongCredentials = err('wrong-credentials', 'Something is not right.', 'Try again.');
const sealedOtherwise = err(
  'sealed-otherwise',
  'This password does not open your vault either. It was kept as it is.',
  'Try the recovery phrase.',
);

const damaged = err(
  'damaged',
  'The vault file on this computer fails its integrity check. It was kept as it is.',
  'Do not delete it: it is evidence. Tell your IT staff.',
);
const copy = { madeAt: central(16, 17, 15), events: 648_190 };
const withCopy: VaultScript = {
  'gate.look': { value: { ...gate, people: gate.people.map((person) => ({ ...person, copy })) } },
  'gate.signIn': damaged,
};

const unlock = async (scripted: ScriptedConsole) => {
  await choose('1', 'Tamarack-lane-88')(scripted);
  await scripted.page.keyboard.press('Enter');
};
const typeCode = async (scripted: ScriptedConsole, code: string) => {
  await unlock(scripted);
  await scripted.page.getByLabel('Code from your authenticator app').fill(code);
};

export const states: GateStates = {
  'sign-in-nobody-known': { script: nobodyKnown, shows: (page) => page.getByLabel('User name') },
  'sign-in-unreachable': {
    script: {
      'gate.look': {
        value: {
          ...gate,
          platform: 'unreachable',
          address: 'https://platform.couleeridge.example',
          people: [],
          locked: null,
          problem: err(
            'unreachable',
            'The platform does not answer. Nothing was changed.',
            'Check the network of this computer.',
          ),
        },
      },
    },
    shows: (page) => page.getByRole('alert'),
  },
  'code-typing': {
    script: { ...known, 'gate.signIn': codeNeeded },
    then: (scripted) => typeCode(scripted, '4190'),
    shows: (page) => page.getByText('Password accepted'),
  },
  'code-wrong': {
    script: { ...known, 'gate.signIn': [codeNeeded, wrongCredentials] },
    then: async (scripted) => {
      await typeCode(scripted, '419 023');
      await scripted.page.keyboard.press('Enter');
    },
    shows: (page) => page.getByText('This code was not accepted. Nothing was opened.'),
  },
  'code-recovery': {
    script: { ...known, 'gate.signIn': codeNeeded },
    then: async (scripted) => {
      await unlock(scripted);
      await scripted.page.getByRole('button', { name: 'Use a recovery code' }).click();
    },
    shows: (page) => page.getByLabel('Recovery code'),
  },
  'sealed-former-password': {
    script: { ...known, 'gate.signIn': sealedOtherwise },
    then: unlock,
    shows: (page) => page.getByRole('textbox', { name: 'Former password' }),
  },
  'sealed-phrase-wrong': {
    script: { ...known, 'gate.signIn': sealedOtherwise },
    then: async (scripted) => {
      await unlock(scripted);
      await scripted.page.getByLabel('I have the recovery phrase').check();
      await scripted.page.getByRole('textbox', { name: 'Recovery phrase' }).fill('K3QX-7WMA');
      await scripted.page.keyboard.press('Enter');
    },
    shows: (page) => page.getByRole('alert'),
  },
  'sealed-keychain-lost': {
    script: { ...known, 'gate.signIn': otherKeychain() },
    then: async (scripted) => {
      await unlock(scripted);
      await scripted.page.getByLabel('I have the recovery phrase').check();
    },
    shows: (page) =>
      page.getByText('Your vault was sealed with another keychain than this computer has now.'),
  },
  'sealed-start-anew': {
    script: { ...known, 'gate.signIn': sealedOtherwise },
    then: async (scripted) => {
      await unlock(scripted);
      await scripted.page.getByLabel('I have neither').check();
      await scripted.page.getByRole('button', { name: 'Start anew…' }).click();
    },
    shows: (page) => page.getByRole('button', { name: 'Put it aside and start anew' }),
  },
  'damaged-vault': {
    script: {
      ...known,
      'gate.signIn': err(
        'damaged',
        'Your vault fails its own check, so it was not opened. It was left as it is.',
        'Restore it from a backup, or start anew.',
      ),
    },
    then: unlock,
    shows: (page) => page.getByRole('alert'),
  },
  'damaged-with-copy': {
    script: withCopy,
    then: unlock,
    shows: (page) => page.getByRole('button', { name: /^Open the copy from .*Nov 16…$/ }),
  },
  'damaged-open-copy': {
    script: withCopy,
    then: async (scripted) => {
      await unlock(scripted);
      await scripted.page.getByRole('button', { name: /^Open the copy from/ }).click();
    },
    shows: (page) => page.getByRole('button', { name: 'Open the copy', exact: true }),
  },
  'opened-by-phrase': {
    script: { ...known, 'gate.signIn': { value: { ...signedIn, openedBy: 'phrase' } } },
    then: unlock,
    shows: (page) => page.getByRole('heading', { name: 'Opened with the recovery phrase' }),
  },
};

import type { GateView } from '../../../src/shared/contract/bridge/gate';
import { err } from '../../../src/shared/domain/result';
import { gate, signedIn } from '../../fixtures/vault-answers';
import type { ScriptedConsole } from '../../helpers/scripted-vault';
import type { GateStates } from './state';

const unclaimed: GateView = { ...gate, platform: 'unclaimed', people: [], locked: null };
const look = { 'gate.look': { value: unclaimed } };

const claim = async ({ page }: ScriptedConsole) => {
  await page.getByLabel('Password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
};

export const states: GateStates = {
  'claim-typing': {
    script: look,
    then: ({ page }) => page.getByLabel('Password').fill('tamarack'),
    shows: (page) => page.getByText('a capital letter'),
  },
  'claim-at-work': {
    script: { ...look, 'gate.claim': 'never' },
    then: claim,
    shows: (page) => page.getByRole('button', { name: 'Giving everybody the password…' }),
  },
  'claim-refused': {
    script: {
      ...look,
      'gate.claim': err('unavailable', 'The password was not set.', 'Try again in a moment.', 1),
    },
    then: claim,
    shows: (page) => page.getByRole('alert'),
  },
  'claim-done-not-in': {
    script: {
      ...look,
      'gate.claim': { value: { account: signedIn.account } },
      'gate.signIn': err(
        'disk-full',
        'Your vault was not made: the disk is full. The password is set.',
        'Make some room, then sign in.',
      ),
    },
    then: claim,
    shows: (page) => page.getByRole('alert'),
  },
};

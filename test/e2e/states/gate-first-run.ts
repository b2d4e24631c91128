import type { GateView } from '../../../src/shared/contract/bridge/gate';
import { err } from '../../../src/shared/domain/result';
import { gate } from '../../fixtures/vault-answers';
import type { VaultScript } from '../../helpers/scripted-vault';
import type { GateStates } from './state';

/** Nothing was chosen on this computer yet. */
export const nothingChosen: GateView = {
  ...gate,
  platform: 'none',
  practice: null,
  people: [],
  locked: null,
};
export const atFirstRun: VaultScript = { 'gate.look': { value: nothingChosen } };

export const states: GateStates = {
  'first-run-before-the-vault-answers': {
    script: { 'gate.look': 'never' },
    shows: (page) => page.getByRole('heading', { name: 'How do you want to start?' }),
  },
  'first-run': {
    script: atFirstRun,
    shows: (page) => page.getByText('Version 0.2.0.'),
  },
  'first-run-not-begun': {
    script: {
      ...atFirstRun,
      'gate.try': err(
        'unavailable',
        'The platform on this computer did not start. Nothing was made.',
        'Try again in a moment.',
      ),
    },
    then: async ({ page }) => {
      await page.getByText('Version 0.2.0.').waitFor();
      await page.keyboard.press('Enter');
    },
    shows: (page) => page.getByRole('alert'),
  },
  'first-run-without-keychain': {
    script: {
      'gate.look': {
        value: {
          ...nothingChosen,
          problem: err(
            'keychain-missing',
            'This computer has no keychain that Wardkeeper can reach, and it keeps no key anywhere else.',
            'On Linux, install and start gnome-keyring or another Secret Service; then open Wardkeeper again.',
          ),
        },
      },
    },
    shows: (page) => page.getByRole('alert'),
  },
};

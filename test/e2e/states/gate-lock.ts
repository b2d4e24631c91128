import type { GateView, KnownPerson } from '../../../src/shared/contract/bridge/gate';
import { err } from '../../../src/shared/domain/result';
import { storeRefusal } from '../../../src/vault/store/problem';
import { now } from '../../fixtures/practice';
import { gate, knownPeople } from '../../fixtures/vault-answers';
import type { ScriptedConsole, VaultScript } from '../../helpers/scripted-vault';
import type { GateStates } from './state';

const look = (more: Partial<GateView>): VaultScript => ({ 'gate.look': { value: { ...gate, ...more } } });

/** Chooses by its number, and types. */
export const choose =
  (digit: string, password = '') =>
  async ({ page }: ScriptedConsole) => {
    await page.getByRole('button', { name: 'Someone else' }).waitFor();
    await page.keyboard.press(digit);
    await page.keyboard.type(password);
  };

const unlock =
  (digit: string) =>
  async (scripted: ScriptedConsole): Promise<void> => {
    await choose(digit, 'Tamarack-lane-88')(scripted);
    await scripted.page.keyboard.press('Enter');
  };

/** As many as one computer keeps vaults for. */
const fifty: KnownPerson[] = Array.from({ length: 50 }, (_, place) => ({
  ...knownPeople[place % knownPeople.length]!,
  personId: `0a6f2c1e-5b7d-4c39-9a41-${String(place).padStart(12, '0')}`,
}));

const refusedWith = (refusal: ReturnType<typeof err>): VaultScript => ({
  ...look({}),
  'gate.signIn': refusal,
});

export const states: GateStates = {
  'lock-full': { script: look({}), shows: (page) => page.getByText('since 8:02 AM, by Grace Lundgren') },
  'lock-chosen': {
    script: look({}),
    then: choose('1', 'Tamarack'),
    shows: (page) => page.getByText(/^1 wrong try so far; after 5, this name waits 30 minutes/),
  },
  'lock-one-person': {
    script: look({ people: [knownPeople[0]!], locked: { at: now - 9e8, by: 'Ruth Adeyemi', why: 'idle' } }),
    shows: (page) => page.getByText('Password of Ruth Adeyemi'),
  },
  'lock-fifty-people': {
    script: look({ people: fifty, locked: { at: now - 9e8, by: 'Grace Lundgren', why: 'sleep' } }),
    then: choose('9'),
    shows: (page) => page.getByText(/^Password of /),
  },
  'lock-someone-else': {
    script: look({}),
    then: choose('6', 'dana.ruiz'),
    shows: (page) => page.getByLabel('User name'),
  },
  'lock-offline': {
    script: look({ platform: 'unreachable', address: 'https://platform.couleeridge.example' }),
    shows: (page) => page.getByText(/You can unlock and work, up to 3 days after its last answer/),
  },
  'lock-unlocking': {
    script: { ...look({}), 'gate.signIn': 'never' },
    then: unlock('2'),
    shows: (page) => page.getByRole('button', { name: 'Unlocking…' }),
  },
  'lock-wrong-password': {
    script: refusedWith(
      err('wrong-credentials', 'User name or password is not right. Nothing was opened.', 'Try once more.'),
    ),
    then: unlock('2'),
    shows: (page) => page.getByRole('alert'),
  },
  'lock-too-many': {
    script: refusedWith(err('too-many', 'This vault was tried too often.', 'Wait, then try again.', 1740)),
    then: unlock('2'),
    shows: (page) => page.getByRole('button', { name: 'Try again in 29 min' }),
  },
  'lock-lease-ended': {
    script: refusedWith(
      err(
        'lease-ended',
        'Your vault was not opened: the platform has not answered for 3 days. It was left as it is.',
        'Connect this computer to the network, then sign in again.',
      ),
    ),
    then: unlock('3'),
    shows: (page) => page.getByRole('alert'),
  },
  'lock-newer-vault': {
    script: refusedWith(storeRefusal('too-new')),
    then: unlock('2'),
    shows: (page) => page.getByRole('alert').getByText(/written by a newer version of Wardkeeper/),
  },
  'lock-keychain-locked': {
    script: look({
      problem: err(
        'keychain-locked',
        'The keychain of this computer is locked, so Wardkeeper’s keys stay out of reach. Nothing was changed.',
        'Unlock the keychain (signing in to the computer usually does), then open Wardkeeper again.',
      ),
    }),
    then: ({ page }) =>
      page.getByRole('alert').getByRole('button', { name: 'Use the recovery phrase' }).click(),
    shows: (page) => page.getByLabel('Recovery phrase'),
  },
};

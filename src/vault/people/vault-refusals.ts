import { err, missingCase, type Refusal } from '../../shared/domain/result';
import type { OpenedKey } from '../keys/key-slots';
import { storeRefusal } from '../store/problem';

/**
 * What is said of a vault that does not open. `sealed-otherwise` is what another opener may help against: an earlier
 * password, the recovery phrase, or starting anew.
 */

export function damagedRegistry(): Refusal {
  return err(
    'damaged',
    'The list of people on this computer cannot be read. It was left as it is, and so were the vaults.',
    'Tell your IT staff: the file people.json has to be restored from a backup.',
  );
}

export function damagedChoice(): Refusal {
  return err(
    'damaged',
    'What says which platform this computer uses cannot be read. It was left as it is.',
    'Tell your IT staff: the file platform.json has to be restored, or the platform chosen again.',
  );
}

export function slotFileRefusal(problem: 'missing' | 'damaged' | 'too-new'): Refusal {
  if (problem === 'too-new') return storeRefusal('too-new');
  return err(
    'damaged',
    `The key file of your vault is ${problem}, so the vault cannot be opened. It was left as it is.`,
    'Ask your IT staff to restore the key file from a backup of this computer.',
  );
}

export function otherKeychain(): Refusal {
  return err(
    'sealed-otherwise',
    'Your vault was sealed with another keychain than this computer has now. It was kept as it is.',
    'Your recovery phrase opens it. Or ask your IT staff to restore the keychain, if this computer was set up anew.',
  );
}

/** Of a copy that was not found whole at the last try: by a page that shows what is no longer there. */
export function copyNotOffered(): Refusal {
  return err(
    'conflict',
    'There is no whole copy of this vault from that time. Nothing was changed.',
    'Sign in again: what can be opened is looked for anew.',
  );
}

/** The platform accepts the password, and the vault does not. */
export function sealedOtherwise(): Refusal {
  return err(
    'sealed-otherwise',
    'Your vault on this computer was sealed with another password (or its key file was altered, which looks the same). It was kept as it is.',
    'If your password was changed elsewhere, open it with the earlier one or with your recovery phrase.',
  );
}

export function notOpened(why: Extract<OpenedKey, { ok: false }>['why']): Refusal {
  switch (why) {
    case 'other-workstation':
      return otherKeychain();
    case 'not-opened':
      return err(
        'sealed-otherwise',
        'This recovery phrase does not open your vault (or its key file was altered, which looks the same). It was kept as it is.',
        'Look for the newest phrase that you wrote down: a new one makes an earlier one useless.',
      );
    case 'no-such-slot':
      return err(
        'sealed-otherwise',
        'No recovery phrase was made for your vault. It was kept as it is.',
        'Open it with the password it was sealed with.',
      );
    case 'not-a-phrase':
      return err(
        'sealed-otherwise',
        'This is not a recovery phrase as Wardkeeper makes them: a letter is missing or another one was typed.',
        'Type its seven groups of four again.',
      );
    default:
      return missingCase(why);
  }
}

/** The platform did not judge the password, so this vault alone does. */
export function wrongPassword(): Refusal {
  return err(
    'wrong-credentials',
    'This password does not open the vault. The platform does not answer, so it could not be asked.',
    'Try again. If your password was changed elsewhere, type the earlier one, or connect to the network first.',
  );
}

/** Of a vault that is open. */
export function notThePassword(): Refusal {
  return err(
    'wrong-credentials',
    'This password does not open your vault. Nothing was changed.',
    'Type the password with which the vault on this computer opens.',
  );
}

export function tooManyPeople(most: number): Refusal {
  return err(
    'too-large',
    `There are ${most} people with a vault on this computer already. Nothing was changed.`,
    'Sign in on another computer, or ask your IT staff.',
  );
}

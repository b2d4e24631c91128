import { deletePassword, getPassword, setPassword } from 'keytar/keytar.js';
import { randomBytes } from 'node:crypto';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';

/** The name under which the operating system's keychain lists what is ours. */
const SERVICE = 'Wardkeeper';

/** Each secret is 32 random bytes, kept as base64url. */
export const secretNames = [
  'workstation-secret',
  'platform-log-key',
  'platform-token-key',
  'platform-phi-key',
  'platform-backup-key',
] as const;
export type SecretName = (typeof secretNames)[number];

const wellFormed = /^[A-Za-z0-9_-]{43}$/;

/** What the keychain library says, sorted: a locked keychain must never look like an empty one. */
export function keychainRefusal(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : '';
  if (/lock|dismissed|prompt/i.test(text)) {
    return err(
      'keychain-locked',
      'The keychain of this computer is locked, so Wardkeeper’s keys stay out of reach. Nothing was changed.',
      'Unlock the keychain (signing in to the computer usually does), then open Wardkeeper again.',
    );
  }
  return err(
    'keychain-missing',
    'This computer has no keychain that Wardkeeper can reach, and it keeps no key anywhere else.',
    'On Linux, install and start gnome-keyring or another Secret Service; then open Wardkeeper again.',
  );
}

/** What is said of an entry that is gone although something depends on it. */
const lost: Record<SecretName, Refusal> = {
  'workstation-secret': err(
    'not-found',
    'The keychain of this computer no longer holds Wardkeeper’s secret, so passwords do not open the vaults here. Nothing was changed.',
    'Your recovery phrase opens your vault. Or ask your IT staff to restore the keychain from a backup.',
  ),
  'platform-log-key': lostPlatformKey(),
  'platform-token-key': lostPlatformKey(),
  'platform-phi-key': lostPlatformKey(),
  'platform-backup-key': lostPlatformKey(),
};

function lostPlatformKey(): Refusal {
  return err(
    'not-found',
    'The keychain of this computer no longer holds the keys of the platform inside this program, so it was not started. What it keeps was left as it is.',
    'Ask your IT staff to restore the keychain from a backup.',
  );
}

/**
 * The secret of that name. Never logged, never on disk outside the keychain. `whenMissing`: a first secret is made at
 * need; where something was sealed under one already, a missing entry is a loss and is refused with `not-found`.
 */
export async function keychainSecret(
  name: SecretName,
  whenMissing: 'make' | 'refuse' = 'make',
): Promise<Result<string>> {
  try {
    const kept = await getPassword(SERVICE, name);
    if (kept !== null) {
      return wellFormed.test(kept)
        ? ok(kept)
        : err(
            'damaged',
            'Wardkeeper’s entry in the keychain is damaged; it was left as it is.',
            'Ask your IT staff to restore the keychain.',
          );
    }
    if (whenMissing === 'refuse') return lost[name];
    const made = randomBytes(32).toString('base64url');
    await setPassword(SERVICE, name, made);
    // Some keychains accept and drop what they are given: what cannot be read back protects nothing.
    return (await getPassword(SERVICE, name)) === made ? ok(made) : keychainRefusal(null);
  } catch (error) {
    return keychainRefusal(error);
  }
}

export async function forgetSecret(name: SecretName): Promise<void> {
  await deletePassword(SERVICE, name);
}

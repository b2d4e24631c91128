import type { Account, Practice } from '../../shared/contract/platform/auth';
import { holdsOwnName } from '../../shared/domain/known-password';
import { err } from '../../shared/domain/result';

/** Whether a new password holds a part of what anybody knows of its owner. */
export function holdsNameOf(
  { userName, displayName }: Pick<Account, 'userName' | 'displayName'>,
  { name }: Practice,
  newPassword: string,
): boolean {
  // What stands after the @ names a provider of mail, not a person.
  const [localPart = ''] = userName.split('@');
  return holdsOwnName(newPassword, [localPart, displayName, name]);
}

export const ownName = err(
  'invalid-request',
  'The new password holds a part of your name or of the practice’s, which is tried first.',
  'Choose one that has nothing to do with you or the practice.',
);

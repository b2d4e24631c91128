import type { Account, Practice } from '../../shared/contract/platform/auth';
import { changePassword } from '../../shared/contract/platform/sessions';
import { holdsOwnName } from '../../shared/domain/known-password';
import { err, ok } from '../../shared/domain/result';
import { sessionsFor } from '../access/sessions';
import { happenedIn, type Happened } from '../audit/draft';
import { lockAccount } from '../identity/accounts';
import { withdrawAttempt } from '../identity/failures';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';
import { recordEnds } from './live-sessions';
import { attemptPassword } from './password-attempt';

/** Whether a password holds a part of the name of its owner or of the practice. */
export function isAboutOneself(
  password: string,
  { userName, displayName }: Pick<Account, 'userName' | 'displayName'>,
  practice: Practice,
): boolean {
  // What stands after the @ names a provider of mail, not a person.
  const [localPart = ''] = userName.split('@');
  return holdsOwnName(password, [localPart, displayName, practice.name]);
}

export function passwordHandlers(service: Service): Pick<Handlers, 'auth.changePassword'> {
  const { acts, clock, db, passwords, practice } = service;
  return {
    async 'auth.changePassword'({ password, newPassword }, caller) {
      const { userId, userName } = caller.account;
      if (isAboutOneself(newPassword, caller.account, practice)) return ownName;
      if (newPassword.normalize('NFC') === password.normalize('NFC')) return sameAgain;
      const said = happenedIn(changePassword.audit);
      const changed: Happened = {
        ...said,
        category: 'authentication',
        resource: { ...said.resource, id: userId },
      };
      const looked = await attemptPassword(service, caller, { userName, password }, changed);
      if ('ok' in looked) return looked;
      if (!looked.mayEnter) {
        return acts.act((_, record) =>
          attempting(record, caller, changed, clock()).refuse(wrongPassword, looked.reason),
        );
      }
      const passwordHash = await passwords.hash(newPassword);
      return acts.act(async (transaction, record) => {
        await lockAccount(transaction, userId);
        const now = clock();
        const attempt = attempting(record, caller, changed, now);
        await withdrawAttempt(transaction, looked.attempted, looked.at);
        // Of two changes at once the second one's password is not the old one any more.
        const updated = await transaction
          .updateTable('account')
          .set({ password_hash: passwordHash })
          .where('user_id', '=', userId)
          .where('password_hash', '=', looked.known?.passwordHash ?? '')
          .returning('user_id')
          .executeTakeFirst();
        if (updated === undefined) return attempt.refuse(changedMeanwhile, 'changed-meanwhile');
        await attempt.done();
        const own = { userId, sessionId: caller.sessionId, access: 'self' } as const;
        const ended = await sessionsFor(db, own, now).end(transaction, { besides: caller.sessionId });
        await recordEnds(record, caller, ended, now, { reason: 'password-changed' });
        return ok({ ended });
      });
    },
  };
}

const wrongPassword = err(
  'wrong-credentials',
  'The password is not right; nothing was changed.',
  'Enter the password with which you sign in.',
);
const sameAgain = err(
  'invalid-request',
  'The new password is the old one.',
  'Choose one that you have not used here.',
);
export const ownName = err(
  'invalid-request',
  'The new password holds a part of your name or of the practice’s, which is tried first.',
  'Choose one that has nothing to do with you or the practice.',
);
const changedMeanwhile = err(
  'conflict',
  'The password was changed meanwhile; nothing was changed by this.',
  'Sign in with the new one.',
);

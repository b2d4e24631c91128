import { changePassword } from '../../shared/contract/platform/sessions';
import { err, ok } from '../../shared/domain/result';
import { sessionsFor } from '../access/sessions';
import { happenedIn, type Happened } from '../audit/draft';
import { ask } from '../database/question';
import { lockingLookedAt } from '../identity/accounts';
import { withdrawAttempt } from '../identity/failures';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';
import { recordEnds } from './live-sessions';
import { holdsNameOf, ownName } from './own-name';
import { attemptPassword } from './password-attempt';

export function passwordHandlers(service: Service): Pick<Handlers, 'auth.changePassword'> {
  const { acts, clock, db, passwords, practice } = service;
  return {
    async 'auth.changePassword'({ password, newPassword }, caller) {
      const { userId, userName } = caller.account;
      if (holdsNameOf(caller.account, practice, newPassword)) return ownName;
      if (newPassword.normalize('NFC') === password.normalize('NFC')) return sameAgain;
      const said = happenedIn(changePassword.audit);
      const changed: Happened = {
        ...said,
        category: 'authentication',
        resource: { ...said.resource, id: userId },
      };
      const looked = await attemptPassword(service, caller, { userName, password }, changed);
      if ('ok' in looked) return looked;
      const { known } = looked;
      if (known === null || !looked.mayEnter) {
        return acts.act((_, record) =>
          attempting(record, caller, changed, clock()).refuse(wrongPassword, looked.reason),
        );
      }
      const passwordHash = await passwords.hash(newPassword);
      return acts.act(async (transaction, record) => {
        // Of two changes at once the second one's password is not the old one any more.
        const stale = await ask(transaction, lockingLookedAt(known));
        const now = clock();
        const attempt = attempting(record, caller, changed, now);
        await withdrawAttempt(transaction, looked.attempted, looked.at);
        if (stale !== null) return attempt.refuse(changedMeanwhile, stale);
        await transaction
          .updateTable('account')
          .set({ password_hash: passwordHash })
          .where('user_id', '=', userId)
          .execute();
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
const changedMeanwhile = err(
  'conflict',
  'The password or the account was changed meanwhile; nothing was changed by this.',
  'Sign in again.',
);

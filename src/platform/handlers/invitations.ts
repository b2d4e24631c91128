import { claimInvitation } from '../../shared/contract/platform/workforce';
import type { Account } from '../../shared/contract/platform/auth';
import { lockoutAt } from '../../shared/domain/lockout';
import { err, ok } from '../../shared/domain/result';
import type { Visitor } from '../access/caller';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { ask } from '../database/question';
import type { Database } from '../database/schema';
import { lockAccount } from '../identity/accounts';
import { anyInvitation, beginAttempt, forgettingFailures, withdrawAttempt } from '../identity/failures';
import { findInvitation } from '../identity/invitations';
import { userKey } from '../identity/user-key';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { holdsNameOf, ownName } from './own-name';

const claimed: Happened = { ...happenedIn(claimInvitation.audit), category: 'authentication' };

export function invitationHandlers(service: Service): Pick<Handlers, 'workforce.claimInvitation'> {
  const { acts, clock, db, passwords, practice } = service;

  const refuse = (visitor: Visitor, happened: Pick<Happened, 'outcome' | 'meta'>) =>
    draftBy(visitor, { ...claimed, ...happened }, clock());

  return {
    async 'workforce.claimInvitation'({ code, password }, visitor) {
      const attempted = { userKey: anyInvitation, address: visitor.network.address };
      const attempt = await acts.quietly(async (transaction, record) => {
        const begun = await beginAttempt(transaction, attempted, clock());
        if ('isFirst' in begun && begun.isFirst) {
          const reason = begun.failures >= lockoutAt ? 'address-blocked' : 'too-soon';
          await record(refuse(visitor, { outcome: 'denied', meta: { reason } }));
        }
        return begun;
      });
      if (!('at' in attempt)) return tooMany(attempt.waitSeconds);
      const found = await findInvitation(db, code, clock());
      if (found === null) {
        await acts.act((_, record) =>
          record(refuse(visitor, { outcome: 'failure', meta: { reason: 'wrong-code' } })),
        );
        return wrongCode;
      }
      const owner = await accountOf(db, found.userId);
      if (holdsNameOf(owner, practice, password)) {
        // The code was right, and can be used again.
        await acts.quietly((transaction) => withdrawAttempt(transaction, attempted, attempt.at));
        return ownName;
      }
      const passwordHash = await passwords.hash(password);
      return acts.act(async (transaction, record) => {
        await lockAccount(transaction, found.userId);
        const now = clock();
        // Somebody may have claimed or withdrawn it while the password was hashed.
        const still = await findInvitation(transaction, code, now);
        if (still === null) {
          await record(refuse(visitor, { outcome: 'failure', meta: { reason: 'wrong-code' } }));
          return wrongCode;
        }
        await transaction
          .updateTable('invitation')
          .set({ claimed_at: now })
          .where('invitation_id', '=', still.invitationId)
          .execute();
        await transaction
          .updateTable('account')
          .set({ password_hash: passwordHash })
          .where('user_id', '=', still.userId)
          .execute();
        await withdrawAttempt(transaction, attempted, attempt.at);
        const account = await accountOf(transaction, still.userId);
        const { userId, userName, role } = account;
        const isReset = still.purpose === 'password-reset';
        if (isReset) {
          // Wrong guesses at the forgotten one lock nobody out of the new one, here.
          const { address } = visitor.network;
          await ask(transaction, forgettingFailures({ userKey: userKey(userName), address }));
        }
        const happened: Happened = {
          ...claimed,
          ...(isReset && { verb: 'PASSWORD_RESET_CLAIMED' }),
          resource: { ...claimed.resource, id: userId },
        };
        await record({ ...draftBy(visitor, happened, now), actor: { userId, userName, role } });
        return ok({ account });
      });
    },
  };
}

async function accountOf(db: Database, userId: string): Promise<Account> {
  const row = await db
    .selectFrom('account')
    .select(['user_name', 'display_name', 'role'])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return { userId, userName: row.user_name, displayName: row.display_name, role: row.role };
}

const wrongCode = err(
  'wrong-credentials',
  'This code opens no account: it is mistyped, was used, or its time is over.',
  'Type it again, or ask whoever gave it to you for a new one.',
);

function tooMany(seconds: number) {
  return err(
    'too-many',
    'Too many wrong codes from here.',
    'Wait until the time is over, then try again.',
    seconds,
  );
}

import { randomUUID } from 'node:crypto';
import { signIn, type Account } from '../../shared/contract/platform/auth';
import { lockoutAt } from '../../shared/domain/lockout';
import { err, ok } from '../../shared/domain/result';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { TOKEN_LIFE } from '../identity/access-token';
import { beginAttempt, forgetFailures } from '../identity/failures';
import { openSession } from '../identity/sessions';
import { userKey } from '../identity/user-key';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function authHandlers(service: Service): Pick<Handlers, 'auth.signIn' | 'auth.whoAmI'> {
  const { acts, clock, db, passwords, practice, tokens } = service;

  const login = happenedIn(signIn.audit);

  /** The account of a name, as long as it may be used. */
  async function findAccount(key: string): Promise<(Account & { passwordHash: string }) | null> {
    const row = await db
      .selectFrom('account')
      .select(['user_id', 'user_name', 'display_name', 'role', 'password_hash'])
      .where('user_key', '=', key)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      userId: row.user_id,
      userName: row.user_name,
      displayName: row.display_name,
      role: row.role,
      passwordHash: row.password_hash,
    };
  }

  return {
    async 'auth.signIn'({ userName, password }, visitor) {
      const attempted = { userKey: userKey(userName), address: visitor.network.address };
      const attempt = await beginAttempt(db, attempted, clock());
      if (attempt.waitSeconds > 0 || !('failures' in attempt)) return tooMany(attempt.waitSeconds);

      const found = await findAccount(attempted.userKey);
      const fits = await passwords.fits(password, found?.passwordHash ?? null);
      const now = clock();
      if (found === null || !fits) {
        const failed: Happened = {
          ...login,
          action: 'FAILED_LOGIN',
          verb: attempt.failures >= lockoutAt ? 'LOCKED_OUT' : login.verb,
          outcome: 'failure',
        };
        await acts.act((_, record) =>
          record({
            ...draftBy(visitor, failed, now),
            // Never what was typed: it may be a password, and the trail keeps it for ever.
            actor: found === null ? {} : { userId: found.userId, userName: found.userName },
          }),
        );
        return err(
          'wrong-credentials',
          'User name or password is not right.',
          'Try again; after five failures the account is locked here for 30 minutes.',
        );
      }

      const { passwordHash: _, ...account } = found;
      const sessionId = randomUUID();
      await acts.act(async (transaction, record) => {
        await forgetFailures(transaction, attempted);
        await openSession(
          transaction,
          { sessionId, userId: account.userId, address: visitor.network.address },
          now,
        );
        const who = { ...visitor, account, role: null, sessionId };
        const opened = { ...login, resource: { ...login.resource, id: sessionId } };
        await record(draftBy(who, opened, now));
      });
      const accessToken = await tokens.issue({ userId: account.userId, sessionId });
      return ok({ accessToken, expiresIn: TOKEN_LIFE, account });
    },

    async 'auth.whoAmI'(_, caller) {
      const permissions = caller.role?.grants.map((grant) => grant.permission) ?? [];
      return ok({ account: caller.account, practice, permissions });
    },
  };
}

function tooMany(seconds: number) {
  return err(
    'too-many',
    'Too many failed sign-ins with this name from here.',
    'Wait until the time is over, then try again.',
    seconds,
  );
}

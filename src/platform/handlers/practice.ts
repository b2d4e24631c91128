import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { err, ok } from '../../shared/domain/result';
import type { Account } from '../../shared/contract/platform/auth';
import { claimPractice } from '../../shared/contract/platform/practice';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { sameSecret } from '../identity/setup-code';
import { userKey } from '../identity/user-key';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function practiceHandlers(service: Service): Pick<Handlers, 'practice.claim'> {
  const { acts, clock, passwords, practice, setup } = service;
  const claimed: Happened = { ...happenedIn(claimPractice.audit), category: 'administration' };
  return {
    async 'practice.claim'(request, visitor) {
      const deny = () =>
        acts.act((_, record) => record(draftBy(visitor, { ...claimed, outcome: 'denied' }, clock())));
      if (setup.code === null) {
        await deny();
        return alreadyClaimed;
      }
      if (!sameSecret(request.setupCode, setup.code)) {
        await deny();
        return err(
          'wrong-credentials',
          'This is not the set-up code of this start of the service.',
          'Read the code again where the service shows it.',
        );
      }
      const account: Account = {
        userId: randomUUID(),
        userName: request.userName,
        displayName: request.displayName,
        role: 'admin',
      };
      const passwordHash = await passwords.hash(request.password);
      const first = await acts.act(async (transaction, record) => {
        // Of two claims at once the second waits, and finds an account.
        await sql`select pg_advisory_xact_lock(hashtextextended('practice.claim', 0))`.execute(transaction);
        const other = await transaction.selectFrom('account').select('user_id').limit(1).executeTakeFirst();
        const now = clock();
        if (other !== undefined) {
          await record(draftBy(visitor, { ...claimed, outcome: 'denied' }, now));
          return false;
        }
        await transaction
          .insertInto('account')
          .values({
            user_id: account.userId,
            user_name: account.userName,
            user_key: userKey(account.userName),
            display_name: account.displayName,
            role: account.role,
            password_hash: passwordHash,
            created_at: now,
            ended_at: null,
          })
          .execute();
        await record({
          ...draftBy(visitor, { ...claimed, resource: { ...claimed.resource, id: account.userId } }, now),
          actor: { userId: account.userId, userName: account.userName, role: account.role },
        });
        return true;
      });
      setup.claimed();
      return first ? ok({ account, practice }) : alreadyClaimed;
    },
  };
}

const alreadyClaimed = err(
  'conflict',
  'This practice already has an administrator.',
  'Sign in, or ask the administrator for an account.',
);

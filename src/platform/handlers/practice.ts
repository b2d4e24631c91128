import { randomUUID } from 'node:crypto';
import { lockoutAt } from '../../shared/domain/lockout';
import { err, ok, type Refusal } from '../../shared/domain/result';
import type { Account } from '../../shared/contract/platform/auth';
import { claimPractice } from '../../shared/contract/platform/practice';
import type { Visitor } from '../access/caller';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { takeLock } from '../database/advisory-lock';
import type { DatabaseTransaction } from '../database/schema';
import { isClaimed } from '../identity/accounts';
import { anySetupCode, beginAttempt } from '../identity/failures';
import { sameSecret } from '../identity/setup-code';
import { userKey } from '../identity/user-key';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { holdsNameOf, ownName } from './own-name';

const claimed: Happened = { ...happenedIn(claimPractice.audit), category: 'administration' };

export function practiceHandlers(
  service: Service,
): Pick<Handlers, 'practice.about' | 'practice.claim' | 'practice.try'> {
  const { acts, clock, db, passwords, practice, setup, verifierKey, version } = service;

  /**
   * Says no to whoever does not hold the code, and records it as far as an address has not been told to wait: anybody
   * can ask, and the trail keeps what it gets for ever. `waiting`: what is said instead during a wait.
   */
  async function deny(
    visitor: Visitor,
    refusal: Refusal,
    waiting: (seconds: number) => Refusal = () => refusal,
  ): Promise<Refusal> {
    const attempted = { userKey: anySetupCode, address: visitor.network.address };
    return acts.quietly(async (transaction, record) => {
      const now = clock();
      const begun = await beginAttempt(transaction, attempted, now);
      const denied: Happened = { ...claimed, outcome: 'denied' };
      if ('at' in begun) {
        await record(draftBy(visitor, denied, now));
        return refusal;
      }
      if (begun.isFirst) {
        const reason = begun.failures >= lockoutAt ? 'address-blocked' : 'too-soon';
        await record(draftBy(visitor, { ...denied, meta: { reason } }, now));
      }
      return waiting(begun.waitSeconds);
    });
  }

  /** Why this set-up code opens nothing; null where it is the one: with 130 random bits, it need not wait. */
  async function refuseCode(setupCode: string, visitor: Visitor) {
    if (await isClaimed(db)) return deny(visitor, alreadyClaimed);
    return sameSecret(setupCode, setup.code) ? null : deny(visitor, wrongCode, tooManyCodes);
  }

  return {
    'practice.about': () => Promise.resolve(ok({ practice, verifierKey, version })),

    async 'practice.claim'(request, visitor) {
      const refused = await refuseCode(request.setupCode, visitor);
      if (refused !== null) return refused;
      if (holdsNameOf(request, practice, request.password)) return ownName;
      const account: Account = {
        userId: randomUUID(),
        userName: request.userName,
        displayName: request.displayName,
        role: 'admin',
      };
      const passwordHash = await passwords.hash(request.password);
      const done = await acts.act(async (transaction, record) => {
        await lockClaims(transaction);
        const now = clock();
        const somebody = await transaction
          .selectFrom('account')
          .select('user_id')
          .limit(1)
          .executeTakeFirst();
        if (somebody !== undefined) {
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
            status_since: now,
            ended_at: null,
          })
          .execute();
        await record({
          ...draftBy(visitor, { ...claimed, resource: { ...claimed.resource, id: account.userId } }, now),
          actor: { userId: account.userId, userName: account.userName, role: account.role },
        });
        return true;
      });
      if (!done) return alreadyClaimed;
      setup.claimed();
      return ok({ account, practice });
    },

    async 'practice.try'({ setupCode, password }, visitor) {
      if (!practice.synthetic) return deny(visitor, realPeople);
      const refused = await refuseCode(setupCode, visitor);
      if (refused !== null) return refused;
      // One hash for all of them: nobody in the practice exists, and whoever tries it knows the one password.
      const passwordHash = await passwords.hash(password);
      const tried = await acts.act(async (transaction, record) => {
        await lockClaims(transaction);
        const now = clock();
        const administrator = await firstAdministrator(transaction);
        if (administrator === null || (await isClaimed(transaction))) {
          await record(draftBy(visitor, { ...claimed, outcome: 'denied' }, now));
          return administrator === null ? nobodyThere : alreadyClaimed;
        }
        await transaction
          .updateTable('account')
          .set({ password_hash: passwordHash })
          .where('status', '<>', 'ended')
          .where('ended_at', 'is', null)
          .where('service', '=', false)
          .execute();
        await record(
          draftBy(
            visitor,
            { ...claimed, action: 'UPDATE', resource: { ...claimed.resource, id: administrator.userId } },
            now,
          ),
        );
        return ok({ account: administrator, practice });
      });
      if (tried.ok) setup.claimed();
      return tried;
    },
  };
}

/** Of two claims at once the second waits, and finds the first one's work. */
async function lockClaims(transaction: DatabaseTransaction): Promise<void> {
  await takeLock(transaction, 'practice.claim');
}

async function firstAdministrator(transaction: DatabaseTransaction): Promise<Account | null> {
  const row = await transaction
    .selectFrom('account')
    .select(['user_id', 'user_name', 'display_name', 'role'])
    .where('role', '=', 'admin')
    .where('status', '=', 'active')
    .where('ended_at', 'is', null)
    .where('service', '=', false)
    .orderBy('created_at')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    role: row.role,
  };
}

const wrongCode = err(
  'wrong-credentials',
  'This is not the set-up code of this practice.',
  'Read the code again where the service shows it.',
);

function tooManyCodes(seconds: number): Refusal {
  return err(
    'too-many',
    'Too many wrong set-up codes from here.',
    'Wait until the time is over, then read the code again where the service shows it.',
    seconds,
  );
}

const alreadyClaimed = err(
  'conflict',
  'This practice already has an administrator.',
  'Sign in, or ask the administrator for an account.',
);

const realPeople = err(
  'denied',
  'This practice is one of real people; nothing was changed.',
  'Set it up with an administrator of your own.',
);

const nobodyThere = err(
  'not-found',
  'Nobody is in this practice yet.',
  'Set it up with an administrator of your own.',
);

import {
  createAccount as createAccountCall,
  deactivateAccount,
  inviteToAccount,
  putOnLeave,
  reactivateAccount,
  updateAccount,
} from '../../shared/contract/platform/workforce';
import { mayAppoint } from '../../shared/domain/permission';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { AuditWords } from '../../shared/contract/platform/call';
import type { WorkforceAccount } from '../../shared/contract/platform/workforce';
import type { Caller } from '../access/caller';
import { accountFor } from '../access/workforce';
import { draftBy, happenedIn } from '../audit/draft';
import {
  changeAccount,
  changesOf,
  createAccount,
  findLocked,
  recordNotChanged,
  type Changed,
  type Changing,
  type NotChanged,
} from '../identity/account-change';
import { findRole, lockRoles } from '../access/roles';
import { makeInvitation } from '../identity/invitations';
import type { Service } from '../service';
import type { Handlers } from './handler';

type AccountCalls =
  | 'workforce.create'
  | 'workforce.deactivate'
  | 'workforce.invite'
  | 'workforce.putOnLeave'
  | 'workforce.reactivate'
  | 'workforce.update';

/** Changes to accounts by whoever administers them. */
export function accountHandlers({ acts, clock }: Service): Pick<Handlers, AccountCalls> {
  /** Does one change; the attempt is recorded where a rule forbids it, and nothing where nothing differs. */
  async function change(
    caller: Caller,
    userId: string,
    words: AuditWords,
    work: (changing: Changing) => Promise<Changed>,
  ): Promise<Result<WorkforceAccount>> {
    if (caller.access !== 'practice') return notChanged['not-found'];
    return acts.quietly(async (transaction, record) => {
      const changing: Changing = { transaction, record, caller, now: clock() };
      const done = await work(changing);
      if (!done.ok) {
        if (done.reason !== 'not-found') await recordNotChanged(changing, words, userId, done.reason);
        return notChanged[done.reason];
      }
      const account = await accountFor(transaction, caller, userId, changing.now);
      return account === null ? notChanged['not-found'] : ok(account);
    });
  }

  return {
    'workforce.create': ({ userId, ...says }, caller) =>
      change(caller, userId, createAccountCall.audit, async (changing) => {
        await lockRoles(changing.transaction);
        const known = await findLocked(changing.transaction, { userId });
        if (known === null) return createAccount(changing, userId, says);
        // The same request came before, and its reply was lost.
        if (changesOf(known, says).length > 0) return { ok: false, reason: 'changed-since' };
        return { ok: true, userId, version: known.version, changes: [], before: {} };
      }),

    'workforce.update': ({ userId, version, ...says }, caller) =>
      change(caller, userId, updateAccount.audit, (changing) =>
        changeAccount(changing, userId, version, says, null),
      ),

    'workforce.putOnLeave': ({ userId, version, until }, caller) =>
      change(caller, userId, putOnLeave.audit, (changing) =>
        changeAccount(
          changing,
          userId,
          version,
          { status: 'on-leave', statusUntil: until },
          putOnLeave.audit.verb,
        ),
      ),

    'workforce.deactivate': ({ userId, version }, caller) =>
      change(caller, userId, deactivateAccount.audit, (changing) =>
        changeAccount(changing, userId, version, { status: 'ended', statusUntil: null }, null),
      ),

    'workforce.reactivate': ({ userId, version }, caller) =>
      change(caller, userId, reactivateAccount.audit, (changing) =>
        changeAccount(changing, userId, version, { status: 'active', statusUntil: null }, null),
      ),

    async 'workforce.invite'({ userId, days }, caller) {
      if (caller.access !== 'practice') return notChanged['not-found'];
      const invited = happenedIn(inviteToAccount.audit);
      return acts.quietly(async (transaction, record) => {
        await lockRoles(transaction);
        const account = await findLocked(transaction, { userId });
        if (account === null) return notChanged['not-found'];
        const now = clock();
        if (account.role === 'admin' && caller.account.role !== 'admin') {
          await recordNotChanged({ record, caller, now }, invited, userId, 'administrators-only');
          return notChanged['administrators-only'];
        }
        // The code opens the account: whoever holds it may do what the account may.
        if (!mayAppoint(caller.role, await findRole(transaction, account.role))) {
          await recordNotChanged({ record, caller, now }, invited, userId, 'more-than-held');
          return notChanged['more-than-held'];
        }
        if (account.service || account.status === 'ended' || account.hasPassword) return notToInvite;
        const invitation = await makeInvitation(transaction, userId, days, now);
        await record(
          draftBy(
            caller,
            {
              ...invited,
              category: 'administration',
              resource: { ...invited.resource, id: userId },
              meta: { expiresAt: invitation.expiresAt },
            },
            now,
          ),
        );
        return ok(invitation);
      });
    },
  };
}

export const notChanged: Readonly<Record<NotChanged, Refusal>> = {
  'not-found': err('not-found', 'There is no such account.', 'Look at the list of people again.'),
  'changed-since': err(
    'conflict',
    'The account has changed since you looked at it; nothing was changed.',
    'Look at it again and decide anew.',
  ),
  'name-taken': err(
    'conflict',
    'Another account has this user name; nothing was changed.',
    'Choose another user name.',
  ),
  'unknown-role': err(
    'invalid-request',
    'There is no such role for people who work here; nothing was changed.',
    'Choose one of the listed roles.',
  ),
  oneself: err(
    'conflict',
    'Nobody changes their own role or status; nothing was changed.',
    'Ask another administrator.',
  ),
  'last-administrator': err(
    'conflict',
    'This is the last administrator; nothing was changed.',
    'Make somebody else an administrator first.',
  ),
  'administrators-only': err(
    'conflict',
    'Only an administrator changes an administrator’s account or makes one; nothing was changed.',
    'Ask an administrator.',
  ),
  'more-than-held': err(
    'conflict',
    'This account’s role allows what you may not do yourself; nothing was changed.',
    'Ask an administrator.',
  ),
};

const notToInvite = err(
  'conflict',
  'This account needs no invitation: it has a password, has ended, or belongs to a program.',
  'Reactivate an ended account first; for a forgotten password, reset it.',
);

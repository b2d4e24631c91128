import {
  changeIdentitySettings,
  readIdentitySettings,
} from '../../shared/contract/platform/identity-settings';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { findRole, lockRoles } from '../access/roles';
import { happenedIn, type Happened } from '../audit/draft';
import type { Database } from '../database/schema';
import { needsSecondFactor, rolesIn } from '../identity/needed-factor';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';

const changed: Happened = { ...happenedIn(changeIdentitySettings.audit), category: 'administration' };

export function identitySettingsHandlers(
  service: Service,
): Pick<Handlers, 'settings.readIdentity' | 'settings.changeIdentity'> {
  const { acts, clock, db } = service;
  return {
    'settings.readIdentity': practiceWide(service, readIdentitySettings, async () => {
      const row = await kept(db).executeTakeFirstOrThrow();
      return ok(replyOf(row));
    }),

    'settings.changeIdentity': practiceWide(service, changeIdentitySettings, async (wanted, caller) =>
      acts.quietly(async (transaction, record) => {
        await lockRoles(transaction);
        const row = await kept(transaction).forUpdate().executeTakeFirstOrThrow();
        const now = clock();
        const attempt = attempting(record, caller, changed, now);
        if (row.version !== wanted.version) return attempt.refuse(changedMeanwhile, 'changed-meanwhile');
        const roles = [...wanted.secondFactorRoles].sort();
        const text = JSON.stringify(roles);
        if (text === row.second_factor_roles) return ok(replyOf(row));
        for (const code of roles) {
          if ((await findRole(transaction, code)) === null) return attempt.refuse(noSuchRole, 'unknown-role');
        }
        const own = await transaction
          .selectFrom('second_factor')
          .select('confirmed_at')
          .where('user_id', '=', caller.account.userId)
          .executeTakeFirst();
        if (needsSecondFactor(text, caller.account.role, own?.confirmed_at ?? null)) {
          return attempt.refuse(ownFirst, 'second-factor-needed');
        }
        const version = row.version + 1;
        await transaction
          .updateTable('identity_setting')
          .set({ version, second_factor_roles: text, user_id: caller.account.userId, changed_at: now })
          .execute();
        await attempt.done({ meta: { version, old: rolesIn(row.second_factor_roles), new: roles } });
        return ok(replyOf({ version, second_factor_roles: text, changed_at: now }));
      }),
    ),
  };
}

function kept(db: Database) {
  return db.selectFrom('identity_setting').select(['version', 'second_factor_roles', 'changed_at']);
}

function replyOf(row: { version: number; second_factor_roles: string; changed_at: number | null }) {
  const settings = { version: row.version, secondFactorRoles: rolesIn(row.second_factor_roles) };
  return { settings, changedAt: row.changed_at };
}

const changedMeanwhile = err(
  'conflict',
  'Somebody changed the settings since you read them; nothing was changed.',
  'Read them again, and change what you still want changed.',
);
const noSuchRole = err(
  'invalid-request',
  'There is no such role; nothing was changed.',
  'Look at the list of roles again.',
);
const ownFirst = err(
  'conflict',
  'You would need a second factor yourself and have none; nothing was changed.',
  'Set up your own first.',
);

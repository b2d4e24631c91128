import type { z } from 'zod';
import type { AuditWords } from '../../shared/contract/platform/call';
import {
  assignRole,
  changeRole,
  createRole,
  retireRole,
  type ListedRole,
} from '../../shared/contract/platform/roles';
import { grantsBeyond, mayAppoint, type Grant, type Role } from '../../shared/domain/permission';
import { ADMINISTRATOR, builtInRoles, roleByCode } from '../../shared/domain/roles';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { onlyInPart } from '../access/refusals';
import {
  findCustomRole,
  findRole,
  grantsOf,
  holdersOf,
  isAdministeredWithout,
  listedCustom,
  lockRoles,
  rolesFor,
} from '../access/roles';
import { happenedIn, type Happened } from '../audit/draft';
import type { CustomRoleTable, DatabaseTransaction } from '../database/schema';
import { lockHolder } from '../identity/accounts';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';

/** Retired ones counted: their codes stay taken. */
const MOST_CUSTOM_ROLES = 200;

/** Why something is not done: what the caller hears, and what the trail keeps. */
type No = [refusal: Refusal, reason: string];

export function roleHandlers({
  acts,
  clock,
  db,
}: Service): Pick<
  Handlers,
  'roles.list' | 'roles.create' | 'roles.change' | 'roles.retire' | 'roles.assign'
> {
  /**
   * Does something to one custom role, with no other change to roles under way. `work` gives the row as it is now,
   * or why nothing was done; the event holds what it grants from now on.
   */
  async function decide(
    caller: Caller,
    audit: AuditWords,
    code: string,
    work: (transaction: DatabaseTransaction, now: number) => Promise<CustomRoleTable | No>,
  ): Promise<Result<{ role: ListedRole }>> {
    const happened = about(audit, code);
    return acts.act(async (transaction, record) => {
      const now = clock();
      const attempt = attempting(record, caller, happened, now);
      if (caller.access !== 'practice') return attempt.refuse(onlyInPart, 'no-permission');
      await lockRoles(transaction);
      const row = await work(transaction, now);
      if (Array.isArray(row)) return attempt.refuse(...row);
      const grants = grantsOf(row.grants).map(({ permission, scope }) => `${permission} ${scope}`);
      await attempt.done({ meta: { title: row.title, grants, version: row.version } });
      return ok({ role: listedCustom(row, await holdersOf(transaction, code)) });
    });
  }

  return {
    async 'roles.list'(_, caller) {
      return ok({ roles: await rolesFor(db, caller.account.role, caller.access) });
    },

    'roles.create'({ code, title, grants }, caller) {
      return decide(caller, createRole.audit, code, async (transaction, now) => {
        if (isBeyond(caller.role, grants)) return [beyondYours, 'more-than-held'];
        const known = await transaction
          .selectFrom('custom_role')
          .select(['code', 'title', 'retired_at'])
          .execute();
        if (known.some((role) => role.code === code)) return [codeTaken, 'exists'];
        if (isTitleTaken(title, known)) return [titleTaken, 'exists'];
        if (known.length >= MOST_CUSTOM_ROLES) return [tooMany, 'too-many'];
        return transaction
          .insertInto('custom_role')
          .values({
            code,
            title,
            grants: JSON.stringify(grants),
            version: 1,
            created_at: now,
            changed_at: now,
            retired_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
      });
    },

    'roles.change'({ code, version, title, grants }, caller) {
      return decide(caller, changeRole.audit, code, async (transaction, now) => {
        const found = await findChangeable(transaction, code, version, caller.role);
        if (Array.isArray(found)) return found;
        if (isBeyond(caller.role, grants)) return [beyondYours, 'more-than-held'];
        const others = await transaction
          .selectFrom('custom_role')
          .select(['title', 'retired_at'])
          .where('code', '<>', code)
          .execute();
        if (isTitleTaken(title, others)) return [titleTaken, 'exists'];
        return transaction
          .updateTable('custom_role')
          .set({ title, grants: JSON.stringify(grants), version: version + 1, changed_at: now })
          .where('code', '=', code)
          .returningAll()
          .executeTakeFirstOrThrow();
      });
    },

    'roles.retire'({ code, version }, caller) {
      return decide(caller, retireRole.audit, code, async (transaction, now) => {
        const found = await findChangeable(transaction, code, version, caller.role);
        if (Array.isArray(found)) return found;
        if ((await holdersOf(transaction, code)) > 0) return [inUse, 'in-use'];
        return transaction
          .updateTable('custom_role')
          .set({ retired_at: now, version: version + 1, changed_at: now })
          .where('code', '=', code)
          .returningAll()
          .executeTakeFirstOrThrow();
      });
    },

    'roles.assign'({ userId, from, to }, caller) {
      const changed: Happened = {
        ...about(assignRole.audit, userId),
        meta: { from, to },
      };
      return acts.act(async (transaction, record) => {
        const attempt = attempting(record, caller, changed, clock());
        await lockRoles(transaction);
        const account =
          caller.access === 'practice' || userId === caller.account.userId
            ? await lockHolder(transaction, userId)
            : undefined;
        if (account === undefined) return attempt.refuse(noSuchAccount, 'not-found');
        if (account.role !== from || from === to) return attempt.refuse(otherRole, 'changed-meanwhile');
        const wanted = await findRole(transaction, to);
        if (wanted === null) return attempt.refuse(noSuchRole, 'not-found');
        // Who could take a role away from somebody who may more would decide about those above them.
        const held = await findRole(transaction, from);
        if (!mayAppoint(caller.role, wanted) || !mayAppoint(caller.role, held))
          return attempt.refuse(beyondYours, 'more-than-held');
        if (from === ADMINISTRATOR && !(await isAdministeredWithout(transaction, userId)))
          return attempt.refuse(lastAdministrator, 'last-administrator');
        await transaction.updateTable('account').set({ role: to }).where('user_id', '=', userId).execute();
        await attempt.done();
        return ok({ userId, role: to });
      });
    },
  };
}

function about(audit: AuditWords, id: string): Happened {
  const happened = happenedIn(audit);
  return { ...happened, category: 'administration', resource: { ...happened.resource, id } };
}

type Given = z.output<typeof createRole.request>['grants'];

function isBeyond(held: Role | null, grants: Given | Grant[]): boolean {
  return grantsBeyond(held, { code: '', title: '', grants }).length > 0;
}

/** Two roles that people may hold are never called the same. */
function isTitleTaken(
  title: string,
  custom: readonly Pick<CustomRoleTable, 'title' | 'retired_at'>[],
): boolean {
  const taken = [...builtInRoles, ...custom.filter(({ retired_at }) => retired_at === null)];
  return taken.some((role) => role.title.toLowerCase() === title.toLowerCase());
}

/** A custom role that this caller may change, as they have seen it. */
async function findChangeable(
  transaction: DatabaseTransaction,
  code: string,
  version: number,
  held: Role | null,
): Promise<CustomRoleTable | No> {
  if (roleByCode(code) !== null) return [builtIn, 'built-in'];
  const row = await findCustomRole(transaction, code);
  if (row === undefined) return [noSuchRole, 'not-found'];
  if (row.retired_at !== null) return [retired, 'retired'];
  if (row.version !== version) return [changedMeanwhile, 'changed-meanwhile'];
  return isBeyond(held, grantsOf(row.grants)) ? [beyondYours, 'more-than-held'] : row;
}

const beyondYours = err(
  'denied',
  'The role allows what you may not do yourself; nothing was changed.',
  'Ask somebody who may do all of it.',
);
const builtIn = err(
  'conflict',
  'Built-in roles cannot be changed.',
  'Make a role of your own with what you want it to allow.',
);
const noSuchRole = err('not-found', 'There is no such role.', 'Look at the list of roles again.');
const noSuchAccount = err(
  'not-found',
  'There is no such account, or it has ended.',
  'Look at the list of people again.',
);
const retired = err('conflict', 'This role was retired.', 'Make a new role in its place.');
const changedMeanwhile = err(
  'conflict',
  'Somebody has changed this role since you read it; nothing was changed.',
  'Look at it again, then decide.',
);
const otherRole = err(
  'conflict',
  'This person does not hold the role you have seen, or holds the new one already; nothing was changed.',
  'Look at the list of people again, then decide.',
);
const inUse = err('conflict', 'Somebody still holds this role.', 'Give its holders another role first.');
const codeTaken = err('conflict', 'A role with this code exists already.', 'Choose another code.');
const titleTaken = err('conflict', 'Another role is called the same.', 'Choose another title.');
const tooMany = err(
  'conflict',
  `There are ${MOST_CUSTOM_ROLES} roles of the practice’s own, which is the most there can be.`,
  'Change one that is there.',
);
const lastAdministrator = err(
  'conflict',
  'This is the last administrator who can sign in; nothing was changed.',
  'Make somebody else an administrator first.',
);

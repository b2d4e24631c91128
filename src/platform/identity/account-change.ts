import type { ProvisioningKind } from '../../shared/contract/platform/provisioning';
import type { Account } from '../../shared/contract/platform/auth';
import { mayAppoint, type Role } from '../../shared/domain/permission';
import type { MemberStatus, pronouns } from '../../shared/domain/workforce-member';
import { changeBar, isAdministrator, type ChangeBar } from '../../shared/domain/workforce-rules';
import type { JsonObject } from '../../shared/transparency/canonical-json';
import type { SignedIn } from '../access/caller';
import { findRole, lockRoles } from '../access/roles';
import type { Recorder } from '../audit/act';
import { draftBy, type Happened } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { withdrawInvitations } from './invitations';
import { endSessionsOf } from './sessions';
import { userKey } from './user-key';

/** What an account says of its person and of what they may do. */
export interface AccountSays {
  userName: string;
  displayName: string;
  pronoun: (typeof pronouns)[number] | null;
  role: string;
  jobTitle: string;
  status: MemberStatus;
  statusUntil: number | null;
}

/** What somebody wants it to say; what is left out or undefined stays. */
export type Wanted = { [Field in keyof AccountSays]?: AccountSays[Field] | undefined };

/** Why an account was not made or changed. The list is closed. */
export type NotChanged =
  ChangeBar | 'not-found' | 'changed-since' | 'name-taken' | 'unknown-role' | 'more-than-held';

export type Changed =
  | {
      ok: true;
      userId: string;
      version: number;
      changes: (keyof AccountSays)[];
      before: Partial<AccountSays>;
    }
  | { ok: false; reason: NotChanged };

/** Who changes accounts, in which transaction. */
export interface Changing {
  transaction: DatabaseTransaction;
  record: Recorder;
  caller: SignedIn;
  now: number;
}

/** An account as it is, locked until the transaction ends. */
export interface LockedAccount extends AccountSays {
  userId: string;
  version: number;
  hasPassword: boolean;
  service: boolean;
}

/** A role that an account of the workforce can have, built in or the practice's own; null for none. */
async function workforceRole(transaction: DatabaseTransaction, code: string): Promise<Role | null> {
  return code === 'patient' ? null : findRole(transaction, code);
}

/** Which account this id or this name means; the workforce is locked. */
export async function findLocked(
  transaction: DatabaseTransaction,
  by: { userId: string } | { userName: string },
): Promise<LockedAccount | null> {
  const row = await transaction
    .selectFrom('account')
    .selectAll()
    .$if('userId' in by, (query) => query.where('user_id', '=', 'userId' in by ? by.userId : ''))
    .$if('userName' in by, (query) =>
      query.where('user_key', '=', userKey('userName' in by ? by.userName : '')),
    )
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    userId: row.user_id,
    version: row.version,
    hasPassword: row.password_hash !== null,
    service: row.service,
    userName: row.user_name,
    displayName: row.display_name,
    pronoun: row.pronoun,
    role: row.role,
    jobTitle: row.job_title,
    status: row.ended_at === null ? row.status : 'ended',
    statusUntil: row.status_until,
  };
}

/** The ids of those who can administer the practice now. */
export async function administrators(transaction: DatabaseTransaction): Promise<Set<string>> {
  const rows = await transaction
    .selectFrom('account')
    .select(['user_id', 'role', 'status'])
    .where('role', '=', 'admin')
    .where('ended_at', 'is', null)
    .where('service', '=', false)
    .where('password_hash', 'is not', null)
    .execute();
  return new Set(rows.filter(isAdministrator).map((row) => row.user_id));
}

/** Adds an account that nobody can sign in with yet, and records it. */
export async function createAccount(
  { transaction, record, caller, now }: Changing,
  userId: string,
  says: Pick<AccountSays, 'userName' | 'displayName' | 'pronoun' | 'role' | 'jobTitle'>,
  meta: JsonObject = {},
): Promise<Changed> {
  await lockRoles(transaction);
  const { userName, displayName, pronoun, role, jobTitle } = says;
  const given = await workforceRole(transaction, role);
  if (given === null) return { ok: false, reason: 'unknown-role' };
  const bar = changeBar(actorOf(caller), { userId, before: null, after: { role, status: 'active' } }, 1);
  if (bar !== null) return { ok: false, reason: bar };
  if (!mayAppoint(caller.role, given)) return { ok: false, reason: 'more-than-held' };
  if ((await findLocked(transaction, { userName })) !== null) return { ok: false, reason: 'name-taken' };
  const { version } = await transaction
    .insertInto('account')
    .values({
      user_id: userId,
      user_name: userName,
      user_key: userKey(userName),
      display_name: displayName,
      pronoun,
      role,
      job_title: jobTitle,
      password_hash: null,
      created_at: now,
      status_since: now,
      ended_at: null,
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  const changes = ['userName', 'displayName', 'pronoun', 'role', 'jobTitle'] as const;
  await recordChange({ record, caller, now }, 'CREATE', 'USER_CREATED', userId, changes, { role, ...meta });
  return { ok: true, userId, version, changes: [...changes], before: {} };
}

/**
 * Changes what an account says, and records it; where nothing differs, nothing happens. Whoever goes on leave or
 * ends loses their sessions at once. `version`: what the account was when somebody decided to change it.
 */
export async function changeAccount(
  { transaction, record, caller, now }: Changing,
  userId: string,
  version: number,
  wanted: Wanted,
  verb: string | null,
  meta: JsonObject = {},
): Promise<Changed> {
  await lockRoles(transaction);
  const account = await findLocked(transaction, { userId });
  if (account === null) return { ok: false, reason: 'not-found' };
  if (account.version !== version) return { ok: false, reason: 'changed-since' };
  const changes = changesOf(account, wanted);
  if (changes.length === 0) return { ok: true, userId, version, changes, before: {} };
  const after = { ...account, ...definedIn(wanted) };
  const given = await workforceRole(transaction, after.role);
  if (changes.includes('role') && given === null) return { ok: false, reason: 'unknown-role' };
  const others = await administrators(transaction);
  others.delete(userId);
  const bar = changeBar(actorOf(caller), { userId, before: account, after }, others.size);
  if (bar !== null) return { ok: false, reason: bar };
  // Who could move somebody who may more than they do would decide about those above them.
  if (
    !mayAppoint(caller.role, given) ||
    !mayAppoint(caller.role, await findRole(transaction, account.role))
  ) {
    return { ok: false, reason: 'more-than-held' };
  }
  if (changes.includes('userName')) {
    const namesake = await findLocked(transaction, { userName: after.userName });
    if (namesake !== null && namesake.userId !== userId) return { ok: false, reason: 'name-taken' };
  }

  const isMoved = changes.includes('status');
  const changed = await transaction
    .updateTable('account')
    .set({
      user_name: after.userName,
      user_key: userKey(after.userName),
      display_name: after.displayName,
      pronoun: after.pronoun,
      role: after.role,
      job_title: after.jobTitle,
      status: after.status,
      status_until: after.statusUntil,
      ...(isMoved && { status_since: now, ended_at: after.status === 'ended' ? now : null }),
    })
    .where('user_id', '=', userId)
    .returning('version')
    .executeTakeFirstOrThrow();
  const endedSessions =
    isMoved && after.status !== 'active' ? await endSessionsOf(transaction, userId, now) : 0;
  if (isMoved && after.status === 'ended') await withdrawInvitations(transaction, userId, now);
  const facts: JsonObject = {
    ...(changes.includes('role') && { role: { from: account.role, to: after.role } }),
    ...(isMoved && { status: { from: account.status, to: after.status }, endedSessions }),
    ...meta,
  };
  const said = verb ?? verbOf(changes, after.status);
  await recordChange({ record, caller, now }, 'UPDATE', said, userId, changes, facts);
  const before = Object.fromEntries(changes.map((field) => [field, account[field]])) as Partial<AccountSays>;
  return { ok: true, userId, version: changed.version, changes, before };
}

function definedIn(wanted: Wanted): Partial<AccountSays> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** Which fields differ from what is there. */
export function changesOf(account: AccountSays, wanted: Wanted): (keyof AccountSays)[] {
  return (Object.keys(wanted) as (keyof AccountSays)[]).filter(
    (field) => wanted[field] !== undefined && wanted[field] !== account[field],
  );
}

/** Records an attempt that a rule or a later change stopped. Nothing was changed. */
export async function recordNotChanged(
  { record, caller, now }: Omit<Changing, 'transaction'>,
  happened: Pick<Happened, 'action' | 'verb'>,
  userId: string | null,
  reason: string,
  meta: JsonObject = {},
): Promise<void> {
  const isRule = ['oneself', 'last-administrator', 'administrators-only', 'more-than-held'].includes(reason);
  await record(
    draftBy(
      caller,
      {
        ...happened,
        category: 'administration',
        resource: { type: 'User', ...(userId !== null && { id: userId }) },
        outcome: isRule ? 'denied' : 'failure',
        meta: { reason, ...meta },
      },
      now,
    ),
  );
}

/** The names of fields; of the values only codes, which are neither PHI nor secret. */
async function recordChange(
  { record, caller, now }: Omit<Changing, 'transaction'>,
  action: 'CREATE' | 'UPDATE',
  verb: string,
  userId: string,
  changes: readonly string[],
  meta: JsonObject,
): Promise<void> {
  const draft = draftBy(
    caller,
    { action, verb, category: 'administration', resource: { type: 'User', id: userId } },
    now,
  );
  await record({ ...draft, details: { changes: changes.map((field) => ({ field })), meta } });
}

function verbOf(changes: readonly (keyof AccountSays)[], status: MemberStatus): string {
  if (changes.includes('status')) return verbOfStatus[status];
  return changes.includes('role') ? 'ROLE_CHANGED' : 'USER_MODIFIED';
}

const verbOfStatus: Readonly<Record<MemberStatus, string>> = {
  active: 'USER_REACTIVATED',
  'on-leave': 'USER_PUT_ON_LEAVE',
  ended: 'USER_DEACTIVATED',
};

function actorOf({ account }: { account: Account }) {
  return { userId: account.userId, role: account.role };
}

/** The verb of what a row of a list was to do. */
export function happenedOf(kind: ProvisioningKind): Pick<Happened, 'action' | 'verb'> {
  return kind === 'create'
    ? { action: 'CREATE', verb: 'USER_CREATED' }
    : { action: 'UPDATE', verb: 'USER_MODIFIED' };
}

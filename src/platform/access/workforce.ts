import type { Access } from '../../shared/contract/platform/matrix';
import { roleByCode } from '../../shared/domain/roles';
import type { SecondFactorState, WorkforceMember } from '../../shared/domain/workforce-member';
import type { WorkforceAccount } from '../../shared/contract/platform/workforce';
import type { Database } from '../database/schema';
import { invitedUntil } from '../identity/invitations';
import type { Caller } from './caller';

/**
 * The members that one caller may see, always in the same order: with less than the whole practice's scope,
 * only oneself.
 */
export async function workforceFor(
  db: Database,
  userId: string,
  access: NonNullable<Access>,
): Promise<WorkforceMember[]> {
  const rows = await members(db, userId, access).orderBy('account.user_id').execute();
  return rows.map(memberOf);
}

/** One of them with its version; null where there is none, or none that the caller may see. */
export async function accountFor(
  db: Database,
  caller: Caller,
  userId: string,
  now: number,
): Promise<WorkforceAccount | null> {
  const row = await members(db, caller.account.userId, caller.access)
    .where('account.user_id', '=', userId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    member: memberOf(row),
    version: row.version,
    invitedUntil: await invitedUntil(db, userId, now),
  };
}

/** Who works here now; nothing for less than the whole practice's scope. */
export async function staffFor(
  db: Database,
  access: NonNullable<Access>,
): Promise<Pick<WorkforceMember, 'userId' | 'displayName' | 'pronoun' | 'role' | 'jobTitle'>[]> {
  if (access !== 'practice') return [];
  const rows = await db
    .selectFrom('account')
    .leftJoin('custom_role', 'custom_role.code', 'account.role')
    .select(['user_id', 'display_name', 'pronoun', 'role', 'job_title', 'custom_role.title as role_title'])
    .where('status', '<>', 'ended')
    .where('ended_at', 'is', null)
    .where('service', '=', false)
    .where('role', '<>', 'patient')
    .orderBy('display_name')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    displayName: row.display_name,
    pronoun: row.pronoun,
    role: row.role,
    jobTitle: jobTitleOf(row),
  }));
}

/** Whether somebody works here now: an account in use that is neither a program's nor a patient's. */
export async function isStaff(db: Database, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('status', '<>', 'ended')
    .where('ended_at', 'is', null)
    .where('service', '=', false)
    .where('role', '<>', 'patient')
    .executeTakeFirst();
  return row !== undefined;
}

function members(db: Database, userId: string, access: NonNullable<Access>) {
  return db
    .selectFrom('account')
    .leftJoin('second_factor', 'second_factor.user_id', 'account.user_id')
    .leftJoin('custom_role', 'custom_role.code', 'account.role')
    .selectAll('account')
    .select(['second_factor.confirmed_at', 'second_factor.reset_at', 'custom_role.title as role_title'])
    .$if(access !== 'practice', (query) => query.where('account.user_id', '=', userId));
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof members>['execute']>>[number];

function memberOf(row: MemberRow): WorkforceMember {
  return {
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    pronoun: row.pronoun,
    role: row.role,
    jobTitle: jobTitleOf(row),
    status: row.ended_at === null ? row.status : 'ended',
    statusSince: row.ended_at ?? row.status_since,
    statusUntil: row.status_until,
    service: row.service,
    secondFactor: secondFactorState(row),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

/** Where the practice has no word of its own for the job, the role's. */
function jobTitleOf(row: { job_title: string; role: string; role_title: string | null }): string {
  return row.job_title || (roleByCode(row.role)?.title ?? row.role_title ?? row.role);
}

function secondFactorState(row: { confirmed_at: number | null; reset_at: number | null }): SecondFactorState {
  if (row.reset_at !== null) return 'reset';
  return row.confirmed_at === null ? 'none' : 'app';
}

import type { Access } from '../../shared/contract/platform/matrix';
import { roleByCode } from '../../shared/domain/roles';
import type { SecondFactorState, WorkforceMember } from '../../shared/domain/workforce-member';
import type { Database } from '../database/schema';

/**
 * The members that one caller may see, always in the same order: with less than the whole practice's scope,
 * only oneself.
 */
export async function workforceFor(
  db: Database,
  userId: string,
  access: NonNullable<Access>,
): Promise<WorkforceMember[]> {
  const rows = await db
    .selectFrom('account')
    .leftJoin('second_factor', 'second_factor.user_id', 'account.user_id')
    .selectAll('account')
    .select(['second_factor.confirmed_at', 'second_factor.reset_at'])
    .$if(access !== 'practice', (query) => query.where('account.user_id', '=', userId))
    .orderBy('account.user_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    pronoun: row.pronoun,
    role: row.role,
    // Where the practice has no word of its own for the job, the role's.
    jobTitle: row.job_title || (roleByCode(row.role)?.title ?? row.role),
    status: row.ended_at === null ? row.status : 'ended',
    statusSince: row.ended_at ?? row.status_since,
    statusUntil: row.status_until,
    service: row.service,
    secondFactor: secondFactorState(row),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  }));
}

function secondFactorState(row: { confirmed_at: number | null; reset_at: number | null }): SecondFactorState {
  if (row.reset_at !== null) return 'reset';
  return row.confirmed_at === null ? 'none' : 'app';
}

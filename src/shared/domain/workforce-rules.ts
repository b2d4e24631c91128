import type { MemberStatus } from './workforce-member';

/** What decides how far an account reaches. */
export interface Standing {
  role: string;
  status: MemberStatus;
}

/** Rules that keep a practice from being locked out of its own platform, or taken over by a lesser role. */
export type ChangeBar = 'oneself' | 'last-administrator' | 'administrators-only';

const administrator = 'admin';

/** Whether this is somebody who can administer the practice now. */
export function isAdministrator({ role, status }: Standing): boolean {
  return role === administrator && status === 'active';
}

/**
 * Why somebody may not bring an account from one standing to another; null where they may. A new account comes
 * from null.
 * `otherAdministrators`: how many besides this account could still administer the practice.
 */
export function changeBar(
  actor: { userId: string; role: string },
  target: { userId: string; before: Standing | null; after: Standing },
  otherAdministrators: number,
): ChangeBar | null {
  const { before, after } = target;
  if (actor.role !== administrator && [before?.role, after.role].includes(administrator)) {
    return 'administrators-only';
  }
  if (before === null) return null;
  const isMoved = before.role !== after.role || before.status !== after.status;
  if (isMoved && actor.userId === target.userId) return 'oneself';
  if (isAdministrator(before) && !isAdministrator(after) && otherAdministrators === 0) {
    return 'last-administrator';
  }
  return null;
}

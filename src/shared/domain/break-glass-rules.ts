/** What a reviewer makes of an emergency access. */
export const dispositions = ['justified', 'unjustified'] as const;
export type Disposition = (typeof dispositions)[number];

const MINUTE = 60_000_000;
const DAY = 24 * 60 * MINUTE;

/** Within so long after its end somebody else has to look at it: a long weekend, and no week. */
export const REVIEW_WITHIN = 3 * DAY;

/** How many emergency accesses of one person can run at once. */
export const MOST_RUNNING = 5;

/** When an emergency access that begins now ends by itself, and by when it is to be reviewed. Microseconds. */
export function breakGlassTimes(now: number, minutes: number): { expiresAt: number; reviewDueAt: number } {
  const expiresAt = now + minutes * MINUTE;
  return { expiresAt, reviewDueAt: expiresAt + REVIEW_WITHIN };
}

/** Whether it gives access now. */
export function isRunning(session: { expiresAt: number; endedAt: number | null }, now: number): boolean {
  return session.endedAt === null && now < session.expiresAt;
}

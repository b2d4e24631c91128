/** Which times make sense in what is entered about care. All of them in microseconds. */

const MINUTE = 60 * 1_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** From a day ago, for whoever came unannounced, to two years ahead. */
export function isBookable(startsAt: number, now: number): boolean {
  return startsAt > now - DAY && startsAt < now + 2 * YEAR;
}

/** Whether it can be known already that somebody came or did not: people are taken in before their time. */
export function canHaveHappened(startsAt: number, now: number): boolean {
  return startsAt <= now + HOUR;
}

/** Visits are written down within a month. */
export function isRecentVisit(startedAt: number, now: number): boolean {
  return startedAt <= now && startedAt > now - 30 * DAY;
}

/** From now, as somebody else's clock has it, or from within a year; it ends, if at all, within ten. */
export function isSpanAhead(since: number, until: number | null, now: number): boolean {
  const begins = since > now - 5 * MINUTE && since < now + YEAR;
  return begins && (until === null || (until > since && until > now && until < now + 10 * YEAR));
}

/** A referral is for two years at most. */
export function isReferralSpan(until: number, now: number): boolean {
  return until > now && until <= now + 2 * YEAR;
}

/** At most two days long; entered from a day ago to a year ahead. */
export function isShift(startsAt: number, endsAt: number, now: number): boolean {
  const begins = startsAt > now - DAY && startsAt < now + YEAR;
  return begins && endsAt > startsAt && endsAt <= startsAt + 2 * DAY;
}

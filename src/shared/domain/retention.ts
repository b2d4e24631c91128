/** How long records are kept. 45 CFR 164.316(b)(2)(i): six years from creation or from when last in effect. */
export const MINIMUM_RETENTION_YEARS = 6;

const DAY_MS = 86_400_000;

/** When what happened at an instant need not be kept any more: after the same day that many years later, in UTC. */
export function yearsAfter(micros: number, years: number): number {
  const date = new Date(Math.floor(micros / 1000));
  const day = Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate());
  return (day + DAY_MS) * 1000;
}

/** What happened before this instant is older than that many years at `micros`. */
export function yearsBefore(micros: number, years: number): number {
  const date = new Date(Math.floor(micros / 1000));
  return Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate()) * 1000;
}

/** What becomes of something that somebody is asked to look at. */
export const alertStates = ['open', 'acknowledged', 'closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** What it turned out to be. */
export const alertDispositions = ['misuse', 'mistake', 'expected', 'unclear'] as const;
export type AlertDisposition = (typeof alertDispositions)[number];

const DAY = 24 * 60 * 60 * 1_000_000;

/** What is found again within so long joins the alert there is, unless somebody has looked at that one. Microseconds. */
export const JOINS_WITHIN = DAY;

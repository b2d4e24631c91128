import { kilometres, type Position } from './distance';
import { DAY, HOUR, MINUTE, type Detector } from './detector';
import type { Thresholds } from './thresholds';

interface Last {
  at: number;
  name: string;
  country: string;
  latitude: number;
  longitude: number;
}

/** What a table of towns is off by, at either end. */
const TOWN_KM = 50;

/** What is certain of the way between two places: the table's error at both ends taken off. */
function certainKilometres(from: Position, to: Position): number {
  return Math.max(0, kilometres(from, to) - 2 * TOWN_KM);
}

/** Whether any two of the places that are known lie far enough apart for a way between them to be told of. */
export function seesTravel(
  places: readonly Position[],
  { travelKilometres }: Pick<Thresholds, 'travelKilometres'>,
): boolean {
  return places.some((from, i) =>
    places.slice(i + 1).some((to) => certainKilometres(from, to) >= travelKilometres),
  );
}

/** One person in two places, the way between them longer than anything flies in that time. Unknown places say nothing. */
export const impossibleTravel: Detector<Last> = {
  kind: 'impossible-travel',
  keptFor: 2 * DAY,
  keyOf: ({ did, userId, place }) => (did !== 'sign-in-failed' && place !== null ? userId : null),
  observe(state, { at, userId, address, place }, { travelKmPerHour, travelKilometres }) {
    if (place === null || userId === null) return { state, finding: null };
    const { name, country, latitude, longitude } = place;
    const here: Last = { at, name, country, latitude, longitude };
    // What comes late, out of order, is held against the newest and does not take its place.
    const next = state === null || at >= state.at ? here : state;
    if (state === null) return { state: next, finding: null };
    const km = certainKilometres(state, here);
    const took = Math.max(MINUTE, Math.abs(at - state.at));
    const speed = km / (took / HOUR);
    if (km < travelKilometres || speed <= travelKmPerHour) return { state: next, finding: null };
    const minutes = Math.round(took / MINUTE);
    return {
      state: next,
      finding: {
        kind: 'impossible-travel',
        subject: { userId, ...(address !== null && { address }) },
        since: Math.min(at, state.at),
        at,
        facts: {
          from: `${state.name} (${state.country})`,
          to: `${name} (${country})`,
          kilometres: Math.round(km),
          minutes,
          kmPerHour: Math.round(speed),
          threshold: travelKmPerHour,
        },
        weight: km,
        reason: `This account was used in ${state.name} and, ${minutes} minutes apart, in ${name}: at least ${Math.round(km)} kilometres. A shared account, or a network that passes for another place, can look the same.`,
      },
    };
  },
};

import { DAY, type Detector } from './detector';

interface Places {
  signIns: number;
  /** Place, times, newest time; the newest last. */
  seen: [string, number, number][];
}

const MOST_PLACES = 50;
const LEAST_SIGN_INS = 5;

/**
 * A person signs in from where they never did: a town where a table knows it, else a network. How often somebody meets
 * a new place is the share of their sign-ins from places seen once (Good-Turing).
 */
export const newPlace: Detector<Places> = {
  kind: 'new-place',
  keptFor: 400 * DAY,
  keyOf: ({ did, userId, network }) => (did === 'sign-in' && network !== null ? userId : null),
  observe(state, { at, userId, address, network, place }, { placeOnceIn }) {
    const { signIns, seen } = state ?? { signIns: 0, seen: [] };
    const here = place === null ? (network ?? '') : `${place.country} ${place.name}`;
    const times = seen.find(([where]) => where === here)?.[1] ?? 0;
    const others = seen.filter(([where]) => where !== here);
    const next: Places = {
      signIns: signIns + 1,
      seen: [...others, [here, times + 1, at] as [string, number, number]].slice(-MOST_PLACES),
    };
    const once = seen.filter(([, count]) => count === 1).length;
    const onceIn = Math.floor((signIns + 1) / (once + 1));
    const isNew = times === 0 && signIns >= LEAST_SIGN_INS && onceIn >= placeOnceIn;
    if (!isNew || userId === null) return { state: next, finding: null };
    const where = place === null ? 'a network' : `${place.name} (${place.country})`;
    return {
      state: next,
      finding: {
        kind: 'new-place',
        subject: { userId, ...(address !== null && { address }) },
        since: at,
        at,
        facts: {
          signIns,
          places: seen.length,
          onceIn,
          threshold: placeOnceIn,
          ...(place !== null && { country: place.country, place: place.name }),
        },
        weight: onceIn,
        reason: `This person signed in from ${where} where none of their ${signIns} sign-ins before came from; they meet a new one about once in ${onceIn}.`,
      },
    };
  },
};

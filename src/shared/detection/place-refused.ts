import { DAY, type Detector } from './detector';

/** What the trail says of a sign-in that was right but came from where nobody may come from. */
export const PLACE_NOT_ALLOWED = 'place-not-allowed';

/** Somebody knew the password and came from a place from which sign-in is not allowed. It remembers nothing. */
export const placeRefused: Detector<never> = {
  kind: 'place-refused',
  keptFor: DAY,
  keyOf: ({ did, why, userId }) => (did === 'sign-in-failed' && why === PLACE_NOT_ALLOWED ? userId : null),
  observe(_, { at, userId, address, place }) {
    return {
      state: null,
      finding: {
        kind: 'place-refused',
        subject: { ...(userId !== null && { userId }), ...(address !== null && { address }) },
        since: at,
        at,
        facts: { ...(place !== null && { country: place.country, place: place.name }) },
        weight: 1,
        reason: `Somebody knew this account’s password and came from ${place?.name ?? 'a place'}, from where sign-in is not allowed.`,
      },
    };
  },
};

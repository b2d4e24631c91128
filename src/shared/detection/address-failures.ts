import { addressBlockedFor } from '../domain/lockout';
import { addressKey } from './address';
import { DAY, MINUTE, type Detector } from './detector';
import { MOST_KEPT, withEntry } from './recent';

interface Tries {
  times: number[];
}

/** Worse than any number of failures that blocks nothing. */
const BLOCKED = MOST_KEPT;

/** Failed sign-ins from one address, whoever's name was typed; very many of them block it for a while. */
export const addressFailures: Detector<Tries> = {
  kind: 'address-failures',
  keptFor: DAY,
  keyOf: ({ did, address }) =>
    address !== null && (did === 'sign-in-failed' || did === 'address-released') ? addressKey(address) : null,
  observe(state, { at, did, address }, { addressFailures: limit, addressMinutes, blockFailures }) {
    // What was counted there is forgotten, as the door forgets it.
    if (did === 'address-released') return { state: null, finding: null };
    const window = addressMinutes * MINUTE;
    const times = withEntry(state?.times ?? [], at, Math.max(window, addressBlockedFor), (when) => when);
    const newest = times.at(-1) ?? at;
    const failures = times.filter((when) => when > newest - window);
    const toBlock = times.filter((when) => when > newest - addressBlockedFor).length;
    const isMany = toBlock >= blockFailures;
    if ((failures.length < limit && !isMany) || address === null) return { state: { times }, finding: null };
    const told = isMany
      ? `${toBlock} sign-ins from this address failed within ${addressBlockedFor / MINUTE} minutes; it is blocked for as long.`
      : `${failures.length} sign-ins from this address failed within ${addressMinutes} minutes.`;
    return {
      state: { times },
      finding: {
        kind: 'address-failures',
        subject: { address: addressKey(address) },
        since: failures[0] ?? at,
        at,
        facts: {
          failures: failures.length,
          threshold: limit,
          minutes: addressMinutes,
          failuresToBlock: toBlock,
          blockThreshold: blockFailures,
        },
        reason: told,
        weight: isMany ? BLOCKED + toBlock : failures.length,
        ...(isMany && { answer: 'block-address' }),
      },
    };
  },
};

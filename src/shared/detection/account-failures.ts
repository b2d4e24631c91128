import { DAY, MINUTE, type Detector } from './detector';
import { withEntry } from './recent';

interface Tries {
  /** Instant, and the place in `addresses` of where it came from. */
  tries: [number, string][];
}

/** Failed sign-ins with one account, wherever they come from. */
export const accountFailures: Detector<Tries> = {
  kind: 'account-failures',
  keptFor: DAY,
  keyOf: ({ did, userId }) => (did === 'sign-in-failed' ? userId : null),
  observe(state, { at, userId, network }, { accountFailures: limit, accountMinutes }) {
    const entry: [number, string] = [at, network ?? ''];
    const tries = withEntry(state?.tries ?? [], entry, accountMinutes * MINUTE, ([when]) => when);
    const since = tries[0]?.[0] ?? at;
    if (tries.length < limit || userId === null) return { state: { tries }, finding: null };
    const networks = new Set(tries.map(([, from]) => from)).size;
    const from = networks === 1 ? 'one network' : `${networks} networks`;
    return {
      state: { tries },
      finding: {
        kind: 'account-failures',
        subject: { userId },
        since,
        at,
        facts: { failures: tries.length, networks, threshold: limit, minutes: accountMinutes },
        reason: `${tries.length} sign-ins with this account failed within ${accountMinutes} minutes, from ${from}.`,
        weight: tries.length,
      },
    };
  },
};

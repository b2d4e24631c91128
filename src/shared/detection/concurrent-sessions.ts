import { DAY, MINUTE, type Detector } from './detector';

interface Used {
  /** Session, network, first and newest use. */
  sessions: [string, string, number, number][];
}

const MOST_SESSIONS = 10;

/**
 * Two sessions of one person are used in turns from different networks. Going from a desk to a phone is none: the desk
 * has to be used again after the phone was. Most calls leave no event, so a sign-in is held against the sessions beside
 * it as well: a console that is open renews its session, and one that was left locks itself and does not.
 */
export const concurrentSessions: Detector<Used> = {
  kind: 'concurrent-sessions',
  keptFor: DAY,
  keyOf: ({ did, userId, sessionId, network }) =>
    did !== 'sign-in-failed' && sessionId !== null && network !== null ? userId : null,
  observe(state, { at, did, userId, sessionId, network, beside }, { concurrentMinutes, besideMinutes }) {
    if (userId === null || sessionId === null || network === null) return { state, finding: null };
    const before = state?.sessions ?? [];
    const others = before.filter(([id]) => id !== sessionId);
    const first = before.find(([id]) => id === sessionId)?.[2] ?? at;
    const window = concurrentMinutes * MINUTE;
    const here: [string, string, number, number] = [sessionId, network, first, at];
    const sessions = did === 'sign-out' ? others : [...others, here].slice(-MOST_SESSIONS);
    const other = others.find(
      ([, from, , last]) => from !== network && last > first && Math.abs(at - last) <= window,
    );
    const open = beside.find(
      ({ network: from, usedAt }) => from !== network && at - usedAt <= besideMinutes * MINUTE,
    );
    if (open !== undefined) {
      return {
        state: { sessions },
        finding: {
          kind: 'concurrent-sessions',
          subject: { userId, sessionId },
          since: Math.min(open.usedAt, at),
          at,
          facts: {
            networks: `${open.network} ${network}`,
            sessions: beside.length + 1,
            minutes: besideMinutes,
          },
          weight: 1,
          reason: `This person signed in while another session of theirs was open on a different network, used within the last ${besideMinutes} minutes.`,
        },
      };
    }
    if (other === undefined || did === 'sign-out') return { state: { sessions }, finding: null };
    return {
      state: { sessions },
      finding: {
        kind: 'concurrent-sessions',
        subject: { userId, sessionId },
        since: Math.max(first, other[2]),
        at,
        facts: { networks: `${other[1]} ${network}`, sessions: sessions.length, minutes: concurrentMinutes },
        weight: 1,
        reason: `Two sessions of this person were used in turns within ${concurrentMinutes} minutes, from different networks.`,
      },
    };
  },
};

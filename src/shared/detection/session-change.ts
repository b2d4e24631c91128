import { DAY, type Detector } from './detector';

interface Opened {
  network: string;
  program: string;
  at: number;
}

/** Why a session ended whose refresh token came a second time (draft.ts). */
export const TOKEN_REUSED = 'token-reused';

/**
 * A refresh token comes a second time, or a session goes on from another network or by another program than it began:
 * what a copied token looks like. The door ends a session whose token comes twice; that is told of here. Networks
 * change under an honest person (a laptop goes home, a carrier hands out another address), so that is told of. No
 * console turns into another program or another system within a session, so that ends it: at worst somebody signs in
 * once more.
 */
export const sessionChange: Detector<Opened> = {
  kind: 'session-change',
  keptFor: 2 * DAY,
  keyOf: ({ did, sessionId }) => (did === 'sign-in-failed' ? null : sessionId),
  observe(state, { at, did, userId, sessionId, address, network, program, why }) {
    const subject = {
      ...(sessionId !== null && { sessionId }),
      ...(userId !== null && { userId }),
      ...(address !== null && { address }),
    };
    if (did === 'sign-out') {
      if (why !== TOKEN_REUSED) return { state: null, finding: null };
      const from =
        state !== null && network !== null && network !== state.network ? ', from another network' : '';
      return {
        state: null,
        finding: {
          kind: 'session-change',
          subject,
          since: state?.at ?? at,
          at,
          facts: { tokenReused: 1, network: network ?? '', networkBefore: state?.network ?? '' },
          weight: 3,
          reason: `A key of a session came a second time${from}: somebody has a copy of it, or an answer was lost on its way. The session was ended.`,
        },
      };
    }
    const now: Opened = { network: network ?? '', program: program ?? '', at };
    if (state === null || sessionId === null) return { state: now, finding: null };
    const isElsewhere = network !== null && now.network !== state.network;
    // A program that names itself by nothing is not compared.
    const isOther = program !== null && state.program !== '' && now.program !== state.program;
    if (!isElsewhere && !isOther) return { state, finding: null };
    const what = isOther
      ? isElsewhere
        ? 'another program and network'
        : 'another program'
      : 'another network';
    return {
      state,
      finding: {
        kind: 'session-change',
        subject,
        since: state.at,
        at,
        facts: { network: now.network, networkBefore: state.network, programChanged: isOther ? 1 : 0 },
        weight: isOther ? 2 : 1,
        reason: `A session went on from ${what} than it began with${isOther ? '; it was ended' : ''}.`,
        ...(isOther && { answer: 'end-session' }),
      },
    };
  },
};

import { signOut } from '../../shared/contract/platform/auth';
import { ok } from '../../shared/domain/result';
import { notSignedIn } from '../access/refusals';
import { sessionsFor } from '../access/sessions';
import { draftBy, happenedIn, sessionEnded } from '../audit/draft';
import { recordMove } from '../detection/session-moves';
import { ask } from '../database/question';
import { TOKEN_LIFE } from '../identity/access-token';
import { issuingRefreshToken, useRefreshToken } from '../identity/refresh-tokens';
import { endSession, findSession, keepSession, refreshSeconds } from '../identity/sessions';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { recordEnds } from './live-sessions';

export function sessionHandlers(
  service: Service,
): Pick<Handlers, 'auth.refreshSession' | 'auth.signOut' | 'auth.whoAmI'> {
  const { acts, clock, db, practice, tokens } = service;
  return {
    async 'auth.refreshSession'({ refreshToken }, visitor) {
      return acts.quietly(async (transaction, record) => {
        const now = clock();
        const used = await useRefreshToken(transaction, refreshToken, now);
        if (used === null) return notSignedIn;
        const { sessionId } = used;
        const found = await findSession(transaction, { sessionId }, visitor.network, now);
        if (!found.ok) return found;
        const session = found.value;
        if (used.reused) {
          // Somebody has a copy of it, and nobody can tell who is who (RFC 9700, section 4.14.2).
          await endSession(transaction, sessionId, now);
          await record(draftBy(session, sessionEnded(sessionId, 'token-reused'), now));
          return notSignedIn;
        }
        await keepSession(transaction, sessionId, now);
        await recordMove(transaction, record, session, now);
        return ok({
          accessToken: await tokens.issue({ userId: session.account.userId, sessionId }),
          expiresIn: TOKEN_LIFE,
          refreshToken: await ask(transaction, issuingRefreshToken(sessionId, now)),
          refreshExpiresIn: refreshSeconds(session.expiresAt, now),
        });
      });
    },

    async 'auth.signOut'({ onlyThis }, caller) {
      const { sessionId, account } = caller;
      await acts.act(async (transaction, record) => {
        const now = clock();
        const out = happenedIn(signOut.audit);
        await endSession(transaction, sessionId, now);
        await record(draftBy(caller, { ...out, resource: { ...out.resource, id: sessionId } }, now));
        if (onlyThis) return;
        const own = { userId: account.userId, sessionId, access: 'self' } as const;
        const ended = await sessionsFor(db, own, now).end(transaction, {});
        await recordEnds(record, caller, ended, now, { reason: 'signed-out' });
      });
      return ok({});
    },

    async 'auth.whoAmI'(_, caller) {
      const permissions = caller.role?.grants.map((grant) => grant.permission) ?? [];
      return Promise.resolve(ok({ account: caller.account, practice, permissions }));
    },
  };
}

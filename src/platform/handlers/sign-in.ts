import { randomUUID } from 'node:crypto';
import { PLACE_NOT_ALLOWED } from '../../shared/detection/place-refused';
import { signIn } from '../../shared/contract/platform/auth';
import { lockoutAt } from '../../shared/domain/lockout';
import { err, ok } from '../../shared/domain/result';
import type { Visitor } from '../access/caller';
import { accountEnded } from '../access/refusals';
import type { Recorder } from '../audit/act';
import { draftBy, happenedIn, sessionEnded, type Happened } from '../audit/draft';
import { prepared } from '../database/prepared';
import { askTogether } from '../database/question';
import { mayComeFrom } from '../detection/places';
import { detectionSettingsOf } from '../detection/settings';
import { TOKEN_LIFE } from '../identity/access-token';
import { lockingLookedAt } from '../identity/accounts';
import { forgettingFailures, withdrawAttempt } from '../identity/failures';
import { forgettingOldRefreshTokens, issuingRefreshToken } from '../identity/refresh-tokens';
import { secondFactorOf } from '../identity/second-factor';
import {
  endSession,
  newestSession,
  openingSession,
  refreshSeconds,
  SESSION_LIFE,
  sessionsTooMany,
} from '../identity/sessions';
import type { Service } from '../service';
import { attemptCode } from './code-attempt';
import type { Handlers } from './handler';
import { attemptDraft, attemptPassword, codeNeeded, tooMany, type LookedAt } from './password-attempt';

const login = happenedIn(signIn.audit);
const refused: Happened = { ...login, action: 'FAILED_LOGIN', outcome: 'failure' };

export function signInHandlers(service: Service): Pick<Handlers, 'auth.signIn'> {
  const { acts, clock, db, practice, seal, tokens } = service;

  async function isAllowedPlace(address: string): Promise<boolean> {
    const { settings } = await detectionSettingsOf(db);
    return mayComeFrom(settings, practice.synthetic, address);
  }

  /** One answer, whatever was wrong; only who knows the password learns that the account has ended. */
  async function refuse(record: Recorder, visitor: Visitor, attempt: LookedAt, reason: string) {
    const verb = attempt.failures >= lockoutAt ? 'LOCKED_OUT' : login.verb;
    await record(attemptDraft(visitor, attempt.known, { ...refused, verb, meta: { reason } }, clock()));
    return attempt.isPasswordRight && reason === 'account-ended' ? accountEnded : wrongCredentials;
  }

  return {
    async 'auth.signIn'({ userName, password, code }, visitor) {
      // Held to the places that are allowed when it comes in, however long it waits for its turn.
      const [attempt, isAllowed] = await Promise.all([
        attemptPassword(service, visitor, { userName, password }, refused),
        isAllowedPlace(visitor.network.address),
      ]);
      if ('ok' in attempt) return attempt;
      const { attempted, known } = attempt;
      // Before anything that only whoever knows the password is told.
      if (attempt.isPasswordRight && !isAllowed) {
        const elsewhere = { ...attempt, isPasswordRight: false };
        return acts.act((_, record) => refuse(record, visitor, elsewhere, PLACE_NOT_ALLOWED));
      }
      if (known === null || !attempt.mayEnter) {
        return acts.act((_, record) => refuse(record, visitor, attempt, attempt.reason));
      }
      const { account } = known;
      const { userId } = account;
      return acts.quietly(async (transaction, record) => {
        // Two sign-ins of one account at once would both take the code, or both be the fifth session.
        const [stale, factor] = await askTogether(transaction, [
          lockingLookedAt(known),
          secondFactorOf(transaction, userId, seal, practice.synthetic),
        ]);
        if (stale !== null) return refuse(record, visitor, attempt, stale);
        const now = clock();
        if (factor.isOn && code === undefined) {
          await withdrawAttempt(transaction, attempted, attempt.at);
          return codeNeeded;
        }
        let accepted: 'app' | 'recovery-code' | undefined;
        if (factor.isOn && code !== undefined) {
          const looked = await attemptCode(transaction, factor, attempted.userKey, code, now);
          if ('waits' in looked) {
            // Nothing wrong was said here: the codes wait, and not this address.
            await withdrawAttempt(transaction, attempted, attempt.at);
            const { failures, isFirst, waitSeconds } = looked.waits;
            const reason = failures >= lockoutAt ? 'account-locked' : 'too-soon';
            const denied: Happened = { ...refused, outcome: 'denied', meta: { reason } };
            if (isFirst) await record(attemptDraft(visitor, known, denied, now));
            return tooMany(waitSeconds);
          }
          if (looked.accepted === null) {
            const failures = Math.max(attempt.failures, looked.failures);
            return refuse(record, visitor, { ...attempt, failures }, 'wrong-code');
          }
          ({ accepted } = looked);
        }

        const [, previousSignIn, ended] = await askTogether(transaction, [
          forgettingFailures(attempted),
          newestSession(userId),
          sessionsTooMany(userId, now),
        ]);
        for (const old of ended) await endSession(transaction, old, now);
        const session = { sessionId: randomUUID(), userId, network: visitor.network };
        // Signed while the database works; where that fails, nothing more may be sent before it is undone.
        const signing = tokens.issue({ userId, sessionId: session.sessionId });
        signing.catch(() => undefined);
        const [, refreshToken] = await askTogether(transaction, [
          openingSession(session, now),
          issuingRefreshToken(session.sessionId, now),
          forgettingOldRefreshTokens(now),
          seen.with({ userId, now }),
        ]);
        const accessToken = await signing;
        const who = { ...visitor, account, role: null, sessionId: session.sessionId };
        await record(
          draftBy(
            who,
            {
              ...login,
              resource: { ...login.resource, id: session.sessionId },
              ...(accepted !== undefined && { meta: { secondFactor: accepted } }),
            },
            now,
          ),
        );
        for (const id of ended) await record(draftBy(who, sessionEnded(id, 'too-many-sessions'), now));
        return ok({
          accessToken,
          expiresIn: TOKEN_LIFE,
          refreshToken,
          refreshExpiresIn: refreshSeconds(now + SESSION_LIFE, now),
          account,
          previousSignIn,
          recoveryCodesLeft: await factor.codesLeft(),
        });
      });
    },
  };
}

const seen = prepared<{ userId: string; now: number }, unknown>((db, { userId, now }) =>
  db.updateTable('account').set({ last_seen_at: now }).where('user_id', '=', userId),
);

const wrongCredentials = err(
  'wrong-credentials',
  'User name, password or code is not right.',
  'Check the password, and the code if your account has one; after five failures the account is locked here for 30 minutes.',
);

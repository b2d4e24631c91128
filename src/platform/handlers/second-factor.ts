import {
  beginSecondFactor,
  confirmSecondFactor,
  resetSecondFactor,
} from '../../shared/contract/platform/second-factor';
import { lockoutAt } from '../../shared/domain/lockout';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { sessionsFor } from '../access/sessions';
import { happenedIn, type Happened } from '../audit/draft';
import { ask, askTogether } from '../database/question';
import { lockAccount, lockingLookedAt } from '../identity/accounts';
import { withdrawAttempt } from '../identity/failures';
import { secondFactorOf } from '../identity/second-factor';
import { findSession } from '../identity/sessions';
import { newTotpSecret, totpUri } from '../identity/totp';
import type { Service } from '../service';
import { attempting } from './attempt';
import { attemptCode } from './code-attempt';
import type { Handlers } from './handler';
import { recordEnds } from './live-sessions';
import { attemptPassword, codeNeeded, tooMany } from './password-attempt';
import { resetSignIn, type ResetKind } from './reset';

export function secondFactorHandlers(
  service: Service,
): Pick<Handlers, 'auth.beginSecondFactor' | 'auth.confirmSecondFactor' | 'auth.resetSecondFactor'> {
  const { acts, clock, db, practice, seal } = service;
  /** These are acts on one's own account, and about how one comes in. */
  const about = (happened: Happened, { account }: Caller): Happened => ({
    ...happened,
    category: 'authentication',
    resource: { ...happened.resource, id: account.userId },
  });

  return {
    async 'auth.beginSecondFactor'({ password, code }, caller) {
      const { userId, userName } = caller.account;
      const begun = about(happenedIn(beginSecondFactor.audit), caller);
      const looked = await attemptPassword(service, caller, { userName, password }, begun);
      if ('ok' in looked) return looked;
      const { attempted, known } = looked;
      if (known === null || !looked.mayEnter) {
        return acts.act((_, record) =>
          attempting(record, caller, begun, clock()).refuse(wrongPassword, looked.reason),
        );
      }
      return acts.quietly(async (transaction, record) => {
        const [stale, factor] = await askTogether(transaction, [
          lockingLookedAt(known),
          secondFactorOf(transaction, userId, seal, practice.synthetic),
        ]);
        const now = clock();
        const attempt = attempting(record, caller, begun, now);
        if (stale !== null) return attempt.refuse(wrongPassword, stale);
        // The password alone must not take another one's place: a code of the one that is on is asked for as well.
        if (factor.isOn) {
          if (code === undefined) {
            await withdrawAttempt(transaction, attempted, looked.at);
            return codeNeeded;
          }
          const shown = await attemptCode(transaction, factor, attempted.userKey, code, now);
          if ('waits' in shown) {
            await withdrawAttempt(transaction, attempted, looked.at);
            const { failures, isFirst, waitSeconds } = shown.waits;
            const reason = failures >= lockoutAt ? 'account-locked' : 'too-soon';
            return isFirst ? attempt.refuse(tooMany(waitSeconds), reason) : tooMany(waitSeconds);
          }
          if (shown.accepted === null) return attempt.refuse(wrongCurrentCode, 'wrong-code');
        }
        await withdrawAttempt(transaction, attempted, looked.at);
        const secret = newTotpSecret();
        await factor.begin(secret);
        await attempt.done();
        return ok({ secret, uri: totpUri(secret, practice.name, userName) });
      });
    },

    async 'auth.confirmSecondFactor'({ code }, caller) {
      const { userId } = caller.account;
      const enabled = about(happenedIn(confirmSecondFactor.audit), caller);
      return acts.act(async (transaction, record) => {
        await lockAccount(transaction, userId);
        const now = clock();
        const attempt = attempting(record, caller, enabled, now);
        const { sessionId, network } = caller;
        // It may have ended since the request came in: by another password, or by another app.
        const session = await findSession(transaction, { sessionId, userId }, network, now);
        if (!session.ok) return attempt.refuse(session, 'session-ended');
        const factor = await ask(transaction, secondFactorOf(transaction, userId, seal, practice.synthetic));
        const confirmed = await factor.confirm(code, now);
        if (typeof confirmed === 'string') {
          return attempt.refuse(confirmed === 'not-begun' ? notBegun : wrongCode, confirmed);
        }
        await attempt.done();
        const own = { userId, sessionId, access: 'self' } as const;
        const ended = await sessionsFor(db, own, now).end(transaction, { besides: sessionId });
        await recordEnds(record, caller, ended, now, { reason: 'second-factor-changed' });
        return ok({ recoveryCodes: confirmed });
      });
    },

    'auth.resetSecondFactor': ({ userId, reason }, caller) =>
      resetSignIn(service, caller, { userId, reason }, reset, async (transaction, now) => {
        const factor = await ask(transaction, secondFactorOf(transaction, userId, seal, practice.synthetic));
        return (await factor.reset(now)) ? ok({}) : noFactor;
      }),
  };
}

const wrongPassword = err(
  'wrong-credentials',
  'The password is not right; nothing was changed.',
  'Enter the password with which you sign in.',
);

const wrongCode = err(
  'wrong-credentials',
  'The code does not fit; the second factor is not on.',
  'Enter the newest code, and check that phone and computer show the same time.',
);

const wrongCurrentCode = err(
  'wrong-credentials',
  'The code of your present app does not fit; nothing was changed.',
  'Enter the next code it shows, or a recovery code.',
);

const reset: ResetKind = {
  audit: resetSecondFactor.audit,
  notOneself: err(
    'denied',
    'Nobody resets their own second factor.',
    'Set up a new app under your own account, or ask another administrator.',
  ),
  own: 'own-second-factor',
  ends: 'second-factor-reset',
};

const noFactor = err('not-found', 'This person has no second factor.', 'Look at the list of people again.');

const notBegun = err('conflict', 'No second factor is being set up.', 'Begin its set-up again.');

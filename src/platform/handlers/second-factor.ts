import {
  beginSecondFactor,
  confirmSecondFactor,
  resetSecondFactor,
} from '../../shared/contract/platform/second-factor';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { lockAccount } from '../identity/accounts';
import { withdrawAttempt } from '../identity/failures';
import { secondFactorOf } from '../identity/second-factor';
import { newTotpSecret, totpUri } from '../identity/totp';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { attemptPassword } from './password-attempt';
import { resetSignIn, type ResetKind } from './reset';

export function secondFactorHandlers(
  service: Service,
): Pick<Handlers, 'auth.beginSecondFactor' | 'auth.confirmSecondFactor' | 'auth.resetSecondFactor'> {
  const { acts, clock, practice, seal } = service;
  /** These are acts on one's own account, and about how one comes in. */
  const about = (happened: Happened, { account }: Caller): Happened => ({
    ...happened,
    category: 'authentication',
    resource: { ...happened.resource, id: account.userId },
  });

  return {
    async 'auth.beginSecondFactor'({ password }, caller) {
      const { userId, userName } = caller.account;
      const begun = about(happenedIn(beginSecondFactor.audit), caller);
      const attempt = await attemptPassword(service, caller, { userName, password }, begun);
      if ('ok' in attempt) return attempt;
      if (!attempt.mayEnter) {
        const failed: Happened = { ...begun, outcome: 'failure', meta: { reason: attempt.reason } };
        await acts.act((_, record) => record(draftBy(caller, failed, clock())));
        return wrongPassword;
      }
      const secret = newTotpSecret();
      await acts.act(async (transaction, record) => {
        await lockAccount(transaction, userId);
        await withdrawAttempt(transaction, attempt.attempted, attempt.at);
        const factor = await secondFactorOf(transaction, userId, seal, practice.synthetic);
        await factor.begin(secret);
        await record(draftBy(caller, begun, clock()));
      });
      return ok({ secret, uri: totpUri(secret, practice.name, userName) });
    },

    async 'auth.confirmSecondFactor'({ code }, caller) {
      const { userId } = caller.account;
      const enabled = about(happenedIn(confirmSecondFactor.audit), caller);
      return acts.act(async (transaction, record) => {
        await lockAccount(transaction, userId);
        const now = clock();
        const factor = await secondFactorOf(transaction, userId, seal, practice.synthetic);
        const confirmed = await factor.confirm(code, now);
        if (typeof confirmed === 'string') {
          await record(draftBy(caller, { ...enabled, outcome: 'failure', meta: { reason: confirmed } }, now));
          return confirmed === 'not-begun' ? notBegun : wrongCode;
        }
        await record(draftBy(caller, enabled, now));
        return ok({ recoveryCodes: confirmed });
      });
    },

    'auth.resetSecondFactor': ({ userId, reason }, caller) =>
      resetSignIn(service, caller, { userId, reason }, reset, async (transaction, now) => {
        const factor = await secondFactorOf(transaction, userId, seal, practice.synthetic);
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

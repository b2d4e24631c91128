import {
  beginSecondFactor,
  confirmSecondFactor,
  resetSecondFactor,
} from '../../shared/contract/platform/second-factor';
import { grantsBeyond } from '../../shared/domain/permission';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { onlyInPart } from '../access/refusals';
import { findRole } from '../access/roles';
import { sessionsFor } from '../access/sessions';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { lockAccount } from '../identity/accounts';
import { withdrawAttempt } from '../identity/failures';
import { secondFactorOf } from '../identity/second-factor';
import { newTotpSecret, totpUri } from '../identity/totp';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';
import { recordEnds } from './live-sessions';
import { attemptPassword } from './password-attempt';

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

    async 'auth.resetSecondFactor'({ userId, reason }, caller) {
      const said = happenedIn(resetSecondFactor.audit);
      const happened: Happened = {
        ...said,
        category: 'administration',
        resource: { ...said.resource, id: userId },
      };
      return acts.act(async (transaction, record) => {
        const now = clock();
        const attempt = attempting(record, caller, happened, now, reason);
        if (caller.access !== 'practice') return attempt.refuse(onlyInPart, 'no-permission');
        // Whoever took over a session could otherwise get rid of the factor that keeps them out later.
        if (userId === caller.account.userId) return attempt.refuse(notOneself, 'own-second-factor');
        const account = await transaction
          .selectFrom('account')
          .select('role')
          .where('user_id', '=', userId)
          .where('ended_at', 'is', null)
          .where('status', '<>', 'ended')
          .forUpdate()
          .executeTakeFirst();
        if (account === undefined) return attempt.refuse(noSuchAccount, 'not-found');
        const held = await findRole(transaction, account.role);
        if (grantsBeyond(caller.role, held).length > 0) return attempt.refuse(aboveYours, 'more-than-held');
        const factor = await secondFactorOf(transaction, userId, seal, practice.synthetic);
        if (!(await factor.reset(now))) return attempt.refuse(noFactor, 'not-found');
        await attempt.done();
        const everybody = {
          userId: caller.account.userId,
          sessionId: caller.sessionId,
          access: 'practice',
        } as const;
        const ended = await sessionsFor(db, everybody, now).end(transaction, { userId });
        await recordEnds(record, caller, ended, now, { reason: 'second-factor-reset' });
        return ok({ sessionsEnded: ended.length });
      });
    },
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

const notOneself = err(
  'denied',
  'Nobody resets their own second factor.',
  'Set up a new app under your own account, or ask another administrator.',
);
const aboveYours = err(
  'denied',
  'This person may do more than you; nothing was changed.',
  'Ask somebody who may do all that they may.',
);
const noSuchAccount = err(
  'not-found',
  'There is no such account, or it has ended.',
  'Look at the list of people again.',
);
const noFactor = err('not-found', 'This person has no second factor.', 'Look at the list of people again.');

const notBegun = err('conflict', 'No second factor is being set up.', 'Begin its set-up again.');

import { resetPassword } from '../../shared/contract/platform/password-reset';
import { err, ok } from '../../shared/domain/result';
import { makeInvitation, RESET_LIFE, wasReset } from '../identity/invitations';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { resetSignIn, type ResetKind } from './reset';

/** A forgotten password: the old one goes at once, and its owner chooses another by a code (invitations.ts). */
export function passwordResetHandlers(service: Service): Pick<Handlers, 'auth.resetPassword'> {
  return {
    'auth.resetPassword': ({ userId, reason }, caller) =>
      resetSignIn(service, caller, { userId, reason }, kind, async (transaction, now) => {
        const had = await transaction
          .updateTable('account')
          .set({ password_hash: null })
          .where('user_id', '=', userId)
          .where('service', '=', false)
          .where('password_hash', 'is not', null)
          .returning('user_id')
          .executeTakeFirst();
        // Whoever let the hour pass gets another code.
        if (had === undefined && !(await wasReset(transaction, userId))) return noPassword;
        return ok(
          await makeInvitation(transaction, userId, { purpose: 'password-reset', life: RESET_LIFE }, now),
        );
      }),
  };
}

const kind: ResetKind = {
  audit: resetPassword.audit,
  notOneself: err(
    'denied',
    'Nobody resets their own password.',
    'Change it under your own account, or ask another administrator.',
  ),
  own: 'own-password',
  ends: 'password-reset',
};

const noPassword = err(
  'not-found',
  'This account has no password that could be reset.',
  'Invite its owner to choose a first one.',
);

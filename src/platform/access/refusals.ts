import { err } from '../../shared/domain/result';

export const notSignedIn = err(
  'not-signed-in',
  'Nobody is signed in, or the session has ended.',
  'Sign in again.',
);

/** Only for whoever showed the account's password or a token of it: their console forgets what it holds. */
export const accountEnded = err(
  'account-ended',
  'This account has ended.',
  'Ask an administrator if that is a mistake.',
);

export const wholePracticeOnly = err(
  'denied',
  'This concerns the whole practice, and your role reaches only part of it.',
  'Ask an administrator if you need it for your work.',
);

import { err } from '../../shared/domain/result';

export const notSignedIn = err(
  'not-signed-in',
  'Nobody is signed in, or the session has ended.',
  'Sign in again.',
);

/** Whoever hears this sets one up and signs in again; until then they come no further. */
export const secondFactorNeeded = err(
  'second-factor-needed',
  'Your role needs a second factor, and none is set up for your account.',
  'Set it up under Settings, Second factor; then sign in again.',
);

/** What is done to all of the practice, asked for by somebody whose role reaches a part of it. */
export const onlyInPart = err(
  'denied',
  'Your role allows this only for a part of the practice.',
  'Ask an administrator if you need it for your work.',
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

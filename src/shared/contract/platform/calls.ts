import { listEvents } from './audit';
import { refreshSession, signIn, signOut, whoAmI } from './auth';
import type { PlatformCall } from './call';
import { recordConsoleActs } from './console-acts';
import { listPseudonyms } from './patients';
import { aboutPractice, claimPractice, tryPractice } from './practice';
import { beginSecondFactor, confirmSecondFactor } from './second-factor';
import { listWorkforce } from './workforce';

/** Every call the platform answers. What is not in this list does not exist. */
export const platformCalls = {
  'practice.about': aboutPractice,
  'practice.claim': claimPractice,
  'practice.try': tryPractice,
  'auth.signIn': signIn,
  'auth.refreshSession': refreshSession,
  'auth.signOut': signOut,
  'auth.beginSecondFactor': beginSecondFactor,
  'auth.confirmSecondFactor': confirmSecondFactor,
  'auth.whoAmI': whoAmI,
  'workforce.list': listWorkforce,
  'patients.listPseudonyms': listPseudonyms,
  'audit.listEvents': listEvents,
  'audit.recordConsoleActs': recordConsoleActs,
} as const satisfies Record<string, PlatformCall>;

export type PlatformCallName = keyof typeof platformCalls;

import { listEvents } from './audit';
import { signIn, whoAmI } from './auth';
import type { PlatformCall } from './call';
import { claimPractice } from './practice';

/** Every call the platform answers. What is not in this list does not exist. */
export const platformCalls = {
  'practice.claim': claimPractice,
  'auth.signIn': signIn,
  'auth.whoAmI': whoAmI,
  'audit.listEvents': listEvents,
} as const satisfies Record<string, PlatformCall>;

export type PlatformCallName = keyof typeof platformCalls;

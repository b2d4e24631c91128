import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';

/** Somebody who works for the practice and has an account there (45 CFR 160.103, workforce), or a service account. */
const text = (max: number) =>
  z.string().min(1).max(max).refine(isStorableText, 'Text must be well-formed and without U+0000');

export const memberStatuses = ['active', 'on-leave', 'ended'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

/** `reset`: it was taken away and a new one is not set up yet. */
export const secondFactorStates = ['app', 'none', 'reset'] as const;
export type SecondFactorState = (typeof secondFactorStates)[number];

export const pronouns = ['she', 'he', 'they'] as const;

/** Times are microseconds since the Unix epoch. */
export const workforceMember = z.object({
  userId: z.uuid(),
  userName: text(254),
  /** With the credential people write after it: "Elena Vasquez, MD". */
  displayName: text(200),
  /** Null where the record does not say: then the name is used again. */
  pronoun: z.enum(pronouns).nullable(),
  /** A role's code. */
  role: text(64),
  /** What the practice calls the job: "Front desk". */
  jobTitle: text(100),
  status: z.enum(memberStatuses),
  /** When the present status began, and when it is to end where that is known. */
  statusSince: z.int().nonnegative(),
  statusUntil: z.int().nonnegative().nullable(),
  /** A program's account: nobody signs in with it. */
  service: z.boolean(),
  secondFactor: z.enum(secondFactorStates),
  createdAt: z.int().nonnegative(),
  /** Null: never signed in. */
  lastSeenAt: z.int().nonnegative().nullable(),
});
export type WorkforceMember = z.infer<typeof workforceMember>;

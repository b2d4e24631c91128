import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { dispositions } from '../../domain/break-glass-rules';
import { KiB, MiB, platformCall } from './call';
import { placeInList } from './care';

/** What somebody writes about an emergency; never empty. */
const words = z
  .string()
  .trim()
  .min(10)
  .max(2000)
  .refine(isStorableText, 'Text must be well-formed and without U+0000');
const micros = z.int().nonnegative();

/** Emergency access of one person to one patient. */
const breakGlassSession = z.object({
  breakGlassId: z.uuid(),
  userId: z.uuid(),
  patientId,
  justification: z.string(),
  beganAt: micros,
  /** When it ends, or ended by itself. */
  expiresAt: micros,
  /** When its owner ended it early. */
  endedAt: micros.nullable(),
  /** By when somebody else has to look at it. */
  reviewDueAt: micros,
  review: z
    .object({ reviewerId: z.uuid(), at: micros, disposition: z.enum(dispositions), note: z.string() })
    .nullable(),
});
export type BreakGlassSession = z.infer<typeof breakGlassSession>;

export const beginBreakGlass = platformCall({
  name: 'breakGlass.begin',
  summary:
    'Opens one patient’s record to somebody whose role does not reach it, in an emergency and for a time. Every reading carries the justification, and somebody else looks at it afterwards.',
  method: 'POST',
  path: '/api/v1/break-glass',
  request: z.object({
    /** Chosen by the caller: the same request again opens no second one. */
    breakGlassId: z.uuid(),
    patientId,
    justification: words,
    minutes: z.int().min(5).max(240).default(60),
  }),
  reply: breakGlassSession,
  permission: 'break-glass:use',
  audit: { action: 'READ', verb: 'BREAK_GLASS_STARTED', resource: 'Patient' },
  revealsPhi: true,
  limits: { request: 16 * KiB, reply: 32 * KiB },
});

export const endBreakGlass = platformCall({
  name: 'breakGlass.end',
  summary: 'Ends one’s own emergency access before its time.',
  method: 'POST',
  path: '/api/v1/break-glass/{breakGlassId}/end',
  request: z.object({ breakGlassId: z.uuid() }),
  reply: breakGlassSession,
  permission: 'break-glass:use',
  audit: { action: 'UPDATE', verb: 'BREAK_GLASS_ENDED', resource: 'Patient' },
  revealsPhi: true,
  limits: { request: KiB, reply: 32 * KiB },
});

export const listOwnBreakGlass = platformCall({
  name: 'breakGlass.listOwn',
  summary: 'The caller’s emergency accesses that run now.',
  method: 'GET',
  path: '/api/v1/break-glass/own',
  request: z.object({}),
  reply: z.object({ sessions: z.array(breakGlassSession).max(100) }),
  permission: 'break-glass:use',
  audit: { action: 'READ', verb: 'BREAK_GLASS_LISTED', resource: 'BreakGlass' },
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const listBreakGlass = platformCall({
  name: 'breakGlass.list',
  summary:
    'Emergency accesses, newest first: those that run, those that wait for somebody to look at them, those that wait too long, those that were looked at.',
  method: 'GET',
  path: '/api/v1/break-glass',
  request: z.object({
    state: z.enum(['running', 'open', 'overdue', 'reviewed']),
    limit: z.int().min(1).max(100).default(50),
    after: placeInList.optional(),
  }),
  reply: z.object({
    sessions: z.array(breakGlassSession).max(100),
    next: placeInList.nullable(),
    /** How many wait, and how many of them for too long. */
    open: z.int().nonnegative(),
    overdue: z.int().nonnegative(),
  }),
  permission: 'break-glass:review',
  audit: { action: 'READ', verb: 'BREAK_GLASS_LISTED', resource: 'BreakGlass' },
  revealsPhi: true,
  limits: { request: KiB, reply: 4 * MiB },
});

export const reviewBreakGlass = platformCall({
  name: 'breakGlass.review',
  summary: 'Records what somebody else than its user makes of an emergency access that is over.',
  method: 'POST',
  path: '/api/v1/break-glass/{breakGlassId}/review',
  request: z.object({ breakGlassId: z.uuid(), disposition: z.enum(dispositions), note: words }),
  reply: breakGlassSession,
  permission: 'break-glass:review',
  audit: { action: 'UPDATE', verb: 'BREAK_GLASS_REVIEWED', resource: 'BreakGlass' },
  revealsPhi: true,
  limits: { request: 16 * KiB, reply: 32 * KiB },
});

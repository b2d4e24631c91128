import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { KiB, MiB, platformCall } from './call';
import { micros, placeInList, purpose } from './care';

const limits = { request: 2 * KiB, reply: KiB };

const part = {
  patientId: patientId.optional(),
  purpose: purpose.optional(),
  limit: z.int().min(1).max(100).default(50),
  after: placeInList.optional(),
};

const assigned = z.object({ assignmentId: z.uuid(), since: micros, until: micros.nullable() });

export const makeAssignment = platformCall({
  name: 'assignments.make',
  summary:
    'Gives a patient to one person or one care team, under an id that the caller made; sent twice it is one.',
  method: 'POST',
  path: '/api/v1/assignments',
  request: z.object({
    assignmentId: z.uuid(),
    patientId,
    to: z.union([z.strictObject({ userId: z.uuid() }), z.strictObject({ careTeamId: z.uuid() })]),
    /** Now, where it is left out. */
    since: micros.optional(),
    /** Null: until somebody ends it. */
    until: micros.nullable().default(null),
  }),
  reply: assigned,
  permission: 'assignments:write',
  audit: { action: 'CREATE', verb: 'PATIENT_ASSIGNED', resource: 'Assignment' },
  revealsPhi: false,
  limits,
});

export const endAssignment = platformCall({
  name: 'assignments.end',
  summary: 'Takes a patient back from whom they were given to, from now on; that it was so is kept.',
  method: 'POST',
  path: '/api/v1/assignments/{assignmentId}/end',
  request: z.object({ assignmentId: z.uuid() }),
  reply: assigned,
  permission: 'assignments:write',
  audit: { action: 'UPDATE', verb: 'PATIENT_UNASSIGNED', resource: 'Assignment' },
  revealsPhi: false,
  limits,
});

export const listAssignments = platformCall({
  name: 'assignments.list',
  summary: 'To whom the patients within the caller’s reach are given, now or later; newest first.',
  method: 'GET',
  path: '/api/v1/assignments',
  request: z.object({ ...part, userId: z.uuid().optional(), careTeamId: z.uuid().optional() }),
  reply: z.object({
    assignments: z
      .array(
        assigned.extend({
          patientId,
          /** One of the two. */
          userId: z.uuid().nullable(),
          careTeamId: z.uuid().nullable(),
        }),
      )
      .max(100),
    next: placeInList.nullable(),
  }),
  permission: 'assignments:read',
  audit: { action: 'READ', verb: 'ASSIGNMENTS_VIEWED', resource: 'Assignment' },
  revealsPhi: true,
  limits: { request: 2 * KiB, reply: MiB },
});

const referred = z.object({ referralId: z.uuid(), since: micros, until: micros });
const ends = { fromUserId: z.uuid(), toUserId: z.uuid() };

export const makeReferral = platformCall({
  name: 'referrals.make',
  summary:
    'Enters that one person refers a patient to another, for a time, under an id that the caller made; sent twice it is one.',
  method: 'POST',
  path: '/api/v1/referrals',
  request: z.object({
    referralId: z.uuid(),
    patientId,
    ...ends,
    /** At most two years from now. */
    until: micros,
  }),
  reply: referred,
  permission: 'referrals:write',
  audit: { action: 'CREATE', verb: 'REFERRAL_CREATED', resource: 'Referral' },
  revealsPhi: false,
  limits,
});

export const endReferral = platformCall({
  name: 'referrals.end',
  summary: 'Ends a referral before its time; that it was made is kept.',
  method: 'POST',
  path: '/api/v1/referrals/{referralId}/end',
  request: z.object({ referralId: z.uuid() }),
  reply: referred,
  permission: 'referrals:write',
  audit: { action: 'UPDATE', verb: 'REFERRAL_ENDED', resource: 'Referral' },
  revealsPhi: false,
  limits,
});

export const listReferrals = platformCall({
  name: 'referrals.list',
  summary: 'The referrals that hold now, of the patients within the caller’s reach; newest first.',
  method: 'GET',
  path: '/api/v1/referrals',
  request: z.object({
    ...part,
    /** The person at either end. */
    userId: z.uuid().optional(),
  }),
  reply: z.object({
    referrals: z.array(referred.extend({ patientId, ...ends })).max(100),
    next: placeInList.nullable(),
  }),
  permission: 'referrals:read',
  audit: { action: 'READ', verb: 'REFERRALS_VIEWED', resource: 'Referral' },
  revealsPhi: true,
  limits: { request: 2 * KiB, reply: MiB },
});

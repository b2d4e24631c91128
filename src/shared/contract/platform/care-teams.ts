import { z } from 'zod';
import { KiB, MiB, platformCall } from './call';
import { micros, placeInList, version } from './care';
import { writtenText } from './fields';

/** What somebody does in a team: its lead, its float nurse. */
const duty = writtenText(80);

const careTeam = z.object({
  careTeamId: z.uuid(),
  name: z.string().max(200),
  version,
  /** Null while it works. */
  endedAt: micros.nullable(),
  members: z
    .array(
      z.object({
        userId: z.uuid(),
        /** Empty where nothing is written down. */
        duty: z.string().max(80),
        since: micros,
        until: micros.nullable(),
      }),
    )
    .max(5000),
});
export type CareTeam = z.infer<typeof careTeam>;

const limits = { request: 2 * KiB, reply: MiB };
const seen = { careTeamId: z.uuid(), version };

export const listCareTeams = platformCall({
  name: 'careTeams.list',
  summary: 'The care teams, or those that the caller works in, and who is in them now.',
  method: 'GET',
  path: '/api/v1/care-teams',
  request: z.object({}),
  reply: z.object({ careTeams: z.array(careTeam).max(1000) }),
  permission: 'care-teams:read',
  audit: { none: 'It names people who work here and no patient.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

export const getCareTeam = platformCall({
  name: 'careTeams.get',
  summary: 'One care team, one that has ended too, with its members of now and of later.',
  method: 'GET',
  path: '/api/v1/care-teams/{careTeamId}',
  request: z.object({ careTeamId: z.uuid() }),
  reply: careTeam,
  permission: 'care-teams:read',
  audit: { none: 'It names people who work here and no patient.' },
  revealsPhi: false,
  limits,
});

export const createCareTeam = platformCall({
  name: 'careTeams.create',
  summary: 'Makes a care team under an id that the caller made; sent twice it is one.',
  method: 'POST',
  path: '/api/v1/care-teams',
  request: z.object({ careTeamId: z.uuid(), name: writtenText(200) }),
  reply: careTeam,
  permission: 'care-teams:write',
  audit: { action: 'CREATE', verb: 'CARE_TEAM_CREATED', resource: 'CareTeam' },
  revealsPhi: false,
  limits,
});

export const changeCareTeam = platformCall({
  name: 'careTeams.change',
  summary: 'Gives a care team another name, if nobody changed it since that version.',
  method: 'PATCH',
  path: '/api/v1/care-teams/{careTeamId}',
  request: z.object({ ...seen, name: writtenText(200) }),
  reply: careTeam,
  permission: 'care-teams:write',
  audit: { action: 'UPDATE', verb: 'CARE_TEAM_EDITED', resource: 'CareTeam' },
  revealsPhi: false,
  limits,
});

export const endCareTeam = platformCall({
  name: 'careTeams.end',
  summary: 'Ends a care team for good: through it nobody reaches a patient any more. It is kept.',
  method: 'POST',
  path: '/api/v1/care-teams/{careTeamId}/end',
  request: z.object(seen),
  reply: careTeam,
  permission: 'care-teams:write',
  audit: { action: 'UPDATE', verb: 'CARE_TEAM_ENDED', resource: 'CareTeam' },
  revealsPhi: false,
  limits,
});

export const addCareTeamMember = platformCall({
  name: 'careTeams.addMember',
  summary: 'Puts somebody on a care team, from now on or for a time.',
  method: 'POST',
  path: '/api/v1/care-teams/{careTeamId}/members',
  request: z.object({
    ...seen,
    userId: z.uuid(),
    duty,
    /** Now, where it is left out. */
    since: micros.optional(),
    /** Null: until somebody ends it. */
    until: micros.nullable().default(null),
  }),
  reply: careTeam,
  permission: 'care-teams:write',
  audit: { action: 'UPDATE', verb: 'CARE_TEAM_MEMBER_ADDED', resource: 'CareTeam' },
  revealsPhi: false,
  limits,
});

export const removeCareTeamMember = platformCall({
  name: 'careTeams.removeMember',
  summary: 'Takes somebody off a care team from now on; that they were on it is kept.',
  method: 'POST',
  path: '/api/v1/care-teams/{careTeamId}/members/remove',
  request: z.object({ ...seen, userId: z.uuid() }),
  reply: careTeam,
  permission: 'care-teams:write',
  audit: { action: 'UPDATE', verb: 'CARE_TEAM_MEMBER_REMOVED', resource: 'CareTeam' },
  revealsPhi: false,
  limits,
});

const shift = z.object({
  userId: z.uuid(),
  startsAt: micros,
  endsAt: micros,
  kind: z.enum(['clinic', 'on-call']),
  /** The team whose patients they care for during it, where it is not their own. */
  careTeamId: z.uuid().nullable(),
});
export type Shift = z.infer<typeof shift>;

export const planShift = platformCall({
  name: 'shifts.plan',
  summary:
    'Plans when somebody works, and with which care team. There is one shift of a person for each beginning: the same one sent twice is one.',
  method: 'POST',
  path: '/api/v1/shifts',
  request: shift.extend({ careTeamId: z.uuid().nullable().default(null) }),
  reply: shift,
  permission: 'care-teams:write',
  audit: { action: 'CREATE', verb: 'SHIFT_CREATED', resource: 'Shift' },
  revealsPhi: false,
  limits,
});

export const cancelShift = platformCall({
  name: 'shifts.cancel',
  summary: 'Takes a shift off the plan, one that is under way too; sent twice it is taken off once.',
  method: 'POST',
  path: '/api/v1/shifts/cancel',
  request: shift.pick({ userId: true, startsAt: true }),
  reply: shift.pick({ userId: true, startsAt: true }),
  permission: 'care-teams:write',
  audit: { action: 'UPDATE', verb: 'SHIFT_CANCELLED', resource: 'Shift' },
  revealsPhi: false,
  limits,
});

export const listShifts = platformCall({
  name: 'shifts.list',
  summary: 'Who works when, or when the caller does; latest first.',
  method: 'GET',
  path: '/api/v1/shifts',
  request: z.object({
    userId: z.uuid().optional(),
    /** Those that end after this time, and begin before that one. Microseconds. */
    from: micros.optional(),
    until: micros.optional(),
    limit: z.int().min(1).max(100).default(50),
    after: placeInList.optional(),
  }),
  reply: z.object({ shifts: z.array(shift).max(100), next: placeInList.nullable() }),
  permission: 'care-teams:read',
  audit: { none: 'It names people who work here and no patient.' },
  revealsPhi: false,
  limits,
});

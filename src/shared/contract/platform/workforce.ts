import { z } from 'zod';
import { accountFields } from '../../domain/account-fields';
import { newPassword } from '../../domain/new-password';
import { workforceMember } from '../../domain/workforce-member';
import { account } from './auth';
import { KiB, MiB, platformCall } from './call';

/** Changes whenever the list it stands for does. */
export const listVersion = z.string().min(1).max(64);

export const listWorkforce = platformCall({
  name: 'workforce.list',
  summary: 'Everybody who works for the practice or did, and its service accounts.',
  method: 'GET',
  path: '/api/v1/workforce',
  request: z.object({
    /** The version the caller has; the list is left out where it is still that one. */
    known: listVersion.optional(),
  }),
  reply: z.object({ version: listVersion, members: z.array(workforceMember).max(5000).nullable() }),
  permission: 'workforce:read',
  audit: { none: 'It holds no patient data, and consoles ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

/** An account with the version that a change of it has to name. */
export const workforceAccount = z.object({
  member: workforceMember,
  version: z.int().positive(),
  /** Until when its invitation can be claimed; null where there is none. */
  invitedUntil: z.int().nonnegative().nullable(),
});
export type WorkforceAccount = z.infer<typeof workforceAccount>;

/** Whom it is about, and the version of the account that whoever changes it has seen. */
const seen = { userId: z.uuid(), version: z.int().positive().max(2_147_483_647) };
const limits = { request: 8 * KiB, reply: 16 * KiB };

export const readAccount = platformCall({
  name: 'workforce.read',
  summary: 'One account as it is now, with its version.',
  method: 'GET',
  path: '/api/v1/workforce/{userId}',
  request: z.object({ userId: z.uuid() }),
  reply: workforceAccount,
  permission: 'workforce:read',
  audit: { none: 'It holds no patient data; what is changed afterwards is recorded.' },
  revealsPhi: false,
  limits,
});

export const createAccount = platformCall({
  name: 'workforce.create',
  summary:
    'Adds an account under an id that the caller chooses; the same request again changes nothing. Nobody can sign in with it before it is invited.',
  method: 'POST',
  path: '/api/v1/workforce',
  request: z.object({ userId: z.uuid(), ...accountFields }),
  reply: workforceAccount,
  permission: 'workforce:write',
  audit: { action: 'CREATE', verb: 'USER_CREATED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const updateAccount = platformCall({
  name: 'workforce.update',
  summary:
    'Changes what an account says; fields that are left out stay. Refused where it changed since it was read.',
  method: 'PATCH',
  path: '/api/v1/workforce/{userId}',
  request: z.object({ ...seen, ...z.object(accountFields).partial().shape }),
  reply: workforceAccount,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'USER_MODIFIED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const putOnLeave = platformCall({
  name: 'workforce.putOnLeave',
  summary:
    'Puts an account on leave: its sessions end at once and nobody signs in with it until it is reactivated.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/leave',
  request: z.object({
    ...seen,
    /** When the leave is to end, for people to read: it ends only when somebody says so. Microseconds. */
    until: z.int().nonnegative().nullable(),
  }),
  reply: workforceAccount,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'USER_PUT_ON_LEAVE', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const deactivateAccount = platformCall({
  name: 'workforce.deactivate',
  summary:
    'Ends an account: its sessions and its invitation end at once. It is never deleted, since the trail names it. Nobody ends their own account or the last administrator’s.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/deactivation',
  request: z.object(seen),
  reply: workforceAccount,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'USER_DEACTIVATED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const reactivateAccount = platformCall({
  name: 'workforce.reactivate',
  summary:
    'Opens an account again that was on leave or had ended, with the password and second factor it had.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/reactivation',
  request: z.object(seen),
  reply: workforceAccount,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'USER_REACTIVATED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const inviteToAccount = platformCall({
  name: 'workforce.invite',
  summary:
    'Makes a code with which the account’s owner chooses their first password. It is shown this once; one made before can no longer be claimed.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/invitations',
  request: z.object({ userId: z.uuid(), days: z.int().min(1).max(14).default(7) }),
  reply: z.object({ code: z.string().max(64), expiresAt: z.int().nonnegative() }),
  permission: 'workforce:write',
  audit: { action: 'CREATE', verb: 'USER_INVITED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const claimInvitation = platformCall({
  name: 'workforce.claimInvitation',
  summary:
    'Chooses the password of the account that the code of an invitation or of a reset is for. It works once.',
  method: 'POST',
  path: '/api/v1/invitations/claim',
  request: z.object({ code: z.string().min(16).max(128), password: newPassword }),
  reply: z.object({ account }),
  permission: 'anyone',
  audit: { action: 'UPDATE', verb: 'INVITATION_CLAIMED', resource: 'User' },
  revealsPhi: false,
  limits,
});

export const listStaff = platformCall({
  name: 'workforce.directory',
  summary: 'Who works here now: names, roles and job titles, for everybody who does.',
  method: 'GET',
  path: '/api/v1/staff',
  request: z.object({}),
  reply: z.object({
    staff: z
      .array(
        workforceMember.pick({ userId: true, displayName: true, pronoun: true, role: true, jobTitle: true }),
      )
      .max(5000),
  }),
  permission: 'staff:read',
  audit: { none: 'It tells what the sign at the practice’s door tells.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

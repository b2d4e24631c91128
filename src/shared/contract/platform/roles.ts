import { z } from 'zod';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { customRoleCode, grants, roleTitle } from '../../domain/custom-role';
import { scopes } from '../../domain/permission';
import { KiB, MiB, platformCall } from './call';

/** A role as it is listed; permissions are not held to today's list, so that an older one can still be read. */
export const listedRole = z.object({
  code: z.string().min(1).max(64),
  title: z.string().min(1).max(60),
  grants: z.array(z.object({ permission: z.string().max(100), scope: z.enum(scopes) })).max(500),
  /** Built-in roles cannot be changed. */
  builtIn: z.boolean(),
  /** Goes up with each change; 0 for a built-in role. */
  version: z.int().nonnegative(),
  /** Microseconds; null while the role can be given to people. A retired one grants nothing. */
  retiredAt: z.int().nonnegative().nullable(),
  /** How many accounts that have not ended hold it. */
  holders: z.int().nonnegative(),
});
export type ListedRole = z.infer<typeof listedRole>;

const anyRoleCode = z.string().regex(/^[a-z][a-z0-9_.]{1,63}$/);
const version = z.int().min(1).max(1_000_000);

export const listRoles = platformCall({
  name: 'roles.list',
  summary: 'The roles, built in and made by the practice, with what each allows and how many hold it.',
  method: 'GET',
  path: '/api/v1/roles',
  request: z.object({}),
  reply: z.object({ roles: z.array(listedRole).max(300) }),
  permission: 'roles:read',
  audit: { none: 'It holds no patient data, and tells what the practice has agreed on.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

export const createRole = platformCall({
  name: 'roles.create',
  summary: 'Makes a role of the practice’s own, of nothing that its maker does not hold.',
  method: 'POST',
  path: '/api/v1/roles',
  request: z.object({ code: customRoleCode, title: roleTitle, grants }),
  reply: z.object({ role: listedRole }),
  permission: 'roles:write',
  audit: { action: 'CREATE', verb: 'ROLE_CREATED', resource: 'Role' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

export const changeRole = platformCall({
  name: 'roles.change',
  summary: 'Changes what a role of the practice’s own is called and allows; its holders notice at once.',
  method: 'PUT',
  path: '/api/v1/roles/{code}',
  request: z.object({
    code: anyRoleCode,
    /** The version that the caller has seen: another one is a conflict. */
    version,
    title: roleTitle,
    grants,
  }),
  reply: z.object({ role: listedRole }),
  permission: 'roles:write',
  audit: { action: 'UPDATE', verb: 'ROLE_EDITED', resource: 'Role' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

export const retireRole = platformCall({
  name: 'roles.retire',
  summary: 'Retires a role of the practice’s own that nobody holds.',
  method: 'POST',
  path: '/api/v1/roles/{code}/retire',
  request: z.object({ code: anyRoleCode, version }),
  reply: z.object({ role: listedRole }),
  permission: 'roles:write',
  audit: { action: 'UPDATE', verb: 'ROLE_RETIRED', resource: 'Role' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const assignRole = platformCall({
  name: 'roles.assign',
  summary: 'Gives an account another role; its sessions have that one at once.',
  method: 'PUT',
  path: '/api/v1/workforce/{userId}/role',
  request: z.object({
    userId: z.uuid(),
    /** The role that the caller has seen the account hold: another one is a conflict. */
    from: z.string().min(1).max(64).refine(isStorableText),
    to: anyRoleCode,
  }),
  reply: z.object({ userId: z.uuid(), role: z.string().max(64) }),
  permission: 'roles:assign',
  audit: { action: 'UPDATE', verb: 'ROLE_CHANGED', resource: 'User' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

import { z } from 'zod';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { KiB, platformCall } from './call';

const settingsShape = {
  /** Grows with each change; whoever changes says which one they saw. */
  version: z.int().positive(),
  /** Codes of roles whose holders do nothing before they have set up a second factor. */
  secondFactorRoles: z
    .array(z.string().min(1).max(64).refine(isStorableText))
    .max(300)
    .refine((codes) => new Set(codes).size === codes.length, 'Name each role once'),
};

const settingsReply = z.object({
  settings: z.object(settingsShape),
  /** Microseconds; null: as the service came, with a second factor of everybody's own choice. */
  changedAt: z.int().nonnegative().nullable(),
});

export const readIdentitySettings = platformCall({
  name: 'settings.readIdentity',
  summary: 'Which roles need a second factor.',
  method: 'GET',
  path: '/api/v1/settings/identity',
  request: z.object({}),
  reply: settingsReply,
  permission: 'settings:read',
  audit: { none: 'It holds no patient data, and screens ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const changeIdentitySettings = platformCall({
  name: 'settings.changeIdentity',
  summary:
    'Changes which roles need a second factor, effective at their holders’ next request; refused where somebody changed it meanwhile, and where the caller would need one and has none.',
  method: 'PUT',
  path: '/api/v1/settings/identity',
  request: z.object(settingsShape),
  reply: settingsReply,
  permission: 'settings:write',
  audit: { action: 'UPDATE', verb: 'IDENTITY_SETTINGS_CHANGED', resource: 'IdentitySettings' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

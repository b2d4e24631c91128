import { z } from 'zod';
import { hipaaControls } from '../../domain/hipaa-readiness';
import { KiB, platformCall } from './call';

/** A region of whoever runs the machines, `us-east-1`, or a name of one's own for a place, `our-server-room`. */
export const region = z
  .string()
  .max(63)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Write a region as in us-east-1');

/** How long the audit log is kept at least: 45 CFR 164.316(b)(2)(i) asks for six years. */
export const LEAST_RETENTION_YEARS = 6;

const settingsShape = {
  /** Grows with each change; whoever changes says which one they saw. */
  version: z.int().positive(),
  /** Data of real patients may be taken in, once all four controls are in place. */
  enabled: z.boolean(),
  allowedRegions: z
    .array(region)
    .max(50)
    .refine((regions) => new Set(regions).size === regions.length, 'Each region stands once'),
  /** Where this service keeps its data, as an administrator has confirmed; null: nobody has. */
  region: region.nullable(),
  retentionYears: z.int().min(LEAST_RETENTION_YEARS, 'The law asks for six years at least').max(100),
};
export const hipaaSettings = z.object(settingsShape);
export type HipaaSettings = z.infer<typeof hipaaSettings>;

export const hipaaStatus = z.strictObject({
  has_active_baa: z.boolean(),
  phi_encryption_configured: z.boolean(),
  audit_logging_enabled: z.boolean(),
  data_residency_configured: z.boolean(),
  overall_hipaa_ready: z.boolean(),
});

export const missingControl = z.object({
  control: z.enum(hipaaControls),
  why: z.string().max(200),
  remedy: z.string().max(200),
});

const settingsReply = z.object({
  settings: hipaaSettings,
  /** A fact and no setting: the service was started with the key that seals patient data. */
  phiKeyConfigured: z.boolean(),
  /** Microseconds; null: as the service came. */
  changedAt: z.int().nonnegative().nullable(),
  /** What stands between these settings and data of real patients. */
  missing: z.array(missingControl).max(4),
});

export const readHipaaSettings = platformCall({
  name: 'settings.readHipaa',
  summary: 'The HIPAA settings of this practice, and which controls are not in place.',
  method: 'GET',
  path: '/api/v1/settings/hipaa',
  request: z.object({}),
  reply: settingsReply,
  permission: 'settings:read',
  audit: { none: 'It holds no patient data, and screens ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 16 * KiB },
});

export const changeHipaaSettings = platformCall({
  name: 'settings.changeHipaa',
  summary: 'Changes the HIPAA settings as a whole; refused where somebody changed them meanwhile.',
  method: 'PUT',
  path: '/api/v1/settings/hipaa',
  request: z.object(settingsShape),
  reply: settingsReply,
  permission: 'hipaa:write',
  audit: { action: 'UPDATE', verb: 'HIPAA_SETTINGS_CHANGED', resource: 'HipaaSettings' },
  revealsPhi: false,
  limits: { request: 16 * KiB, reply: 16 * KiB },
});

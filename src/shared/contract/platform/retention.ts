import { z } from 'zod';
import { maxPatients, patientId } from '../../domain/audit-event/audit-event';
import { reason } from '../../domain/reason';
import { LEAST_RETENTION_YEARS } from './hipaa-settings';
import { KiB, MiB, platformCall } from './call';

const instant = z.int().nonnegative();
const limits = { request: 4 * KiB, reply: 16 * KiB };

/** The kinds of record that issue-24's table names. Of these the service keeps encounters and the audit log. */
export const retainedTypes = ['clinical_notes', 'encounters', 'prescriptions', 'audit_logs'] as const;

const policyShape = {
  retentionPeriodYears: z.int().min(LEAST_RETENTION_YEARS, 'The law asks for six years at least').max(100),
  archiveBeforeDelete: z.boolean(),
};
export const retentionPolicy = z.object({
  resourceType: z.enum(retainedTypes),
  ...policyShape,
  /** Grows with each change. */
  version: z.int().positive(),
  /** Microseconds; null: as the service came. */
  changedAt: instant.nullable(),
});
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

export const listRetentionPolicies = platformCall({
  name: 'retention.listPolicies',
  summary:
    'How long each kind of record is kept. The audit log is kept as long as the HIPAA settings say too.',
  method: 'GET',
  path: '/api/v1/retention/policies',
  request: z.object({}),
  reply: z.object({ policies: z.array(retentionPolicy).max(retainedTypes.length) }),
  permission: 'retention:read',
  audit: { none: 'It holds no patient data.' },
  revealsPhi: false,
  limits,
});

export const changeRetentionPolicy = platformCall({
  name: 'retention.changePolicy',
  summary: 'Changes how long a kind of record is kept; refused where somebody changed it meanwhile.',
  method: 'PUT',
  path: '/api/v1/retention/policies/{resourceType}',
  request: z.object({
    resourceType: z.enum(retainedTypes),
    ...policyShape,
    /** The one that was read. */
    version: z.int().positive(),
  }),
  reply: z.object({ policy: retentionPolicy }),
  permission: 'retention:write',
  audit: { action: 'UPDATE', verb: 'RETENTION_POLICY_CHANGED', resource: 'RetentionPolicy' },
  revealsPhi: false,
  limits,
});

/** Encounters that one request hides at most; it is asked again while there are more. */
export const APPLIED_AT_MOST = 5000;

export const applyRetention = platformCall({
  name: 'retention.apply',
  summary: 'Archives and hides the encounters whose retention is over and that nothing holds.',
  method: 'POST',
  path: '/api/v1/retention/apply',
  request: z.object({ resourceType: z.enum(['encounters']) }),
  reply: z.object({ records: z.int().nonnegative().max(APPLIED_AT_MOST), more: z.boolean() }),
  permission: 'records:destroy',
  audit: { action: 'DELETE', verb: 'RETENTION_APPLIED', resource: 'Encounters' },
  revealsPhi: false,
  limits,
});

const holdShape = {
  /** What it holds: everything, what happened in a span of time, or what concerns one patient. */
  reach: z.enum(['practice', 'dates', 'patient']),
  /** Microseconds, of `dates` alone: from the first up to but without the second. */
  from: instant.nullable().default(null),
  until: instant.nullable().default(null),
  patientId: patientId.nullable().default(null),
  reason,
};
export const legalHold = z.object({
  id: z.uuid(),
  ...holdShape,
  placedBy: z.uuid(),
  placedAt: instant,
  released: z.object({ by: z.uuid(), at: instant, reason }).nullable(),
});
export type LegalHold = z.infer<typeof legalHold>;

export const listLegalHolds = platformCall({
  name: 'legalHolds.list',
  summary: 'What must not be destroyed whatever its age, the newest first, released holds among them.',
  method: 'GET',
  path: '/api/v1/legal-holds',
  request: z.object({
    from: z.int().nonnegative().max(1_000_000).default(0),
    /** An event names so many patients. */
    limit: z.int().min(1).max(maxPatients).default(100),
  }),
  reply: z.object({ holds: z.array(legalHold).max(maxPatients), total: z.int().nonnegative() }),
  permission: 'retention:read',
  audit: { action: 'READ', verb: 'LEGAL_HOLDS_LISTED', resource: 'LegalHold' },
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const placeLegalHold = platformCall({
  name: 'legalHolds.place',
  summary: 'Holds records: none that it reaches is destroyed until it is released.',
  method: 'POST',
  path: '/api/v1/legal-holds',
  /** The id is chosen by who asks: the same hold sent twice is placed once. */
  request: z.object({ id: z.uuid(), ...holdShape }),
  reply: z.object({ hold: legalHold }),
  permission: 'retention:write',
  audit: { action: 'CREATE', verb: 'LEGAL_HOLD_PLACED', resource: 'LegalHold' },
  revealsPhi: false,
  limits,
});

export const releaseLegalHold = platformCall({
  name: 'legalHolds.release',
  summary: 'Releases a hold, with a reason; it stays in the list.',
  method: 'POST',
  path: '/api/v1/legal-holds/{id}/release',
  request: z.object({ id: z.uuid(), reason }),
  reply: z.object({ hold: legalHold }),
  permission: 'retention:write',
  audit: { action: 'UPDATE', verb: 'LEGAL_HOLD_RELEASED', resource: 'LegalHold' },
  revealsPhi: false,
  limits,
});

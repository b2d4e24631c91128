import { z } from 'zod';
import { phiAuditLogs } from '../../domain/audit-event/seeds/phi-audit-logs';
import { vantrexia } from '../../domain/audit-event/seeds/vantrexia';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { actions } from '../../domain/audit-event/vocabulary';
import { MINIMUM_RETENTION_YEARS } from '../../domain/retention';
import { KiB, MiB, platformCall } from './call';
import { networkAddress, resourceType } from './trail-search';

/**
 * The audit endpoints as the seeds document them; what they leave open is fixed here
 * (build/decisions/documented-audit-endpoints.md).
 */

const id = z.string().min(1).max(256).refine(isStorableText);
/** A day in UTC, `2026-05-28`, or an instant (RFC 3339). */
const date = z.string().regex(/^\d{4}-\d\d-\d\d([Tt ][0-9:.]{8,24}([Zz]|[+-]\d\d:\d\d))?$/);

/** How far into a list numbered pages reach. */
export const DEEPEST = 10_000;

export const listAuditLogs = platformCall({
  name: 'auth.listAuditLogs',
  summary: 'The audit trail as Vantrexia documents it, the newest first.',
  method: 'GET',
  path: '/api/v1/auth/audit-logs/',
  request: z.object({
    user: id.optional(),
    action: z.enum(actions).optional(),
    resource_type: resourceType.optional(),
    ip_address: networkAddress.optional(),
    /** From this day or instant on. */
    start_date: date.optional(),
    /** Up to the end of this day, or up to but without this instant. */
    end_date: date.optional(),
    page_size: z.int().min(1).max(100).default(50),
    /** Of `next` or `previous`. */
    cursor: z
      .string()
      .regex(/^[ab]\d{1,16}-\d{1,16}$/)
      .optional(),
  }),
  reply: z.object({
    count: z.int().nonnegative(),
    /** Relative references (RFC 3986, section 4.2): the service does not know under which name it is reached. */
    next: z
      .string()
      .max(4 * KiB)
      .nullable(),
    previous: z
      .string()
      .max(4 * KiB)
      .nullable(),
    results: z.array(vantrexia.record).max(100),
  }),
  permission: 'audit:read',
  audit: { action: 'READ', verb: 'TRAIL_SEARCHED', resource: 'AuditTrail' },
  revealsPhi: true,
  limits: { request: KiB, reply: 16 * MiB },
});

const phiAction = z.enum(['READ', 'WRITE', 'DELETE', 'EXPORT']);

export const listPhiAuditLogs = platformCall({
  name: 'hipaa.listAuditLogs',
  summary: 'Accesses to patient data as EP-050 documents them, the newest first.',
  method: 'GET',
  path: '/api/v1/hipaa/audit-logs',
  request: z.object({
    user_id: id.optional(),
    action: phiAction.optional(),
    resource_type: resourceType.optional(),
    start_date: date.optional(),
    end_date: date.optional(),
    page: z.int().min(1).max(DEEPEST).default(1),
    page_size: z.int().min(1).max(100).default(50),
  }),
  reply: z.object({
    items: z.array(phiAuditLogs.record).max(100),
    total: z.int().nonnegative(),
    page: z.int().min(1),
    page_size: z.int().min(1),
  }),
  permission: 'hipaa:read',
  audit: { action: 'READ', verb: 'TRAIL_SEARCHED', resource: 'AuditTrail' },
  revealsPhi: true,
  limits: { request: KiB, reply: 16 * MiB },
});

export const logPhiAccess = platformCall({
  name: 'hipaa.logPhiAccess',
  summary: 'Enters by hand that the caller accessed patient data; each call is an entry of its own.',
  method: 'POST',
  path: '/api/v1/hipaa/audit-logs',
  request: z.object({
    resource_type: resourceType,
    resource_id: id.nullable().default(null),
    action: phiAction,
    /** Names of fields, never their values. */
    phi_fields_accessed: z.array(z.string().min(1).max(100)).max(200).nullable().default(null),
    purpose: z.enum(['treatment', 'operations', 'research']),
    retention_years: z.int().min(MINIMUM_RETENTION_YEARS).max(100).default(MINIMUM_RETENTION_YEARS),
  }),
  reply: phiAuditLogs.record,
  permission: 'audit:write',
  audit: { action: 'CREATE', verb: 'PHI_ACCESS_LOGGED', resource: 'PhiAuditLog' },
  revealsPhi: true,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

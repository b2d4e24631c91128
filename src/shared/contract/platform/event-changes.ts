import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { readingPurposes } from '../../domain/patient-record';
import { KiB, platformCall } from './call';
import { writtenText } from './fields';

/** What stood there; null where nothing did. An address is JSON text, as it is kept. */
const value = z
  .string()
  .max(32 * KiB)
  .nullable();

export const openEventChanges = platformCall({
  name: 'audit.openChanges',
  summary: 'The old and new values of one event, which lie sealed in the trail, with a purpose and a reason.',
  method: 'POST',
  path: '/api/v1/audit/events/{seq}/changes',
  request: z.object({
    /** The event’s place in the log. */
    seq: z.int().nonnegative(),
    purpose: z.enum(readingPurposes),
    /** The study, campaign or recipient that a use needing consent is for. */
    consentScope: writtenText(200).optional(),
    /** Why somebody needs to know; the event of the opening holds it. */
    reason: writtenText(500),
  }),
  reply: z.object({
    seq: z.int().nonnegative(),
    patientId,
    changes: z
      .array(z.object({ field: z.string().max(200), old: value, new: value }))
      .min(1)
      .max(100),
  }),
  permission: 'audit:open',
  audit: { action: 'READ', verb: 'CHANGES_OPENED', resource: 'AuditEvent' },
  revealsPhi: true,
  limits: { request: 4 * KiB, reply: 256 * KiB },
});

import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { actions } from '../../domain/audit-event/vocabulary';
import { checkpointNote, loggedEvent, verifierKeyText } from './audit';
import { KiB, MiB, platformCall } from './call';

const id = z.string().min(1).max(256).refine(isStorableText);
const micros = z.int().nonnegative();
export const networkAddress = z.union([z.ipv4(), z.ipv6()]);
export const resourceType = z.string().min(1).max(100).refine(isStorableText);

/** For readers without a vault; whoever has one searches there, where no question leaves the desk. */
export const searchTrail = platformCall({
  name: 'audit.search',
  summary:
    'The newest events that answer a question, each with its proof; every part that is given must hold.',
  method: 'GET',
  path: '/api/v1/audit/search',
  request: z.object({
    /** User id of who acted. */
    person: id.optional(),
    actions: z.array(z.enum(actions)).max(8).default([]),
    patient: patientId.optional(),
    resourceType: resourceType.optional(),
    address: networkAddress.optional(),
    /** When it occurred, microseconds UTC: from the first, up to but without the second. */
    from: micros.optional(),
    until: micros.optional(),
    /** Goes on after the last event of a page: `next` of its reply. */
    beforeTime: micros.optional(),
    beforeSeq: z.int().nonnegative().optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  reply: z.object({
    /** The newest first. */
    events: z.array(loggedEvent).max(100),
    /** Where the next page begins; null where this one is empty, and so the end. */
    next: z.object({ beforeTime: micros, beforeSeq: z.int().nonnegative() }).nullable(),
    /**
     * Months in sealed archives that hold events of this time and were not searched, as 202611; the oldest first.
     * Restored ones are searched.
     */
    unsearched: z.array(z.int().positive()).max(1200),
    /** Months of this time whose events were destroyed for ever, their retention being over; the oldest first. */
    purged: z.array(z.int().positive()).max(1200),
    /** The head that the proofs lead to. */
    checkpoint: checkpointNote,
    verifierKey: verifierKeyText,
  }),
  permission: 'audit:read',
  audit: { action: 'READ', verb: 'TRAIL_SEARCHED', resource: 'AuditTrail' },
  revealsPhi: true,
  limits: { request: KiB, reply: 16 * MiB },
});

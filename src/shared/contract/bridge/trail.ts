import { z } from 'zod';
import { auditEvent, patientId } from '../../domain/audit-event/audit-event';
import { trailFilter } from '../../domain/trail-filter';
import { KiB, MiB } from '../platform/call';
import { hashText } from '../platform/audit';
import { openEventChanges } from '../platform/event-changes';
import { bridgeCall, bridgeNotice } from './call';

/** A patient as a screen shows one; `pseudonym` is null for an id that the practice's list does not have. */
export const shownPatient = z.object({ patientId, pseudonym: z.string().max(64).nullable() });
export type ShownPatient = z.infer<typeof shownPatient>;

/** One line of the trail as a screen shows it. */
export const trailRow = z.object({
  seq: z.int().nonnegative(),
  event: auditEvent,
  leafHash: hashText,
  /** The actor as the practice's list of people names them; null where it does not know them. */
  who: z.string().max(200).nullable(),
  patients: z.array(shownPatient).max(100),
});
export type TrailRow = z.infer<typeof trailRow>;

/** The trail as it stood with this many events, so that nothing moves under a hand; null as it stands now. */
const atSize = z.int().nonnegative().nullable();

/** Moments between which events are counted, rising: n edges make n − 1 counts. */
export const edges = z
  .array(z.int().nonnegative())
  .min(2)
  .max(400)
  .refine((all) => all.every((edge, i) => i === 0 || edge > (all[i - 1] as number)), 'Edges must rise');

const fromCopy = {
  when: 'open',
  audit: { none: 'The copy reached this computer under a recorded reading of the trail.' },
} as const;

export const listRows = bridgeCall({
  name: 'trail.rows',
  summary: 'Lines of the audit trail that fit a filter, newest first, from the copy on this computer.',
  request: z.object({
    filter: trailFilter,
    size: atSize,
    offset: z.int().nonnegative(),
    limit: z.int().min(1).max(200),
  }),
  reply: z.object({
    rows: z.array(trailRow).max(200),
    /** The size of the trail these rows were taken from: give it back for the next ones. */
    size: z.int().nonnegative(),
    /** How many lines fit in all, where that is known already: at once without a filter. */
    total: z.int().nonnegative().nullable(),
  }),
  ...fromCopy,
  revealsPhi: true,
  limits: { request: 64 * KiB, reply: 8 * MiB },
});

export const countRows = bridgeCall({
  name: 'trail.count',
  summary: 'How many lines fit a filter. Can be cancelled.',
  request: z.object({ filter: trailFilter, size: atSize }),
  reply: z.object({ count: z.int().nonnegative(), size: z.int().nonnegative() }),
  ...fromCopy,
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: KiB },
});

export const histogram = bridgeCall({
  name: 'trail.histogram',
  summary: 'How many lines that fit a filter fall between each two moments. Can be cancelled.',
  request: z.object({ filter: trailFilter, size: atSize, edges }),
  reply: z.object({ counts: z.array(z.int().nonnegative()).max(399) }),
  ...fromCopy,
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: 16 * KiB },
});

export const lookAtEvent = bridgeCall({
  name: 'trail.event',
  summary: 'One line, and what the same person did just before and after it.',
  request: z.object({ seq: z.int().nonnegative() }),
  /** `around`: oldest first, the line itself among them. */
  reply: z.object({ row: trailRow, around: z.array(trailRow).max(15) }),
  ...fromCopy,
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const openChanges = bridgeCall({
  name: 'trail.openChanges',
  summary:
    'Has the platform open the old and new values of one change, with a reason; none of it is kept here.',
  request: openEventChanges.request,
  reply: openEventChanges.reply,
  when: 'open',
  audit: { none: 'The platform records it.' },
  revealsPhi: true,
  limits: openEventChanges.limits,
});

export const findPatients = bridgeCall({
  name: 'patients.find',
  summary: 'Patients whose pseudonym begins with these letters, for choosing one.',
  request: z.object({ text: z.string().trim().max(64), limit: z.int().min(1).max(50) }),
  reply: z.object({ patients: z.array(shownPatient).max(50) }),
  when: 'open',
  audit: { none: 'It names nobody: pseudonyms only.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 32 * KiB },
});

/** The trail on this computer grew. */
export const trailChanged = bridgeNotice({
  name: 'trail.changed',
  payload: z.object({ size: z.int().nonnegative() }),
});

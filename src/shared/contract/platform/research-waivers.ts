import { z } from 'zod';
import { calendarDay } from '../../domain/calendar-day';
import { KiB, platformCall } from './call';
import { writtenText } from './fields';

/** What is documented of it (45 CFR 164.512(i)(2)(i)); the board's own paper is kept elsewhere. */
const documented = {
  /** As the scope of a use and of a consent name it. */
  study: writtenText(200),
  /** The institutional review board or privacy board. */
  board: writtenText(200),
  /** The day on which it approved the waiver. */
  approvedOn: calendarDay,
};

/** A board's waiver of the authorization that one study needs. */
export const researchWaiver = z.object({
  id: z.uuid(),
  ...documented,
  /** Who recorded it, and when in microseconds. */
  recordedBy: z.uuid(),
  recordedAt: z.int().nonnegative(),
  /** Null while it stands. */
  endedBy: z.uuid().nullable(),
  endedAt: z.int().nonnegative().nullable(),
});
export type ResearchWaiver = z.infer<typeof researchWaiver>;

const limits = { request: 8 * KiB, reply: 8 * KiB };

export const listResearchWaivers = platformCall({
  name: 'researchWaivers.list',
  summary: 'The waivers of boards that were recorded, ended ones too, the newest first.',
  method: 'GET',
  path: '/api/v1/research-waivers',
  request: z.object({
    page: z.int().min(1).max(100_000).default(1),
    pageSize: z.int().min(1).max(100).default(20),
  }),
  reply: z.object({ items: z.array(researchWaiver).max(100), total: z.int().nonnegative() }),
  permission: 'consents:read',
  audit: { none: 'It tells of studies and boards, and of no patient.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 128 * KiB },
});

export const recordResearchWaiver = platformCall({
  name: 'researchWaivers.record',
  summary:
    'Records that a board waived the authorization for one study: from now on a use for it needs no consent of patients who said nothing about it.',
  method: 'POST',
  path: '/api/v1/research-waivers',
  request: z.object({
    /** Made by whoever sends it: the same waiver sent twice is recorded once. */
    id: z.uuid(),
    ...documented,
  }),
  reply: researchWaiver,
  permission: 'consents:write',
  audit: { action: 'CREATE', verb: 'WAIVER_RECORDED', resource: 'ResearchWaiver' },
  revealsPhi: false,
  limits,
});

export const endResearchWaiver = platformCall({
  name: 'researchWaivers.end',
  summary: 'Ends a waiver from now on; its record is kept.',
  method: 'POST',
  path: '/api/v1/research-waivers/{id}/end',
  request: z.object({ id: z.uuid() }),
  reply: researchWaiver,
  permission: 'consents:write',
  audit: { action: 'UPDATE', verb: 'WAIVER_ENDED', resource: 'ResearchWaiver' },
  revealsPhi: false,
  limits,
});

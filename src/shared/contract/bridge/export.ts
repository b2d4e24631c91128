import { z } from 'zod';
import { peopleFilter, peopleSort } from '../../domain/people-filter';
import { trailFilter } from '../../domain/trail-filter';
import { KiB } from '../platform/call';
import { bridgeCall, bridgeNotice } from './call';
import { edges } from './trail';

const count = z.int().nonnegative();

/**
 * How many lines were written. Null where the person chose no file in main's dialogs: the window never learns
 * where it is.
 */
const exported = z.object({ lines: count.nullable() });

export const exportTrail = bridgeCall({
  name: 'export.trail',
  summary:
    'Writes the lines that fit a filter to a file that the person chooses in dialogs of main. Can be cancelled.',
  request: z.object({
    filter: trailFilter,
    /** The trail as it stood with this many events when it was shown, and the lines that were shown of it. */
    size: count,
    count: count.min(1),
  }),
  reply: exported,
  when: 'open',
  audit: { action: 'EXPORT', verb: 'AUDIT_TRAIL_EXPORTED', resource: 'AuditTrail' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: KiB },
});

export const exportPeople = bridgeCall({
  name: 'export.people',
  summary: 'The same for the list of people, as it is filtered and sorted.',
  request: z.object({
    filter: peopleFilter,
    sort: peopleSort,
    /** The moment, microseconds, that "in the last 7 days" was counted from. */
    now: count,
    count: count.min(1),
  }),
  reply: exported,
  when: 'open',
  audit: { action: 'EXPORT', verb: 'PEOPLE_EXPORTED', resource: 'WorkforceList' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});

/** How the table of a chart is sorted: by its stretches of time or by what they count. */
export const chartOrder = z.object({ by: z.enum(['time', 'count']), falling: z.boolean() });
export type ChartOrder = z.infer<typeof chartOrder>;

export const exportChart = bridgeCall({
  name: 'export.chart',
  summary:
    'The same for the figures of a chart: how many lines that fit a filter fall between each two moments.',
  request: z.object({
    filter: trailFilter,
    /** The trail as it stood with this many events; null as it stands now. */
    size: count.nullable(),
    edges,
    order: chartOrder,
  }),
  reply: exported,
  when: 'open',
  audit: { action: 'EXPORT', verb: 'CHART_EXPORTED', resource: 'AuditTrail' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: KiB },
});

/** How far the export under way is. At most four a second. */
export const exportProgress = bridgeNotice({
  name: 'export.progress',
  payload: z.object({ done: count, total: count }),
});

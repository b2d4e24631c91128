import { z } from 'zod';
import { actions } from '../../domain/audit-event/vocabulary';
import { calendarDay, dayNumber } from '../../domain/calendar-day';
import { KiB, platformCall } from './call';
import { timestamp } from './fields';
import { hipaaStatus, LEAST_RETENTION_YEARS, missingControl, region } from './hipaa-settings';

const quiet = { none: 'It holds no patient data, and screens ask for it again and again.' };

export const readHipaaStatus = platformCall({
  name: 'hipaa.status',
  summary: 'Which of the four controls are in place. Why one is not, the report and the settings say.',
  method: 'GET',
  path: '/api/v1/hipaa/status',
  request: z.object({}),
  reply: hipaaStatus,
  permission: 'hipaa:read',
  audit: quiet,
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

export const readDataResidency = platformCall({
  name: 'hipaa.dataResidency',
  summary: 'Where this service keeps its data, and where it may.',
  method: 'GET',
  path: '/api/v1/hipaa/data-residency',
  request: z.object({}),
  reply: z.strictObject({
    region: region.nullable(),
    allowed_regions: z.array(region).max(50),
    region_allowed: z.boolean(),
    /** How many agreements in force name another region. */
    agreements_elsewhere: z.int().nonnegative(),
    data_residency_configured: z.boolean(),
  }),
  permission: 'hipaa:read',
  audit: quiet,
  revealsPhi: false,
  limits: { request: KiB, reply: 8 * KiB },
});

/** A report spans ten years at most: longer than anything in the trail must be kept. */
const LONGEST_PERIOD_DAYS = 3660;

const count = z.int().nonnegative();

export const readHipaaReport = platformCall({
  name: 'hipaa.report',
  summary: 'A compliance summary of some days, counted from the audit trail; the last 30 days unless said.',
  method: 'GET',
  path: '/api/v1/hipaa/report',
  request: z
    .object({
      /** Days in the practice’s time zone, both included. */
      start_date: calendarDay.optional(),
      end_date: calendarDay.optional(),
    })
    .refine(
      ({ start_date, end_date }) =>
        start_date === undefined ||
        end_date === undefined ||
        (start_date <= end_date && dayNumber(end_date) - dayNumber(start_date) < LONGEST_PERIOD_DAYS),
      { path: ['end_date'], message: 'It lies at most ten years after the start, and not before it' },
    ),
  reply: z.strictObject({
    generated_at: timestamp,
    period: z.object({ start_date: calendarDay, end_date: calendarDay }),
    total_events: count,
    events_by_action: z.strictObject(
      Object.fromEntries(actions.map((action) => [action, count])) as Record<
        (typeof actions)[number],
        typeof count
      >,
    ),
    /** Events about at least one patient. */
    phi_accesses: count,
    phi_decryptions: count,
    denied: count,
    exports: count,
    /** In force today. */
    active_baas: count,
    audit_log_retention_years: z.int().min(LEAST_RETENTION_YEARS),
    status: hipaaStatus,
    missing_controls: z.array(missingControl).max(4),
  }),
  permission: 'hipaa:read',
  audit: { action: 'READ', verb: 'HIPAA_REPORT_READ', resource: 'HipaaReport' },
  revealsPhi: false,
  limits: { request: KiB, reply: 16 * KiB },
});

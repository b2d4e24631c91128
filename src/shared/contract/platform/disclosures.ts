import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { calendarDay } from '../../domain/calendar-day';
import { KiB, MiB, platformCall } from './call';
import { writtenText } from './fields';

/** What an accounting tells of a disclosure: 45 CFR 164.528(b)(2), and (b)(3) for repeated ones. */
const disclosureShape = {
  disclosedOn: calendarDay,
  recipient: writtenText(200),
  /** Null: not known. */
  recipientAddress: writtenText(500).nullable(),
  /** A brief description of what was disclosed. */
  what: writtenText(1000),
  /** A brief statement of the purpose, or what the written request said. */
  purpose: writtenText(1000),
  /** To the same recipient for the same purpose: how often in all, and when last; null where it was once. */
  repeated: z.object({ times: z.int().min(2).max(100_000), lastOn: calendarDay }).nullable(),
};
type Told = { disclosedOn: string; repeated: { lastOn: string } | null };

const lastAfterFirst: [(told: Told) => boolean, { path: string[]; message: string }] = [
  ({ disclosedOn, repeated }) => repeated === null || repeated.lastOn >= disclosedOn,
  { path: ['repeated', 'lastOn'], message: 'The last one is not before the first' },
];

export const disclosure = z.object({
  id: z.uuid(),
  patientId,
  /** Grows with each amendment; earlier versions are kept. */
  version: z.int().positive(),
  ...disclosureShape,
  /** Recorded by mistake: it stands in no accounting. */
  withdrawn: z.boolean(),
  /** Why it was amended; null for the first version. */
  reason: writtenText(500).nullable(),
  /** Who wrote this version, and when in microseconds. */
  recordedBy: z.uuid(),
  recordedAt: z.int().nonnegative(),
});
export type Disclosure = z.infer<typeof disclosure>;

const limits = { request: 16 * KiB, reply: 16 * KiB };

export const listDisclosures = platformCall({
  name: 'disclosures.list',
  summary:
    'The register of one patient’s disclosures in their newest versions, withdrawn ones too, the latest first.',
  method: 'GET',
  path: '/api/v1/patients/{patientId}/disclosures',
  request: z.object({
    patientId,
    page: z.int().min(1).max(100_000).default(1),
    pageSize: z.int().min(1).max(100).default(20),
  }),
  reply: z.object({ disclosures: z.array(disclosure).max(100), total: z.int().nonnegative() }),
  permission: 'disclosures:read',
  audit: { action: 'READ', verb: 'DISCLOSURES_VIEWED', resource: 'Disclosure' },
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const recordDisclosure = platformCall({
  name: 'disclosures.record',
  summary: 'Enters a disclosure in the register.',
  method: 'POST',
  path: '/api/v1/patients/{patientId}/disclosures',
  request: z
    .object({
      patientId,
      /** Made by whoever sends it: the same disclosure sent twice is entered once. */
      id: z.uuid(),
      ...disclosureShape,
    })
    .refine(...lastAfterFirst),
  reply: disclosure,
  permission: 'disclosures:write',
  audit: { action: 'CREATE', verb: 'DISCLOSURE_RECORDED', resource: 'Disclosure' },
  revealsPhi: true,
  limits,
});

export const amendDisclosure = platformCall({
  name: 'disclosures.amend',
  summary: 'Adds a corrected version of a disclosure; refused where somebody amended it meanwhile.',
  method: 'PUT',
  path: '/api/v1/patients/{patientId}/disclosures/{id}',
  request: z
    .object({
      patientId,
      id: z.uuid(),
      /** The version that is amended. */
      version: z.int().positive().max(1_000_000),
      ...disclosureShape,
      withdrawn: z.boolean().default(false),
      reason: writtenText(500),
    })
    .refine(...lastAfterFirst),
  reply: disclosure,
  permission: 'disclosures:write',
  audit: { action: 'UPDATE', verb: 'DISCLOSURE_AMENDED', resource: 'Disclosure' },
  revealsPhi: true,
  limits,
});

export const accountDisclosures = platformCall({
  name: 'disclosures.account',
  summary:
    'The accounting of disclosures that a patient may ask for: six years back at most, in order of the day.',
  method: 'GET',
  path: '/api/v1/patients/{patientId}/accounting',
  request: z.object({
    patientId,
    /** Where the patient asked for less than six years. */
    from: calendarDay.optional(),
  }),
  reply: z.object({
    /** Days in the practice’s time zone. */
    askedOn: calendarDay,
    from: calendarDay,
    dueOn: calendarDay,
    disclosures: z.array(disclosure).max(5000),
  }),
  permission: 'disclosures:read',
  audit: { action: 'EXPORT', verb: 'ACCOUNTING_OF_DISCLOSURES', resource: 'Disclosure' },
  revealsPhi: true,
  limits: { request: KiB, reply: 16 * MiB },
});

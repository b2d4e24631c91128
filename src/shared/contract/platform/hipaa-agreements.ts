import { z } from 'zod';
import { calendarDay } from '../../domain/calendar-day';
import { phiCategories } from '../../domain/hipaa-agreement';
import { KiB, platformCall } from './call';
import { pageReply, pageRequest, timestamp, writtenText } from './fields';
import { region } from './hipaa-settings';

// Names and paths are EP-050's (build/decisions/ep-050.md).
const agreementShape = {
  organization_name: writtenText(200),
  signatory_name: writtenText(200),
  signatory_email: z
    .string()
    .max(254)
    .regex(
      /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}$/,
      'Write an e-mail address',
    ),
  effective_date: calendarDay,
  /** The last day on which it holds; null where none was agreed. */
  expiry_date: calendarDay.nullable(),
  data_residency_region: region,
  phi_categories: z
    .array(z.enum(phiCategories, 'Known are demographics, diagnosis, treatment and billing'))
    .min(1, 'Name at least one category')
    .max(phiCategories.length)
    .refine((categories) => new Set(categories).size === categories.length, 'Each category stands once'),
  /** SHA-256 of the signed document, in hex. */
  signed_document_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 of the document as 64 hex digits'),
};

export const hipaaAgreement = z.object({
  id: z.uuid(),
  ...agreementShape,
  /** Whether it is in force today. */
  is_active: z.boolean(),
  created_at: timestamp,
  deactivated_at: timestamp.nullable(),
});
export type HipaaAgreement = z.infer<typeof hipaaAgreement>;

const limits = { request: 8 * KiB, reply: 8 * KiB };

export const createAgreement = platformCall({
  name: 'hipaa.createBaa',
  summary: 'Records a signed business associate agreement.',
  method: 'POST',
  path: '/api/v1/hipaa/baa',
  request: z
    .object({
      /** Made by whoever sends it: the same agreement sent twice is recorded once. */
      id: z.uuid().optional(),
      ...agreementShape,
      expiry_date: agreementShape.expiry_date.default(null),
    })
    .refine(({ effective_date, expiry_date }) => expiry_date === null || expiry_date > effective_date, {
      path: ['expiry_date'],
      message: 'It lies after the effective date',
    }),
  reply: hipaaAgreement,
  permission: 'agreements:write',
  audit: { action: 'CREATE', verb: 'AGREEMENT_CREATED', resource: 'HipaaAgreement' },
  revealsPhi: false,
  limits,
});

const quiet = { none: 'It holds no patient data; what changes an agreement is recorded.' };

export const listAgreements = platformCall({
  name: 'hipaa.listBaa',
  summary: 'The business associate agreements, those that have ended too, the newest first.',
  method: 'GET',
  path: '/api/v1/hipaa/baa',
  request: z.object(pageRequest),
  reply: pageReply(hipaaAgreement),
  permission: 'agreements:read',
  audit: quiet,
  revealsPhi: false,
  limits: { request: KiB, reply: 512 * KiB },
});

export const readAgreement = platformCall({
  name: 'hipaa.readBaa',
  summary: 'One business associate agreement.',
  method: 'GET',
  path: '/api/v1/hipaa/baa/{id}',
  request: z.object({ id: z.uuid() }),
  reply: hipaaAgreement,
  permission: 'agreements:read',
  audit: quiet,
  revealsPhi: false,
  limits,
});

export const deactivateAgreement = platformCall({
  name: 'hipaa.deactivateBaa',
  summary: 'Deactivates a business associate agreement; its record is kept.',
  method: 'DELETE',
  path: '/api/v1/hipaa/baa/{id}',
  request: z.object({ id: z.uuid() }),
  reply: hipaaAgreement,
  permission: 'agreements:write',
  audit: { action: 'DELETE', verb: 'AGREEMENT_DEACTIVATED', resource: 'HipaaAgreement' },
  revealsPhi: false,
  limits,
});

import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';

/**
 * What a practice writes down of who a patient is. Every value is PHI (45 CFR 164.514(b)(2)): it is sealed where
 * it is kept, and shown field by field with a purpose.
 */

const text = (max: number) =>
  z.string().min(1).max(max).refine(isStorableText, 'Text must be well-formed and without U+0000');

/** YYYY-MM-DD, a day that exists. */
const day = z
  .string()
  .regex(/^(18|19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  .refine((on) => new Date(`${on}T00:00:00Z`).toISOString().startsWith(on), 'There is no such day');

export const address = z.strictObject({
  line: text(200),
  city: text(100),
  state: z.string().regex(/^[A-Z]{2}$/),
  postalCode: z.string().regex(/^\d{5}(-\d{4})?$/),
});
export type Address = z.infer<typeof address>;

/** Medical record number, as the practice's own system gives it. */
export const mrn = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 -]{0,31}$/);
export const email = z
  .string()
  .regex(/^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3}$/);

export const phone = z.string().regex(/^[0-9+() .x-]{3,32}$/);

export const demographics = z.strictObject({
  given: text(100),
  family: text(100),
  bornOn: day,
  /** FHIR AdministrativeGender. */
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  phone: phone.optional(),
  email: email.optional(),
  mrn: mrn.optional(),
});
export type Demographics = z.infer<typeof demographics>;

/** Fields by the names under which they are asked for and recorded. */
export const patientFields = [
  'given',
  'family',
  'bornOn',
  'sex',
  'phone',
  'email',
  'mrn',
  'address',
] as const;
export type PatientField = (typeof patientFields)[number];

/** Some of the fields; null where the practice has written nothing down. */
export const shownFields = z.strictObject({
  given: z.string().max(100).optional(),
  family: z.string().max(100).optional(),
  bornOn: z.string().max(10).optional(),
  sex: z.string().max(16).optional(),
  phone: z.string().max(32).nullable().optional(),
  email: z.string().max(320).nullable().optional(),
  mrn: z.string().max(32).nullable().optional(),
  address: address.optional(),
});
export type ShownFields = z.infer<typeof shownFields>;

/** Why a record is opened. Emergency access is an act of its own. */
export const readingPurposes = [
  'treatment',
  'payment',
  'operations',
  'patient-request',
  'research',
  'marketing',
  'data-sharing',
  'third-party',
] as const;
export type ReadingPurpose = (typeof readingPurposes)[number];

import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import {
  address,
  demographics,
  email,
  mrn,
  patientFields,
  phone,
  readingPurposes,
  shownFields,
} from '../../domain/patient-record';
import { KiB, MiB, platformCall } from './call';
import { writtenText } from './fields';

/** A tree and a number, "Tamarack 214": given at random, once, and the same for everybody in the practice. */
export const pseudonym = z.string().regex(/^[A-Z][a-z]{2,19} \d{1,7}$/);

export const listPseudonyms = platformCall({
  name: 'patients.listPseudonyms',
  summary: 'The pseudonyms under which patients appear in the console, in the order they were given.',
  method: 'GET',
  path: '/api/v1/patients/pseudonyms',
  request: z.object({
    /** The place after the last one known, from 0. */
    from: z.int().nonnegative(),
    limit: z.int().min(1).max(10_000).default(5000),
  }),
  reply: z.object({
    pseudonyms: z.array(z.object({ patientId, pseudonym })).max(10_000),
    /** How many there are. */
    total: z.int().nonnegative(),
  }),
  permission: 'audit:read',
  audit: { none: 'It names nobody, and reveals no more than the trail whose reading is recorded.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

const purpose = z.enum(readingPurposes);
/** The study, campaign or recipient that a use needing consent is for. */
const consentScope = writtenText(200).optional();
/** Grows with each edit; an edit names the one it was made from. */
const version = z.int().positive();

export const getPatient = platformCall({
  name: 'patients.get',
  summary: 'Fields of one patient’s demographics: those that are asked for, and no others.',
  method: 'GET',
  path: '/api/v1/patients/{patientId}',
  request: z.object({
    patientId,
    fields: z.array(z.enum(patientFields)).min(1).max(patientFields.length),
    purpose,
    consentScope,
  }),
  reply: z.object({ patientId, pseudonym, version, fields: shownFields }),
  permission: 'patients:read',
  audit: { action: 'READ', verb: 'DEMOGRAPHICS_VIEWED', resource: 'Patient' },
  revealsPhi: true,
  limits: { request: KiB, reply: 16 * KiB },
});

export const findPatients = platformCall({
  name: 'patients.find',
  summary:
    'The patients with exactly this record number, e-mail address or pseudonym, whom the caller may see.',
  method: 'POST',
  path: '/api/v1/patients/search',
  // In the body: what is in an address ends up in logs.
  request: z.object({
    by: z.discriminatedUnion('field', [
      z.strictObject({ field: z.literal('mrn'), value: mrn }),
      z.strictObject({ field: z.literal('email'), value: email }),
      z.strictObject({ field: z.literal('pseudonym'), value: pseudonym }),
    ]),
    purpose,
    consentScope,
  }),
  reply: z.object({ patients: z.array(z.object({ patientId, pseudonym })).max(20) }),
  permission: 'patients:read',
  audit: { action: 'READ', verb: 'PATIENT_LOOKUP', resource: 'Patient' },
  revealsPhi: true,
  limits: { request: 4 * KiB, reply: 16 * KiB },
});

export const createPatient = platformCall({
  name: 'patients.create',
  summary: 'Registers a patient under an id that the caller made; the same registration sent twice is one.',
  method: 'POST',
  path: '/api/v1/patients',
  request: z.object({
    patientId: z.uuid(),
    demographics,
    address,
    /** The user id of the provider whose panel it is. */
    providerId: z.uuid(),
  }),
  reply: z.object({ patientId, pseudonym, version }),
  permission: 'patients:register',
  audit: { action: 'CREATE', verb: 'PATIENT_CREATED', resource: 'Patient' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});

export const updatePatient = platformCall({
  name: 'patients.update',
  summary: 'Changes fields of a patient’s demographics, if nobody changed them since that version.',
  method: 'PATCH',
  path: '/api/v1/patients/{patientId}',
  request: z.object({
    patientId,
    version,
    /** Null takes a field away where it may be missing. */
    changes: z.strictObject({
      ...demographics.pick({ given: true, family: true, bornOn: true, sex: true }).partial().shape,
      phone: phone.nullable().optional(),
      email: email.nullable().optional(),
      mrn: mrn.nullable().optional(),
      address: address.optional(),
    }),
  }),
  reply: z.object({ patientId, version }),
  permission: 'patients:write',
  audit: { action: 'UPDATE', verb: 'DEMOGRAPHICS_EDITED', resource: 'Patient' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});

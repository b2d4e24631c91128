import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { consentTypes } from '../../domain/consent';
import { KiB, platformCall } from './call';
import { pageReply, pageRequest, timestamp, writtenText } from './fields';

/** As issue-24's `patient_consents` has it; times as RFC 3339. */
export const patientConsent = z.object({
  id: z.uuid(),
  patient_id: patientId,
  consent_type: z.enum(consentTypes),
  /** False: the patient said no. */
  granted: z.boolean(),
  granted_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
  expires_at: timestamp.nullable(),
  /** Who took it down. */
  granted_by_user_id: z.uuid(),
  purpose: writtenText(500).nullable(),
  /** The one study, campaign or recipient it is about; null: every use of its type. */
  scope: writtenText(200).nullable(),
  created_at: timestamp,
});
export type PatientConsent = z.infer<typeof patientConsent>;

/** An authorization for these needs an expiry (45 CFR 164.508(c)(1)(v)); one for research may have none. */
const needExpiry: readonly string[] = ['marketing', 'third_party_access'];

const limits = { request: 8 * KiB, reply: 8 * KiB };

export const listConsents = platformCall({
  name: 'consents.list',
  summary:
    'What a patient has said about the use of their data, revoked and refused ones too, the newest first.',
  method: 'GET',
  path: '/api/v1/patients/{patient_id}/consents',
  request: z.object({ patient_id: patientId, ...pageRequest }),
  reply: pageReply(patientConsent),
  permission: 'consents:read',
  audit: { action: 'READ', verb: 'CONSENTS_VIEWED', resource: 'Consent' },
  revealsPhi: true,
  limits: { request: KiB, reply: 512 * KiB },
});

export const grantConsent = platformCall({
  name: 'consents.grant',
  summary: 'Takes down what a patient said about one use of their data, a yes or a no.',
  method: 'POST',
  path: '/api/v1/patients/{patient_id}/consents',
  request: z
    .object({
      patient_id: patientId,
      /** Made by whoever sends it: the same word sent twice is taken down once. */
      id: z.uuid(),
      consent_type: z.enum(consentTypes),
      granted: z.boolean().default(true),
      expires_at: timestamp.nullable().default(null),
      purpose: writtenText(500).nullable().default(null),
      scope: writtenText(200).nullable().default(null),
    })
    .refine(
      ({ granted, consent_type, expires_at }) =>
        !granted || expires_at !== null || !needExpiry.includes(consent_type),
      { path: ['expires_at'], message: 'Consent to marketing and third parties needs an end' },
    ),
  reply: patientConsent,
  permission: 'consents:write',
  audit: { action: 'CREATE', verb: 'CONSENT_GRANTED', resource: 'Consent' },
  revealsPhi: true,
  limits,
});

export const revokeConsent = platformCall({
  name: 'consents.revoke',
  summary: 'Revokes a consent from now on; its record is kept.',
  method: 'POST',
  path: '/api/v1/patients/{patient_id}/consents/{id}/revoke',
  request: z.object({ patient_id: patientId, id: z.uuid() }),
  reply: patientConsent,
  permission: 'consents:write',
  audit: { action: 'UPDATE', verb: 'CONSENT_REVOKED', resource: 'Consent' },
  revealsPhi: true,
  limits,
});

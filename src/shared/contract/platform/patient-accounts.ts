import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { KiB, platformCall } from './call';
import { micros } from './care';

const limits = { request: KiB, reply: KiB };
const path = '/api/v1/patients/{patientId}/account';

export const linkPatientAccount = platformCall({
  name: 'patients.linkAccount',
  summary:
    'Makes an account of the role patient that of one patient, who has no other; sent twice it is one.',
  method: 'POST',
  path,
  request: z.object({ patientId, userId: z.uuid() }),
  reply: z.object({ userId: z.uuid(), since: micros }),
  permission: 'patients:register',
  audit: { action: 'CREATE', verb: 'PATIENT_ACCOUNT_LINKED', resource: 'PatientAccount' },
  revealsPhi: false,
  limits,
});

export const unlinkPatientAccount = platformCall({
  name: 'patients.unlinkAccount',
  summary: 'Takes a patient’s account from them: nobody reaches the patient by it any more.',
  method: 'POST',
  path: `${path}/unlink`,
  request: z.object({ patientId, userId: z.uuid() }),
  reply: z.object({ userId: z.uuid() }),
  permission: 'patients:register',
  audit: { action: 'UPDATE', verb: 'PATIENT_ACCOUNT_UNLINKED', resource: 'PatientAccount' },
  revealsPhi: false,
  limits,
});

export const readPatientAccount = platformCall({
  name: 'patients.readAccount',
  summary: 'The account with which a patient looks at what is theirs, where there is one.',
  method: 'GET',
  path,
  request: z.object({ patientId }),
  reply: z.object({ account: z.object({ userId: z.uuid(), since: micros }).nullable() }),
  permission: 'patients:register',
  audit: { action: 'READ', verb: 'PATIENT_ACCOUNT_VIEWED', resource: 'PatientAccount' },
  revealsPhi: true,
  limits,
});

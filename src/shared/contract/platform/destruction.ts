import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { reason } from '../../domain/reason';
import { KiB, MiB, platformCall } from './call';

const instant = z.int().nonnegative();

export const erasePatient = platformCall({
  name: 'patients.erase',
  summary:
    'Destroys the demographics of a patient whose retention is over, or who was entered by mistake, and the keys that sealed them.',
  method: 'POST',
  path: '/api/v1/patients/{patientId}/erase',
  /** The id is chosen by who asks, and is that of the certificate: the same request sent twice erases once. */
  request: z.object({ patientId, id: z.uuid(), reason }),
  reply: z.object({
    basis: z.enum(['retention-over', 'entered-by-mistake']),
    /** When the last key was destroyed and the certificate issued; null while rows are still sealed anew. */
    finishedAt: instant.nullable(),
  }),
  permission: 'records:destroy',
  audit: { action: 'DELETE', verb: 'PATIENT_ERASED', resource: 'Patient' },
  revealsPhi: false,
  limits: { request: 4 * KiB, reply: KiB },
});

const listed = {
  certificateId: z.uuid(),
  kind: z.enum(['audit-archive', 'patient-demographics']),
  issuedAt: instant,
  /** Who asked for the destruction; null where a restored backup knows no such account yet. */
  issuedFor: z.uuid().nullable(),
  /** Of its canonical JSON, in hex; the event of the destruction carries it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

export const listCertificates = platformCall({
  name: 'certificates.list',
  summary: 'The certificates of what was destroyed, the newest first.',
  method: 'GET',
  path: '/api/v1/destruction-certificates',
  request: z.object({
    from: z.int().nonnegative().max(1_000_000).default(0),
    limit: z.int().min(1).max(200).default(100),
  }),
  reply: z.object({ certificates: z.array(z.object(listed)).max(200), total: z.int().nonnegative() }),
  permission: 'retention:read',
  audit: { none: 'It tells ids, kinds and hashes.' },
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const getCertificate = platformCall({
  name: 'certificates.get',
  summary: 'One certificate of destruction: its canonical JSON (RFC 8785), exactly as it was hashed.',
  method: 'GET',
  path: '/api/v1/destruction-certificates/{certificateId}',
  request: z.object({ certificateId: z.uuid() }),
  reply: z.object({ ...listed, body: z.string().max(64 * KiB) }),
  permission: 'retention:read',
  audit: { action: 'READ', verb: 'CERTIFICATE_VIEWED', resource: 'DestructionCertificate' },
  revealsPhi: true,
  limits: { request: KiB, reply: 128 * KiB },
});

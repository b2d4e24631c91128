import { z } from 'zod';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { readingPurposes } from '../../domain/patient-record';
import { KiB, platformCall } from './call';

/** EP-050 names the two values so and leaves the shape around them open. */
const plaintext = z.string().max(4096).refine(isStorableText, 'Text must be well-formed and without U+0000');
const ciphertext = z.string().max(32 * KiB);

export const encryptPhi = platformCall({
  name: 'phi.encrypt',
  summary: 'Seals a value for whoever keeps it: the same text gives another ciphertext each time.',
  method: 'POST',
  path: '/api/v1/hipaa/encrypt',
  request: z.object({ plaintext }),
  reply: z.object({ ciphertext }),
  permission: 'phi:encrypt',
  audit: { action: 'CREATE', verb: 'PHI_ENCRYPTED', resource: 'PhiValue' },
  revealsPhi: false,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

export const decryptPhi = platformCall({
  name: 'phi.decrypt',
  summary:
    'Opens a value that was sealed here, or a Fernet token or hex form whose key the service was given.',
  method: 'POST',
  path: '/api/v1/hipaa/decrypt',
  request: z.object({ ciphertext: ciphertext.min(1), purpose: z.enum(readingPurposes) }),
  reply: z.object({ plaintext: z.string().max(32 * KiB) }),
  permission: 'phi:decrypt',
  audit: { action: 'READ', verb: 'PHI_DECRYPTED', resource: 'PhiValue' },
  revealsPhi: true,
  limits: { request: 64 * KiB, reply: 64 * KiB },
});

/** A data key, without the key. Instants in microseconds. */
const keyState = z.object({
  purpose: z.enum(['field', 'value', 'event', 'index', 'archive', 'records']),
  /** Counted from 1; of the key of events or an archive its month, as 202611. */
  version: z.int().positive(),
  state: z.enum(['current', 'retiring', 'retired', 'destroyed']),
  createdAt: z.int().nonnegative(),
  retiredAt: z.int().nonnegative().nullable(),
  destroyedAt: z.int().nonnegative().nullable(),
});

export const listPhiKeys = platformCall({
  name: 'phi.listKeys',
  summary: 'The data keys of what is sealed, and how far a rotation has come.',
  method: 'GET',
  path: '/api/v1/phi/keys',
  request: z.object({}),
  reply: z.object({
    keys: z.array(keyState).max(5000),
    /** Sealed values, and those of them that are not yet under the field key of today. */
    values: z.int().nonnegative(),
    outdated: z.int().nonnegative(),
  }),
  permission: 'phi-keys:read',
  audit: { none: 'It tells of keys and counts, and reveals neither a key nor a value.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 1024 * KiB },
});

export const rotatePhiKeys = platformCall({
  name: 'phi.rotateKeys',
  summary: 'Makes new data keys before their quarter is over; values are sealed anew in the background.',
  method: 'POST',
  path: '/api/v1/phi/keys/rotate',
  request: z.object({}),
  /** The version of the new field key. */
  reply: z.object({ version: z.int().positive() }),
  permission: 'phi-keys:write',
  audit: { action: 'UPDATE', verb: 'PHI_KEY_ROTATED', resource: 'PhiKey' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

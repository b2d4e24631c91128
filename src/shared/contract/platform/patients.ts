import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { KiB, MiB, platformCall } from './call';

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

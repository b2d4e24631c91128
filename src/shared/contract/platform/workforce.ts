import { z } from 'zod';
import { workforceMember } from '../../domain/workforce-member';
import { KiB, MiB, platformCall } from './call';

/** Changes whenever the list it stands for does. */
export const listVersion = z.string().min(1).max(64);

export const listWorkforce = platformCall({
  name: 'workforce.list',
  summary: 'Everybody who works for the practice or did, and its service accounts.',
  method: 'GET',
  path: '/api/v1/workforce',
  request: z.object({
    /** The version the caller has; the list is left out where it is still that one. */
    known: listVersion.optional(),
  }),
  reply: z.object({ version: listVersion, members: z.array(workforceMember).max(5000).nullable() }),
  permission: 'workforce:read',
  audit: { none: 'It holds no patient data, and consoles ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

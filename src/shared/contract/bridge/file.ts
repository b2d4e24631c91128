import { z } from 'zod';
import { KiB, MiB } from '../platform/call';
import { auditEventDraft } from '../../domain/audit-event/audit-event';
import { bridgeCall } from './call';

/** What the reader found in an audit file from outside. */
export const fileFindings = z.object({
  /** Which record format it is; null when none of those known fits. */
  format: z.string().max(100).nullable(),
  records: z.int().nonnegative(),
  /** Records that do not fit the format, by their place in the file, at most 100 named. */
  refused: z.array(z.object({ record: z.int().nonnegative(), message: z.string().max(500) })).max(100),
  refusedCount: z.int().nonnegative(),
  /** Instants in microseconds UTC. */
  first: z.int().nullable(),
  last: z.int().nullable(),
  /** The first few, as events. */
  sample: z.array(auditEventDraft).max(20),
});
export type FileFindings = z.infer<typeof fileFindings>;

export const inspectFile = bridgeCall({
  name: 'file.inspect',
  summary:
    'Lets the person choose an audit file from another system and says what is in it; nothing is kept.',
  request: z.object({}),
  /** Null when the person chose no file. */
  reply: z.object({ findings: fileFindings.nullable() }),
  when: 'open',
  audit: { none: 'The file is the person’s own and nothing of it is kept.' },
  revealsPhi: true,
  limits: { request: KiB, reply: 2 * MiB },
});

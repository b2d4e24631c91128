import { z } from 'zod';
import { fileFindings } from '../bridge/file';
import { refusal } from '../bridge/refusal';

/** Main to reader: read this file and answer on the port that comes with the message. One file, then the process ends. */
export const toReader = z.object({ type: z.literal('inspect'), path: z.string().min(1).max(4096) });
export type ToReader = z.infer<typeof toReader>;

/** Reader to whoever holds the other end of the port. */
export const fromReader = z.union([z.object({ ok: z.literal(true), value: fileFindings }), refusal]);
export type FromReader = z.infer<typeof fromReader>;

import { z } from 'zod';
import { err, type Refusal } from '../../domain/result';
import type { BridgeCall, BridgeNotice } from './call';
import { refusal } from './refusal';

/**
 * The one conversation between window and vault. Every message is one JSON text, so its length is
 * known, and bounded, before anything of it is read.
 */
export interface TextPort {
  post(text: string): void;
  /** One listener; a second call replaces the first. */
  listen(onText: (text: unknown) => void): void;
}

export type Calls = Record<string, BridgeCall>;
export type Notices = Record<string, BridgeNotice>;

/** Room for the envelope around a request or reply. */
export const ENVELOPE = 256;
export const NOTICE_LIMIT = 64 * 1024;

export const toVault = z.union([
  z.object({ id: z.int().nonnegative(), call: z.string().max(100), request: z.unknown() }),
  z.object({ cancel: z.int().nonnegative() }),
]);

export const toWindow = z.union([
  z.object({ id: z.int().nonnegative(), ok: z.literal(true), value: z.unknown() }),
  refusal.extend({ id: z.int().nonnegative() }),
  z.object({ notice: z.string().max(100), payload: z.unknown() }),
]);

/** The message, or null when it is not text, is over `limit` code units, or does not fit. */
export function parseText<T>(schema: z.ZodType<T>, text: unknown, limit: number): T | null {
  if (typeof text !== 'string' || text.length > limit) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function broken(): Refusal {
  return err(
    'broken',
    'Something went wrong inside Wardkeeper; nothing was changed.',
    'Try again; if it repeats, lock and unlock.',
  );
}

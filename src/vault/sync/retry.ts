import { LONGEST_RETRY_AFTER } from '../../shared/contract/platform/client';
import type { ErrorCode, Refusal } from '../../shared/domain/result';

/** Refusals that the same request will meet again, however long one waits. */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not-signed-in',
  'wrong-credentials',
  'code-needed',
  'second-factor-needed',
  'denied',
  'account-ended',
  'damaged',
  'too-new',
]);

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** So that the consoles of a practice do not all come back at the same moment. */
const SPREAD = 0.25;

/**
 * Milliseconds to wait after the `failures`th refusal in a row (from 1), or null when waiting is of no use.
 * Never sooner than the platform asked for, of which a day is heeded. `random` in [0, 1).
 */
export function retryAfterMs(refusal: Refusal, failures: number, random: number): number | null {
  if (final.has(refusal.code)) return null;
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  const asked = Math.min(refusal.retryAfter ?? 0, LONGEST_RETRY_AFTER) * 1_000;
  return Math.ceil(Math.max(doubled, asked) * (1 + SPREAD * random));
}

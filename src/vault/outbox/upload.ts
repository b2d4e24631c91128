import { recordConsoleActs, type ConsoleAct } from '../../shared/contract/platform/console-acts';
import type { PlatformSession } from '../sync/platform-session';
import { err, type Refusal } from '../../shared/domain/result';
import type { WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import { removeActs, waitingActs } from './outbox';

/** Most acts of one request. */
const BATCH = 500;

/**
 * Sends what waits, oldest first, until nothing does; null then, or why not. `changed` hears that less waits.
 * Safe to repeat, whatever came between sending and the answer.
 */
export async function uploadActs(
  db: WritableDb,
  platform: PlatformSession,
  signal: AbortSignal,
  changed: () => void,
): Promise<Refusal | null> {
  while (!signal.aborted) {
    const acts = guarded(() => waitingActs(db, BATCH));
    if (!acts.ok) return acts;
    if (acts.value.length === 0) return null;
    const reply = await platform.call(recordConsoleActs, { acts: acts.value }, signal);
    if (!reply.ok) return reply;
    const acknowledged = theirsOf(acts.value, reply.value.recorded);
    const removed = guarded(() => removeActs(db, acknowledged));
    if (!removed.ok) return removed;
    if (removed.value === 0) {
      return err('broken', 'The platform acknowledged none of the acts sent.', 'They are sent again.');
    }
    changed();
  }
  return null;
}

/** Only what was sent can be acknowledged. */
function theirsOf(sent: readonly ConsoleAct[], recorded: readonly string[]): string[] {
  const known = new Set(recorded);
  return sent.map(({ actId }) => actId).filter((actId) => known.has(actId));
}

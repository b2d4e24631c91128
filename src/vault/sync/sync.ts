import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { err, type Refusal, type Result } from '../../shared/domain/result';
import type { Received, TrailPage } from './receive';
import { retryAfterMs } from './retry';

export interface SyncState {
  phase: 'up-to-date' | 'receiving' | 'waiting' | 'stopped';
  /** Why it waits or has stopped, in words. */
  problem: string | null;
}

export interface SyncParts {
  /** The next place wanted, or what is wrong with the file. */
  size(): Result<number>;
  fetch(from: number, limit: number, signal: AbortSignal): Promise<Result<TrailPage>>;
  /** Takes a page into the file, or says what is wrong with the file. */
  receive(page: TrailPage): Result<Received>;
  /** Something can be seen that could not before. */
  changed(state: SyncState): void;
}

export interface SyncTimes {
  /** Between two looks when nothing is missing. */
  pollMs: number;
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
  random(): number;
}

export const standardTimes: SyncTimes = {
  pollMs: 1_000,
  pause: (ms, signal) => pause(ms, undefined, { signal }),
  random: () => randomInt(1_000_000) / 1_000_000,
};

/** Most events of one request. */
const PAGE_EVENTS = 5_000;
/** Events of one transaction, some 10 ms of work: an abort is noticed after each. */
const RUN_EVENTS = 250;

/**
 * Receives the trail until `signal` aborts or going on is of no use; resolves then, and never rejects for what
 * the platform or the file do. Starting again goes on where the file stands.
 */
export async function syncTrail(parts: SyncParts, signal: AbortSignal, times = standardTimes): Promise<void> {
  let limit = PAGE_EVENTS;
  let failures = 0;

  while (!signal.aborted) {
    const step = await receiveNext(parts, limit, signal);
    if (signal.aborted || step === 'aborted') return;
    if (step === 'grew' || step === 'up-to-date') {
      failures = 0;
      limit = Math.min(PAGE_EVENTS, limit * 2);
      parts.changed({ phase: step === 'grew' ? 'receiving' : 'up-to-date', problem: null });
      if (step === 'up-to-date') await rest(times.pollMs);
      continue;
    }
    if (step.code === 'too-large' && limit > 1) {
      limit = Math.ceil(limit / 4);
      continue;
    }
    failures += 1;
    const ms = retryAfterMs(step, failures, times.random());
    parts.changed({ phase: ms === null ? 'stopped' : 'waiting', problem: `${step.message} ${step.hint}` });
    if (ms === null) return;
    await rest(ms);
  }

  function rest(ms: number): Promise<unknown> {
    return times.pause(ms, signal).catch(() => undefined); // aborted: the loop sees it
  }
}

async function receiveNext(
  parts: SyncParts,
  limit: number,
  signal: AbortSignal,
): Promise<'grew' | 'up-to-date' | 'aborted' | Refusal> {
  const size = parts.size();
  if (!size.ok) return size;
  const from = size.value;
  const reply = await parts.fetch(from, limit, signal);
  if (!reply.ok) return reply;
  const { events, ...head } = reply.value;
  for (let start = 0; start === 0 || start < events.length; start += RUN_EVENTS) {
    if (start > 0) {
      await nextTurn();
      if (signal.aborted) return 'aborted';
    }
    const result = parts.receive({ ...head, events: events.slice(start, start + RUN_EVENTS) });
    if (!result.ok) return result;
    const received = result.value;
    if (received.kind === 'contradiction') return contradicted(received.reason);
    if (received.kind === 'misfit') {
      return err('broken', received.reason, 'Nothing of it was kept; it is asked for again.');
    }
    if (start + RUN_EVENTS < events.length) parts.changed({ phase: 'receiving', problem: null });
    else if (received.size === from && received.more) {
      return err('broken', 'The platform signed for more events than it sends.', 'They are asked for again.');
    } else if (received.more) return 'grew';
  }
  return 'up-to-date';
}

/** Nothing is received after a contradiction, in this run of the program or a later one. */
export function contradicted(reason: string): Refusal {
  return err(
    'damaged',
    reason,
    'Nothing was deleted; both versions are kept. Tell your compliance officer before you change anything.',
  );
}

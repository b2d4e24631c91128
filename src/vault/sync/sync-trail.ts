import { err, type Refusal, type Result } from '../../shared/domain/result';
import type { Received, TrailPage } from './receive';
import { retryAfterMs } from './retry';
import type { Times } from './times';
import { standBack } from '../trail/turns';

export interface TrailProgress {
  phase: 'up-to-date' | 'receiving' | 'waiting';
  /** Why it waits, in words. */
  problem: string | null;
}

export interface TrailParts {
  /** The next place wanted, or what is wrong with the file. */
  size(): Result<number>;
  /** `waitSeconds`: how long the platform may hold its answer back for an event that is not there yet. */
  fetch(from: number, limit: number, waitSeconds: number, signal: AbortSignal): Promise<Result<TrailPage>>;
  /** Takes a page into the file, or says what is wrong with the file. */
  receive(page: TrailPage): Result<Received>;
  /** Something can be seen that could not before. */
  changed(progress: TrailProgress): void;
}

/** Most events of one request. */
export const PAGE_EVENTS = 5_000;
/**
 * Events of one transaction at first. An abort is noticed, and others get their turn, after each: so it grows and
 * shrinks towards what takes `RUN_MS`, since more of them at once cost less each.
 */
export const RUN_EVENTS = 500;
const RUN_MS = 40;
/** How long the platform is asked to wait for an event: within the patience that its answers are waited for. */
const WAIT_SECONDS = 10;
/**
 * From one look to the next when nothing was missing. A platform that does not wait is asked no more often, and
 * one with an event every moment is asked for them once a second.
 */
const LEAST_BETWEEN_LOOKS_MS = 1_000;

/**
 * Receives the trail until `signal` aborts (null) or going on is of no use (why). Never rejects for what the
 * platform or the file do. Starting again goes on where the file stands.
 */
export async function syncTrail(
  parts: TrailParts,
  signal: AbortSignal,
  times: Times,
): Promise<Refusal | null> {
  const asking = { ...parts, fetch: askingAhead(parts.fetch) };
  const pace = runPace(times);
  let limit = PAGE_EVENTS;
  let failures = 0;
  let waitSeconds = 0;
  let emptyHanded = false;

  while (!signal.aborted) {
    const asked = times.now();
    const step = await receiveNext(asking, pace, limit, waitSeconds, signal);
    if (signal.aborted || step === 'aborted') return null;
    waitSeconds = step === 'up-to-date' ? WAIT_SECONDS : 0;
    if (step === 'promised' && !emptyHanded) {
      // The head was signed between the two readings of one request, or it covers what was never sent.
      emptyHanded = true;
      continue;
    }
    emptyHanded = false;
    if (typeof step === 'object' && 'end' in step) return step.end;
    if (step === 'grew' || step === 'up-to-date') {
      failures = 0;
      limit = Math.min(PAGE_EVENTS, limit * 2);
      parts.changed({ phase: step === 'grew' ? 'receiving' : 'up-to-date', problem: null });
      if (step === 'up-to-date') await rest(LEAST_BETWEEN_LOOKS_MS - (times.now() - asked));
      continue;
    }
    const refusal = step === 'promised' ? brokenPromise : step;
    if (refusal.code === 'too-large' && limit > 1) {
      limit = Math.ceil(limit / 4);
      continue;
    }
    failures += 1;
    const ms = retryAfterMs(refusal, failures, times.random());
    if (ms === null) return refusal;
    parts.changed({ phase: 'waiting', problem: inWords(refusal) });
    await rest(ms);
  }
  return null;

  async function rest(ms: number): Promise<void> {
    if (ms > 0) await times.pause(ms, signal).catch(() => undefined); // aborted: the loop sees it
  }
}

/**
 * The same, and the page after a full one is asked for while that one is taken into the file: at a first load the
 * platform and the vault then work at the same time.
 */
function askingAhead(fetch: TrailParts['fetch']): TrailParts['fetch'] {
  let ahead: { from: number; page: ReturnType<TrailParts['fetch']> } | null = null;
  return async (from, limit, waitSeconds, signal) => {
    const known = ahead?.from === from && limit === PAGE_EVENTS ? ahead.page : null;
    ahead = null;
    const reply = await (known ?? fetch(from, limit, waitSeconds, signal));
    if (reply.ok && reply.value.events.length === PAGE_EVENTS && !signal.aborted) {
      const page = fetch(from + PAGE_EVENTS, PAGE_EVENTS, 0, signal);
      page.catch(() => undefined); // told when it is its turn, if it comes to that
      ahead = { from: from + PAGE_EVENTS, page };
    }
    return reply;
  };
}

interface Pace {
  /** Events of the next transaction. */
  events(): number;
  /** Does a transaction of so many, and learns from how long it takes. */
  timed<T>(events: number, work: () => T): T;
}

function runPace(times: Times): Pace {
  let run = RUN_EVENTS;
  return {
    events: () => run,
    timed(events, work) {
      const began = times.now();
      const done = work();
      const ms = times.now() - began;
      const fitting = Math.round((events * RUN_MS) / Math.max(1, ms));
      // A short run says little of a longer one.
      if (events === run || fitting < run)
        run = Math.max(RUN_EVENTS / 4, Math.min(2 * run, fitting, PAGE_EVENTS));
      return done;
    },
  };
}

/** `promised`: the head covers more, and nothing of it was sent; `end`: why nothing more comes, ever. */
async function receiveNext(
  parts: TrailParts,
  pace: Pace,
  limit: number,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<'grew' | 'up-to-date' | 'promised' | 'aborted' | Refusal | { end: Refusal }> {
  const size = parts.size();
  if (!size.ok) return size;
  const from = size.value;
  const reply = await parts.fetch(from, limit, waitSeconds, signal);
  if (signal.aborted) return 'aborted';
  if (!reply.ok) return reply;
  const { events, leaves, ...head } = reply.value;
  for (let start = 0, end = 0; start === 0 || start < events.length; start = end) {
    if (start > 0) {
      await standBack();
      if (signal.aborted) return 'aborted';
    }
    end = start + pace.events();
    const run = { ...head, events: events.slice(start, end), leaves: leaves?.slice(start, end) };
    const result = pace.timed(run.events.length, () => parts.receive(run));
    if (!result.ok) return result;
    const received = result.value;
    if (received.kind === 'contradiction') return contradicted(received.reason);
    if (received.kind === 'purged') return { end: purged(received) };
    if (received.kind === 'misfit') {
      return err('broken', received.reason, 'Nothing of it was kept; it is asked for again.');
    }
    if (end < events.length) parts.changed({ phase: 'receiving', problem: null });
    else if (received.more) return received.size === from ? 'promised' : 'grew';
  }
  return 'up-to-date';
}

const brokenPromise = err(
  'broken',
  'The platform signed for more events than it sends.',
  'They are asked for again.',
);

/**
 * The tree is computed here from the first event on, and of what was purged there are only hashes: a console that has
 * the beginning goes on for ever, one that has not cannot check what follows, and keeps nothing it cannot check.
 */
function purged({ from, before }: { from: number; before: number }): Refusal {
  const missing = from === 0 ? `Its first ${before} events` : `Events ${from} to ${before - 1}`;
  return err(
    'conflict',
    `The platform says that a part of the audit trail was purged past its retention before it came here. ${missing} are gone, so what follows cannot be checked on this computer and was not kept.`,
    'Nothing is damaged. Read the trail on a computer that received it before, or ask your IT staff for the archives that are left.',
  );
}

/** What did not happen and one way out, as one text of at most 1,000 characters. */
export function inWords({ message, hint }: Refusal): string {
  return `${message} ${hint}`.trim().slice(0, 1_000);
}

/** Nothing is received after a contradiction, in this run of the program or a later one. */
export function contradicted(reason: string): Refusal {
  return err(
    'damaged',
    reason,
    'Nothing was deleted; both versions are kept. Tell your compliance officer before you change anything.',
  );
}

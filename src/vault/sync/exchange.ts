import { listEvents } from '../../shared/contract/platform/audit';
import { err, type Refusal } from '../../shared/domain/result';
import type { Clock } from '../clock';
import { hashes } from '../hashes';
import { errorName, type Log } from '../log';
import { uploadActs } from '../outbox/upload';
import type { WritableDb } from '../store/db';
import type { WritableDictionary } from '../store/dictionary';
import { guarded } from '../store/problem';
import { readTree } from '../store/tree';
import { hasEnded, type PlatformSession } from './platform-session';
import type { ReadPage } from './read-page';
import { receive, type Received } from './receive';
import { repeat, type Rhythm } from './repeat';
import { syncMembers, syncPseudonyms } from './sync-lists';
import { syncTrail, type TrailProgress } from './sync-trail';
import type { Times } from './times';

/** What goes on between a vault and its platform from one start to the next stop. */
export interface Exchange {
  /** Something was put into the outbox. */
  actAdded(): void;
  /** Nothing more is asked for, sent or kept. */
  stop(): void;
  /** Resolves when nothing of it runs any more. Never rejects. */
  over: Promise<unknown>;
}

export interface ExchangeParts {
  db: WritableDb;
  dictionary: WritableDictionary;
  platform: PlatformSession;
  readPage: ReadPage;
  clock: Clock;
  log: Log;
  progressed(progress: TrailProgress): void;
  received(kept: Extract<Received, { kind: 'kept' }>): void;
  pseudonymsChanged(): void;
  membersChanged(): void;
  outboxChanged(): void;
  /** The platform's session has ended: everything stops. */
  signedOut(why: Refusal): void;
  /** Nothing more of the trail is received, however long one waits. */
  trailStopped(why: Refusal): void;
}

const MEMBERS: Rhythm = { everyMs: 60_000, leastMs: 60_000 };
/** Sooner where the trail grew: its patients may have been given their pseudonyms with it. */
const PSEUDONYMS: Rhythm = { everyMs: 60_000, leastMs: 10_000 };
const OUTBOX: Rhythm = { everyMs: 60_000, leastMs: 1_000 };

const ourFault = err('broken', 'Receiving stopped by a fault of Wardkeeper.', 'Lock and sign in again.');

export function startExchange(parts: ExchangeParts, times: Times): Exchange {
  const { db, dictionary, platform, clock, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;

  const pseudonyms = repeat(
    () => syncPseudonyms(db, platform, signal, parts.pseudonymsChanged),
    PSEUDONYMS,
    signal,
    times,
  );
  const members = repeat(
    () => syncMembers(db, platform, clock, signal, parts.membersChanged),
    MEMBERS,
    signal,
    times,
  );
  const outbox = repeat(() => uploadActs(db, platform, signal, parts.outboxChanged), OUTBOX, signal, times);
  const trail = syncTrail(
    {
      size: () => guarded(() => readTree(db, hashes).size),
      fetch: (from, limit, wait, until) =>
        platform.call(listEvents, { from, limit, wait }, until, parts.readPage),
      receive(page) {
        const received = guarded(() => receive(db, dictionary, page, clock()));
        if (received.ok && received.value.kind === 'kept') {
          parts.received(received.value);
          if (page.events.length > 0) pseudonyms.wake();
        }
        return received;
      },
      changed: parts.progressed,
    },
    signal,
    times,
  );

  function ended(refusal: Refusal | null): void {
    if (refusal === null || !hasEnded(refusal) || signal.aborted) return;
    stopping.abort();
    parts.signedOut(refusal);
  }

  function trailEnded(refusal: Refusal | null): void {
    ended(refusal);
    if (refusal === null || signal.aborted) return;
    // Somebody who may not read the trail, or came too late for it, still has the lists they may, and an outbox.
    if (refusal.code !== 'denied' && refusal.code !== 'conflict') stopping.abort();
    parts.trailStopped(refusal);
  }

  function broke(error: unknown): void {
    log('sync-broke', { error: errorName(error) });
    stopping.abort();
    parts.trailStopped(ourFault);
  }

  return {
    actAdded: outbox.wake,
    stop: () => stopping.abort(),
    over: Promise.all([
      trail.then(trailEnded).catch(broke),
      ...[pseudonyms, members, outbox].map(({ done }) => done.then(ended).catch(broke)),
    ]),
  };
}

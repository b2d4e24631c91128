import type { SyncView } from '../../shared/contract/bridge/sync';
import type { PlatformCall } from '../../shared/contract/platform/call';
import { err, type Refusal } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { WritableDb } from '../store/db';
import type { WritableDictionary } from '../store/dictionary';
import { firstContradiction } from '../store/heads';
import { guarded } from '../store/problem';
import { startExchange, type Exchange } from './exchange';
import { hasEnded, platformSession, type Online, type PlatformSession } from './platform-session';
import { rateSince } from './rate';
import { repeat, type Rhythm } from './repeat';
import { readHere, type ReadPage } from './read-page';
import { nothingKept, standingOf, type Standing } from './standing';
import { contradicted, inWords, type TrailProgress } from './sync-trail';
import { standardTimes, type Times } from './times';

/** Everything a vault exchanges with the platform: the trail, the practice's lists, and what this console did. */
export interface Sync {
  /** Never throws: of a file that cannot be read any more it says so, with what was read last. */
  look(): SyncView;
  /** Stops until it is resumed. */
  pause(): void;
  /** Goes on at once: after a pause, while it waits, or after a refusal that may have been mended. */
  resume(): void;
  /** Goes on with what a sign-in gave: in a vault opened without the platform, or after its session ended. */
  goOnline(online: Online): void;
  /** There is no session of the platform, or it has ended. */
  offline(): boolean;
  /** A call in the name of whoever is in, which is refused offline. */
  readonly call: PlatformSession['call'];
  /** Something was put into the outbox. */
  actAdded(): void;
  /** Ends all of it; nothing is written to the file after it resolved. Safe to call twice. */
  stop(): Promise<void>;
}

export interface SyncParts {
  db: WritableDb;
  dictionary: WritableDictionary;
  /** Null in a vault opened without the platform. */
  online: Online | null;
  /** Whether the role of whoever is signed in has what a call needs. */
  may(permission: PlatformCall['permission']): boolean;
  /** When the platform last answered before now, microseconds; null: never. */
  heardAt: number | null;
  clock: Clock;
  log: Log;
  /** Reads pages of the trail: in this thread, unless somebody knows another. */
  readPage?: ReadPage | undefined;
  /** The platform has answered somebody who is signed in there. Often. */
  heard(): void;
  /** `look` says something else than before. Often. */
  changed(): void;
  /** Patients are called otherwise than before. */
  pseudonymsChanged(): void;
  membersChanged(): void;
}

/** A session lasts through a pause: the platform ends one that is not renewed. */
const SESSION: Rhythm = { everyMs: 30_000, leastMs: 30_000 };

const openedOffline = err(
  'unreachable',
  'The vault was opened without the platform, so nothing new comes in.',
  'Go online with your password when the platform can be reached.',
);
const mayNot = err('denied', 'Your role does not allow this.', 'Ask an administrator if you need it.');
const mayNotRead = err(
  'denied',
  'Your role may not read the audit trail, so none is received.',
  'Ask an administrator if you need it for your work.',
);

export function startSync(parts: SyncParts, times: Times = standardTimes): Sync {
  const { db, dictionary, may, clock, log, readPage = readHere } = parts;
  const running = new Set<Promise<unknown>>();
  const rate = rateSince(times.now());
  let platform: PlatformSession | null = null;
  let leaving = new AbortController();
  let exchange: Exchange | null = null;
  /** Why the platform's session is over. */
  let signedOut: Refusal | null = null;
  let paused = false;
  /** Why nothing more of the trail is received, however long one waits. */
  let stopped: Refusal | null = null;
  let progress: TrailProgress = { phase: 'receiving', problem: null };
  /** As last read: a file that became unreadable must not keep us from saying so. */
  let standing: Standing = nothingKept;
  /** Of the newest signed head shown since the vault was opened. */
  let headSize = 0;
  let { heardAt } = parts;
  let loggedPhase = '';

  function connect(online: Online): void {
    leaving.abort();
    leaving = new AbortController();
    const { signal: left } = leaving;
    const session = platformSession(online, times.now, left);
    signedOut = null;
    platform = {
      keep: session.keep,
      async call(call, request, signal, read) {
        // The platform would record an attempt that nobody meant to make.
        if (!may(call.permission)) return mayNot;
        const reply = await session.call(call, request, signal, read);
        if (reply.ok && !left.aborted) heard();
        return reply;
      },
    };
    track(
      repeat(session.keep, SESSION, left, times).done.then((why) => {
        if (why !== null && hasEnded(why) && !left.aborted) signOut(why);
      }),
    );
  }

  function signOut(why: Refusal): void {
    signedOut = why;
    exchange?.stop();
    exchange = null;
    changed();
  }

  function track(work: Promise<unknown>): void {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  function heard(): void {
    heardAt = clock();
    // What is wrong with the file is told by whoever cannot go on without it.
    guarded(() => parts.heard());
    changed();
  }

  function state(): Pick<SyncView, 'phase' | 'problem'> {
    if (stopped !== null) return { phase: 'stopped', problem: inWords(stopped) };
    if (platform === null) return { phase: 'offline', problem: inWords(openedOffline) };
    if (signedOut !== null) return { phase: 'offline', problem: inWords(signedOut) };
    if (paused) return { phase: 'paused', problem: null };
    return progress;
  }

  function logPhase(): void {
    const { phase } = state();
    if (phase !== loggedPhase) log('sync', { phase });
    loggedPhase = phase;
  }

  function changed(): void {
    logPhase();
    parts.changed();
  }

  /** Exchanges anew from here, as far as there is anything to. */
  function begin(): void {
    exchange?.stop();
    exchange = null;
    const found = guarded(() => firstContradiction(db));
    stopped = found.ok && found.value !== null ? contradicted(found.value.reason) : null;
    if (stopped === null && platform !== null && signedOut === null && !paused) exchange = started(platform);
    logPhase();
  }

  function started(session: PlatformSession): Exchange {
    progress = { phase: 'receiving', problem: null };
    rate.reset(times.now());
    const own = startExchange(
      {
        db,
        dictionary,
        platform: session,
        readPage,
        clock,
        log,
        progressed(next) {
          if (next.phase !== 'receiving') rate.reset(times.now());
          progress = next;
          changed();
        },
        received({ added, total }) {
          headSize = Math.max(headSize, total);
          rate.add(added, times.now());
        },
        pseudonymsChanged: parts.pseudonymsChanged,
        membersChanged: parts.membersChanged,
        outboxChanged: changed,
        signedOut: signOut,
        trailStopped(why) {
          stopped = why.code === 'denied' ? mayNotRead : why;
          changed();
        },
      },
      times,
    );
    track(own.over);
    return own;
  }

  if (parts.online !== null) connect(parts.online);
  begin();

  return {
    look() {
      const read = guarded(() => standingOf(db));
      if (read.ok) standing = read.value;
      const { phase, problem } = read.ok ? state() : { phase: 'stopped' as const, problem: inWords(read) };
      return {
        ...standing,
        total: standing.total === null ? null : Math.max(standing.total, headSize),
        phase,
        problem,
        rate: phase === 'receiving' ? rate.at(times.now()) : null,
        heardAt,
      };
    },
    pause() {
      paused = true;
      exchange?.stop();
      exchange = null;
      changed();
    },
    resume() {
      const isGoing = exchange !== null && stopped === null && progress.phase !== 'waiting';
      paused = false;
      if (!isGoing) begin();
      changed();
    },
    goOnline(online) {
      connect(online);
      begin();
      changed();
    },
    offline: () => platform === null || signedOut !== null,
    call(call, request, signal, read) {
      if (platform === null) return Promise.resolve(openedOffline);
      return signedOut !== null ? Promise.resolve(signedOut) : platform.call(call, request, signal, read);
    },
    actAdded() {
      exchange?.actAdded();
      changed();
    },
    async stop() {
      leaving.abort();
      exchange?.stop();
      exchange = null;
      await Promise.all(running);
    },
  };
}

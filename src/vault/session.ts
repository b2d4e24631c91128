import type { whoAmI } from '../shared/contract/platform/auth';
import type { ReplyOf } from '../shared/contract/platform/call';
import type { ConsoleActKind } from '../shared/contract/platform/console-acts';
import type { Clock } from './clock';
import type { Log } from './log';
import { addAct } from './outbox/outbox';
import type { WritableDb } from './store/db';
import { writableDictionary, type WritableDictionary } from './store/dictionary';
import { atMostEvery } from './sync/at-most';
import type { Online, PlatformSession } from './sync/platform-session';
import type { ReadPage } from './sync/read-page';
import { startSync, type Sync } from './sync/start-sync';

export type Who = ReplyOf<typeof whoAmI>;

/** Somebody's vault while it is open. */
export interface Session {
  readonly who: Who;
  /** The file, and what its codes stand for. */
  readonly db: WritableDb;
  readonly dictionary: WritableDictionary;
  readonly sync: Pick<Sync, 'look' | 'pause' | 'resume' | 'offline'>;
  /** A call to the platform in the name of whoever is in; refused offline. */
  readonly call: PlatformSession['call'];
  /** Goes on online with what a sign-in of the same person gave. */
  goOnline(who: Who, online: Online): void;
  /** Puts what this console did (of an export, with how many lines) into the outbox, and has it sent. Throws what the store throws. */
  act(kind: ConsoleActKind, records?: number): void;
  /** Ends receiving and closes the file, also where it rejects with what the store throws. Safe to call twice. */
  close(): Promise<void>;
}

/** What the window is told unasked. */
export interface SessionNotices {
  syncChanged(): void;
  trailChanged(size: number): void;
  peopleChanged(): void;
}

export interface SessionParts {
  who: Who;
  /** Null in a vault opened without the platform. */
  online: Online | null;
  db: WritableDb;
  /** When the platform last answered before now, microseconds; null: never. */
  heardAt: number | null;
  clock: Clock;
  log: Log;
  /** Reads pages of the trail; undefined: in this thread. */
  readPage?: ReadPage | undefined;
  /** The platform has answered somebody who is signed in there. Often; may throw what the store throws. */
  heard(): void;
  notices: SessionNotices;
}

/** So many milliseconds lie between two notices of one kind, at least. */
const NOTICE_MS = 250;

export function startSession(parts: SessionParts): Session {
  const { online, db, heardAt, clock, log, readPage, heard, notices } = parts;
  const dictionary = writableDictionary(db);
  let who = parts.who;

  const sync = startSync({
    db,
    dictionary,
    online,
    may: (permission) =>
      permission === 'anyone' || permission === 'signed-in' || who.permissions.includes(permission),
    heardAt,
    clock,
    log,
    readPage,
    heard,
    changed: () => syncChanged(),
    pseudonymsChanged: () => notices.trailChanged(sync.look().size),
    membersChanged: () => notices.peopleChanged(),
  });

  let toldSize = sync.look().size;
  let told = '';
  const syncChanged = atMostEvery(NOTICE_MS, () => {
    const view = sync.look();
    const text = JSON.stringify(view);
    if (text === told) return;
    told = text;
    notices.syncChanged();
    if (view.size === toldSize) return;
    toldSize = view.size;
    notices.trailChanged(view.size);
  });

  let closed: Promise<void> | null = null;
  return {
    get who() {
      return who;
    },
    db,
    dictionary,
    sync,
    call: sync.call,
    goOnline(again, tokens) {
      who = again;
      sync.goOnline(tokens);
    },
    act(kind, records) {
      addAct(db, kind, clock(), records);
      sync.actAdded();
    },
    close() {
      closed ??= (async () => {
        syncChanged.cancel();
        await sync.stop();
        syncChanged.cancel();
        db.close();
      })();
      return closed;
    },
  };
}

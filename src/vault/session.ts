import { listEvents } from '../shared/contract/platform/audit';
import { whoAmI } from '../shared/contract/platform/auth';
import type { ReplyOf } from '../shared/contract/platform/call';
import type { PlatformClient } from '../shared/contract/platform/client';
import type { TrailRow, TrailStanding } from '../shared/contract/bridge/trail';
import type { Clock } from './clock';
import { hashes } from './hashes';
import { errorName, type Log } from './log';
import type { WritableDb } from './store/db';
import { writableDictionary } from './store/dictionary';
import { eventsBefore } from './store/events';
import { firstContradiction, newestHead, pinnedKey } from './store/heads';
import { guarded } from './store/problem';
import { readTree } from './store/tree';
import { logKey } from './sync/log-key';
import { receive } from './sync/receive';
import { contradicted, syncTrail, type SyncState } from './sync/sync';

export type Who = ReplyOf<typeof whoAmI>;

/** Somebody's vault while it is open. */
export interface Session {
  readonly who: Who;
  /** Lines before the place `before` (null: from the newest), and how the copy stands. Throws what the store throws. */
  trail(before: number | null, limit: number): { rows: TrailRow[]; standing: TrailStanding };
  /** Ends receiving and closes the file, also where it rejects with what the store throws. Safe to call twice. */
  close(): Promise<void>;
}

export interface SessionParts {
  who: Who;
  /** Kept in memory only. */
  accessToken: string;
  client: PlatformClient;
  db: WritableDb;
  clock: Clock;
  log: Log;
  /** The trail grew or its standing changed. */
  changed(size: number): void;
  /** The platform does not take the access token any more. */
  signedOut(): void;
}

export function startSession(parts: SessionParts): Session {
  const { who, accessToken, client, db, clock, log, changed, signedOut } = parts;
  const dictionary = writableDictionary(db);
  const ending = new AbortController();
  let sync: SyncState = { phase: 'receiving', problem: null };
  let told = '';

  const size = () => readTree(db, hashes).size;
  /** As last read: a file that became unreadable must not keep us from saying so. */
  let kept: { size: number; verified: number | null } = { size: 0, verified: null };

  function look(): void {
    const read = guarded(() => ({ size: size(), verified: newestHead(db)?.size ?? null }));
    if (read.ok) kept = read.value;
  }

  function tell(state: SyncState): void {
    sync = state;
    const now = JSON.stringify([state, kept]);
    if (now === told) return;
    told = now;
    log('sync', { phase: state.phase, size: kept.size });
    changed(kept.size);
  }

  const contradiction = firstContradiction(db);
  const receiving =
    contradiction === null
      ? syncTrail(
          {
            size: () => guarded(size),
            async fetch(from, limit, signal) {
              const page = await client.call(listEvents, { from, limit }, { accessToken, signal });
              if (!page.ok && page.code === 'not-signed-in') signedOut();
              return page;
            },
            receive: (page) => guarded(() => receive(db, dictionary, page, clock())),
            changed(state) {
              look();
              tell(state);
            },
          },
          ending.signal,
        ).catch((error: unknown) => {
          log('sync-broke', { error: errorName(error) });
          tell({
            phase: 'stopped',
            problem: 'Receiving stopped by a fault of Wardkeeper. Lock and sign in again.',
          });
        })
      : Promise.resolve(stoppedBy(contradiction.reason));

  function stoppedBy(reason: string): void {
    const { message, hint } = contradicted(reason);
    sync = { phase: 'stopped', problem: `${message} ${hint}` };
  }

  function standing(): TrailStanding {
    const tree = readTree(db, hashes);
    const head = newestHead(db);
    const key = pinnedKey(db);
    const pinned = key === null ? null : logKey(key);
    return {
      size: tree.size,
      root: tree.size === 0 ? null : base64Url(tree.root()),
      verifiedSize: head?.size ?? 0,
      verifiedAt: head?.verifiedAt ?? null,
      logKey: pinned?.ok === true ? pinned.value.fingerprint : null,
      sync: sync.phase,
      problem: sync.problem,
    };
  }

  let closed: Promise<void> | null = null;
  return {
    who,
    trail(before, limit) {
      const rows = eventsBefore(db, dictionary, before ?? Number.MAX_SAFE_INTEGER, limit);
      return {
        rows: rows.map(({ seq, event, leafHash }) => ({ seq, event, leafHash: base64Url(leafHash) })),
        standing: standing(),
      };
    },
    close() {
      closed ??= (async () => {
        ending.abort();
        await receiving.catch(() => undefined);
        db.close();
      })();
      return closed;
    },
  };
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

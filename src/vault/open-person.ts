import type { Preferences } from '../shared/contract/bridge/settings';
import { ok, type Result } from '../shared/domain/result';
import { removeLeftover } from './export/leftover';
import { vaultPaths } from './files/vault-paths';
import type { Gate } from './gate';
import type { OpenVault } from './handlers/handler';
import { hashes } from './hashes';
import { errorName, type Log } from './log';
import type { Entered } from './people/coming-in';
import type { Desk } from './people/desk';
import { keepLease, keptLease } from './people/lease';
import { ownJobTitle, ownPreferences } from './people/own-settings';
import { readPeople, rememberPerson } from './people/registry';
import { startSession, type SessionNotices } from './session';
import { keepCopy, suspect } from './store/copies';
import { guarded, storeRefusal } from './store/problem';
import { readTree } from './store/tree';

/** Somebody who is in, from opening to lock. */
export interface OpenPerson {
  readonly vault: OpenVault;
  readonly preferences: Preferences;
  /**
   * Writes down when they were last here, ends receiving and closes the file; then wipes it where the account has
   * ended. Never rejects: what cannot be closed properly must not keep the vault open. Safe to call twice.
   */
  close(): Promise<void>;
  /** Ends the session at the platform, within a second. Never rejects. */
  signOut(): Promise<void>;
}

export interface OpenPersonParts {
  entered: Entered;
  gate: Pick<Gate, 'wipe'>;
  desk: Desk;
  log: Log;
  notices: SessionNotices;
  preferencesChanged(preferences: Preferences): void;
  /** The account or the lease has ended: nobody may stay in. */
  signedOut(): void;
}

/** How often it is looked whether there is time left without the platform. */
const LEASE_LOOK_MS = 60_000;

/** Throws what the store throws; the file is then the caller's to close. */
export function openPerson(parts: OpenPersonParts): OpenPerson {
  const { entered, gate, desk, log, notices, preferencesChanged, signedOut } = parts;
  const { db, person, accountEnded } = entered;
  const { clock } = desk;
  const preferences = ownPreferences(db);
  removeLeftover(db);
  const lease = keepLease(db, clock);
  const session = startSession({
    who: entered.who,
    online: entered.signIn?.online ?? null,
    db,
    heardAt: keptLease.read(db)?.contactAt ?? null,
    clock,
    log,
    readPage: desk.readPage,
    heard: () => lease.contact(),
    notices,
  });
  const looking = setInterval(() => {
    const ended = guarded(() => lease.tick());
    if (ended.ok && ended.value && session.sync.offline()) signedOut();
  }, LEASE_LOOK_MS);
  accountEnded.signal.addEventListener('abort', signedOut, { once: true });
  if (accountEnded.signal.aborted) signedOut();

  /** After an end of receiving, and while the file is still open. */
  function copyBeforeClose(): void {
    if (accountEnded.signal.aborted) return;
    const { database } = vaultPaths(desk.folder, person.fileId);
    const copied = guarded(() => keepCopy(db, database, readTree(db, hashes).size, clock()));
    log('copy', { what: copied.ok ? copied.value : copied.code });
    if (isDamaged || (!copied.ok && copied.code === 'damaged')) guarded(() => suspect(database));
  }
  /** Sync came upon a page that cannot be read. */
  let isDamaged = false;
  db.beforeClose(copyBeforeClose);

  function attempt(what: string, work: () => unknown): Promise<void> {
    return Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (error: unknown) => log('close-broke', { what, error: errorName(error) }),
      );
  }

  function remember(): void {
    lease.tick();
    const people = readPeople(desk.folder);
    if (people === 'damaged') return;
    const jobTitle = ownJobTitle(db, person.userId) ?? person.jobTitle;
    rememberPerson(desk.folder, people, { ...person, jobTitle, lastHere: clock() });
  }

  let closed: Promise<void> | null = null;
  return {
    vault: { entered, session, lease, preferencesChanged },
    preferences,
    close() {
      closed ??= (async () => {
        clearInterval(looking);
        await attempt('registry', remember);
        await attempt('damage', () => {
          isDamaged = session.sync.look().problem?.startsWith(storeRefusal('damaged').message) === true;
        });
        await attempt('session', () => session.close());
        if (accountEnded.signal.aborted) await attempt('wipe', () => gate.wipe(person));
      })();
      return closed;
    },
    signOut: () => attempt('sign-out', () => entered.signIn?.signOut()),
  };
}

/** The same as a value: what is wrong with the file is a refusal, and the file is closed. */
export function tryOpenPerson(parts: OpenPersonParts): Result<OpenPerson> {
  const opened = guarded(() => openPerson(parts));
  if (opened.ok) return ok(opened.value);
  parts.entered.db.abandon();
  return opened;
}

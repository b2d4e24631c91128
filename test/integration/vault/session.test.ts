import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { err, type Result } from '../../../src/shared/domain/result';
import { startSession, type Session, type Who } from '../../../src/vault/session';
import { StoreError } from '../../../src/vault/store/problem';
import { sql } from '../../../src/vault/store/sql';
import { aStore, NOW, type AStore } from './a-store';

const who: Who = {
  account: {
    userId: '018f6d1c-0000-4000-8000-000000000002',
    userName: 'dana',
    displayName: 'Dana',
    role: 'admin',
  },
  practice: {
    practiceId: '018f6d1c-0000-4000-8000-000000000001',
    name: 'Test practice',
    timeZone: 'America/Chicago',
    synthetic: true,
  },
  permissions: [],
};

let store: AStore;
beforeEach(() => {
  store = aStore();
});
afterEach(() => store.remove());

/** A session over a real file, whose platform answers every request with `reply`. */
function aSession(reply: Result<never>) {
  let told: () => void = () => undefined;
  const changed = new Promise<void>((resolve) => (told = resolve));
  let out: () => void = () => undefined;
  const signedOut = new Promise<void>((resolve) => (out = resolve));
  const logged: string[] = [];
  const client: PlatformClient = { call: () => Promise.resolve(reply) };
  const session: Session = startSession({
    who,
    accessToken: 'token',
    client,
    db: store.db,
    clock: () => NOW,
    log: (what) => logged.push(what),
    changed: () => told(),
    signedOut: () => out(),
  });
  return { session, changed, signedOut, logged };
}

describe('a session', () => {
  test('says so when the platform does not take its access token any more', async () => {
    const { session, signedOut } = aSession(err('not-signed-in', 'Your session has ended.', 'Sign in.'));
    await signedOut;
    await session.close();
  });

  test('tells the window of a damaged file without reading it again, and closes it', async () => {
    store.db.run(sql`DELETE FROM tree`);
    const { session, changed, logged } = aSession(err('unreachable', '', ''));
    await changed;
    // It is the file's fault, not ours.
    expect(logged).toEqual(['sync']);
    expect(() => session.trail(null, 1)).toThrow(StoreError);
    await session.close();
    expect(() => store.db.run(sql`DELETE FROM setting`)).toThrow('not open');
  });

  test('lets go of its file where the write-ahead log cannot be moved into it, and says so', async () => {
    const { session } = aSession(err('unreachable', '', ''));
    vi.spyOn(Database.prototype, 'pragma').mockImplementationOnce(() => {
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
    });
    await expect(session.close()).rejects.toThrow('disk I/O error');
    expect(() => store.db.run(sql`DELETE FROM setting`)).toThrow('not open');
  });
});

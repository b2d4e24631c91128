import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { err, type Result } from '../../../src/shared/domain/result';
import { startSession, type Who } from '../../../src/vault/session';
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
  permissions: ['audit:read'],
};

let store: AStore;
beforeEach(() => {
  store = aStore();
});
afterEach(() => store.remove());

/** A session over a real file, whose platform answers every request with `reply`; null: opened without one. */
function aSession(reply: Result<never> | null) {
  let told: () => void = () => undefined;
  const changed = new Promise<void>((resolve) => (told = resolve));
  const logged: string[] = [];
  const client: PlatformClient = { call: () => Promise.resolve(reply as Result<never>) };
  const tokens = {
    accessToken: 'token',
    expiresIn: 900,
    refreshToken: 'r'.repeat(43),
    refreshExpiresIn: 1800,
  };
  const session = startSession({
    who,
    online: reply === null ? null : { client, tokens },
    db: store.db,
    heardAt: null,
    clock: () => NOW,
    log: (what) => logged.push(what),
    heard: () => undefined,
    notices: {
      syncChanged: () => told(),
      trailChanged: () => undefined,
      peopleChanged: () => undefined,
    },
  });
  return { session, changed, logged };
}

describe('a session', () => {
  test('is offline once the platform does not renew it any more, and stays open', async () => {
    const { session, changed } = aSession(err('not-signed-in', 'Your session has ended.', 'Sign in.'));
    await changed;
    expect(session.sync.offline()).toBe(true);
    expect(session.sync.look()).toMatchObject({ phase: 'offline', size: 0 });
    await session.close();
  });

  test('without a platform makes no call, and says why', async () => {
    const { session } = aSession(null);
    expect(session.sync.look()).toMatchObject({ phase: 'offline' });
    expect(session.sync.offline()).toBe(true);
    await session.close();
  });

  test('tells the window of a damaged file without failing on it, and closes it', async () => {
    store.db.run(sql`DELETE FROM tree`);
    const { session, logged } = aSession(err('unreachable', '', ''));
    expect(session.sync.look()).toMatchObject({
      phase: 'stopped',
      problem: expect.stringContaining('integrity check') as string,
    });
    await session.close();
    // It is the file's fault, not ours.
    expect(logged.filter((what) => what.includes('broke'))).toEqual([]);
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

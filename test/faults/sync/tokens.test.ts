import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aStore, type AStore } from '../../integration/vault/a-store';
import { startSyncPlatform, valueOf, type SyncPlatform } from '../../integration/vault/sync-platform';
import { refreshSession } from '../../../src/shared/contract/platform/auth';
import { members } from '../../../src/vault/store/lists';
import type { Online, Tokens } from '../../../src/vault/sync/platform-session';
import { openSession, type OpenSession } from './a-session';

const ended =
  'Your session with the platform has ended. Sign in again to go on receiving; what is here stays readable.';
const MINUTES = 60;

let folder: string;
let platform: SyncPlatform;
let store: AStore;
let opened: OpenSession | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  platform = await startSyncPlatform(join(folder, 'platform'));
});
beforeEach(() => {
  store = aStore();
});
afterEach(async () => {
  await opened?.session.close();
  opened = null;
  store.remove();
});
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

function open(online: Online, role = platform.who): OpenSession {
  opened = openSession({ db: store.db, online, who: role });
  return opened;
}

/** The same token with another letter in the middle. */
function tampered(token: string): string {
  const at = Math.floor(token.length / 2);
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

const withTokens = async (change: (tokens: Tokens) => Partial<Tokens>) => {
  const { tokens } = await platform.signIn();
  return platform.connect({ ...tokens, ...change(tokens) });
};

test('an access token that has ended is renewed, and nobody notices', async () => {
  const { until, logged } = open(await platform.signIn());
  const { size } = await until({ phase: 'up-to-date' });
  platform.advance(16 * MINUTES);
  await platform.record(3);
  const grown = expect.toSatisfy((now: number) => now >= size + 3) as number;
  await until({ phase: 'up-to-date', size: grown, problem: null });
  expect(logged.filter((what) => what.includes('broke'))).toEqual([]);
});

test('an access token that was tampered with is renewed too', async () => {
  const { until } = open(await withTokens(({ accessToken }) => ({ accessToken: tampered(accessToken) })));
  await until({ phase: 'up-to-date', problem: null });
});

test('where it cannot be renewed the vault is offline, stays readable, and goes on after a sign-in', async () => {
  const { session, until, look } = open(
    await withTokens(({ accessToken, refreshToken }) => ({
      accessToken: tampered(accessToken),
      refreshToken: tampered(refreshToken),
    })),
  );
  await until({ phase: 'offline', problem: ended });
  expect(session.sync.offline()).toBe(true);
  session.sync.resume();
  expect(look()).toMatchObject({ phase: 'offline' });
  session.goOnline(platform.who, await platform.signIn());
  await until({ phase: 'up-to-date', problem: null });
  expect(session.sync.offline()).toBe(false);
});

test('a refresh token that somebody else has used ends the session, and what was received stays', async () => {
  const online = await platform.signIn();
  const { until } = open(online);
  const { size } = await until({ phase: 'up-to-date' });
  const { refreshToken } = online.tokens;
  const elsewhere = platform.connect(online.tokens);
  valueOf(await elsewhere.client.call(refreshSession, { refreshToken }));
  platform.advance(16 * MINUTES);
  const view = await until({ phase: 'offline', problem: ended });
  expect(view.size).toBeGreaterThanOrEqual(size);
});

test('a role that may not read the trail is told so, asks nothing of it, and gets what it may', async () => {
  const manager = { ...platform.who, permissions: ['workforce:read'] };
  const before = await deniedReads();
  const { until } = open(await platform.signIn(), manager);
  await until({
    phase: 'stopped',
    problem:
      'Your role may not read the audit trail, so none is received. Ask an administrator if you need it for your work.',
    size: 0,
  });
  await expect.poll(() => members(store.db).map(({ userName }) => userName)).toContain('dana');
  expect(await deniedReads()).toBe(before);
});

test('a role that the platform has narrowed since is told the same', async () => {
  const { until, told } = open(await platform.signIn());
  await until({ phase: 'up-to-date' });
  await expect.poll(() => members(store.db)).not.toEqual([]);
  await platform.db.updateTable('account').set({ role: 'nurse' }).execute();
  try {
    opened?.session.sync.pause();
    opened?.session.sync.resume();
    await until({ phase: 'stopped', problem: expect.stringContaining('may not read the audit trail') });
    await expect.poll(() => members(store.db)).toEqual([]);
    expect(told.people).toBeGreaterThanOrEqual(2);
  } finally {
    await platform.db.updateTable('account').set({ role: 'admin' }).execute();
  }
});

async function deniedReads(): Promise<number> {
  const { reads } = await platform.db
    .selectFrom('audit_event')
    .select((eb) => eb.fn.countAll<number>().as('reads'))
    .where('body', 'like', '%"outcome":"denied"%')
    .executeTakeFirstOrThrow();
  return reads;
}

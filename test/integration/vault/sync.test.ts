import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAct, countActs, waitingActs } from '../../../src/vault/outbox/outbox';
import { findPseudonyms, keptMemberList, members, pseudonymsOf } from '../../../src/vault/store/lists';
import { openSession, type OpenSession, type SessionGiven } from '../../faults/sync/a-session';
import { aStore, type AStore } from './a-store';
import { startSyncPlatform, type SyncPlatform } from './sync-platform';

let folder: string;
let platform: SyncPlatform;
let store: AStore;
let open: OpenSession[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  platform = await startSyncPlatform(join(folder, 'platform'));
  await platform.record(30);
});
beforeEach(() => {
  store = aStore();
  open = [];
});
afterEach(async () => {
  for (const { session } of open) await session.close();
  store.remove();
});
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

async function start(given: Partial<SessionGiven> = {}): Promise<OpenSession> {
  const online = given.online === undefined ? await platform.signIn() : given.online;
  const opened = openSession({ db: store.db, who: platform.who, ...given, online });
  open.push(opened);
  return opened;
}

const atLeast = (size: number) => expect.toSatisfy((n: number) => n >= size) as number;

describe('sync with a real platform', () => {
  test('receives the trail, proves it, and says how it stands', async () => {
    const before = Date.now() * 1_000;
    const { until, told } = await start();
    const view = await until({ phase: 'up-to-date', size: atLeast(30) });
    expect(view).toMatchObject({
      problem: null,
      total: view.size,
      verifiedSize: view.size,
      rate: null,
      outbox: 0,
      logKey: expect.stringMatching(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/) as string,
    });
    expect(view.root).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(view.heardAt).toBeGreaterThanOrEqual(before);
    await expect.poll(() => told.trail.at(-1)).toBe(view.size);
    expect(told.trail).toEqual([...told.trail].sort((a, b) => a - b));
  });

  test('hears of new events while they happen, and adds none by listening', async () => {
    const { until, told } = await start();
    await until({ phase: 'up-to-date', size: atLeast(31) });
    const { size } = await settled();
    const from = performance.now();
    await platform.record(1);
    await until({ phase: 'up-to-date', size: size + 1, verifiedSize: size + 1 });
    // Held back by the platform until there was something, and not found at the next look.
    expect(performance.now() - from).toBeLessThan(8_000);
    await expect.poll(() => told.trail.at(-1)).toBe(size + 1);

    async function settled() {
      let last = -1;
      await expect
        .poll(
          () => {
            const { size: now, phase } = open[0]?.look() ?? { size: -1, phase: 'stopped' };
            const still = phase === 'up-to-date' && now === last;
            last = now;
            return still;
          },
          { interval: 1_500, timeout: 15_000 },
        )
        .toBe(true);
      return { size: last };
    }
  });

  test('pauses, says so, and goes on where it was', async () => {
    const { session, until, look } = await start();
    await until({ phase: 'up-to-date' });
    session.sync.pause();
    const paused = look();
    expect(paused).toMatchObject({ phase: 'paused', problem: null, rate: null });
    await platform.record(2);
    expect(look()).toEqual(paused);
    session.sync.resume();
    await until({ phase: 'up-to-date', size: atLeast(paused.size + 2) });
  });

  test('a vault opened without the platform says so, reads what it has, and goes online', async () => {
    const { session, until, look } = await start({ online: null });
    expect(look()).toMatchObject({
      phase: 'offline',
      problem:
        'The vault was opened without the platform, so nothing new comes in. ' +
        'Go online with your password when the platform can be reached.',
      size: 0,
      total: null,
      heardAt: null,
      logKey: null,
    });
    expect(session.sync.offline()).toBe(true);
    session.sync.resume();
    expect(look().phase).toBe('offline');
    session.goOnline(platform.who, await platform.signIn());
    await until({ phase: 'up-to-date' });
  });

  test('keeps the list of people, and hears when it changes', async () => {
    const { told } = await start();
    await expect.poll(() => members(store.db).map(({ userName }) => userName)).toEqual(['dana']);
    expect(told.people).toBe(1);
    const first = keptMemberList(store.db);
    expect(first?.asOf).toBeGreaterThan(0);
    await platform.db.updateTable('account').set({ job_title: 'Practice manager' }).execute();
    open[0]?.session.sync.pause();
    open[0]?.session.sync.resume();
    await expect.poll(() => members(store.db)[0]?.jobTitle).toBe('Practice manager');
    expect(keptMemberList(store.db)?.version).not.toBe(first?.version);
    expect(told.people).toBe(2);
    // The same list again is no change.
    open[0]?.session.sync.pause();
    open[0]?.session.sync.resume();
    await expect.poll(() => keptMemberList(store.db)?.asOf).toBeGreaterThan(first?.asOf ?? 0);
    expect(told.people).toBe(2);
  });

  test('keeps the pseudonyms in the order they were given, from the place known on', async () => {
    await platform.namePatients(30);
    await start();
    await expect.poll(() => pseudonymsOf(store.db, ['patient-0', 'patient-29', 'nobody']).size).toBe(2);
    expect(pseudonymsOf(store.db, ['patient-29', 'patient-29'])).toEqual(
      new Map([['patient-29', 'Tamarack 30']]),
    );
    await platform.namePatients(5);
    open[0]?.session.sync.pause();
    open[0]?.session.sync.resume();
    await expect.poll(() => pseudonymsOf(store.db, ['patient-34']).get('patient-34')).toBe('Tamarack 35');
    expect(findPseudonyms(store.db, 'tamarack 3', 3)).toEqual([
      { patientId: 'patient-2', pseudonym: 'Tamarack 3' },
      { patientId: 'patient-29', pseudonym: 'Tamarack 30' },
      { patientId: 'patient-30', pseudonym: 'Tamarack 31' },
    ]);
    expect(findPseudonyms(store.db, '', 50)).toHaveLength(35);
    expect(findPseudonyms(store.db, '%', 50)).toEqual([]);
  });

  test('sends what this console did, in order and once, and lets go of it only then', async () => {
    addAct(store.db, 'vault-unlock-failed', Date.now() * 1_000);
    addAct(store.db, 'vault-unlocked', Date.now() * 1_000);
    const sent = waitingActs(store.db, 10);
    const offline = await start({ online: null });
    expect(offline.look().outbox).toBe(2);
    offline.session.goOnline(platform.who, await platform.signIn());
    await offline.until({ outbox: 0 });
    expect(await recordedIds(sent.map(({ actId }) => actId))).toEqual(sent.map(({ actId }) => actId));

    offline.session.act('recovery-phrase-made');
    await offline.until({ outbox: 0 });
    expect(countActs(store.db)).toBe(0);
    await offline.until({ phase: 'up-to-date' });
  });
});

/** The acts with these ids, in the order of the trail. */
async function recordedIds(ids: readonly string[]): Promise<string[]> {
  await platform.record(0);
  const rows = await platform.db.selectFrom('audit_event').select('body').orderBy('seq').execute();
  return rows
    .map(({ body }) => (JSON.parse(body) as { source: { recordId?: string } }).source.recordId ?? '')
    .filter((id) => ids.includes(id));
}

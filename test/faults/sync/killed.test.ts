import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStore, NOW } from '../../integration/vault/a-store';
import { startCuttingProxy } from '../../integration/vault/cutting-proxy';
import { bundleChild, syncUntil } from '../../integration/vault/killed-sync';
import { startSyncPlatform, type SyncPlatform } from '../../integration/vault/sync-platform';
import { addAct } from '../../../src/vault/outbox/outbox';
import { openStore } from '../../../src/vault/store/open';
import { openSession } from './a-session';

// Every byte and every point: test/integration/vault/killed.test.ts. Here, what the person sees after it.
let folder: string;
let platform: SyncPlatform;
let child: Awaited<ReturnType<typeof bundleChild>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  [platform, child] = await Promise.all([startSyncPlatform(join(folder, 'platform')), bundleChild()]);
  await platform.record(400);
});

afterAll(async () => {
  child.remove();
  await platform.stop();
  rmSync(folder, { recursive: true });
});

test('a vault whose process was killed opens with what it had kept, and goes on', async () => {
  const store = aStore();
  addAct(store.db, 'vault-unlocked', NOW);
  store.db.close();
  const proxy = await startCuttingProxy(Number(new URL(platform.address).port));
  const { tokens } = await platform.signIn();
  const work = {
    path: store.path,
    dataKey: store.dataKey.toString('hex'),
    host: new URL(platform.address).host,
    launchSecret: platform.launchSecret,
    tokens,
    who: platform.who,
    pseudonyms: 0,
  };
  const killed = await syncUntil(child.file, work, { by: 'point', kill: { point: 'tree', nth: 2 } }, proxy);
  expect(killed).toBe(true);
  await proxy.close();

  store.db = openStore(store.path, store.dataKey, NOW);
  const offline = openSession({ db: store.db, online: null, who: platform.who });
  const kept = offline.look();
  expect(kept).toMatchObject({ phase: 'offline', rate: null });
  expect(kept.problem).toContain('opened without the platform');
  expect(kept.size).toBeGreaterThan(0);
  expect(kept.size).toBeLessThan(400);
  offline.session.goOnline(platform.who, platform.connect(tokens));
  const whole = await offline.until({ phase: 'up-to-date', outbox: 0 });
  expect(whole.size).toBeGreaterThan(400);
  expect(whole).toMatchObject({ problem: null, verifiedSize: whole.size, total: whole.size });
  await offline.session.close();
  store.remove();
});

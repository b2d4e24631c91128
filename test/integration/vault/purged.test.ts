import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  listArchives,
  makeArchives,
  purgeArchive,
  type Archive,
} from '../../../src/shared/contract/platform/archives';
import { hashes } from '../../../src/vault/hashes';
import { firstContradiction, newestHead } from '../../../src/vault/store/heads';
import { openStore } from '../../../src/vault/store/open';
import { readTree, treeAt } from '../../../src/vault/store/tree';
import { openSession } from '../../faults/sync/a-session';
import { watched } from '../platform/archived';
import { setDatabaseClock } from '../platform/years-later';
import { aStore, NOW, type AStore } from './a-store';
import { startSyncPlatform, valueOf, type SyncPlatform } from './sync-platform';

const DAY = 24 * 3600;
let folder: string;
let platform: SyncPlatform;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-purged-'));
  platform = await startSyncPlatform(join(folder, 'platform'));
});
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

const opened = async ({ db }: AStore) =>
  openSession({ db, who: platform.who, online: await platform.signIn() });

/** A session closes its file when it ends. */
const openedAgain = (store: AStore) => (store.db = openStore(store.path, store.dataKey, NOW));

/** Has the months that are due archived; gives the oldest once it is. */
async function archived(): Promise<Archive> {
  await watched(platform.db);
  const { client, tokens } = await platform.signIn();
  expect(await client.call(makeArchives, {}, tokens)).toMatchObject({ ok: true, value: { isDue: true } });
  for (;;) {
    const oldest = valueOf(await client.call(listArchives, {}, tokens)).archives.at(-1);
    if (oldest?.state === 'archived') return oldest;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a trail that was purged past its retention', () => {
  test('goes on where it was received before; who comes too late is told why, and nothing is called damaged', async () => {
    await platform.record(40);
    platform.advance(130 * DAY);
    await platform.record(5);
    const early = aStore();
    const before = await opened(early);
    await before.until({ phase: 'up-to-date' });
    await before.session.close();
    const kept = readTree(openedAgain(early), hashes).size;

    const { archiveId, lastSeq } = await archived();
    expect(lastSeq).toBeGreaterThanOrEqual(40);
    expect(lastSeq).toBeLessThan(kept);
    // Something each month: a log that is silent for years has not lived through them.
    for (let month = 0; month < 90; month += 1) {
      platform.advance(30 * DAY);
      await platform.record(1);
    }
    await setDatabaseClock(platform.db, Number.MAX_SAFE_INTEGER);
    const { client, tokens } = await platform.signIn();
    const reason = 'Its time is over';
    expect(await client.call(purgeArchive, { archiveId, reason }, tokens)).toMatchObject({ ok: true });
    await platform.record(5);

    // The signed head covers what was purged: a console that has it agrees with the head as before.
    const after = await opened(early);
    const view = await after.until({
      phase: 'up-to-date',
      size: expect.toSatisfy((size: number) => size > kept + 10) as number,
    });
    expect(view).toMatchObject({ problem: null, verifiedSize: view.size });
    await after.session.close();
    const db = openedAgain(early);
    const size = newestHead(db)?.size ?? 0;
    expect(treeAt(db, size, hashes).size).toBe(size);
    expect(firstContradiction(db)).toBeNull();

    const late = aStore();
    const told = await opened(late);
    const { problem } = await told.until({ phase: 'stopped' });
    expect(problem).toContain(
      `purged past its retention before it came here. Its first ${lastSeq + 1} events`,
    );
    expect(problem).toContain('Nothing is damaged');
    // The rest of the exchange goes on.
    await expect.poll(() => told.told.people, { timeout: 10_000 }).toBeGreaterThan(0);
    await told.session.close();
    const none = openedAgain(late);
    expect(firstContradiction(none)).toBeNull();
    expect(readTree(none, hashes).size).toBe(0);
    early.remove();
    late.remove();
  });
});

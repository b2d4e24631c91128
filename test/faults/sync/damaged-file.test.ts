import { existsSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { cutShort, flipBits } from '../../integration/vault/damage';
import { eachWithScene } from './scene';

const scene = eachWithScene();

const words =
  'The vault file on this computer fails its integrity check. It was kept as it is. ' +
  'Do not delete it: it is evidence. Tell your IT staff.';

describe.each([
  ['with flipped bits', flipBits],
  ['cut short', cutShort],
])('a vault file %s while it is open', (_what, damage) => {
  test('stops the sync in words, is kept as it is, and locking works', async () => {
    const { platform, store } = scene;
    platform.log.add(...someEvents(500));
    const { session, until, told } = scene.open();
    await until({ phase: 'up-to-date', size: 500 });
    // Out of the write-ahead log, and out of memory: what counts is what the disk says.
    store.db.script('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory');
    damage(store.path);
    const bytes = statSync(store.path).size;
    const before = told.sync;
    platform.log.add(...someEvents(10));
    session.sync.pause();
    session.sync.resume();
    const view = await until({ phase: 'stopped' });
    expect(view.problem).toBe(words);
    expect(view.size).toBe(500); // as last read
    await expect.poll(() => told.sync).toBeGreaterThan(before);
    await session.close().catch(() => undefined);
    expect(existsSync(store.path)).toBe(true);
    expect(statSync(store.path).size).toBe(bytes);
  });
});

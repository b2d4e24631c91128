import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { PAGE_SIZE } from '../../../src/vault/store/pragmas';
import { eachWithScene } from './scene';

const scene = eachWithScene();

const words =
  'The vault file on this computer fails its integrity check. It was kept as it is. ' +
  'Do not delete it: it is evidence. Tell your IT staff.';

/** One bit of each page from the second on: whatever is read next. */
function flipBits(path: string): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  for (let at = PAGE_SIZE + 100; at < statSync(path).size; at += PAGE_SIZE) {
    readSync(file, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    writeSync(file, byte, 0, 1, at);
  }
  closeSync(file);
}

function cutShort(path: string): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, PAGE_SIZE);
  closeSync(file);
}

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

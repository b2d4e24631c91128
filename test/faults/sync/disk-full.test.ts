import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOW } from '../../integration/vault/a-store';
import { someEvents } from '../../integration/vault/a-log';
import { addAct } from '../../../src/vault/outbox/outbox';
import type { WritableDb } from '../../../src/vault/store/db';
import { createStore } from '../../../src/vault/store/open';
import { eachWithScene, rootText } from './scene';

const scene = eachWithScene();

/** A file system of its own, so many KiB large. */
function mount(folder: string, kib: number, options = ''): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k${options}`, 'tmpfs', folder]);
}

// Only root may mount; a build machine is root.
describe.runIf(process.getuid?.() === 0)('a disk that is full', () => {
  let disk: string;
  let db: WritableDb;

  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'wardkeeper-disk-'));
    mount(disk, 700);
    db = createStore(join(disk, 'a.vault'), randomBytes(32), NOW);
  });

  afterEach(() => {
    db.abandon();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  test('is told in words, loses nothing of what was kept, and is gone on from when there is room', async () => {
    const { platform } = scene;
    platform.log.add(...someEvents(3_000));
    platform.most = 100;
    addAct(db, 'vault-unlocked', NOW);
    const { session, look, until } = scene.open({ db });
    const full = await until({ phase: 'waiting' }, 60_000);
    expect(full.problem).toContain('The disk is full');
    expect(full.size).toBeGreaterThan(0);
    expect(full.size).toBeLessThan(3_000);
    expect(full.size % 100).toBe(0);
    session.sync.resume();
    await until({ phase: 'waiting' });
    expect(look().size).toBe(full.size);

    mount(disk, 32_000, ',remount');
    session.sync.resume();
    await until({ phase: 'up-to-date', size: 3_000, problem: null, outbox: 0 }, 60_000);
    expect(look()).toMatchObject({ verifiedSize: 3_000, root: rootText(platform.log.root()) });
    expect(platform.acts).toHaveLength(1);
    await session.close();
  });
});

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

/** A place that is full soon, and has room later. */
interface Place {
  db: WritableDb;
  makeRoom(): void;
  remove(): void;
}

/** A disk of its own. Only root may mount; a build machine is root. */
function smallDisk(): Place {
  const disk = mkdtempSync(join(tmpdir(), 'wardkeeper-disk-'));
  mount(disk, 700);
  const db = createStore(join(disk, 'a.vault'), randomBytes(32), NOW);
  return {
    db,
    makeRoom: () => mount(disk, 32_000, ',remount'),
    remove() {
      db.abandon();
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    },
  };
}

/** SQLite's own limit, for whoever may not mount: a page that it cannot have is the same SQLITE_FULL. */
function smallFile(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-full-'));
  const db = createStore(join(folder, 'a.vault'), randomBytes(32), NOW);
  db.script('PRAGMA max_page_count = 120');
  return {
    db,
    makeRoom: () => db.script('PRAGMA max_page_count = 100000'),
    remove() {
      db.abandon();
      rmSync(folder, { recursive: true });
    },
  };
}

const isRoot = process.getuid?.() === 0;
const places = [
  { what: 'a file that may not grow', make: smallFile },
  ...(isRoot ? [{ what: 'a disk that is full', make: smallDisk }] : []),
];

describe.each(places)('$what', ({ make }) => {
  let place: Place;

  beforeEach(() => {
    place = make();
  });
  afterEach(() => place.remove());

  test('is told in words, loses nothing of what was kept, and is gone on from when there is room', async () => {
    const { platform } = scene;
    const { db } = place;
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

    place.makeRoom();
    session.sync.resume();
    await until({ phase: 'up-to-date', size: 3_000, problem: null, outbox: 0 }, 60_000);
    expect(look()).toMatchObject({ verifiedSize: 3_000, root: rootText(platform.log.root()) });
    expect(platform.acts).toHaveLength(1);
    await session.close();
  });
});

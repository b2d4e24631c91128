import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../../src/shared/domain/result';
import type { AsideFile } from '../../../../src/vault/export/aside-file';
import { startExports, type TargetWish } from '../../../../src/vault/export/exports';
import { noteAside, removeLeftover } from '../../../../src/vault/export/leftover';
import { StoreError } from '../../../../src/vault/store/problem';
import { sql } from '../../../../src/vault/store/sql';
import { Cancelled } from '../../../../src/vault/trail/turns';
import { aStore, type AStore } from '../../../integration/vault/a-store';

const never = new AbortController().signal;
const wish: TargetWish = { what: 'trail', lines: 2, on: '2026-11-26' };

let store: AStore;
let folder: string;
let asked: { id: number; wish: TargetWish }[];
let exports: ReturnType<typeof startExports>;
let recorded: number;

beforeEach(() => {
  store = aStore();
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-export-'));
  asked = [];
  recorded = 0;
  exports = startExports(
    (id, wished) => asked.push({ id, wish: wished }),
    () => undefined,
  );
});
afterEach(() => {
  store.remove();
  rmSync(folder, { recursive: true });
});

const work = (
  write: (file: AsideFile, signal: AbortSignal) => Promise<void> = (file) => file.write('a\r\n'),
) => ({
  wish,
  db: store.db,
  write,
  record: () => {
    recorded += 1;
  },
});
const target = (name = 'audit-trail-2026-11-26.csv') => join(folder, name);
const notes = () => store.db.values(sql`SELECT value FROM setting WHERE name = 'export-aside'`);

describe('a file that is exported', () => {
  test('is whole, for its owner alone, in the place of what was there, and recorded once', async () => {
    writeFileSync(target(), 'older', { mode: 0o644 });
    const done = exports.run(work(), never);
    expect(asked).toEqual([{ id: 0, wish }]);
    exports.answered(0, target());
    expect(await done).toEqual(ok(true));
    expect(readFileSync(target(), 'utf8')).toBe('a\r\n');
    expect(statSync(target()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(recorded).toBe(1);
    expect(notes()).toEqual([]);
  });

  test('is not in its place before it is recorded, and is gone where it cannot be', async () => {
    const done = exports.run(
      {
        ...work(),
        record() {
          expect(existsSync(target())).toBe(false);
          expect(readdirSync(folder)).toHaveLength(1);
          throw new StoreError('disk-full');
        },
      },
      never,
    );
    exports.answered(0, target());
    expect(await done).toMatchObject({
      ok: false,
      message: expect.stringContaining('disk is full') as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is none where the person says no, where nobody asked, or where the answer is late or no place', async () => {
    const first = exports.run(work(), never);
    exports.answered(7, target());
    exports.answered(0, null);
    exports.answered(0, target());
    expect(await first).toEqual(ok(false));
    const second = exports.run(work(), never);
    exports.answered(1, 'audit-trail.csv');
    expect(await second).toMatchObject({ code: 'unavailable' });
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync('audit-trail.csv')).toBe(false);
    expect(recorded).toBe(0);
  });

  test('one at a time', async () => {
    const first = exports.run(work(), never);
    expect(await exports.run(work(), never)).toMatchObject({ code: 'conflict' });
    expect(asked).toHaveLength(1);
    exports.answered(0, null);
    await first;
    const next = exports.run(work(), never);
    exports.answered(1, null);
    expect(await next).toEqual(ok(false));
  });

  test.each(['while the person is asked', 'while it is written'])(
    'leaves nothing when it is cancelled %s',
    async (when) => {
      const stop = new AbortController();
      writeFileSync(target(), 'older');
      const done = exports.run(
        work(async (file, signal) => {
          // More than is gathered: some of it is on the disk.
          await file.write('x'.repeat(200_000));
          expect(readdirSync(folder)).toHaveLength(2);
          stop.abort();
          if (signal.aborted) throw new Cancelled();
        }),
        stop.signal,
      );
      if (when === 'while the person is asked') stop.abort();
      else exports.answered(0, target());
      expect(await done).toMatchObject({ code: 'cancelled' });
      expect(readdirSync(folder)).toEqual(['audit-trail-2026-11-26.csv']);
      expect(readFileSync(target(), 'utf8')).toBe('older');
      expect(recorded).toBe(0);
      expect(notes()).toEqual([]);
    },
  );

  test('leaves nothing when the vault is locked meanwhile, and that waits for it', async () => {
    const done = exports.run(
      work(async (file, signal) => {
        await file.write('x'.repeat(200_000));
        const stopped = exports.stop();
        expect(signal.aborted).toBe(true);
        void stopped.then(() => expect(readdirSync(folder)).toEqual([]));
        throw new Cancelled();
      }),
      never,
    );
    exports.answered(0, target());
    expect(await done).toMatchObject({ code: 'cancelled' });
    await exports.stop();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['a folder that is not there', 'gone/a.csv'],
    ['a file taken for a folder', 'file/a.csv'],
  ])('is refused in words where its place is %s', async (_what, name) => {
    writeFileSync(join(folder, 'file'), '');
    const done = exports.run(work(), never);
    exports.answered(0, join(folder, name));
    expect(await done).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('not written') as string,
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test.runIf(process.getuid?.() === 0)(
    'is refused in words on a disk without room, and leaves none of it',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
      try {
        const done = exports.run(
          work((file) => file.write('x'.repeat(500_000))),
          never,
        );
        exports.answered(0, target());
        expect(await done).toMatchObject({ code: 'disk-full' });
        expect(readdirSync(folder)).toEqual([]);
        expect(recorded).toBe(0);
      } finally {
        execFileSync('umount', [folder]);
      }
    },
  );

  test('of which a process that was killed left a half: the next opening takes that away, and nothing else', () => {
    const half = join(folder, '.a.csv.0a.part');
    writeFileSync(half, 'half');
    writeFileSync(target(), 'whole');
    noteAside(store.db, half);
    removeLeftover(store.db);
    expect(readdirSync(folder)).toEqual(['audit-trail-2026-11-26.csv']);
    expect(notes()).toEqual([]);
    removeLeftover(store.db);
  });
});

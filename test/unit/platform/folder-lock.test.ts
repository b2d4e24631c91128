import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder, type FolderLock } from '../../../src/platform/database/folder-lock';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardkeeper-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function take(): FolderLock {
    const lock = lockFolder(folder);
    if (!lock.ok) throw new Error(lock.message);
    return lock.value;
  }

  test('is had once, and again after it was released', () => {
    const lock = take();
    expect(lockFolder(folder)).toMatchObject({ ok: false, code: 'unavailable' });
    lock.release();
    take().release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a process that is gone is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'platform.lock'), `${pid} 1`);
    take().release();
  });

  test('of another process that lives is respected', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    try {
      await new Promise((resolve) => child.once('spawn', resolve));
      writeFileSync(join(folder, 'platform.lock'), `${child.pid ?? 0} `);
      expect(lockFolder(folder)).toMatchObject({ ok: false, code: 'unavailable' });
    } finally {
      child.kill();
    }
  });

  // Only Linux tells when a process began; elsewhere a reused id is taken for the old process, which is safe.
  test.runIf(existsSync('/proc/self/stat'))('of a process whose id another one has now is taken over', () => {
    writeFileSync(join(folder, 'platform.lock'), `${process.pid} 1`);
    take().release();
  });

  test('where no process’s begin is known, holds until the system was started again', () => {
    const unknown = () => null;
    const path = join(folder, 'platform.lock');
    const held = lockFolder(folder, unknown);
    if (!held.ok) throw new Error(held.message);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^\d+ boot:\d+$/);
    const minute = text.split(':')[1];
    for (const drift of [-1, 0, 1]) {
      writeFileSync(path, `${process.pid} boot:${Number(minute) + drift}`);
      expect(lockFolder(folder, unknown)).toMatchObject({ ok: false, code: 'unavailable' });
    }
    // Its process id lives, as another process that was given it after a power cut would.
    writeFileSync(path, `${process.pid} boot:${Number(minute) - 4}`);
    expect(lockFolder(folder, unknown)).toMatchObject({ ok: true });
  });

  test.each(['', 'rubbish', '-1 1', '0', '99999999999999999999 1'])('that reads %j is taken over', (text) => {
    writeFileSync(join(folder, 'platform.lock'), text);
    take().release();
  });

  test('is not released by who does not have it', () => {
    const lock = take();
    lock.release();
    writeFileSync(join(folder, 'platform.lock'), 'somebody else');
    lock.release();
    expect(existsSync(join(folder, 'platform.lock'))).toBe(true);
  });
});

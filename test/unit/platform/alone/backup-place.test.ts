import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupPlace, mayMakeBackupKey } from '../../../../src/platform/alone/backup-place';

describe('the place of the backups', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'wardkeeper-place-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));
  const databaseUrl = 'postgresql://service@127.0.0.1/practice';

  test('is in the folder of the embedded database where none is set', () => {
    expect(backupPlace({ folder: '/db', makeKeys: false })).toBe(join('/db', 'backups'));
    expect(backupPlace({ folder: '/db', backups: '/other', makeKeys: false })).toBe('/other');
    expect(backupPlace({ databaseUrl, makeKeys: false })).toBeUndefined();
  });

  test('lets its key be made while nothing was sealed under one', () => {
    const settings = { folder: parent, makeKeys: false };
    expect(mayMakeBackupKey(settings)).toBe(true);
    const place = join(parent, 'backups');
    mkdirSync(place);
    writeFileSync(join(place, 'notes.txt'), '');
    expect(mayMakeBackupKey(settings)).toBe(true);
    writeFileSync(join(place, '2026-11-27T030000Z-00000000.wkbackup'), '');
    expect(mayMakeBackupKey(settings)).toBe(false);
    expect(mayMakeBackupKey({ ...settings, backups: join(parent, 'new') })).toBe(true);
  });

  test('is not where a backup is to be restored, nor unasked where other nodes may have one', () => {
    const settings = { folder: parent, makeKeys: false };
    expect(mayMakeBackupKey({ ...settings, restoreFrom: join(parent, 'some.wkbackup') })).toBe(false);
    expect(mayMakeBackupKey({ ...settings, databaseUrl })).toBe(false);
    expect(mayMakeBackupKey({ ...settings, databaseUrl, makeKeys: true })).toBe(true);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  beginAttempt,
  clearAttempts,
  readAttempts,
  type AttemptRecord,
} from '../../../../src/vault/keys/unlock-attempts';

const SECOND = 1_000_000;
const start = 1_794_781_315_000_000;

let folder: string;
let record: AttemptRecord;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  record = {
    path: join(folder, 'attempts.json'),
    fileId: '3f6c1f52-8a0e-4c1b-9d37-5a2e1b7c9f10',
    workstation: randomBytes(32),
  };
  clearAttempts(record);
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('attempts to open a vault', () => {
  test('each is on disk before it is made; the waits are 1, 2, 4, 8 seconds, then half an hour', () => {
    let now = start;
    for (const wait of [1, 2, 4, 8, 1800]) {
      expect(beginAttempt(record, now)).toBe(0);
      expect(readAttempts(record)?.at(-1)).toBe(now);
      expect(beginAttempt(record, now)).toBe(wait);
      expect(beginAttempt(record, now + wait * SECOND - 1)).toBe(1);
      now += wait * SECOND;
    }
    expect(beginAttempt(record, now)).toBe(0);
  });

  test('a refused attempt is not counted, an opened file ends the run', () => {
    beginAttempt(record, start);
    beginAttempt(record, start);
    expect(readAttempts(record)).toEqual([start]);
    clearAttempts(record);
    expect(readAttempts(record)).toEqual([]);
    expect(beginAttempt(record, start)).toBe(0);
  });

  test('a clock that was set back shortens nothing', () => {
    beginAttempt(record, start);
    expect(beginAttempt(record, start - 3600 * SECOND)).toBe(1);
  });

  test('attempts under a clock that ran ahead cost their wait once it is right, not until that date', () => {
    const wrong = start + 365 * 24 * 3600 * SECOND;
    let now = wrong;
    for (const wait of [1, 2, 4, 8, 1800]) {
      expect(beginAttempt(record, now)).toBe(0);
      if (wait < 1800) now += wait * SECOND;
    }
    expect(beginAttempt(record, start)).toBe(1800);
    expect(beginAttempt(record, start + 900 * SECOND)).toBe(900);
    expect(beginAttempt(record, start + 1800 * SECOND)).toBe(0);
  });

  test.each([
    ['deleted', () => rmSync(record.path)],
    ['emptied', () => writeFileSync(record.path, '')],
    [
      'altered',
      () =>
        writeFileSync(
          record.path,
          readFileSync(record.path, 'utf8').replace(/"attempts":\[\d+/, '"attempts":[1'),
        ),
    ],
    ['taken from another file', () => (record.fileId = '7d1f7c62-1f3b-4a0e-8b58-6f4f4ad6f001')],
  ])('a record that was %s is a lockout', (_how, tamper) => {
    beginAttempt(record, start);
    tamper();
    expect(beginAttempt(record, start + 10 * SECOND)).toBe(1800);
    expect(beginAttempt(record, start + 1809 * SECOND)).toBe(1);
    expect(beginAttempt(record, start + 1810 * SECOND)).toBe(0);
  });
});

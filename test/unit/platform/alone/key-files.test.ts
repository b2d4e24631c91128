import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysIn } from '../../../../src/platform/alone/key-files';
import { olderPhiKeys } from '../../../../src/platform/alone/older-phi-keys';

describe('key files', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'wardkeeper-keys-'));
    folder = join(parent, 'keys');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const made = () => {
    const found = keysIn(folder, true, false);
    if (!found.ok) throw new Error(found.message);
    return found.value;
  };
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  test('are made only when that is wanted, and stay the same', () => {
    expect(keysIn(folder, false, false)).toMatchObject({ ok: false, code: 'not-found' });
    const first = made();
    expect(first.made).toBe(true);
    expect(first.keys.log).not.toBe(first.keys.token);
    expect(keysIn(folder, true, false)).toMatchObject({ value: { made: false, keys: first.keys } });
    expect(keysIn(folder, false, false)).toMatchObject({ value: { made: false, keys: first.keys } });
    expect(mode(folder)).toBe('700');
    expect(mode(join(folder, 'log.key'))).toBe('600');
  });

  test.each([0o640, 0o604, 0o620])('a key that others may open (%o) is refused with its remedy', (open) => {
    made();
    const file = join(folder, 'token.key');
    chmodSync(file, open);
    expect(keysIn(folder, false, false)).toMatchObject({
      ok: false,
      code: 'denied',
      hint: `Run: chmod 600 ${file}`,
    });
    chmodSync(file, 0o400);
    expect(keysIn(folder, false, false)).toMatchObject({ ok: true });
  });

  test('a missing key beside another is never made anew', () => {
    made();
    rmSync(join(folder, 'token.key'));
    expect(keysIn(folder, true, false)).toMatchObject({ ok: false, code: 'not-found' });
    expect(existsSync(join(folder, 'token.key'))).toBe(false);
  });

  test('the key of the backups is made beside the others where none was sealed under another one', () => {
    const { keys } = made();
    const file = join(folder, 'backup.key');
    rmSync(file);
    expect(keysIn(folder, true, false)).toMatchObject({ ok: false, code: 'not-found' });
    const found = keysIn(folder, false, true);
    expect(found).toMatchObject({ value: { made: false, madeForBackups: true, keys: { log: keys.log } } });
    expect(mode(file)).toBe('600');
    expect(keysIn(folder, false, true)).toMatchObject({ value: { madeForBackups: false } });
    // Nothing else is made so, and nothing where more is missing.
    rmSync(file);
    rmSync(join(folder, 'token.key'));
    expect(keysIn(folder, true, true)).toMatchObject({ ok: false, code: 'not-found' });
    expect(existsSync(file)).toBe(false);
  });

  test('what is no key is refused and kept', () => {
    made();
    const file = join(folder, 'log.key');
    writeFileSync(file, 'not a key\n');
    expect(keysIn(folder, true, false)).toMatchObject({ ok: false, code: 'damaged' });
    expect(readFileSync(file, 'utf8')).toBe('not a key\n');
  });

  test('the token key may stand above older ones; the others are alone in their files', () => {
    const { keys } = made();
    const file = join(folder, 'token.key');
    const key = (fill: number) => Buffer.alloc(32, fill).toString('base64url');
    expect(keys.olderTokens).toEqual([]);
    writeFileSync(file, `${key(1)}\n${keys.token}\n\n${key(2)}\n`);
    expect(keysIn(folder, false, false)).toMatchObject({
      value: { keys: { token: key(1), olderTokens: [keys.token, key(2)], log: keys.log } },
    });
    const several = [1, 2, 3, 4, 5, 6].map(key).join('\n');
    for (const [path, text] of [
      [file, several],
      [file, `${key(1)}\n${key(1)}`],
      [file, `${key(1)}\nno key`],
      [join(folder, 'log.key'), `${key(1)}\n${key(2)}`],
    ] as const) {
      const before = readFileSync(path, 'utf8');
      writeFileSync(path, text);
      expect(keysIn(folder, false, false)).toMatchObject({ ok: false, code: 'damaged' });
      writeFileSync(path, before);
    }
  });

  test('only keys that were made now can be taken back', () => {
    made().forget();
    expect(existsSync(join(folder, 'log.key'))).toBe(false);
    made();
    made().forget();
    expect(existsSync(join(folder, 'log.key'))).toBe(true);
  });

  test('phi.key that was renamed to phi-old.key is replaced where keys may be made, and only then', () => {
    const { keys } = made();
    expect(olderPhiKeys(folder, true)).toEqual({ ok: true, value: [] });
    const [now, old] = [join(folder, 'phi.key'), join(folder, 'phi-old.key')];
    renameSync(now, old);
    expect(olderPhiKeys(folder, false)).toEqual({ ok: true, value: [keys.phi] });
    expect(existsSync(now)).toBe(false);
    expect(olderPhiKeys(folder, true)).toEqual({ ok: true, value: [keys.phi] });
    const next = keysIn(folder, false, false);
    if (!next.ok) throw new Error(next.message);
    expect(next.value.keys).toMatchObject({ log: keys.log, token: keys.token, backup: keys.backup });
    expect(next.value.keys.phi).not.toBe(keys.phi);
    expect(mode(now)).toBe('600');
    // A second start leaves the new one as it is.
    expect(olderPhiKeys(folder, true)).toEqual({ ok: true, value: [keys.phi] });
    expect(keysIn(folder, false, false)).toMatchObject({ value: { keys: next.value.keys } });
    writeFileSync(old, `${keys.phi}\n${keys.log}\n`);
    expect(olderPhiKeys(folder, false)).toEqual({ ok: true, value: [keys.phi, keys.log] });
    chmodSync(old, 0o644);
    expect(olderPhiKeys(folder, false)).toMatchObject({ ok: false, code: 'denied' });
    chmodSync(old, 0o600);
    writeFileSync(old, 'not a key\n');
    expect(olderPhiKeys(folder, false)).toMatchObject({ ok: false, code: 'damaged' });
  });
});

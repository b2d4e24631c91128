import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { foreignKeysIn } from '../../../../src/platform/alone/foreign-keys';

const fernet = ['cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', `${'A'.repeat(43)}=`] as const;
const hex = '0123456789abcdef'.repeat(4);

describe('a file of foreign keys', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardkeeper-foreign-'));
    path = join(folder, 'foreign.keys');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    writeFileSync(path, text, { mode: 0o600 });
    return foreignKeysIn(path);
  };

  test('gives the keys of each form in their order, and none where no file is named', () => {
    expect(foreignKeysIn(undefined)).toEqual({ ok: true, value: {} });
    expect(read(`${fernet[1]}\r\n\n  ${hex}\n${fernet[0]}`)).toEqual({
      ok: true,
      value: { fernet: [fernet[1], fernet[0]], hex: [hex] },
    });
  });

  test.each([
    ['a letter too few', fernet[0].slice(1)],
    ['no padding', fernet[0].slice(0, -1)],
    ['letters of the other base64', fernet[0].replace('_', '/')],
    ['capital digits', hex.toUpperCase()],
    ['a digit too many', `${hex}0`],
    ['a word before it', `key=${hex}`],
  ])('%s is refused by its line, which is not repeated', (_, line) => {
    const refused = read(`${hex}\n\n${line}\n`);
    expect(refused).toMatchObject({ ok: false, code: 'damaged', message: `Line 3 of ${path} is no key.` });
    expect(JSON.stringify(refused)).not.toContain(line);
  });

  test('what is empty, endless, missing or open to others is refused', () => {
    expect(read('\n')).toMatchObject({ code: 'damaged' });
    expect(read(`${hex}\n`.repeat(51))).toMatchObject({ code: 'damaged' });
    expect(foreignKeysIn(join(folder, 'none'))).toMatchObject({ code: 'not-found' });
    chmodSync(path, 0o640);
    expect(foreignKeysIn(path)).toMatchObject({ code: 'denied', hint: `Run: chmod 600 ${path}` });
  });
});

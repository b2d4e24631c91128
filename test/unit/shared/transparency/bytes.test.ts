import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  base64Bytes,
  base64Text,
  concatBytes,
  equalBytes,
  hexBytes,
  hexText,
  utf8Bytes,
} from '../../../../src/shared/transparency/bytes';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('texts of bytes', () => {
  test('agree with Node and come back', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(hexText(given)).toBe(Buffer.from(given).toString('hex'));
        expect(base64Text(given)).toBe(Buffer.from(given).toString('base64'));
        expect(hexBytes(hexText(given))).toEqual(Uint8Array.from(given));
        expect(base64Bytes(base64Text(given))).toEqual(Uint8Array.from(given));
      }),
    );
  });

  test('are read in one form only', () => {
    for (const text of ['A', 'AA', 'AAA', 'AA=', 'AB==', 'AA==\n', ' AA=', 'AA-_', 'A===', '=', 'AAAA=']) {
      expect(base64Bytes(text), text).toBeUndefined();
    }
    for (const text of ['a', 'AB', 'zz', '0x']) expect(hexBytes(text), text).toBeUndefined();
  });
});

describe('bytes', () => {
  test('join and compare', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(concatBytes(a, b), Uint8Array.from([...a, ...b]))).toBe(true);
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  test('of text are UTF-8', () => {
    expect(utf8Bytes('\u2014 €\u{1f600}')).toEqual(Uint8Array.from(Buffer.from('\u2014 €\u{1f600}', 'utf8')));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardLimits } from '../../../src/reader/limits';
import { holdsInexactNumber, parseRecord } from '../../../src/reader/parse-record';

describe('the text of a record', () => {
  test('is read as JSON', () => {
    expect(parseRecord('\ufeff {"a": [1, "two"]} ', standardLimits)).toEqual({
      ok: true,
      value: { a: [1, 'two'] },
    });
    expect(parseRecord('{"a":', standardLimits)).toMatchObject({
      ok: false,
      message: 'The record is not JSON.',
    });
  });

  test('nested too deep is refused before it is parsed', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(parseRecord(nested(32), standardLimits)).toMatchObject({ ok: true });
    expect(parseRecord(nested(33), standardLimits)).toMatchObject({ ok: false, code: 'too-large' });
    expect(parseRecord('['.repeat(1_000_000), standardLimits)).toMatchObject({
      ok: false,
      code: 'too-large',
    });
    expect(parseRecord(JSON.stringify({ note: '['.repeat(50) }), standardLimits)).toMatchObject({ ok: true });
  });

  test.each([
    '12345678901234567890',
    '1e400',
    '-1e999',
    '0.12345678901234567890',
    '1e-400',
    '9007199254740993',
  ])('the number %s would be read as another one', (number) => {
    expect(holdsInexactNumber(`{"n":${number}}`)).toBe(true);
    expect(parseRecord(`{"n":${number}}`, standardLimits)).toMatchObject({
      ok: false,
      code: 'invalid-request',
    });
    expect(holdsInexactNumber(`{"text":"${number}"}`)).toBe(false);
  });

  test('numbers as JavaScript writes them are exact', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.maxSafeInteger(),
        (double, whole) => {
          expect(holdsInexactNumber(JSON.stringify([double, whole, { 'a "quoted" key': double }]))).toBe(
            false,
          );
        },
      ),
    );
  });
});

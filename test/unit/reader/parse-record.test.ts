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

  /** The quicker of three readings, in milliseconds. */
  function timeOf(text: string): number {
    const times = Array.from({ length: 3 }, () => {
      const from = performance.now();
      parseRecord(text, standardLimits);
      return performance.now() - from;
    });
    return Math.min(...times);
  }

  const number = '12345678901234567890';
  test.each<[string, (length: number) => [hostile: string, harmless: string]]>([
    [
      'quotation marks in a string that does not end',
      (length) => {
        const text = `{"n":1234567890.123456,"s":"${'\\"'.repeat(length / 2)}`;
        return [text, `${text}"}`];
      },
    ],
    [
      'backslashes at the end',
      (length) => {
        const text = `{"s":"${'\\"'.repeat(length / 2)}`;
        return [`${text}\\`, `${text}",${number}`];
      },
    ],
    ['zeros inside a number', (length) => [`[0.1${'0'.repeat(length)}1]`, `["0.1${'0'.repeat(length)}1"]`]],
  ])('%s take no longer than a harmless record of that size', (_what, records) => {
    // The smaller one first: against a scan that takes the square of the length it fails while it still ends.
    for (const length of [16_384, 1_048_576]) {
      const [hostile, harmless] = records(length);
      expect(timeOf(hostile)).toBeLessThan(20 * Math.max(timeOf(harmless), 1));
    }
  });

  test('what follows a backslash belongs to the string, a line break too', () => {
    expect(holdsInexactNumber(`"\\"${number}"`)).toBe(false);
    expect(holdsInexactNumber(`"\\\n${number}"`)).toBe(false);
    expect(holdsInexactNumber(`"\\\\"${number}`)).toBe(true);
    expect(holdsInexactNumber(`"${number}\\`)).toBe(false);
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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatInstant,
  instantText,
  parseInstant,
  yearOf,
} from '../../../../../src/shared/domain/audit-event/instant';
import { micros, timeText } from './events';

describe('an instant', () => {
  test.each([
    ['2026-11-15T22:21:55.000123Z', 1_794_781_315_000_123, false],
    ['1970-01-01T00:00:00.000000Z', 0, false],
    ['2026-01-15T10:30:00Z', 1_768_473_000_000_000, true],
    ['2026-01-15T10:30:00.000Z', 1_768_473_000_000_000, true],
    ['2026-01-15T04:30:00.000000-06:00', 1_768_473_000_000_000, true],
    ['2026-01-15 10:30:00.000000+00:00', 1_768_473_000_000_000, true],
    ['2026-01-15t10:30:00.000000z', 1_768_473_000_000_000, true],
    ['2026-01-15T10:30:00.123456789Z', 1_768_473_000_123_456, true],
    ['1969-12-31T23:59:59.999999Z', -1, false],
    ['1969-12-31T23:59:59.9999999Z', -1, true],
    ['2024-02-29T00:00:00.000000Z', 1_709_164_800_000_000, false],
    ['2016-12-31T23:59:60.250000Z', 1_483_228_800_250_000, true],
    ['2017-01-01T05:29:60+05:30', 1_483_228_800_000_000, true],
    ['2255-06-05T23:47:34.740991Z', Number.MAX_SAFE_INTEGER, false],
  ])('is read from %s', (text, expected, kept) => {
    expect(parseInstant(text)).toEqual({
      ok: true,
      value: kept ? { micros: expected, text } : { micros: expected },
    });
  });

  test.each([
    '2026-01-15',
    '2026-01-15T10:30:00',
    '2026-01-15T10:30Z',
    '2026-01-15T10:30:00+0100',
    '2026-01-15T10:30:00.Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T10:60:00Z',
    '2026-01-15T10:30:61Z',
    '2026-01-15T10:30:60Z',
    '2026-01-15T23:59:60Z',
    '2026-01-15T10:30:00+24:00',
    '2026-01-15T10:30:00+10:60',
    '0099-01-15T10:30:00Z',
    '1600-01-15T10:30:00Z',
    '2255-06-05T23:47:34.740992Z',
    `2026-01-15T10:30:00.${'0'.repeat(60)}Z`,
    ' 2026-01-15T10:30:00Z',
    '2026-01-15T10:30:00Z\n',
    '٢٠٢٦-01-15T10:30:00Z',
  ])('is not read from %j', (text) => {
    expect(parseInstant(text)).toMatchObject({ ok: false, code: 'invalid-request' });
  });

  test('comes back as the text it was read from', () => {
    fc.assert(
      fc.property(timeText, (text) => {
        const read = parseInstant(text);
        expect(read.ok && instantText(read.value)).toBe(text);
      }),
    );
  });

  test('is written and read without loss, and in the order of time', () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        expect(parseInstant(formatInstant(a))).toEqual({ ok: true, value: { micros: a } });
        expect(formatInstant(a) < formatInstant(b)).toBe(a < b);
      }),
    );
  });

  test('agrees with the Date of the language', () => {
    fc.assert(
      fc.property(micros, (at) => {
        expect(formatInstant(at).slice(0, 23)).toBe(
          new Date(Math.floor(at / 1000)).toISOString().slice(0, 23),
        );
      }),
    );
  });

  test('has its year in UTC', () => {
    expect(yearOf(1_767_225_599_999_999)).toBe(2025);
    expect(yearOf(1_767_225_600_000_000)).toBe(2026);
  });

  test('is not written from what is no integer', () => {
    for (const bad of [1.5, NaN, 2 ** 53]) expect(() => formatInstant(bad)).toThrow(RangeError);
  });
});

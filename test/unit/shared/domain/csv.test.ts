import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../../src/shared/domain/csv';

const bounds = { rows: 50, columns: 10, cell: 1000 };
const read = (text: string) => {
  const parsed = parseCsv(text, bounds);
  return parsed.ok ? parsed.value : parsed.code;
};

/** As RFC 4180 writes it: every cell in quotes. */
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const write = (rows: readonly string[][], end: string, cellOf = quoted) =>
  rows.map((row) => row.map(cellOf).join(',')).join(end);

/** Rows of one length each, at least two columns: a lone empty cell is no row. */
const tables = (cell: fc.Arbitrary<string>) =>
  fc
    .integer({ min: 2, max: 5 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }),
    );

describe('comma-separated text', () => {
  test('what was written comes back, whatever the cells hold', () => {
    fc.assert(
      fc.property(
        tables(fc.string({ unit: 'binary', maxLength: 12 })),
        fc.constantFrom('\r\n', '\n'),
        fc.boolean(),
        (rows, end, hasLast) => {
          expect(read(write(rows, end) + (hasLast ? end : ''))).toEqual(rows);
        },
      ),
    );
  });

  test('cells without quotes, commas and line ends need no quotes', () => {
    const plain = fc.string({ maxLength: 20 }).filter((cell) => !/[",\r\n]/.test(cell));
    fc.assert(
      fc.property(tables(plain), (rows) => {
        expect(read(write(rows, '\n', (cell) => cell))).toEqual(rows);
      }),
    );
  });

  test('any text gives rows of one length within the bounds, or a refusal, and never throws', () => {
    const odd = fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a', '=', ' '), maxLength: 60 });
    fc.assert(
      fc.property(odd, (text) => {
        const parsed = parseCsv(text, { rows: 5, columns: 4, cell: 6 });
        if (!parsed.ok) {
          expect(['invalid-request', 'too-large']).toContain(parsed.code);
          return;
        }
        expect(parsed.value.length).toBeLessThanOrEqual(5);
        expect(new Set(parsed.value.map((row) => row.length)).size).toBeLessThanOrEqual(1);
        for (const cell of parsed.value.flat()) expect(cell.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  test.each<[string, string[][] | string]>([
    ['', []],
    [
      '\ufeffa,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a,', [['a', '']]],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a\n""', [['a'], ['']]],
    ['"a ""b"", c","d\ne"', [['a "b", c', 'd\ne']]],
    ['=cmd|calc,+1,-1,@x', [['=cmd|calc', '+1', '-1', '@x']]],
    ['a"b,c', 'invalid-request'],
    ['"a"b,c', 'invalid-request'],
    ['"a,b', 'invalid-request'],
    ['a,b\n1', 'invalid-request'],
    ['x'.repeat(1001), 'too-large'],
    [','.repeat(10), 'too-large'],
    ['a\n'.repeat(51), 'too-large'],
  ])('%j', (text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine } from '../../../../src/vault/export/csv';
import { readCsv } from '../../../helpers/read-csv';

/** What a reader of the file gets who takes the apostrophe for what it is. */
const meant = (cell: string) => cell.replace(/^'/, '');
const startsFormula = /^\s*[=+\-@＝＋－＠]/;

const nasty = fc.string({
  unit: fc.constantFrom(
    '"',
    ',',
    '\r',
    '\n',
    '\r\n',
    '\t',
    ';',
    "'",
    '=',
    '+',
    '-',
    '@',
    '＝',
    ' ',
    'a',
    '’',
    '\u{1f333}',
  ),
  maxLength: 12,
});
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.constant('=HYPERLINK("http://a")'));

describe('comma-separated values', () => {
  test('whatever stands in a cell is read back as it was, in its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        (lines) => {
          const read = readCsv(lines.map(csvLine).join(''));
          expect(read.map((line) => line.map(meant))).toEqual(lines);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('no cell is a formula, also where blanks are taken away before it', () => {
    fc.assert(
      fc.property(text, (cell) => {
        const [[read = ''] = []] = readCsv(csvLine([cell]));
        expect(startsFormula.test(read)).toBe(false);
        expect(startsFormula.test(read.trim())).toBe(false);
        expect(/^[\t\r\n]/.test(read)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [['=1+1'], '"\'=1+1"\r\n'],
    [['@SUM(A1)'], '"\'@SUM(A1)"\r\n'],
    [['  -2+3'], '"\'  -2+3"\r\n'],
    [['Anna O’Hara, RN', 12, null], '"Anna O’Hara, RN",12,\r\n'],
    [['say "ah"'], '"say ""ah"""\r\n'],
    // A number is ours and stays one.
    [[-3], '-3\r\n'],
    [[null], '\r\n'],
  ])('%j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardLimits } from '../../../src/reader/limits';
import { UnreadableFile } from '../../../src/reader/read-text';
import { splitRecords, type RecordText } from '../../../src/reader/split-records';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield Promise.resolve(text.slice(at, at + size));
}

async function split(text: string, size = 7, limits = standardLimits): Promise<RecordText[]> {
  const records: RecordText[] = [];
  for await (const record of splitRecords(inPieces(text, size), limits)) records.push(record);
  return records;
}

const values = (records: RecordText[]) =>
  records.map((record) => ('text' in record ? (JSON.parse(record.text) as unknown) : record));

/** Records as they come, with every sign that could be taken for structure inside their strings. */
const anyRecord = fc.dictionary(
  fc
    .string({ unit: fc.constantFrom(...Array.from('ab"\\{}[],:\n é')), maxLength: 6 })
    .filter((key) => key !== '__proto__'),
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from('ab"\\{}[],:\n é')), maxLength: 8 }),
    fc.integer(),
    fc.constant(null),
    fc.array(
      fc.dictionary(fc.constantFrom('results', 'items', 'x'), fc.string(), { noNullPrototype: true }),
      {
        maxLength: 2,
      },
    ),
  ),
  { maxKeys: 4, noNullPrototype: true },
);
const recordLists = fc.array(
  anyRecord.filter((record) => !Array.isArray(record['results']) && !Array.isArray(record['items'])),
  { minLength: 1, maxLength: 8 },
);
const pieceSize = fc.integer({ min: 1, max: 40 });

describe('cutting a file into records', () => {
  test('gives the same records whatever the form, the spacing and the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(recordLists, pieceSize, fc.constantFrom(0, 2), async (list, size, indent) => {
        const json = (value: unknown) => JSON.stringify(value, null, indent);
        const half = Math.ceil(list.length / 2);
        const forms = [
          json(list),
          list.map((record) => JSON.stringify(record)).join('\n'),
          `${list.map((record) => JSON.stringify(record)).join('\r\n\r\n')}\r\n`,
          json({ count: list.length, next: null, previous: null, results: list }),
          json({ items: list, total: list.length, page: 1, page_size: 50 }),
          `${json({ results: list.slice(0, half) })}\n${json({ results: list.slice(half) })}`,
        ];
        for (const form of forms) expect(values(await split(form, size)), form).toEqual(list);
      }),
      { numRuns: 150 },
    );
  });

  test('never loses its place in text that is no JSON at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ a1\n')), maxLength: 60 }),
        pieceSize,
        async (text, size) => {
          await split(text, size).catch((error: unknown) => expect(error).toBeInstanceOf(UnreadableFile));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a broken line spoils only itself', async () => {
    expect(await split('{"a":1}\n{"a":\n{"a":3}\n')).toEqual([
      { text: '{"a":1}' },
      { text: '{"a":' },
      { text: '{"a":3}' },
    ]);
  });

  test('what stands between two records is part of neither', async () => {
    expect(await split('[{"a":1}, nonsense ,{"a":2} {"a":3}]')).toEqual([
      { text: '{"a":1}' },
      { text: ' nonsense ' },
      { text: '{"a":2} {"a":3}' },
    ]);
  });

  test('an end in the middle is named', async () => {
    expect(await split('[{"a":1},{"a":')).toEqual([
      { text: '{"a":1}' },
      { refused: 'The file ends in the middle of this record.' },
    ]);
  });

  test('a record over its length is refused alone, and never held whole', async () => {
    const limits = { ...standardLimits, recordLength: 40 };
    const long = JSON.stringify({ note: 'x'.repeat(100) });
    expect(await split(`[{"a":1},${long},{"a":2}]`, 8, limits)).toEqual([
      { text: '{"a":1}' },
      { refused: 'The record is longer than 40 characters.' },
      { text: '{"a":2}' },
    ]);
    expect(await split(`{"a":1}\n${long}\n{"a":2}`, 8, limits)).toHaveLength(3);
  });

  test.each([
    ['', 'empty'],
    [' \n ', 'empty'],
    ['id,user\n1,2\n', 'not a list'],
    ['{\n"records": {"results": []}}', 'not a list'],
    ['"results"', 'not a list'],
    ['[{"a":1}}', 'not a list'],
    ['[1]]', 'not a list'],
  ])('%j is refused: %s', async (text, why) => {
    await expect(split(text)).rejects.toThrow(why);
  });

  test('an empty list has no records', async () => {
    expect(await split('[]')).toEqual([]);
    expect(await split('{"count":0,"results":[]}')).toEqual([]);
  });
});

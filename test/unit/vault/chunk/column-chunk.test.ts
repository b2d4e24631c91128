import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CHUNK_ROWS,
  decodeChunk,
  emptyColumns,
  encodeChunk,
  type HotColumns,
} from '../../../../src/vault/chunk/column-chunk';

const code = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const byte = fc.nat(255);
const rows = fc.array(
  fc.record({
    occurredAt: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
    user: code,
    patient: code,
    address: code,
    bytes: fc.float(),
    category: byte,
    action: byte,
    outcome: byte,
  }),
  { minLength: 1, maxLength: 70 },
);

function columnsOf(list: readonly Record<keyof HotColumns, number>[]): HotColumns {
  const hot = emptyColumns(list.length);
  list.forEach((row, i) => {
    for (const name of Object.keys(hot) as (keyof HotColumns)[]) hot[name][i] = row[name];
  });
  return hot;
}

/** The same bytes at an address that is no multiple of anything. */
function elsewhere(bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 3);
  room.set(bytes, 3);
  return room.subarray(3);
}

describe('a column chunk', () => {
  test('gives every column back, wherever its bytes lie in memory', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 2 ** 53 - 1 }), (list, firstSeq) => {
        const hot = columnsOf(list);
        const bytes = encodeChunk(firstSeq, hot);
        const expected = { firstSeq, rows: list.length, ...hot };
        expect(decodeChunk(bytes)).toEqual(expected);
        expect(decodeChunk(elsewhere(bytes))).toEqual(expected);
      }),
    );
  });

  test('is as its frozen vector', () => {
    const vector = JSON.parse(
      readFileSync(new URL('../../../fixtures/vectors/column-chunk.json', import.meta.url), 'utf8'),
    ) as { firstSeq: number; rows: Record<keyof HotColumns, number | null>[]; chunk: string };
    const list = vector.rows.map((row) => ({ ...row, bytes: row.bytes ?? NaN })) as Record<
      keyof HotColumns,
      number
    >[];
    const bytes = encodeChunk(vector.firstSeq, columnsOf(list));
    expect(Buffer.from(bytes).toString('hex')).toBe(vector.chunk);
    const read = decodeChunk(Buffer.from(vector.chunk, 'hex'));
    expect(read.firstSeq).toBe(vector.firstSeq);
    expect(read.occurredAt[1]).toBe(vector.rows[1]?.occurredAt);
    expect(read.bytes[1]).toBeNaN();
  });

  test('a vector read by hand: each value where the decision record says', () => {
    const bytes = Buffer.from(
      encodeChunk(
        16_384,
        columnsOf([
          { occurredAt: 5, user: 1, patient: 2, address: 3, bytes: 0.5, category: 4, action: 5, outcome: 6 },
        ]),
      ),
    );
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('WKCC');
    expect([bytes.readUInt16LE(4), bytes.readUInt16LE(6), bytes.readUInt32LE(8)]).toEqual([1, 8, 1]);
    expect(bytes.readDoubleLE(16)).toBe(16_384);
    expect(bytes.subarray(24, 56).toString('hex')).toBe(
      '0104000002020000030200000402000005030000060100000701000008010000',
    );
    expect(bytes.readDoubleLE(56)).toBe(5);
    expect([64, 72, 80].map((at) => bytes.readUInt32LE(at))).toEqual([1, 2, 3]);
    expect(bytes.readFloatLE(88)).toBe(0.5);
    expect([96, 104, 112].map((at) => bytes.readUInt8(at))).toEqual([4, 5, 6]);
    expect(bytes.length).toBe(120);
  });

  test('a column that a later version adds is passed over', () => {
    const hot = columnsOf([
      { occurredAt: 5, user: 1, patient: 2, address: 3, bytes: 0.5, category: 4, action: 5, outcome: 6 },
    ]);
    const known = Buffer.from(encodeChunk(0, hot));
    // One descriptor more (id 9, u32), padding to a multiple of eight, and eight bytes of the column.
    const later = Buffer.concat([
      known.subarray(0, 56),
      Buffer.from('0902000000000000', 'hex'),
      known.subarray(56),
      Buffer.alloc(8),
    ]);
    later.writeUInt16LE(9, 6);
    expect(decodeChunk(later)).toEqual(decodeChunk(known));
  });

  test('rubbish, and a chunk with any header byte changed or cut anywhere, is refused or says something else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeChunk(bytes)).toThrow(RangeError);
      }),
    );
    const bytes = encodeChunk(8192, emptyColumns(3));
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeChunk(bytes.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => decodeChunk(Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow(RangeError);
    for (let at = 0; at < 16; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      expect(() => decodeChunk(changed)).toThrow(RangeError);
    }
  });

  test('a column twice, or of another type, is refused', () => {
    const bytes = encodeChunk(0, emptyColumns(1));
    const twice = Uint8Array.from(bytes);
    twice[24 + 2 * 4] = 2; // the patient's column calls itself the user's
    expect(() => decodeChunk(twice)).toThrow(/twice/);
    const other = Uint8Array.from(bytes);
    other[24 + 4 * 4 + 1] = 2; // f32 as u32, of the same length
    expect(() => decodeChunk(other)).toThrow(/lacks the column bytes/);
  });

  test('columns of different lengths, none and too many rows are refused', () => {
    expect(() => encodeChunk(0, { ...emptyColumns(2), user: new Uint32Array(3) })).toThrow(RangeError);
    expect(() => emptyColumns(0)).toThrow(RangeError);
    expect(() => emptyColumns(CHUNK_ROWS + 1)).toThrow(RangeError);
    expect(() => encodeChunk(-1, emptyColumns(1))).toThrow(RangeError);
  });
});

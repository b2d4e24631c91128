import { ALIGNMENT, viewable } from './viewable';

/**
 * The hot columns of a run of events as one block of numbers, so that a pass over all of them costs no rows.
 * The layout is frozen (build/decisions/packed-column-chunk.md); numbers are little-endian.
 */

/** Events of a full chunk. */
export const CHUNK_ROWS = 8192;

/** One number for each event. Codes are those of the store; 0 in `user`, `patient` and `address` is none. */
export interface HotColumns {
  /** Microseconds since the Unix epoch. */
  occurredAt: Float64Array;
  user: Uint32Array;
  /** The first patient. */
  patient: Uint32Array;
  address: Uint32Array;
  /** Volume in bytes to 24 significant bits, for statistics; NaN where none was stated. */
  bytes: Float32Array;
  category: Uint8Array;
  action: Uint8Array;
  outcome: Uint8Array;
}

export interface ColumnChunk extends HotColumns {
  /** Place of the first event in the log; the others follow without gaps. */
  firstSeq: number;
  rows: number;
}

const MAGIC = 0x4343_4b57; // 'WKCC' as a little-endian number
const VERSION = 1;
const HEADER_BYTES = 24;
const DESCRIPTOR_BYTES = 4;

const types = {
  u8: {
    code: 1,
    bytes: 1,
    make: (buffer: ArrayBuffer, at: number, rows: number) => new Uint8Array(buffer, at, rows),
  },
  u32: {
    code: 2,
    bytes: 4,
    make: (buffer: ArrayBuffer, at: number, rows: number) => new Uint32Array(buffer, at, rows),
  },
  f32: {
    code: 3,
    bytes: 4,
    make: (buffer: ArrayBuffer, at: number, rows: number) => new Float32Array(buffer, at, rows),
  },
  f64: {
    code: 4,
    bytes: 8,
    make: (buffer: ArrayBuffer, at: number, rows: number) => new Float64Array(buffer, at, rows),
  },
} as const;

/** In the order in which they are written. A new column takes a new id at the end; none is ever reused. */
const columns = [
  { name: 'occurredAt', id: 1, type: types.f64 },
  { name: 'user', id: 2, type: types.u32 },
  { name: 'patient', id: 3, type: types.u32 },
  { name: 'address', id: 4, type: types.u32 },
  { name: 'bytes', id: 5, type: types.f32 },
  { name: 'category', id: 6, type: types.u8 },
  { name: 'action', id: 7, type: types.u8 },
  { name: 'outcome', id: 8, type: types.u8 },
] as const satisfies readonly {
  name: keyof HotColumns;
  id: number;
  type: (typeof types)[keyof typeof types];
}[];

/** Columns for `rows` events, all zero. Throws RangeError unless there are 1 to 8,192. */
export function emptyColumns(rows: number): HotColumns {
  requireRows(rows);
  return {
    occurredAt: new Float64Array(rows),
    user: new Uint32Array(rows),
    patient: new Uint32Array(rows),
    address: new Uint32Array(rows),
    bytes: new Float32Array(rows),
    category: new Uint8Array(rows),
    action: new Uint8Array(rows),
    outcome: new Uint8Array(rows),
  };
}

/** Throws RangeError when the columns differ in length or the place is none. */
export function encodeChunk(firstSeq: number, hot: HotColumns): Uint8Array {
  const rows = hot.occurredAt.length;
  requireRows(rows);
  if (!Number.isSafeInteger(firstSeq) || firstSeq < 0) throw new RangeError(`No place in a log: ${firstSeq}`);
  const bytes = new Uint8Array(chunkLength(columns, rows));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, columns.length, true);
  view.setUint32(8, rows, true);
  view.setFloat64(16, firstSeq, true);
  let at = firstColumn(columns.length);
  for (const [i, { name, id, type }] of columns.entries()) {
    const column = hot[name];
    if (column.length !== rows) throw new RangeError(`The column ${name} does not have ${rows} rows`);
    view.setUint8(HEADER_BYTES + i * DESCRIPTOR_BYTES, id);
    view.setUint8(HEADER_BYTES + i * DESCRIPTOR_BYTES + 1, type.code);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += aligned(column.byteLength);
  }
  return bytes;
}

/**
 * The columns of a chunk, as views of its bytes where their place in memory allows it. Columns with ids that are
 * not known here are passed over. Throws RangeError for bytes that are not a whole chunk of this version.
 */
export function decodeChunk(bytes: Uint8Array): ColumnChunk {
  if (bytes.length < HEADER_BYTES) throw notAChunk('is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw notAChunk('begins with something else');
  if (view.getUint16(4, true) !== VERSION) throw notAChunk('has another version');
  const rows = view.getUint32(8, true);
  const firstSeq = view.getFloat64(16, true);
  if (rows < 1 || rows > CHUNK_ROWS || view.getUint32(12, true) !== 0)
    throw notAChunk('has an impossible header');
  if (!Number.isSafeInteger(firstSeq) || firstSeq < 0) throw notAChunk('has an impossible place');
  const described = descriptors(view, view.getUint16(6, true));
  if (bytes.length !== chunkLength(described, rows)) throw notAChunk('has another length than it says');

  const { buffer, start } = viewable(bytes);
  const found = new Map<number, { code: number; at: number }>();
  let at = start + firstColumn(described.length);
  for (const { id, type } of described) {
    if (found.has(id)) throw notAChunk('has a column twice');
    found.set(id, { code: type.code, at });
    at += aligned(rows * type.bytes);
  }
  const read = Object.fromEntries(
    columns.map(({ name, id, type }) => {
      const column = found.get(id);
      if (column?.code !== type.code) throw notAChunk(`lacks the column ${name}`);
      return [name, type.make(buffer, column.at, rows)];
    }),
  ) as unknown as HotColumns;
  return { firstSeq, rows, ...read };
}

interface Described {
  id: number;
  type: { code: number; bytes: number };
}

function descriptors(view: DataView, count: number): Described[] {
  if (view.byteLength < firstColumn(count)) throw notAChunk('is too short');
  return Array.from({ length: count }, (_, i) => {
    const at = HEADER_BYTES + i * DESCRIPTOR_BYTES;
    const type = Object.values(types).find(({ code }) => code === view.getUint8(at + 1));
    if (type === undefined || view.getUint16(at + 2, true) !== 0)
      throw notAChunk('has a column of an unknown type');
    return { id: view.getUint8(at), type };
  });
}

function chunkLength(described: readonly Described[], rows: number): number {
  return described.reduce(
    (length, { type }) => length + aligned(rows * type.bytes),
    firstColumn(described.length),
  );
}

function firstColumn(count: number): number {
  return aligned(HEADER_BYTES + count * DESCRIPTOR_BYTES);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function requireRows(rows: number): void {
  if (!Number.isInteger(rows) || rows < 1 || rows > CHUNK_ROWS)
    throw new RangeError(`A chunk cannot have ${rows} rows`);
}

function notAChunk(why: string): RangeError {
  return new RangeError(`The column chunk ${why}`);
}

/** What every column begins at a multiple of. */
export const ALIGNMENT = 8;

// Columns are viewed in place: a processor with the other byte order would read other numbers. Every computer
// that Electron runs on is little-endian.
if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
  throw new Error('Packed columns need a little-endian processor');

/** Typed arrays must begin at a multiple of their size: bytes that lie elsewhere are copied. */
export function viewable(bytes: Uint8Array): { buffer: ArrayBuffer; start: number } {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteOffset % ALIGNMENT === 0) {
    return { buffer: bytes.buffer, start: bytes.byteOffset };
  }
  return { buffer: Uint8Array.from(bytes).buffer, start: 0 };
}

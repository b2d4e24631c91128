import { constants, type BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { KiB, MiB } from '../shared/contract/platform/call';
import type { ReadLimits } from './limits';

/** Why a file is not read, for the person; `tooLarge` where a limit was passed. */
export class UnreadableFile extends Error {
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge = false) {
    super(message);
    this.name = 'UnreadableFile';
    this.tooLarge = tooLarge;
  }
}

const PIECE_BYTES = 256 * KiB;

/** Beginnings of files that are something else, by their first bytes in hex. */
const otherKinds: readonly [RegExp, string][] = [
  [/^(fffe|feff)/, 'The file is written in UTF-16. Save it as UTF-8.'],
  [/^1f8b/, 'The file is compressed (gzip). Unpack it first.'],
  [/^504b0304/, 'The file is an archive (zip) or a spreadsheet. Unpack it, or export it as JSON.'],
  [/^25504446/, 'The file is a PDF.'],
];

/**
 * The text of a file, piece by piece: never more than one piece of it in memory. Throws UnreadableFile for what
 * is no plain file of UTF-8 text within the limits, and what the system throws.
 */
export async function* readText(path: string, limits: ReadLimits): AsyncGenerator<string> {
  const deadline = performance.now() + limits.readMs;
  // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats: BigIntStats = await file.stat({ bigint: true });
    if (!stats.isFile()) throw new UnreadableFile('This is not a file.');
    if (stats.size > limits.fileBytes) throw tooLong(limits);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let read = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
      const bytes = piece.subarray(0, bytesRead);
      if (read === 0) refuseOtherKinds(bytes);
      read += bytesRead;
      // The file may have grown since it was measured.
      if (read > limits.fileBytes) throw tooLong(limits);
      if (performance.now() > deadline) {
        throw new UnreadableFile(`Reading the file took longer than ${limits.readMs / 1000} seconds.`, true);
      }
      const text = decoded(decoder, bytes);
      if (text !== '') yield text;
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes.length > 0 });
  } catch {
    throw new UnreadableFile('The file is not UTF-8 text.');
  }
}

function refuseOtherKinds(start: Buffer): void {
  const hex = start.subarray(0, 4).toString('hex');
  const other = otherKinds.find(([pattern]) => pattern.test(hex));
  if (other !== undefined) throw new UnreadableFile(other[1]);
}

function tooLong({ fileBytes }: ReadLimits): UnreadableFile {
  return new UnreadableFile(`The file is longer than ${fileBytes / MiB} MiB.`, true);
}

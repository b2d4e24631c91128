import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RefusedBackup } from '../../../../src/platform/backup/refused';
import { CHUNK, openFile, sealFile } from '../../../../src/platform/backup/sealed-file';

const seed = randomBytes(32).toString('base64url');
const HEADER = 20 + 32 + 16;
/** Length, tag and a full chunk. */
const FRAME = 4 + CHUNK + 16;
let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-sealed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function sealed(contents: Buffer, piece = 70_001): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < contents.length; at += piece) {
      await Promise.resolve();
      yield contents.subarray(at, at + piece);
    }
  }
  const all: Buffer[] = [];
  for await (const bytes of sealFile(seed, pieces())) all.push(bytes);
  return Buffer.concat(all);
}

/** What a file gives, or the code and message of its refusal. */
async function opened(bytes: Buffer, key = seed): Promise<Buffer | string> {
  const path = join(folder, String((files += 1)));
  writeFileSync(path, bytes);
  const file = await open(path);
  const all: Buffer[] = [];
  try {
    for await (const piece of openFile(key, file)) all.push(piece);
    return Buffer.concat(all);
  } catch (error) {
    if (!(error instanceof RefusedBackup)) throw error;
    return `${error.refusal.code}: ${error.refusal.message}`;
  } finally {
    await file.close();
    rmSync(path);
  }
}

describe('a sealed file', () => {
  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 12_345])(
    'gives back its %i bytes, and no two are alike',
    async (length) => {
      const contents = randomBytes(length);
      const first = await sealed(contents);
      const given = await opened(first);
      expect(typeof given !== 'string' && given.equals(contents)).toBe(true);
      expect(first.equals(await sealed(contents))).toBe(false);
      if (length > 16) expect(first.includes(contents.subarray(0, 16))).toBe(false);
    },
  );

  test('is refused at each flipped byte of its header, its frames and its last bytes, and at many between', async () => {
    const whole = await sealed(randomBytes(CHUNK + 500));
    const last = HEADER + FRAME;
    const places = [
      ...Array.from({ length: HEADER + 8 }, (_, i) => i),
      ...Array.from({ length: 40 }, (_, i) => last - 20 + i),
      ...Array.from({ length: 20 }, (_, i) => whole.length - 1 - i),
      ...Array.from({ length: 40 }, () => Math.floor(Math.random() * whole.length)),
    ];
    for (const place of places) {
      const flipped = Buffer.from(whole);
      flipped[place] = (flipped[place] ?? 0) ^ 1;
      expect(await opened(flipped), `byte ${place}`).toMatch(/^(damaged|not-found|too-new): /);
    }
  });

  test('is refused cut short anywhere, at the end of a chunk too, and with anything after its end', async () => {
    const whole = await sealed(randomBytes(2 * CHUNK + 10));
    const lengths = [
      0,
      5,
      HEADER - 1,
      HEADER,
      HEADER + 3,
      HEADER + FRAME,
      HEADER + 2 * FRAME,
      whole.length - 1,
    ];
    for (const length of lengths) {
      expect(await opened(whole.subarray(0, length)), String(length)).toMatch(/^damaged: /);
    }
    expect(await opened(Buffer.concat([whole, Buffer.from([0])]))).toMatch(/^damaged: .*changed/);
  });

  test('is refused with chunks swapped, repeated, dropped, moved from another file, or an early one made the last', async () => {
    const whole = await sealed(randomBytes(2 * CHUNK + 10));
    const other = await sealed(randomBytes(2 * CHUNK + 10));
    const part = (of: Buffer, from: number, to?: number) => of.subarray(from, to);
    const [head, one, two, three] = [
      part(whole, 0, HEADER),
      part(whole, HEADER, HEADER + FRAME),
      part(whole, HEADER + FRAME, HEADER + 2 * FRAME),
      part(whole, HEADER + 2 * FRAME),
    ];
    expect(await opened(Buffer.concat([head, one, two, three]))).toBeInstanceOf(Buffer);
    const marked = Buffer.from(two);
    marked[0] = (marked[0] ?? 0) | 0x80;
    for (const pieces of [
      [head, two, one, three],
      [head, one, one, three],
      [head, one, three],
      [head, part(other, HEADER, HEADER + FRAME), two, three],
      [part(other, 0, HEADER), one, two, three],
      [head, one, marked],
    ]) {
      expect(await opened(Buffer.concat(pieces))).toMatch(/^damaged: .*changed/);
    }
  });

  test('tells another key, another version and another kind of file apart', async () => {
    const whole = await sealed(Buffer.from('x'));
    expect(await opened(whole, randomBytes(32).toString('base64url'))).toMatch(
      /^not-found: .*another backup key/,
    );
    const newer = Buffer.concat([Buffer.from('wardkeeper backup 2\n'), whole.subarray(20)]);
    expect(await opened(newer)).toMatch(/^too-new: /);
    expect(await opened(Buffer.from('PGDMP and a dump of something else'))).toMatch(/^damaged: .*no backup/);
  });
});

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { changed, cutShort, newerForm, noBackup, otherKey, RefusedBackup } from './refused';

/**
 * The form of the file: name, salt, check, then chunks of at most `CHUNK` bytes, each `length | ciphertext | tag`.
 * The top bit of the length says that the chunk is the last. Every file has a key of its own (HKDF from the backup
 * key and the salt), so the chunk's number is a nonce that never comes twice (NIST SP 800-38D, 8.2.1); number and
 * last-flag are bound to each chunk too: one that was moved, dropped or made the last does not open.
 */
const NAME = Buffer.from('wardkeeper backup 1\n');
const SALT_BYTES = 32;
const CHECK_BYTES = 16;
const HEADER_BYTES = NAME.length + SALT_BYTES + CHECK_BYTES;
const TAG_BYTES = 16;
const LAST = 0x8000_0000;
export const CHUNK = 1024 * 1024;

interface FileKey {
  key: Buffer;
  /** Tells a wrong key from changed bytes. */
  check: Buffer;
}

/** `seed`: the backup key, 32 bytes in base64url. */
function fileKey(seed: string, salt: Buffer): FileKey {
  const secret = Buffer.from(seed, 'base64url');
  if (secret.length !== 32) throw new RangeError('A backup key has 32 bytes');
  const derived = (info: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `wardkeeper backup 1 ${info}`, bytes));
  return { key: derived('chunks', 32), check: derived('check', CHECK_BYTES) };
}

function nonceOf(place: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(place), 4);
  return nonce;
}

function boundTo(place: number, isLast: boolean): Buffer {
  const bound = Buffer.alloc(9);
  bound.writeBigUInt64BE(BigInt(place));
  bound[8] = isLast ? 1 : 0;
  return bound;
}

/** The bytes of a sealed file, from those of its contents. Bounded: holds about two chunks. */
export async function* sealFile(seed: string, contents: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const { key, check } = fileKey(seed, salt);
  yield Buffer.concat([NAME, salt, check]);
  let place = 0;
  let pieces: Buffer[] = [];
  let held = 0;
  const seal = (plain: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place));
    cipher.setAAD(boundTo(place, isLast));
    place += 1;
    const length = Buffer.alloc(4);
    length.writeUInt32BE((isLast ? LAST : 0) + plain.length);
    return Buffer.concat([length, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  for await (const piece of contents) {
    pieces.push(piece);
    held += piece.length;
    if (held <= CHUNK) continue;
    let all = Buffer.concat(pieces);
    // What may be the end is held back: only then is it known whether the chunk is the last.
    for (; all.length > CHUNK; all = all.subarray(CHUNK)) yield seal(all.subarray(0, CHUNK), false);
    pieces = [all];
    held = all.length;
  }
  yield seal(Buffer.concat(pieces), true);
}

/** The contents of a sealed file, each chunk given on once it is known to be whole. Throws `RefusedBackup`. */
export async function* openFile(seed: string, file: FileHandle): AsyncGenerator<Buffer> {
  let at = 0;
  const next = async (bytes: number): Promise<Buffer> => {
    const read = Buffer.alloc(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await file.read(read, filled, bytes - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    at += filled;
    return read.subarray(0, filled);
  };
  const header = await next(HEADER_BYTES);
  refuseOther(header);
  const salt = header.subarray(NAME.length, NAME.length + SALT_BYTES);
  const { key, check } = fileKey(seed, salt);
  if (!check.equals(header.subarray(NAME.length + SALT_BYTES))) throw new RefusedBackup(otherKey);
  for (let place = 0; ; place += 1) {
    const head = await next(4);
    if (head.length < 4) throw new RefusedBackup(cutShort);
    const said = head.readUInt32BE();
    const isLast = said >= LAST;
    const length = isLast ? said - LAST : said;
    if (length > CHUNK) throw new RefusedBackup(changed);
    const sealed = await next(length + TAG_BYTES);
    if (sealed.length < length + TAG_BYTES) throw new RefusedBackup(cutShort);
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(place, isLast));
    decipher.setAuthTag(sealed.subarray(length));
    let plain: Buffer;
    try {
      plain = Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
    } catch {
      throw new RefusedBackup(changed);
    }
    yield plain;
    if (isLast) break;
  }
  if ((await next(1)).length > 0) throw new RefusedBackup(changed);
}

function refuseOther(header: Buffer): void {
  const name = header.subarray(0, NAME.length).toString('latin1');
  if (name !== NAME.toString('latin1')) {
    throw new RefusedBackup(/^wardkeeper backup \d+\n/.test(name) ? newerForm : noBackup);
  }
  if (header.length < HEADER_BYTES) throw new RefusedBackup(cutShort);
}

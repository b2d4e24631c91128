import { closeSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { PAGE_SIZE } from '../../../src/vault/store/pragmas';

/** One bit of each page from the second on: whatever is read next. */
export function flipBits(path: string): void {
  const file = openSync(path, 'r+');
  for (let at = PAGE_SIZE + 100; at < statSync(path).size; at += PAGE_SIZE) flip(file, at);
  closeSync(file);
}

export function cutShort(path: string): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, PAGE_SIZE);
  closeSync(file);
}

/** One bit of one page, by its number from 0. */
export function flipBit(path: string, page: number): void {
  const file = openSync(path, 'r+');
  flip(file, PAGE_SIZE * page + 100);
  closeSync(file);
}

function flip(file: number, at: number): void {
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 1;
  writeSync(file, byte, 0, 1, at);
}

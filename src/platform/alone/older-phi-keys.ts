import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result';
import { readPrivateFile } from '../private-file';
import { makeKey } from './key-files';

const MOST = 10;

/**
 * The keys that `phi.key` replaced, one a line of `phi-old.key`; none where there is no such file. With `mayMake`, a
 * folder where `phi.key` was renamed to it gets a new `phi.key`.
 */
export function olderPhiKeys(folder: string, mayMake: boolean): Result<string[]> {
  const path = join(folder, 'phi-old.key');
  const text = readPrivateFile(path);
  if (!text.ok) return text.code === 'not-found' ? ok([]) : text;
  const keys = text.value.split('\n').map((line) => line.trim());
  const given = keys.filter((line) => line !== '');
  if (given.length === 0 || given.length > MOST || !given.every((key) => /^[A-Za-z0-9_-]{43}$/.test(key))) {
    return err(
      'damaged',
      `The file ${path} holds no keys.`,
      'It has the keys that phi.key replaced, one a line.',
    );
  }
  const newest = join(folder, 'phi.key');
  if (!mayMake || existsSync(newest)) return ok(given);
  try {
    makeKey(newest);
    return ok(given);
  } catch {
    return err('denied', `No key can be made in ${folder}.`, 'Give the folder to the user of the service.');
  }
}

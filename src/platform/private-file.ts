import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { err, ok, type Result } from '../shared/domain/result';

const MOST_BYTES = 256 * 1024;

/**
 * The text of a file that only the service's own user may read. `not-found` where there is none; `denied`, with
 * the command that mends it, where others may open it. Windows has no such modes: there its access list is the
 * administrator's to keep.
 */
export function readPrivateFile(path: string): Result<string> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? err('not-found', `There is no file ${path}.`, 'Correct the path, or put the file there.')
      : err('denied', `The file ${path} cannot be read.`, 'Give it to the user that runs the service.');
  }
  try {
    const { mode, size } = fstatSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return err('denied', `Others than its owner may open ${path}.`, `Run: chmod 600 ${path}`);
    }
    if (size > MOST_BYTES) return err('too-large', `The file ${path} is too large.`, 'Correct the path.');
    return ok(readFileSync(file, 'utf8'));
  } catch {
    return err('denied', `The file ${path} cannot be read.`, 'See that it is a file and no folder.');
  } finally {
    closeSync(file);
  }
}

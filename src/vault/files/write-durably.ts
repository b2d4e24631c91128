import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a small file as a whole: after a crash at any point there is the old content or the new, never a
 * mixture. Only its owner may read it. Throws the system's error; the old file then stays.
 */
export function writeDurably(path: string, content: string): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true }); // of an earlier crash
  const file = openSync(fresh, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

/** Makes a rename last (Windows neither needs nor allows opening a folder for it). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result';

export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone. PGlite itself lets a second process open the same files, which
 * destroys them. The lock names its process, so that one left behind by a crash is told from a live one.
 */
export function lockFolder(folder: string): Result<FolderLock> {
  const lock = join(folder, 'platform.lock');
  const own = join(folder, `platform.lock.${process.pid}`);
  const holder = `${process.pid} ${startOf(process.pid) ?? ''}`;
  writeFileSync(own, holder, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      // link() fails where the name exists: of two processes only one can succeed.
      if (attemptLink(own, lock)) return ok({ release: () => releaseOwn(lock, holder) });
      const found = readOrNull(lock);
      if (found === null) continue;
      if (isAlive(found)) return taken;
      clearStale(lock, found);
    }
    return taken;
  } finally {
    rmSync(own, { force: true });
  }
}

function attemptLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock aside; a lock that somebody took in the meantime is put back. */
function clearStale(lock: string, stale: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readOrNull(aside) !== stale) attemptLink(aside, lock);
  rmSync(aside, { force: true });
}

function releaseOwn(lock: string, holder: string): void {
  if (readOrNull(lock) === holder) rmSync(lock, { force: true });
}

function isAlive(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  const id = Number(pid);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Process ids are used again; where the system tells when a process began, that settles it.
  const now = startOf(id);
  return now === null || start === undefined || start === '' || now === start;
}

/** When a process began, in the system's own count; null where it does not say (only Linux has /proc). */
function startOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  // Field 22, counted after the name in brackets, which may itself hold spaces and brackets (proc(5)).
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const taken = err(
  'unavailable',
  'Another Wardkeeper has this practice’s database open.',
  'Close the other one, then start again.',
);

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result';

export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone. PGlite itself lets a second process open the same files, which
 * destroys them. The lock names its process, so that one left behind by a crash is told from a live one: by
 * when the process began, or where the system does not say, by when the system was started.
 */
export function lockFolder(folder: string, processStart = startOf): Result<FolderLock> {
  const lock = join(folder, 'platform.lock');
  const own = join(folder, `platform.lock.${process.pid}`);
  const holder = `${process.pid} ${processStart(process.pid) ?? `boot:${bootMinute()}`}`;
  writeFileSync(own, holder, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      // link() fails where the name exists: of two processes only one can succeed.
      if (attemptLink(own, lock)) return ok({ release: () => releaseOwn(lock, holder) });
      const found = readOrNull(lock);
      if (found === null) continue;
      if (isAlive(found, processStart)) return taken;
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

function isAlive(holder: string, processStart: typeof startOf): boolean {
  const [pid, start = ''] = holder.split(' ');
  const id = Number(pid);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Process ids are used again, most of all after a power cut.
  const boot = /^boot:(\d+)$/.exec(start)?.[1];
  if (boot !== undefined) return Math.abs(Number(boot) - bootMinute()) <= SAME_BOOT_MINUTES;
  const now = processStart(id);
  return now === null || start === '' || now === start;
}

/** A clock that is corrected moves the computed start of the system with it. */
const SAME_BOOT_MINUTES = 2;

/** When the system was started, in minutes since the Unix epoch. */
function bootMinute(): number {
  return Math.round((Date.now() / 1000 - uptime()) / 60);
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

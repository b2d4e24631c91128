import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../files/write-durably';

/** A file that is written beside its place, and put there when it is whole. Only its owner may read it. */
export interface AsideFile {
  /** Throws TargetError, as everything here does, where the disk or the folder does not allow it. */
  write(text: string): Promise<void>;
  /** All of it is on the disk; nothing can be written any more. */
  finish(): Promise<void>;
  /** Puts it in its place; what was there gives way. Once it is finished. */
  keep(): Promise<void>;
  /** Takes it away. Nothing of it stays; safe after `keep`, which it leaves alone. Never rejects. */
  abandon(): Promise<void>;
}

/** What the system says of the place that the person chose: never of the vault's own file. */
export class TargetError extends Error {
  /** As in `ENOSPC`. */
  readonly code: string;

  constructor(code: string) {
    super('The export could not be written.');
    this.name = 'TargetError';
    this.code = code;
  }
}

/** Text is gathered up to here before it goes to the disk. */
const GATHERED = 64 * 1024;

/** Where the file for `target` is written until it is whole. */
export function asidePath(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
}

/** `aside`: of `asidePath`, in the folder of `target`. */
export async function openAside(target: string, aside: string): Promise<AsideFile> {
  const file = await told(() => open(aside, 'wx', 0o600));
  let gathered = '';
  let state: 'open' | 'finished' | 'kept' | 'gone' = 'open';

  async function flush(): Promise<void> {
    const text = gathered;
    gathered = '';
    await told(() => file.appendFile(text, 'utf8'));
  }

  return {
    async write(text) {
      gathered += text;
      if (gathered.length >= GATHERED) await flush();
    },
    async finish() {
      await flush();
      await told(() => file.sync());
      state = 'finished';
      await told(() => file.close());
    },
    async keep() {
      await told(() => rename(aside, target));
      state = 'kept';
      try {
        syncFolder(dirname(target));
      } catch {
        // Some network folders cannot be synced: the file is there all the same.
      }
    },
    async abandon() {
      if (state === 'open') await file.close().catch(() => undefined);
      if (state !== 'kept') await rm(aside, { force: true }).catch(() => undefined);
      if (state !== 'kept') state = 'gone';
    },
  };
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (typeof code !== 'string') throw error;
    throw new TargetError(code);
  }
}

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Sees to a folder that is made once and then used. `make` works in a temporary neighbour, which takes the folder's
 * place only when it is complete: an interrupted run leaves nothing that looks finished, and what it left is removed
 * the next time. Of several processes making the same folder the first one to finish wins.
 * @param {string} folder
 * @param {object} how
 * @param {() => Promise<boolean>} how.isCurrent whether what stands there serves
 * @param {(temporary: string) => Promise<void>} how.make
 * @returns {Promise<boolean>} whether it had to be made
 */
export async function cachedFolder(folder, { isCurrent, make }) {
  if (await isCurrent()) return false;
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, basename(folder));
  const temporary = `${folder}.new.partial-${process.pid}`;
  const outdated = `${folder}.old.partial-${process.pid}`;
  try {
    await mkdir(temporary);
    await make(temporary);
    if (await isCurrent()) return true;
    await rename(folder, outdated).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(temporary, folder);
    return true;
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(outdated, { recursive: true, force: true });
  }
}

/** @param {string} parent @param {string} name */
async function removeAbandoned(parent, name) {
  for (const entry of await readdir(parent)) {
    const owner = entry.startsWith(`${name}.`) ? /\.partial-(\d+)$/.exec(entry)?.[1] : undefined;
    if (owner !== undefined && !isRunning(Number(owner))) {
      await rm(join(parent, entry), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

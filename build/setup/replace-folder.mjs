import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a folder all at once: `fill` works in a temporary neighbour, which takes the folder's place only when it is
 * complete. An interrupted run leaves nothing that looks finished, and what it left is removed the next time.
 * Of several processes making the same folder the first one to finish wins.
 * @param {string} folder what stands there now is given up at once
 * @param {(temporary: string) => Promise<void>} fill
 */
export async function replaceFolder(folder, fill) {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, basename(folder));
  await rm(folder, { recursive: true, force: true });
  const temporary = `${folder}.partial-${process.pid}`;
  try {
    await mkdir(temporary);
    await fill(temporary);
    await rename(temporary, folder).catch((error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
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

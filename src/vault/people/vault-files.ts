import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../files/write-durably';

/** Everything of one person's vault: the files named by its id, copies and evidence included. */
function filesOf(folder: string, fileId: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${fileId}.`)) : [];
}

/**
 * Keeps the files of a vault that does not open beside the one in its place. Their new names say what they are, and
 * begin with the new id: who wipes that vault wipes them too. Throws the system's error.
 */
export function keepAsEvidence(folder: string, fileId: string, inPlace: string): void {
  for (const name of filesOf(folder, fileId)) {
    renameSync(join(folder, name), join(folder, `${inPlace}.evidence-${name}`));
  }
  syncFolder(folder);
}

/**
 * A free name for the damaged file of a vault whose copy takes its place. It begins with the vault's id, as those of
 * `keepAsEvidence` do.
 */
export function evidenceName(folder: string, fileId: string): string {
  const name = `${fileId}.evidence-${fileId}.vault`;
  const taken = filesOf(folder, fileId).filter(
    (other) => other.startsWith(name) && !/-(wal|shm)$/.test(other),
  );
  return join(folder, taken.length === 0 ? name : `${name}.${taken.length + 1}`);
}

/** Deletes a vault for good: first its keys, without which the rest says nothing. Throws the system's error. */
export function wipeFiles(folder: string, fileId: string): void {
  const names = filesOf(folder, fileId);
  const keys = names.filter((name) => name.endsWith('.keys.json'));
  for (const name of keys) rmSync(join(folder, name), { force: true });
  if (keys.length > 0) syncFolder(folder);
  for (const name of names) rmSync(join(folder, name), { force: true });
  if (names.length > 0) syncFolder(folder);
}

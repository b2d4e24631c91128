import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result';
import { readPrivateFile } from '../private-file';

/**
 * `log` signs the heads of the audit log, `token` the access tokens; under `phi` patient data is sealed, under `backup` the
 * backups.
 */
const keyNames = ['log', 'token', 'phi', 'backup'] as const;

/** 32 bytes each, in base64url. `olderTokens`: those that `token` came in the place of, the newest first. */
export type ServiceKeys = Record<(typeof keyNames)[number], string> & { olderTokens: readonly string[] };

/** In token.key, the one that signs among them. */
const MOST_TOKEN_KEYS = 5;

export interface FoundKeys {
  keys: ServiceKeys;
  /** They were made now: until something is signed with them, `forget` takes them back. */
  made: boolean;
  /** That of the backups alone was made now, beside the others. */
  madeForBackups: boolean;
  forget(): void;
}

/**
 * The keys in a folder, one file each: `log.key`, `token.key`, `phi.key`, `backup.key`, with mode 0600. With `mayMake` a folder that has
 * none of them gets all; with `forBackups` one that lacks `backup.key` alone gets that. In `token.key` further lines may
 * hold older keys, whose tokens are still read. `not-found`, `denied` and `damaged` say which file, and what to do.
 */
export function keysIn(folder: string, mayMake: boolean, forBackups: boolean): Result<FoundKeys> {
  const fileOf = (name: (typeof keyNames)[number]) => join(folder, `${name}.key`);
  const files = keyNames.map(fileOf);
  const missing = files.filter((file) => !existsSync(file));
  // Only all at once: one new key beside an old one is a mistake that must not be papered over. But what no backup was
  // sealed under yet is missed by nobody: services from before there were backups have none.
  const made = mayMake && missing.length === files.length;
  const madeForBackups = forBackups && missing.length === 1 && missing[0] === fileOf('backup');
  if (made || madeForBackups) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const file of missing) makeKey(file);
    } catch {
      return err(
        'denied',
        `No keys can be made in ${folder}.`,
        'Make the folder and give it to the user that runs the service.',
      );
    }
  }
  const read = { log: '', token: '', phi: '', backup: '' };
  let olderTokens: string[] = [];
  for (const name of keyNames) {
    const found = readKeys(join(folder, `${name}.key`), name === 'token' ? MOST_TOKEN_KEYS : 1);
    if (!found.ok) return found;
    const [newest = '', ...older] = found.value;
    read[name] = newest;
    if (name === 'token') olderTokens = older;
  }
  return ok({
    keys: { ...read, olderTokens },
    made,
    madeForBackups,
    forget: () => {
      if (made) for (const file of files) rmSync(file, { force: true });
    },
  });
}

/** On the disk before it is used: a log whose key is lost can never go on. */
export function makeKey(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The keys in a file, one a line, `most` of them. */
function readKeys(path: string, most: number): Result<string[]> {
  const text = readPrivateFile(path);
  if (!text.ok) {
    if (text.code !== 'not-found') return text;
    return err(
      'not-found',
      `The key ${path} is not there.`,
      'Put it back from its safe copy. For a new practice, set makeKeys to true.',
    );
  }
  const keys = text.value.trim().split(/\s*\n\s*/);
  if (keys.some((key) => !/^[A-Za-z0-9_-]{43}$/.test(key)))
    return err('damaged', `The file ${path} holds no key.`, 'Put it back from its safe copy.');
  if (keys.length > most || new Set(keys).size < keys.length) {
    const many = most === 1 ? 'more than one key' : `more than ${most} keys, or one of them twice`;
    return err('damaged', `The file ${path} holds ${many}.`, 'Leave in it what is still needed.');
  }
  return ok(keys);
}

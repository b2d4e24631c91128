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

/** 32 bytes each, in base64url. */
export type ServiceKeys = Record<(typeof keyNames)[number], string>;

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
 * none of them gets all; with `forBackups` one that lacks `backup.key` alone gets that. `not-found`, `denied` and
 * `damaged` say which file, and what to do.
 */
export function keysIn(folder: string, mayMake: boolean, forBackups: boolean): Result<FoundKeys> {
  const fileOf = (name: keyof ServiceKeys) => join(folder, `${name}.key`);
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
  const read = keyNames.map((name) => [name, readKey(join(folder, `${name}.key`))] as const);
  for (const [, key] of read) if (!key.ok) return key;
  return ok({
    keys: Object.fromEntries(read.map(([name, key]) => [name, key.ok ? key.value : ''])) as ServiceKeys,
    made,
    madeForBackups,
    forget: () => {
      if (made) for (const file of files) rmSync(file, { force: true });
    },
  });
}

/** On the disk before it is used: a log whose key is lost can never go on. */
function makeKey(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readKey(path: string): Result<string> {
  const text = readPrivateFile(path);
  if (!text.ok) {
    if (text.code !== 'not-found') return text;
    return err(
      'not-found',
      `The key ${path} is not there.`,
      'Put it back from its safe copy. For a new practice, set makeKeys to true.',
    );
  }
  const key = text.value.trim();
  return /^[A-Za-z0-9_-]{43}$/.test(key)
    ? ok(key)
    : err('damaged', `The file ${path} holds no key.`, 'Put it back from its safe copy.');
}

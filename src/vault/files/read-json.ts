import { MiB } from '../../shared/contract/platform/call';
import { readFileSync, statSync } from 'node:fs';

/** Our own JSON files are small; a larger one is not ours. */
const LIMIT_BYTES = MiB;

export type JsonFile = { state: 'read'; value: unknown } | { state: 'missing' } | { state: 'unreadable' };

/** Reads a small JSON file without ever taking a damaged one for a missing one. */
export function readJson(path: string): JsonFile {
  try {
    if (statSync(path).size > LIMIT_BYTES) return { state: 'unreadable' };
    return { state: 'read', value: JSON.parse(readFileSync(path, 'utf8')) };
  } catch (error) {
    return { state: (error as { code?: unknown }).code === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

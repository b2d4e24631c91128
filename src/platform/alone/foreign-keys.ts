import { err, ok, type Result } from '../../shared/domain/result';
import { foreignKeyKind, type ForeignKeys } from '../phi/foreign-forms';
import { readPrivateFile } from '../private-file';

/** Whoever rotated each quarter for twelve years has so many. */
const MOST_KEYS = 50;

/**
 * The keys of another system, from a file with mode 0600: one on each line, as that system has it, in the order in which
 * they are tried; none without a file. `not-found`, `denied` and `damaged` say which file or line, never what stands in it.
 */
export function foreignKeysIn(path: string | undefined): Result<ForeignKeys> {
  if (path === undefined) return ok({});
  const text = readPrivateFile(path);
  if (!text.ok) return text;
  const lines = text.value.split('\n').map((line, i) => ({ key: line.trim(), number: i + 1 }));
  const keys = lines.filter(({ key }) => key !== '');
  if (keys.length === 0 || keys.length > MOST_KEYS) {
    return err('damaged', `The file ${path} holds no keys, or more than ${MOST_KEYS}.`, correct);
  }
  const found = { fernet: [] as string[], hex: [] as string[] };
  for (const { key, number } of keys) {
    const kind = foreignKeyKind(key);
    if (kind === null) return err('damaged', `Line ${number} of ${path} is no key.`, correct);
    found[kind].push(key);
  }
  return ok(found);
}

const correct =
  'Write one key on each line: 44 characters as Fernet has them, or 64 hexadecimal digits in small letters.';

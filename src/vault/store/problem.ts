import { err, missingCase, ok, type Refusal, type Result } from '../../shared/domain/result';

/** What can be wrong with a vault file, as far as somebody can do something about it. */
export type StoreProblem =
  'damaged' | 'too-new' | 'wrong-key' | 'missing' | 'busy' | 'disk-full' | 'disk-failing' | 'read-only';

/** Thrown where a file turns out not to be usable; everything SQLite throws is read by `problemOf`. */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem) {
    super(`The vault file is ${problem}.`);
    this.name = 'StoreError';
    this.problem = problem;
  }
}

const problemByCode: readonly [RegExp, StoreProblem][] = [
  // The first page does not decrypt to an SQLite header. A connection that is open already has the right key.
  [/^SQLITE_NOTADB$/, 'damaged'],
  // A page whose HMAC does not fit comes back as this one too.
  [/^SQLITE_CORRUPT/, 'damaged'],
  [/^SQLITE_IOERR/, 'disk-failing'],
  [/^SQLITE_(BUSY|LOCKED)/, 'busy'],
  [/^SQLITE_FULL$/, 'disk-full'],
  [/^SQLITE_(READONLY|PERM)/, 'read-only'],
  [/^SQLITE_CANTOPEN/, 'missing'],
  // Of the small files beside it.
  [/^(ENOSPC|EDQUOT)$/, 'disk-full'],
  [/^EIO$/, 'disk-failing'],
  [/^(EACCES|EPERM|EROFS)$/, 'read-only'],
  [/^(ENOENT|ENOTDIR)$/, 'missing'],
];

/** The problem an error stands for, or null when it is not about the file: then it is our own fault. */
export function problemOf(error: unknown): StoreProblem | null {
  if (error instanceof StoreError) return error.problem;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  return problemByCode.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}

export function storeRefusal(problem: StoreProblem): Refusal {
  switch (problem) {
    case 'damaged':
      return err(
        'damaged',
        'The vault file on this computer fails its integrity check. It was kept as it is.',
        'Do not delete it: it is evidence. Tell your IT staff.',
      );
    case 'too-new':
      return err(
        'too-new',
        'The vault file was written by a newer version of Wardkeeper. It was left untouched.',
        'Update Wardkeeper on this computer.',
      );
    case 'wrong-key':
      // The key itself was authenticated when its slot was opened, so it is the file that does not belong to it.
      return err(
        'damaged',
        'The vault file does not fit its key: its beginning is damaged, or the two come from different backups. ' +
          'Both were left as they are.',
        'Do not delete them: they are evidence. Tell your IT staff.',
      );
    case 'missing':
      return err(
        'not-found',
        'The vault file is not where it was kept, or may not be opened.',
        'Check that the disk is there and the folder may be read; then try again.',
      );
    case 'busy':
      return err(
        'unavailable',
        'Another program holds the vault file.',
        'Close other Wardkeeper windows and try again.',
        1,
      );
    case 'disk-full':
      return err(
        'unavailable',
        'The disk is full; what was saved before is kept.',
        'Free some space and try again.',
      );
    case 'disk-failing':
      return err('unavailable', 'The disk cannot be read or written.', 'Check the disk; then try again.');
    case 'read-only':
      return err('unavailable', 'The vault file may not be written.', 'Check the permissions of the folder.');
    default:
      return missingCase(problem);
  }
}

/** Turns what is wrong with the file into a refusal; any other error is our own fault and is thrown on. */
export function guarded<T>(work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return storeRefusal(problem);
  }
}

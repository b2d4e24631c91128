import { err, type Refusal } from '../../shared/domain/result';
import { problemOf, storeRefusal } from '../store/problem';
import { Cancelled } from '../trail/turns';
import { TargetError } from './aside-file';

/** Why an export did not come about; throws what is our own fault. */
export function exportRefusal(error: unknown): Refusal {
  if (error instanceof Cancelled) return cancelled();
  if (error instanceof TargetError) return targetRefusal(error.code);
  const problem = problemOf(error);
  if (problem === null) throw error;
  return storeRefusal(problem);
}

export function cancelled(): Refusal {
  return err(
    'cancelled',
    'The export was cancelled. Nothing of it was left on the disk.',
    'Start it again when you want it.',
  );
}

function targetRefusal(code: string): Refusal {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return err(
        'disk-full',
        'The file was not written: there is no room for it. Nothing of it was left there.',
        'Make some room, choose another disk, or narrow what is shown.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return err(
        'unavailable',
        'The file was not written: you may not write to that folder, or the file there is protected.',
        'Choose another folder or name.',
      );
    default:
      return err(
        'unavailable',
        'The file was not written: that place cannot be reached or written to. Nothing of it was left there.',
        'Check that the disk or network folder is there, or choose another one.',
      );
  }
}

import { err } from '../../shared/domain/result';

/** The head of the log is not the one that was signed: nothing is done that the log could not tell of. */
export class DamagedLog extends Error {
  override name = 'DamagedLog';
}

export const damagedLog = err(
  'damaged',
  'The audit log is damaged; nothing was done.',
  'Keep the database as it is and tell your IT staff.',
);

import { err, type Refusal } from '../../shared/domain/result';

/** A backup that is not taken as it is: what was wrong, and what to do. Thrown inside, a value at the edge. */
export class RefusedBackup extends Error {
  override name = 'RefusedBackup';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const otherCopy = 'Take another copy of this backup, or an older one.';

export const noBackup = err('damaged', 'This file is no backup of Wardkeeper.', 'Correct the path.');

export const newerForm = err(
  'too-new',
  'This backup was made by a newer version of Wardkeeper.',
  'Install that version or a later one.',
);

export const otherKey = err(
  'not-found',
  'This backup was sealed under another backup key than the one given.',
  'Bring the backup key that was in use when it was made. If it is that one, the file is damaged: take another copy.',
);

export const changed = err('damaged', 'This backup was changed after it was made.', otherCopy);

export const cutShort = err('damaged', 'This backup is cut short: its end is missing.', otherCopy);

export const otherContents = err(
  'damaged',
  'What was restored is not what the backup says it holds; nothing of it was kept.',
  otherCopy,
);

export const otherLogKey = err(
  'not-found',
  'The audit log in this backup was signed with another log key than the one given, so nothing was restored.',
  'Bring the key files of the practice that the backup was made of.',
);

export const wrongRoot = err(
  'damaged',
  'The audit log in this backup is not the one that its own signature covers, so nothing was restored.',
  'Keep the file, tell your IT staff, and take an older backup.',
);

export const wrongArchive = err(
  'damaged',
  'An archive of the audit log in this backup is not what was sealed and signed for, so nothing was restored.',
  'Keep the file, tell your IT staff, and take an older backup.',
);

export const otherPhiKey = err(
  'not-found',
  'The archives of the audit log in this backup were sealed under another phi.key than the one given, so nothing was restored.',
  'Bring the key files of the practice that the backup was made of.',
);

export const notEmpty = err(
  'conflict',
  'This database holds a practice already; nothing was changed. A backup is restored into an empty one only.',
  'Take restoreFrom out of the settings to go on with this database, or give a new, empty one.',
);

export const otherSchema = err(
  'conflict',
  'This empty database was prepared by another version of Wardkeeper than the backup is from; nothing was changed.',
  'Give a new, empty database.',
);

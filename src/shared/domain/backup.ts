/** Why a backup failed: a closed list, each with words of its own in the trail (reason-words.ts). */
export const backupFailures = [
  'interrupted', // the process or computer that made it ended
  'stopped', // the service was told to stop
  'disk-full',
  'folder', // it is not there, or the service may not write there
  'database',
  'not-verified', // what was restored from it is not what it was made of
  'fault', // our own
] as const;

export type BackupFailure = (typeof backupFailures)[number];

import { err, type Refusal } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import { isOfWorkstation, openWithPassword, type OpenedKey } from '../keys/key-slots';
import type { KeySlots } from '../keys/slot-format';
import {
  beginAttempt,
  clearAttempts,
  readAttempts,
  withdrawAttempt,
  type AttemptRecord,
} from '../keys/unlock-attempts';
import { addAct } from '../outbox/outbox';
import type { WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import type { Desk } from './desk';
import { timed } from './timed';
import { otherKeychain } from './vault-refusals';

/** Opens slots by a password on this computer. The attempt is counted before it is made. */
export async function openCounted(
  desk: Desk,
  slots: KeySlots,
  password: string,
): Promise<OpenedKey | Refusal> {
  const workstation = desk.workstation();
  if (!workstation.ok) return workstation.code === 'not-found' ? otherKeychain() : workstation;
  // Before anything is counted: under another secret the record of attempts would look altered.
  if (!isOfWorkstation(slots, workstation.value)) return otherKeychain();
  const wait = guarded(() => beginAttempt(recordOf(desk, slots.fileId, workstation.value), desk.clock()));
  if (!wait.ok) return wait;
  if (wait.value > 0) {
    return err('too-many', 'This vault was tried too often.', 'Wait, then try again.', wait.value);
  }
  return timed(desk.log, openWithPassword(slots, password, workstation.value));
}

/**
 * Ends the run of attempts: the failed ones become acts of the vault that is open now. `succeeded`: the last attempt
 * is the one that opened it. Throws what store and system throw.
 */
export function endAttempts(desk: Desk, slots: KeySlots, db: WritableDb, succeeded: boolean): void {
  const workstation = desk.workstation();
  // Another computer's record of attempts says nothing that could be relied on.
  if (!workstation.ok || !isOfWorkstation(slots, workstation.value)) return;
  const record = recordOf(desk, slots.fileId, workstation.value);
  const attempts = readAttempts(record) ?? [];
  const failed = succeeded ? attempts.slice(0, -1) : attempts;
  db.transaction(() => {
    for (const at of new Set(failed)) addAct(db, 'vault-unlock-failed', at);
  });
  clearAttempts(record);
}

/** The password was right, and the file did not open for another reason: that is no failed attempt. Throws the system's error. */
export function takeBackAttempt(desk: Desk, slots: KeySlots): void {
  const workstation = desk.workstation();
  if (workstation.ok) withdrawAttempt(recordOf(desk, slots.fileId, workstation.value));
}

export function recordOf(desk: Desk, fileId: string, workstation: Uint8Array): AttemptRecord {
  return { path: vaultPaths(desk.folder, fileId).attempts, fileId, workstation };
}

import { ok, type Refusal, type Result } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import { readKeySlots, writeKeySlots } from '../keys/key-slot-file';
import { openWithPhrase, withPassword } from '../keys/key-slots';
import type { KeySlots } from '../keys/slot-format';
import { clearAttempts } from '../keys/unlock-attempts';
import type { WritableDb } from '../store/db';
import { openStore } from '../store/open';
import { guarded } from '../store/problem';
import { endAttempts, openCounted, recordOf } from './counted-password';
import type { Desk } from './desk';
import { timed } from './timed';
import { notOpened, slotFileRefusal } from './vault-refusals';

export type WayIn = { kind: 'password'; password: string } | { kind: 'phrase'; phrase: string };

export interface Opening {
  way: WayIn;
  /** The password under which the vault opens on this computer from now on; null leaves the slots as they are. */
  sealAnew: string | null;
  /** What is said of a password that does not fit. */
  wrong: Refusal;
}

export interface OpenedVault {
  db: WritableDb;
  by: WayIn['kind'];
}

/** Opens one person's vault file. Attempts that failed since it was last open become acts of its outbox. */
export async function openVault(
  desk: Desk,
  fileId: string,
  { way, sealAnew, wrong }: Opening,
): Promise<Result<OpenedVault>> {
  const { database, keySlots } = vaultPaths(desk.folder, fileId);
  const slots = readKeySlots(keySlots);
  if (typeof slots === 'string') return slotFileRefusal(slots);
  const key = await (way.kind === 'phrase'
    ? openWithPhrase(slots, way.phrase)
    : openCounted(desk, slots, way.password));
  if (!key.ok) {
    if ('code' in key) return key;
    return key.why === 'not-opened' && way.kind === 'password' ? wrong : notOpened(key.why);
  }
  try {
    const opened = guarded(() => openStore(database, key.dataKey, desk.clock()));
    if (!opened.ok) return opened;
    const db = opened.value;
    const ended = guarded(() => endAttempts(desk, slots, db, way.kind === 'password'));
    const settled =
      ended.ok && sealAnew !== null ? await sealUnder(desk, slots, key.dataKey, sealAnew) : ended;
    if (settled.ok) return ok({ db, by: way.kind });
    db.close();
    return settled;
  } finally {
    key.dataKey.fill(0);
  }
}

/** Without a keychain the vault stays as it is sealed, and opens by the phrase again. */
async function sealUnder(
  desk: Desk,
  slots: KeySlots,
  dataKey: Uint8Array,
  password: string,
): Promise<Result<unknown>> {
  const workstation = await desk.renewWorkstation();
  if (!workstation.ok) return ok(null);
  const anew = await timed(desk.log, withPassword(slots, dataKey, password, workstation.value));
  return guarded(() => {
    writeKeySlots(vaultPaths(desk.folder, slots.fileId).keySlots, anew);
    clearAttempts(recordOf(desk, slots.fileId, workstation.value));
  });
}

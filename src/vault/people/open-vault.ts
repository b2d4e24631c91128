import { ok, type Refusal, type Result } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import { readKeySlots, writeKeySlots } from '../keys/key-slot-file';
import { openWithPhrase, withPassword } from '../keys/key-slots';
import type { KeySlots } from '../keys/slot-format';
import { clearAttempts } from '../keys/unlock-attempts';
import { addAct } from '../outbox/outbox';
import type { WritableDb } from '../store/db';
import { clearSuspicion, intactCopy, putInPlace, trusted } from '../store/copies';
import { openStore } from '../store/open';
import { guarded } from '../store/problem';
import { endAttempts, openCounted, recordOf, takeBackAttempt } from './counted-password';
import type { Desk } from './desk';
import { timed } from './timed';
import { evidenceName } from './vault-files';
import { copyNotOffered, notOpened, slotFileRefusal } from './vault-refusals';

export type WayIn = { kind: 'password'; password: string } | { kind: 'phrase'; phrase: string };

export interface Opening {
  way: WayIn;
  /** The password under which the vault opens on this computer from now on; null leaves the slots as they are. */
  sealAnew: string | null;
  /** What is said of a password that does not fit. */
  wrong: Refusal;
  /** Opens the copy that was made then, microseconds, in place of a vault that turned out to be damaged. */
  copyOf?: number | undefined;
}

export interface OpenedVault {
  db: WritableDb;
  by: WayIn['kind'];
}

/** Opens one person's vault file. Attempts that failed since it was last open become acts of its outbox. */
export async function openVault(
  desk: Desk,
  fileId: string,
  { way, sealAnew, wrong, copyOf }: Opening,
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
    const put = copyOf === undefined ? ok(null) : useCopy(desk, fileId, key.dataKey, copyOf);
    const opened = put.ok
      ? guarded(() => {
          clearSuspicion(database, key.dataKey);
          return openStore(database, key.dataKey, desk.clock());
        })
      : put;
    if (!opened.ok) {
      guarded(() => {
        if (way.kind === 'password') takeBackAttempt(desk, slots);
        const copy = opened.code === 'damaged' ? intactCopy(database, key.dataKey) : null;
        if (copy !== null) desk.intactCopies.set(fileId, copy);
      });
      return opened;
    }
    const db = opened.value;
    const ended = guarded(() => {
      endAttempts(desk, slots, db, way.kind === 'password');
      if (copyOf !== undefined) addAct(db, 'vault-copy-opened', desk.clock());
    });
    const settled =
      ended.ok && sealAnew !== null ? await sealUnder(desk, slots, key.dataKey, sealAnew) : ended;
    if (settled.ok) return ok({ db, by: way.kind });
    db.close();
    return settled;
  } finally {
    key.dataKey.fill(0);
  }
}

/** Only a copy that was found whole and offered takes the place of a vault, and only of one found damaged. */
function useCopy(desk: Desk, fileId: string, dataKey: Uint8Array, madeAt: number): Result<null> {
  const copy = desk.intactCopies.get(fileId);
  if (copy?.madeAt !== madeAt) return copyNotOffered();
  desk.intactCopies.delete(fileId);
  const { database } = vaultPaths(desk.folder, fileId);
  const put = guarded(() => {
    putInPlace(database, copy, dataKey, evidenceName(desk.folder, fileId));
    trusted(database);
  });
  return put.ok ? ok(null) : put;
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

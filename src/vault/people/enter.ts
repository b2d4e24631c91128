import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Account, Practice } from '../../shared/contract/platform/auth';
import { err, missingCase, type Refusal, type Result } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { vaultPaths } from '../files/vault-paths';
import { readKeySlots, writeKeySlots } from '../keys/key-slot-file';
import { isOfWorkstation, makeKeySlots, openWithPassword, type OpenedKey } from '../keys/key-slots';
import { DATA_KEY_BYTES } from '../keys/slot-format';
import { beginAttempt, clearAttempts } from '../keys/unlock-attempts';
import type { WritableDb } from '../store/db';
import { createStore, openStore } from '../store/open';
import { guarded, storeRefusal } from '../store/problem';
import { isSamePerson, MOST_PEOPLE, readPeople, rememberPerson, type Person } from './registry';

/** What this computer contributes to opening a vault. */
export interface Desk {
  /** Folder of the vault files. */
  folder: string;
  /** The secret from the keychain, 32 bytes. */
  workstation: Uint8Array;
  clock: Clock;
  log: Log;
}

/** Somebody whom the platform has just let in. */
export interface Entrant {
  account: Account;
  practice: Practice;
  /** Address of the platform. */
  platform: string;
}

/** Opens this person's vault with their password, or makes one at their first sign-in on this computer. */
export async function enterVault(desk: Desk, who: Entrant, password: string): Promise<Result<WritableDb>> {
  const people = readPeople(desk.folder);
  if (people === 'damaged') return damagedRegistry();
  const { userId, userName, displayName } = who.account;
  const known = people.find((person) => isSamePerson(person, { userId, practice: who.practice }));
  if (known === undefined && people.length >= MOST_PEOPLE) {
    return err(
      'too-large',
      `There are ${MOST_PEOPLE} people with a vault on this computer already. Nothing was changed.`,
      'Sign in on another computer, or ask your IT staff.',
    );
  }
  const person: Person = {
    fileId: known?.fileId ?? randomUUID(),
    userId,
    userName,
    displayName,
    practice: who.practice,
    platform: who.platform,
  };
  const opened = await (known === undefined
    ? makeVault(desk, person, password)
    : openVault(desk, person, password));
  if (!opened.ok) return opened;
  const remembered = guarded(() => rememberPerson(desk.folder, people, person));
  if (remembered.ok) return opened;
  opened.value.close();
  return remembered;
}

export function damagedRegistry(): Refusal {
  return err(
    'damaged',
    'The list of people on this computer cannot be read. It was left as it is, and so were the vaults.',
    'Tell your IT staff: the file people.json has to be restored from a backup.',
  );
}

/** The registry names it only afterwards: what a crash leaves half made is never taken for a vault. */
async function makeVault(desk: Desk, { fileId }: Person, password: string): Promise<Result<WritableDb>> {
  const paths = vaultPaths(desk.folder, fileId);
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const slots = await timed(desk.log, makeKeySlots(fileId, dataKey, password, desk.workstation));
    return guarded(() => {
      mkdirSync(desk.folder, { recursive: true, mode: 0o700 });
      writeKeySlots(paths.keySlots, slots);
      clearAttempts({ path: paths.attempts, fileId, workstation: desk.workstation });
      return createStore(paths.database, dataKey, desk.clock());
    });
  } finally {
    dataKey.fill(0);
  }
}

async function openVault(desk: Desk, { fileId }: Person, password: string): Promise<Result<WritableDb>> {
  const paths = vaultPaths(desk.folder, fileId);
  const slots = readKeySlots(paths.keySlots);
  if (typeof slots === 'string') return slotFileRefusal(slots);
  // Before anything is counted: under another secret the record of attempts would look altered.
  if (!isOfWorkstation(slots, desk.workstation)) return keyRefusal('other-workstation');
  const record = { path: paths.attempts, fileId, workstation: desk.workstation };
  const wait = guarded(() => beginAttempt(record, desk.clock()));
  if (!wait.ok) return wait;
  if (wait.value > 0) {
    return err('too-many', 'This vault was tried too often.', 'Wait, then try again.', wait.value);
  }
  const key = await timed(desk.log, openWithPassword(slots, password, desk.workstation));
  if (!key.ok) return keyRefusal(key.why);
  try {
    return guarded(() => {
      clearAttempts(record);
      return openStore(paths.database, key.dataKey, desk.clock());
    });
  } finally {
    key.dataKey.fill(0);
  }
}

/** Notes how long the key took: it is meant to be slow, and what is measured of a start leaves it out. */
async function timed<T>(log: Log, deriving: Promise<T>): Promise<T> {
  const from = performance.now();
  const key = await deriving;
  log('key-derived', { ms: Math.round(performance.now() - from) });
  return key;
}

function slotFileRefusal(problem: 'missing' | 'damaged' | 'too-new'): Refusal {
  if (problem === 'too-new') return storeRefusal('too-new');
  return err(
    'damaged',
    `The key file of your vault is ${problem}, so the vault cannot be opened. It was left as it is.`,
    'Ask your IT staff to restore the key file from a backup of this computer.',
  );
}

function keyRefusal(why: Extract<OpenedKey, { ok: false }>['why']): Refusal {
  switch (why) {
    case 'other-workstation':
      return err(
        'conflict',
        'Your vault was sealed with another keychain than this computer has now. It was kept as it is.',
        'Was this computer set up anew, or the vault copied here? Ask your IT staff to restore its keychain.',
      );
    case 'not-opened':
    case 'no-such-slot':
    case 'not-a-phrase':
      return err(
        'conflict',
        'The platform accepts this password, but your vault on this computer was sealed with an earlier one ' +
          '(or its key file was altered, which looks the same). The vault was kept as it is.',
        'If your password was changed elsewhere, tell your IT staff: nothing was lost or deleted.',
      );
    default:
      return missingCase(why);
  }
}

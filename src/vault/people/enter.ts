import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { addAct } from '../outbox/outbox';
import type { OtherOpener } from '../../shared/contract/bridge/gate';
import { roleByCode } from '../../shared/domain/roles';
import { err, ok, type Result } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import { writeKeySlots } from '../keys/key-slot-file';
import { makeKeySlots } from '../keys/key-slots';
import { DATA_KEY_BYTES } from '../keys/slot-format';
import { clearAttempts } from '../keys/unlock-attempts';
import type { Who } from '../session';
import type { WritableDb } from '../store/db';
import { pinKey, pinnedKey } from '../store/heads';
import { createStore } from '../store/open';
import { guarded } from '../store/problem';
import type { Desk } from './desk';
import { keptLease } from './lease';
import { recordOf } from './counted-password';
import { openVault, type OpenedVault, type Opening } from './open-vault';
import { keptIdentity, keptSecondFactor } from './own-settings';
import { isSamePerson, MOST_PEOPLE, readPeople, rememberPerson, type Person } from './registry';
import { timed } from './timed';
import { keepAsEvidence } from './vault-files';
import { damagedRegistry, sealedOtherwise, tooManyPeople } from './vault-refusals';

/** Somebody whom the platform has just let in. */
export interface Entrant {
  who: Who;
  /** The platform asked for a second factor. */
  secondFactor: boolean;
  /** Address of the platform; null for the one inside this program. */
  platform: string | null;
  /** The key of its log as this computer pinned it, or null. */
  verifierKey: string | null;
}

export interface EnteredVault {
  db: WritableDb;
  person: Person;
  openedBy: OpenedVault['by'] | 'new';
  /** When this vault was last open before now, microseconds. */
  lastHere: number | null;
}

/**
 * Opens the vault of somebody whom the platform let in with `password`, or makes one at their first sign-in on this
 * computer. `opener` is for a vault that this password does not open; once open it is sealed under the password.
 */
export async function enterVault(
  desk: Desk,
  entrant: Entrant,
  password: string,
  opener?: OtherOpener,
): Promise<Result<EnteredVault>> {
  const people = readPeople(desk.folder);
  if (people === 'damaged') return damagedRegistry();
  const { account, practice } = entrant.who;
  const known = people.find((person) => isSamePerson(person, { userId: account.userId, practice })) ?? null;
  if (known === null && people.length >= MOST_PEOPLE) return tooManyPeople(MOST_PEOPLE);
  const makesAnew = known === null || opener?.kind === 'start-anew';
  const person: Person = {
    fileId: makesAnew ? randomUUID() : known.fileId,
    userId: account.userId,
    userName: account.userName,
    displayName: account.displayName,
    jobTitle: known?.jobTitle || roleByCode(account.role)?.title || '',
    practice,
    platform: entrant.platform,
    lastHere: desk.clock(),
  };
  const opened = await (makesAnew
    ? makeVault(desk, person.fileId, password, opener !== undefined)
    : openVault(desk, person.fileId, openingBy(password, opener)));
  if (!opened.ok) return opened;
  const { db } = opened.value;
  const settled = guarded(() => {
    if (opened.value.by === 'phrase') addAct(db, 'vault-opened-by-phrase', desk.clock());
    keepEntrant(db, entrant, desk.clock());
    rememberPerson(desk.folder, people, person);
    if (makesAnew && known !== null) keepAsEvidence(desk.folder, known.fileId, person.fileId);
  });
  if (!settled.ok) {
    db.close();
    return settled;
  }
  const openedBy = makesAnew ? 'new' : opened.value.by;
  return ok({ db, person, openedBy, lastHere: makesAnew ? null : (known?.lastHere ?? null) });
}

function openingBy(password: string, opener: OtherOpener | undefined): Opening {
  const wrong = sealedOtherwise();
  if (opener === undefined) return { way: { kind: 'password', password }, sealAnew: null, wrong };
  if (opener.kind === 'phrase') {
    return { way: { kind: 'phrase', phrase: opener.phrase }, sealAnew: password, wrong };
  }
  if (opener.kind === 'copy') {
    return { way: { kind: 'password', password }, sealAnew: null, wrong, copyOf: opener.madeAt };
  }
  const former = opener.kind === 'former-password' ? opener.password : password;
  return { way: { kind: 'password', password: former }, sealAnew: password, wrong };
}

/** What opening it without the platform will need, and the key that its log is to be signed with. */
export function keepEntrant(
  db: WritableDb,
  { who, secondFactor, verifierKey }: Omit<Entrant, 'platform'>,
  now: number,
): void {
  db.transaction(() => {
    keptIdentity.write(db, who);
    keptSecondFactor.write(db, secondFactor);
    keptLease.write(db, { contactAt: now, seenAt: now });
    if (verifierKey !== null && pinnedKey(db) === null) pinKey(db, verifierKey, now);
  });
}

/**
 * The registry names it only afterwards: what a crash leaves half made is never taken for a vault. `asked`: the
 * person chose to begin anew, which may have the keychain make a secret that it lost.
 */
async function makeVault(
  desk: Desk,
  fileId: string,
  password: string,
  asked: boolean,
): Promise<Result<OpenedVault>> {
  const workstation = asked ? await desk.renewWorkstation() : desk.workstation();
  if (!workstation.ok) return workstation.code === 'not-found' ? lostSecret() : workstation;
  const paths = vaultPaths(desk.folder, fileId);
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const slots = await timed(desk.log, makeKeySlots(fileId, dataKey, password, workstation.value));
    const made = guarded(() => {
      mkdirSync(desk.folder, { recursive: true, mode: 0o700 });
      writeKeySlots(paths.keySlots, slots);
      clearAttempts(recordOf(desk, fileId, workstation.value));
      return createStore(paths.database, dataKey, desk.clock());
    });
    return made.ok ? ok({ db: made.value, by: 'password' }) : made;
  } finally {
    dataKey.fill(0);
  }
}

function lostSecret() {
  return err(
    'sealed-otherwise',
    'The keychain of this computer no longer holds Wardkeeper’s secret, and vaults of others depend on it. Nothing was changed.',
    'Ask your IT staff to restore the keychain. If it is lost, start anew: vaults here then open by recovery phrase.',
  );
}

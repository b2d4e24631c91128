import { addAct } from '../outbox/outbox';
import type { OtherOpener } from '../../shared/contract/bridge/gate';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Who } from '../session';
import type { WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import type { Desk } from './desk';
import type { EnteredVault } from './enter';
import { leaseRefusal, seen } from './lease';
import { openVault, type WayIn } from './open-vault';
import { keptIdentity } from './own-settings';
import { readPeople, rememberPerson, type Person } from './registry';
import { damagedRegistry, wrongPassword } from './vault-refusals';

/** Opens somebody's vault while the platform does not answer, within the lease. */
export async function unlockVault(
  desk: Desk,
  person: Person,
  password: string,
  opener?: OtherOpener,
): Promise<Result<EnteredVault & { who: Who }>> {
  if (opener?.kind === 'start-anew') {
    return err(
      'unreachable',
      'A vault can be begun anew only with the platform, which does not answer. Nothing was changed.',
      'Connect this computer to the practice’s network; then sign in.',
    );
  }
  const way: WayIn =
    opener?.kind === 'phrase'
      ? { kind: 'phrase', phrase: opener.phrase }
      : { kind: 'password', password: opener?.kind === 'former-password' ? opener.password : password };
  const copyOf = opener?.kind === 'copy' ? opener.madeAt : undefined;
  // Nobody has vouched for the password, so nothing is sealed under it.
  const opened = await openVault(desk, person.fileId, {
    way,
    sealAnew: null,
    wrong: wrongPassword(),
    copyOf,
  });
  if (!opened.ok) return opened;
  const { db, by } = opened.value;
  const begun = guarded(() => beginOffline(desk, db, by, person));
  const entered = begun.ok ? begun.value : begun;
  if (entered.ok) return ok({ db, person, openedBy: by, ...entered.value });
  db.close();
  return entered;
}

function beginOffline(
  desk: Desk,
  db: WritableDb,
  by: WayIn['kind'],
  person: Person,
): Result<{ who: Who; lastHere: number | null }> {
  const people = readPeople(desk.folder);
  if (people === 'damaged') return damagedRegistry();
  const now = desk.clock();
  // Written down also where it refuses: a clock that is set back after that gives no more time.
  seen(db, now);
  const refused = leaseRefusal(db, now);
  if (refused !== null) return refused;
  const who = keptIdentity.read(db);
  if (who === null) {
    return err('damaged', 'The vault does not say whose it is. It was left as it is.', 'Sign in online.');
  }
  addAct(db, by === 'phrase' ? 'vault-opened-by-phrase' : 'vault-unlocked', now);
  rememberPerson(desk.folder, people, { ...person, lastHere: now });
  return ok({ who, lastHere: person.lastHere });
}

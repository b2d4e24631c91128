import type { OtherOpener } from '../../shared/contract/bridge/gate';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { stoppedWaiting, type Reach } from '../reach/reach';
import type { Who } from '../session';
import { guarded } from '../store/problem';
import type { Desk } from './desk';
import { enterVault, keepEntrant, type EnteredVault } from './enter';
import { signInAtPlatform, type Credentials, type PlatformSignIn } from './platform-sign-in';
import { forgetPerson, readPeople, type Person } from './registry';
import { unlockVault } from './unlock';
import { wipeFiles } from './vault-files';
import { damagedRegistry } from './vault-refusals';

/** What somebody brings in through the gate. */
export interface Entered extends EnteredVault {
  who: Who;
  /** Null where the vault was opened without the platform. */
  signIn: PlatformSignIn | null;
  /** Aborts when the platform says that the account has ended: the vault is to be wiped. */
  accountEnded: AbortController;
}

export interface SignInRequest {
  who: { personId: string } | { userName: string };
  password: string;
  code?: string | undefined;
  opener?: OtherOpener | undefined;
}

/** How people come in: through the platform, or where it does not answer, by their vault alone. */
export interface ComingIn {
  signIn(request: SignInRequest, signal: AbortSignal): Promise<Result<Entered>>;
  /** Signs in to the platform from a vault that is open without it. */
  goOnline(
    entered: Entered,
    credentials: Omit<Credentials, 'userName'>,
    signal: AbortSignal,
  ): Promise<Result<PlatformSignIn>>;
  /** Deletes the vault of somebody whose account has ended. Throws the system's error. */
  wipe(person: Person): void;
  /** Ends what is still open at the platform. */
  close(): Promise<void>;
}

/** `reach`: the way to the platform this computer uses, or null; `people`: those with a vault of that platform here. */
export function comingIn(
  desk: Desk,
  reach: () => Reach | null,
  people: () => Person[] | 'damaged',
): ComingIn {
  /** A sign-in whose vault did not open: the person gives another opener next, and a code works only once. */
  let waiting: {
    userName: string;
    password: string;
    signIn: PlatformSignIn;
    accountEnded: AbortController;
  } | null = null;

  async function forgetWaiting(): Promise<void> {
    const left = waiting;
    waiting = null;
    await left?.signIn.signOut();
  }

  async function atPlatform(
    used: Reach,
    credentials: Credentials,
    accountEnded: AbortController,
    signal: AbortSignal,
  ): Promise<Result<PlatformSignIn>> {
    const there = await used.reached(signal);
    if (!there.ok) return there;
    return signInAtPlatform(there.value, credentials, () => accountEnded.abort(), signal);
  }

  /** Another try with the same password goes on where the last one stood. */
  function takeWaiting({ userName, password }: Credentials): typeof waiting {
    const left = waiting;
    if (left?.userName !== userName || left.password !== password) return null;
    waiting = null;
    return left;
  }

  function wipe(person: Person): void {
    const everybody = readPeople(desk.folder);
    wipeFiles(desk.folder, person.fileId);
    if (everybody !== 'damaged') forgetPerson(desk.folder, everybody, person);
  }

  async function enterOnline(
    used: Reach,
    { signIn, accountEnded }: { signIn: PlatformSignIn; accountEnded: AbortController },
    { password, userName, opener }: Credentials & Pick<SignInRequest, 'opener'>,
    signal: AbortSignal,
  ): Promise<Result<Entered>> {
    const entrant = { ...signIn, platform: used.address };
    const entered = await enterVault(desk, entrant, password, opener);
    if (!entered.ok) {
      waiting = { userName, password, signIn, accountEnded };
      return entered;
    }
    if (!signal.aborted) return ok({ ...entered.value, who: signIn.who, signIn, accountEnded });
    entered.value.db.close();
    await signIn.signOut();
    return stoppedWaiting();
  }

  return {
    async signIn({ who, password, code, opener }, signal) {
      const here = people();
      if (here === 'damaged') return damagedRegistry();
      const person = findPerson(here, who);
      const userName = person?.userName ?? ('userName' in who ? who.userName : null);
      if (userName === null) return nobody();
      const workstation = desk.workstation();
      // Where the keychain lost our entry, the person has to hear how else the vault opens: that comes later.
      if (!workstation.ok && workstation.code !== 'not-found' && opener?.kind !== 'phrase')
        return workstation;
      const used = reach();
      if (used === null) return noPlatform();

      const credentials = { userName, password, code };
      const left = takeWaiting(credentials);
      if (left !== null) return enterOnline(used, left, { ...credentials, opener }, signal);
      await forgetWaiting();
      const accountEnded = new AbortController();
      const signedIn = await atPlatform(used, credentials, accountEnded, signal);
      if (signedIn.ok) {
        return enterOnline(
          used,
          { signIn: signedIn.value, accountEnded },
          { ...credentials, opener },
          signal,
        );
      }
      if (signedIn.code === 'account-ended' && person !== null) {
        const wiped = guarded(() => wipe(person));
        return wiped.ok ? accountHasEnded() : wiped;
      }
      if (!doesNotAnswer(signedIn) || person === null) return signedIn;
      const unlocked = await unlockVault(desk, person, password, opener);
      if (!unlocked.ok) return unlocked;
      if (!signal.aborted) return ok({ ...unlocked.value, signIn: null, accountEnded });
      unlocked.value.db.close();
      return stoppedWaiting();
    },

    async goOnline({ who, db, accountEnded }, credentials, signal) {
      const used = reach();
      if (used === null) return noPlatform();
      const { userName, userId } = who.account;
      const signedIn = await atPlatform(used, { ...credentials, userName }, accountEnded, signal);
      if (!signedIn.ok) return signedIn;
      const { account, practice } = signedIn.value.who;
      if (account.userId !== userId || practice.practiceId !== who.practice.practiceId) {
        void signedIn.value.signOut();
        return err(
          'conflict',
          'The platform knows another account by this name, so this vault does not go online with it.',
          'Lock Wardkeeper and sign in.',
        );
      }
      const kept = guarded(() => keepEntrant(db, signedIn.value, desk.clock()));
      if (kept.ok) return signedIn;
      void signedIn.value.signOut();
      return kept;
    },

    wipe,

    close: forgetWaiting,
  };
}

function findPerson(people: readonly Person[], who: SignInRequest['who']): Person | null {
  const found = people.find((person) =>
    'personId' in who ? person.fileId === who.personId : sameName(person.userName, who.userName),
  );
  return found ?? null;
}

/** As the platform compares user names. */
function sameName(a: string, b: string): boolean {
  const key = (name: string) => name.normalize('NFKC').trim().toLowerCase();
  return key(a) === key(b);
}

function doesNotAnswer({ code }: Refusal): boolean {
  return code === 'unreachable' || code === 'unavailable';
}

function nobody(): Refusal {
  return err('not-found', 'This person has no vault on this computer any more.', 'Sign in by user name.');
}

function noPlatform(): Refusal {
  return err(
    'unreachable',
    'No platform was chosen on this computer yet.',
    'Connect to your practice’s platform, or try the synthetic practice.',
  );
}

function accountHasEnded(): Refusal {
  return err(
    'account-ended',
    'Your account at this practice has ended. What this computer kept for you was deleted.',
    'If that is a mistake, ask an administrator of the practice.',
  );
}

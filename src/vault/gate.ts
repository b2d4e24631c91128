import type { FoundPlatform, GateView, KnownPerson } from '../shared/contract/bridge/gate';
import { defaultPreferences } from '../shared/contract/bridge/settings';
import type { Account } from '../shared/contract/platform/auth';
import { tryPractice } from '../shared/contract/platform/practice';
import { err, ok, type Refusal, type Result } from '../shared/domain/result';
import { attemptsStanding } from './keys/unlock-attempts';
import { comingIn, type ComingIn } from './people/coming-in';
import type { Desk } from './people/desk';
import { recordOf } from './people/counted-password';
import { readPlatformChoice, writePlatformChoice, type PlatformChoice } from './people/platform-choice';
import { readPeople, type Person } from './people/registry';
import { damagedChoice, damagedRegistry } from './people/vault-refusals';
import { embeddedReach, type EmbeddedReach } from './reach/embedded';
import { findPlatform } from './reach/find-platform';
import type { Reach } from './reach/reach';
import { remoteReach, type PinnedPlatform } from './reach/remote';
import { guarded } from './store/problem';

/** Everything that happens before a vault is open. */
export interface Gate extends Pick<ComingIn, 'signIn' | 'goOnline' | 'wipe'> {
  /** The platform inside this program, for what main tells of it. */
  readonly embedded: EmbeddedReach;
  /** Address of the platform this computer uses; null for the one inside this program, or where none was chosen. */
  address(): string | null;
  view(): GateView;
  /** From now on this computer uses the platform inside this program. */
  useEmbedded(): Result<null>;
  connect(address: string, signal: AbortSignal): Promise<Result<FoundPlatform>>;
  /** From now on this computer uses the platform that was looked at last, if it is this one. */
  trust(address: string, logKey: string): Result<null>;
  claim(password: string): Promise<Result<{ account: Account }>>;
  close(): Promise<void>;
}

/** What the gate is made of beside the desk. */
export interface GateParts {
  desk: Desk;
  version: string;
  workstationName: string;
  /** This computer has a platform of its own. */
  hasEmbedded: boolean;
  locked: GateView['locked'];
  /** Who may vouch for a platform at an address: certificates in PEM. */
  authorities(): readonly string[];
  /** The view changed by itself. */
  changed(): void;
}

export function openGate(parts: GateParts): Gate {
  const { desk, authorities, changed } = parts;
  const { folder } = desk;
  const embedded = embeddedReach();
  let choice = readPlatformChoice(folder) ?? (parts.hasEmbedded ? { kind: 'embedded' as const } : null);
  let reach = choice === null || choice === 'damaged' ? null : reachOf(choice);
  let found: { pin: PinnedPlatform; logKey: string } | null = null;
  const people = comingIn(desk, () => reach, peopleHere);

  function reachOf(chosen: PlatformChoice): Reach {
    return chosen.kind === 'embedded' ? embedded : remoteReach(chosen, authorities(), changed);
  }

  function choose(chosen: PlatformChoice): Result<null> {
    const written = guarded(() => writePlatformChoice(folder, chosen));
    if (!written.ok) return written;
    if (reach !== null && reach !== embedded) void reach.close();
    choice = chosen;
    reach = reachOf(chosen);
    changed();
    return ok(null);
  }

  /** Those of the platform this computer uses; everybody while it uses none. */
  function peopleHere(): Person[] | 'damaged' {
    const everybody = readPeople(folder);
    const used = reach;
    if (everybody === 'damaged' || used === null) return everybody;
    return everybody.filter(({ platform }) => platform === used.address);
  }

  function shown({ fileId, userName, displayName, jobTitle, practice, lastHere }: Person): KnownPerson {
    const workstation = desk.workstation();
    const standing = workstation.ok
      ? attemptsStanding(recordOf(desk, fileId, workstation.value), desk.clock())
      : { failures: 0, wait: 0 };
    const { madeAt, events } = desk.intactCopies.get(fileId) ?? {};
    const copy = madeAt === undefined || events === undefined ? null : { madeAt, events };
    return { personId: fileId, userName, displayName, jobTitle, practice, lastHere, ...standing, copy };
  }

  function problem(registry: Refusal | null, platform: Refusal | null): Refusal | null {
    const workstation = desk.workstation();
    // A lost entry closes nobody out: a recovery phrase opens, and whoever tries a password is told.
    if (!workstation.ok && workstation.code !== 'not-found') return workstation;
    return registry ?? (choice === 'damaged' ? damagedChoice() : platform);
  }

  return {
    ...people,
    embedded,
    address: () => reach?.address ?? null,

    view() {
      const here = peopleHere();
      const known = here === 'damaged' ? [] : here;
      const state = reach?.state() ?? {
        platform: 'none' as const,
        practice: null,
        preparing: null,
        problem: null,
      };
      return {
        platform: state.platform,
        address: reach?.address ?? null,
        practice: state.practice ?? known[0]?.practice ?? null,
        preparing: state.preparing,
        people: known.map(shown),
        locked: parts.locked,
        workstation: parts.workstationName,
        leaseHours: defaultPreferences.leaseHours,
        version: parts.version,
        problem: problem(here === 'damaged' ? damagedRegistry() : null, state.problem),
      };
    },

    useEmbedded: () => choose({ kind: 'embedded' }),

    async connect(address, signal) {
      found = null;
      const looked = await findPlatform(address, authorities(), signal);
      if (!looked.ok) return looked;
      const { shown: platform, pin } = looked.value;
      found = { pin, logKey: platform.logKey };
      return ok(platform);
    },

    trust(address, logKey) {
      if (found?.pin.address !== address || found.logKey !== logKey) {
        return err(
          'conflict',
          'This is not the platform that was looked at last. Nothing was changed.',
          'Look at it again; then trust it.',
        );
      }
      return choose({ kind: 'address', ...found.pin });
    },

    async claim(password) {
      const there = await embedded.reached(new AbortController().signal);
      if (!there.ok) return there;
      const setupCode = embedded.setupCode();
      if (setupCode === null) {
        return err('conflict', 'This practice has its people already.', 'Sign in as one of them.');
      }
      const claimed = await there.value.client.call(tryPractice, { setupCode, password });
      // A conflict says that the practice is claimed: by somebody else, or here and the reply was lost.
      if (claimed.ok || claimed.code === 'conflict') embedded.claimed();
      return claimed.ok ? ok({ account: claimed.value.account }) : claimed;
    },

    async close() {
      await people.close();
      if (reach !== null && reach !== embedded) await reach.close();
      await embedded.close();
    },
  };
}

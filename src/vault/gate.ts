import type { GateView } from '../shared/contract/bridge/gate';
import { signIn, whoAmI, type Account, type Practice } from '../shared/contract/platform/auth';
import { platformClient, type PlatformClient } from '../shared/contract/platform/client';
import { claimPractice } from '../shared/contract/platform/practice';
import type { ToVault } from '../shared/contract/process/vault';
import { err, ok, type Refusal, type Result } from '../shared/domain/result';
import { damagedRegistry, enterVault, type Desk } from './people/enter';
import { readPeople } from './people/registry';
import { connectPlatform, type PlatformConnection } from './platform-client';
import type { Who } from './session';
import type { WritableDb } from './store/db';

type PlatformNews = Extract<ToVault, { type: 'platform' }>['platform'];

interface ReachedPlatform {
  address: string;
  practice: Practice;
  setupCode: string | null;
  client: PlatformClient;
  connection: PlatformConnection;
}

/** What somebody brings in through the gate. */
export interface Entered {
  who: Who;
  accessToken: string;
  client: PlatformClient;
  db: WritableDb;
}

/** Everything that happens before a vault is open. */
export interface Gate {
  view(): GateView;
  /** Where the platform is, or why it could not be started. Replaces what was said before. */
  platformIs(news: PlatformNews): void;
  claim(first: {
    displayName: string;
    userName: string;
    password: string;
  }): Promise<Result<{ account: Account }>>;
  signIn(person: { userName: string; password: string }, signal: AbortSignal): Promise<Result<Entered>>;
  close(): Promise<void>;
}

/** `desk` is a refusal where the keychain gives no secret: then nobody can come in. */
export function openGate(folder: string, desk: Result<Desk>): Gate {
  let platform: ReachedPlatform | Refusal | null = null;

  function reached(): Result<ReachedPlatform> {
    if (platform === null) {
      return err('unreachable', 'The platform has not started yet.', 'Try again in a moment.');
    }
    return 'client' in platform ? ok(platform) : platform;
  }

  return {
    view() {
      const people = readPeople(folder);
      const known = people === 'damaged' ? [] : people;
      const [latest] = known;
      return {
        practice: latest?.practice ?? (platform !== null && 'client' in platform ? platform.practice : null),
        platform:
          platform === null
            ? 'starting'
            : !('client' in platform)
              ? 'unreachable'
              : platform.setupCode === null
                ? 'ready'
                : 'unclaimed',
        people: known.map(({ userName, displayName }) => ({ userName, displayName })),
        problem: firstProblem(desk, people === 'damaged' ? damagedRegistry() : null, platform),
      };
    },

    platformIs(news) {
      if (platform !== null && 'client' in platform) void platform.connection.close();
      if (!news.ok) {
        platform = news;
        return;
      }
      const { address, launchSecret, practice, setupCode } = news.value;
      const connection = connectPlatform(address, launchSecret);
      platform = { address, practice, setupCode, connection, client: platformClient(connection.transport) };
    },

    async claim(first) {
      const there = reached();
      if (!there.ok) return there;
      const { client, setupCode } = there.value;
      if (setupCode === null) {
        return err(
          'conflict',
          'This practice has its first administrator already.',
          'Sign in, or ask them for an account.',
        );
      }
      const claimed = await client.call(claimPractice, { setupCode, ...first });
      // A conflict says that the practice is claimed: by somebody else, or here and the reply was lost.
      if (claimed.ok || claimed.code === 'conflict') there.value.setupCode = null;
      if (!claimed.ok) return claimed;
      return ok({ account: claimed.value.account });
    },

    async signIn(person, signal) {
      if (!desk.ok) return desk;
      const there = reached();
      if (!there.ok) return there;
      const { client, address } = there.value;
      const session = await client.call(signIn, person, { signal });
      if (!session.ok) return session;
      const { accessToken } = session.value;
      const who = await client.call(whoAmI, {}, { accessToken, signal });
      if (!who.ok) return who;
      const { account, practice } = who.value;
      const db = await enterVault(desk.value, { account, practice, platform: address }, person.password);
      if (!db.ok) return db;
      if (!signal.aborted) return ok({ who: who.value, accessToken, client, db: db.value });
      db.value.close();
      return err('cancelled', 'The sign-in was stopped.', 'Start it again.');
    },

    async close() {
      if (platform !== null && 'client' in platform) await platform.connection.close();
    },
  };
}

function firstProblem(
  desk: Result<Desk>,
  registry: Refusal | null,
  platform: ReachedPlatform | Refusal | null,
): Refusal | null {
  if (!desk.ok) return desk;
  if (registry !== null) return registry;
  return platform !== null && 'ok' in platform ? platform : null;
}

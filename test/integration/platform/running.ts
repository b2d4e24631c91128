import { randomBytes } from 'node:crypto';
import {
  platformClient,
  type PlatformClient,
  type Transport,
} from '../../../src/shared/contract/platform/client';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { ok } from '../../../src/shared/domain/result';
import { startPlatform, type PlatformSettings } from '../../../src/platform/start';
import type { Database } from '../../../src/platform/database/schema';
import type { HashCost } from '../../../src/platform/identity/password-hash';
import type { Place } from './engines';

/** Far cheaper than the real one: these tests are not about Argon2id. */
export const cheapCost: HashCost = { memoryCost: 1024, timeCost: 1, parallelism: 1 };

export const adminName = 'ann@example.org';
export const adminPassword = 'Correct-Horse-9-Battery';

export interface TestPlatform {
  address: string;
  setupCode: string | null;
  launchSecret: string;
  /** The service's own database, to look at. */
  db: Database;
  client: PlatformClient;
  /** Lines of the log. */
  logged: string[];
  /** Lets the service's clock go on. Seconds. */
  advance(seconds: number): void;
  /** Claims the practice and gives an administrator's access token. */
  claim(): Promise<string>;
  /** A session of somebody of this role. */
  signInAs(role: string): Promise<string>;
  /** Resolves when nothing waits in the intake any more. */
  placed(): Promise<void>;
  stop(): Promise<void>;
}

/** Keys that stay the same when the same place is started again. */
export interface TestKeys {
  logKey: string;
  tokenKey: string;
}

export function freshKeys(): TestKeys {
  return { logKey: randomBytes(32).toString('base64url'), tokenKey: randomBytes(32).toString('base64url') };
}

export async function startTestPlatform(
  place: Place,
  given: Partial<PlatformSettings> = {},
): Promise<TestPlatform> {
  const launchSecret = randomBytes(32).toString('base64url');
  const logged: string[] = [];
  const database = await place.open();
  const { db } = database;
  let now = 1_780_000_000_000_000;
  const started = await startPlatform({
    open: () => Promise.resolve(ok(database)),
    version: '0.0.0-test',
    launchSecret,
    ...freshKeys(),
    practice: { name: 'Test practice', timeZone: 'America/Chicago', synthetic: true },
    hashCost: cheapCost,
    clock: () => (now += 1),
    log: (what, facts) => logged.push(JSON.stringify({ what, ...facts })),
    claimed: () => undefined,
    ...given,
  });
  if (!started.ok) throw new Error(`${started.code}: ${started.message}`);
  const { address, setupCode, stop } = started.value;
  const client = platformClient(fetchTransport(address, launchSecret));
  let admin: string | undefined;

  async function tokenOf(userName: string): Promise<string> {
    const reply = await client.call(signIn, { userName, password: adminPassword });
    if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
    return reply.value.accessToken;
  }

  const platform: TestPlatform = {
    address,
    setupCode,
    launchSecret,
    db,
    client,
    logged,
    stop,
    advance(seconds) {
      now += seconds * 1_000_000;
    },
    async claim() {
      if (setupCode !== null && admin === undefined) {
        const claimed = await client.call(claimPractice, {
          setupCode,
          displayName: 'Ann Administrator',
          userName: adminName,
          password: adminPassword,
        });
        if (!claimed.ok) throw new Error(`${claimed.code}: ${claimed.message}`);
      }
      return (admin = await tokenOf(adminName));
    },
    async signInAs(role) {
      const userName = `${role}@example.org`;
      await platform.claim();
      const passwordHash = await db
        .selectFrom('account')
        .select('password_hash')
        .where('user_key', '=', adminName)
        .executeTakeFirstOrThrow();
      // No call makes accounts of other roles yet; the row is what one would leave.
      await db
        .insertInto('account')
        .values({
          user_id: crypto.randomUUID(),
          user_name: userName,
          user_key: userName,
          display_name: role,
          role,
          password_hash: passwordHash.password_hash,
          created_at: 0,
          ended_at: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return tokenOf(userName);
    },
    async placed() {
      for (;;) {
        const waiting = await db.selectFrom('audit_intake').select('arrival').limit(1).executeTakeFirst();
        if (waiting === undefined) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
  return platform;
}

export function fetchTransport(address: string, launchSecret: string): Transport {
  return async ({ method, target, headers, body }) => {
    const reply = await fetch(address + target, {
      method,
      headers: { ...headers, 'x-wardkeeper-launch': launchSecret },
      body,
    });
    return { status: reply.status, body: await reply.text() };
  };
}

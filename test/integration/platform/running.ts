import type { Insertable } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, fetch } from 'undici';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import {
  platformClient,
  type PlatformClient,
  type Transport,
} from '../../../src/shared/contract/platform/client';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { ok } from '../../../src/shared/domain/result';
import { startPlatform, type PlatformSettings, type RunningPlatform } from '../../../src/platform/start';
import type { AccountTable, Database } from '../../../src/platform/database/schema';
import type { Transport as ServiceTransport } from '../../../src/platform/http/transport';
import type { HashCost } from '../../../src/platform/identity/password-hash';
import { afterAll } from 'vitest';
import type { Engine, Place } from './engines';

/** Far cheaper than the real one: these tests are not about Argon2id. */
export const cheapCost: HashCost = { memoryCost: 1024, timeCost: 1, parallelism: 1 };

/** As `npm run platform` serves this computer. */
export const inClear: ServiceTransport = {
  address: '127.0.0.1',
  port: 0,
  names: ['127.0.0.1'],
  tls: null,
  redirectPort: null,
  isTrustedProxy: () => false,
  requestsPerUser: 1000,
  requestsPerAddress: 1000,
  operationsPort: 0,
};

export const adminName = 'ann@example.org';
export const adminPassword = 'Correct-Horse-9-Battery';

export interface TestPlatform {
  /** Of its first node, as `db` is. */
  address: string;
  /** The services that run over its place, which `client` and `transport` ask in turn. */
  nodes: readonly { address: string; db: Database }[];
  setupCode: string | null;
  launchSecret: string;
  /** The service's own database, to look at. */
  db: Database;
  client: PlatformClient;
  /** What `client` asks by. `from`: another address of this machine, as of another desk. */
  transport(from?: string): Transport;
  /** Lines of the log, of every node. */
  logged: string[];
  /** Lets the service's clock go on. Seconds. */
  advance(seconds: number): void;
  /** Claims the practice and gives an administrator's access token. */
  claim(): Promise<string>;
  /** A session of somebody of this role. */
  signInAs(role: string): Promise<string>;
  /** Adds somebody with the administrator's password; gives the user id. Claims the practice first. */
  addAccount(userName: string, fields?: Partial<Insertable<AccountTable>>): Promise<string>;
  /** Signs in, or throws. */
  signIn(userName: string, code?: string): Promise<ReplyOf<typeof signIn>>;
  /** The service's time in microseconds; looking does not let it go on. */
  now(): number;
  /** What the trail tells, once everything has its place. */
  events(): Promise<AuditEvent[]>;
  /** Resolves when nothing waits in the intake any more. */
  placed(): Promise<void>;
  stop(): Promise<void>;
}

/** Keys that stay the same when the same place is started again. */
export interface TestKeys {
  logKey: string;
  tokenKey: string;
  phiKey: string;
}

export function freshKeys(): TestKeys {
  const key = () => randomBytes(32).toString('base64url');
  return { logKey: key(), tokenKey: key(), phiKey: key() };
}

export async function startTestPlatform(
  place: Place,
  given: Partial<PlatformSettings> = {},
): Promise<TestPlatform> {
  const launchSecret = randomBytes(32).toString('base64url');
  const logged: string[] = [];
  let now = 1_780_000_000_000_000;
  const settings: Omit<PlatformSettings, 'open'> = {
    version: '0.0.0-test',
    launchSecret,
    ...freshKeys(),
    practice: { name: 'Test practice', timeZone: 'America/Chicago', synthetic: true },
    hashCost: cheapCost,
    clock: () => (now += 1),
    log: (what, facts) => logged.push(JSON.stringify({ what, ...facts })),
    claimed: () => undefined,
    ...given,
  };
  const nodes: { running: RunningPlatform; address: string; db: Database }[] = [];
  const stop = async () => {
    await Promise.all(nodes.map(({ running }) => running.stop()));
  };
  // One after another: the first makes the practice.
  while (nodes.length < place.nodes) {
    const database = await place.open();
    const started = await startPlatform({ ...settings, open: () => Promise.resolve(ok(database)) });
    if (!started.ok) {
      await stop();
      throw new Error(`${started.code}: ${started.message}`);
    }
    nodes.push({ running: started.value, address: started.value.address, db: database.db });
  }
  const [first] = nodes;
  if (first === undefined) throw new Error('A place has at least one node');
  const { address, db } = first;
  const { setupCode } = first.running;
  let turn = 0;
  const transport = (from?: string): Transport => {
    const ways = nodes.map((node) => fetchTransport(node.address, launchSecret, from));
    return (request, limit, signal) => {
      const way = ways[turn % ways.length];
      turn += 1;
      if (way === undefined) throw new Error('No node');
      return way(request, limit, signal);
    };
  };
  const client = platformClient(transport());
  let admin: string | undefined;

  const platform: TestPlatform = {
    address,
    nodes,
    setupCode,
    launchSecret,
    db,
    client,
    transport,
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
      admin = (await platform.signIn(adminName)).accessToken;
      return admin;
    },
    async signIn(userName, code) {
      const reply = await client.call(signIn, { userName, password: adminPassword, code });
      if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
      return reply.value;
    },
    async signInAs(role) {
      const userName = `${role}@example.org`;
      const known = db.selectFrom('account').select('user_id').where('user_key', '=', userName);
      if ((await known.executeTakeFirst()) === undefined) {
        await platform.addAccount(userName, { role, display_name: role });
      }
      return (await platform.signIn(userName)).accessToken;
    },
    async addAccount(userName, fields = {}) {
      if (admin === undefined) await platform.claim();
      const { password_hash } = await db
        .selectFrom('account')
        .select('password_hash')
        .where('user_key', '=', adminName)
        .executeTakeFirstOrThrow();
      const userId = randomUUID();
      // No call makes accounts yet; the row is what one would leave.
      await db
        .insertInto('account')
        .values({
          user_id: userId,
          user_name: userName,
          user_key: userName,
          display_name: userName,
          role: 'nurse',
          password_hash,
          created_at: 0,
          ended_at: null,
          ...fields,
        })
        .execute();
      return userId;
    },
    now: () => now,
    async events() {
      await platform.placed();
      const rows = await db.selectFrom('audit_event').select('body').orderBy('seq').execute();
      return rows.map(({ body }) => JSON.parse(body) as AuditEvent);
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

/** One platform for the tests of a file that each take people of their own; it is stopped after the last. */
export function sharedPlatform(
  engine: Engine,
  given: Partial<PlatformSettings> = {},
): () => Promise<TestPlatform> {
  let started: Promise<TestPlatform> | undefined;
  afterAll(async () => (await started)?.stop());
  return () => (started ??= engine.place().then((place) => startTestPlatform(place, given)));
}

/** `from`: another address of this machine, as of another desk. */
export function fetchTransport(address: string, launchSecret: string, from?: string): Transport {
  const dispatcher = from === undefined ? undefined : new Agent({ localAddress: from });
  return async ({ method, target, headers, body }, _limit, signal) => {
    const reply = await fetch(address + target, {
      method,
      headers: { ...headers, 'x-wardkeeper-launch': launchSecret },
      body,
      ...(signal !== undefined && { signal }),
      ...(dispatcher !== undefined && { dispatcher }),
    });
    return { status: reply.status, body: await reply.text() };
  };
}

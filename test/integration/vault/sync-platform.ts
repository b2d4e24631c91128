import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { seedFile } from '../platform/seed-file';
import { systemDraft } from '../../../src/platform/audit/draft';
import { openPglite } from '../../../src/platform/database/open-pglite';
import type { Database } from '../../../src/platform/database/schema';
import { startPlatform, type RunningPlatform } from '../../../src/platform/start';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';

import { platformClient } from '../../../src/shared/contract/platform/client';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { uuidV7 } from '../../../src/shared/domain/audit-event/uuid-v7';
import { ok, type Result } from '../../../src/shared/domain/result';
import { connectPlatform } from '../../../src/vault/platform-client';
import type { Who } from '../../../src/vault/session';
import type { Online, Tokens } from '../../../src/vault/sync/platform-session';

/** A real platform in this process, with its first administrator signed in. */
export interface SyncPlatform {
  address: string;
  launchSecret: string;
  /** The service's own database, to look at and to change behind its back. */
  db: Database;
  who: Who;
  /** Signs the administrator in anew. */
  signIn(): Promise<Online>;
  /** A fresh client, and what it was given. */
  connect(tokens: Tokens): Online;
  /** Lets the service's clock go on. */
  advance(seconds: number): void;
  /** Records so many events, each about one of `patients` patients. Resolves when they have their places. */
  record(events: number, patients?: number): Promise<void>;
  /** Gives so many more patients their pseudonyms: "Tamarack 1" and on. How many have one then. */
  namePatients(more: number): Promise<number>;
  stop(): Promise<void>;
}

const admin = {
  displayName: 'Dana Ruiz',
  userName: 'dana',
  password: 'Sugar-Maple-1892',
};

export async function startSyncPlatform(folder: string): Promise<SyncPlatform> {
  const launchSecret = randomBytes(32).toString('base64url');
  const seed = () => randomBytes(32).toString('base64url');
  let ahead = 0;
  const clock = () => Date.now() * 1_000 + ahead;
  const opened = valueOf(
    await openPglite({ folder, seed: async () => new Blob([readFileSync(await seedFile())]) }),
  );
  const { db } = opened;
  const platform: RunningPlatform = valueOf(
    await startPlatform({
      open: () => Promise.resolve(ok(opened)),
      version: '0.0.0-test',
      launchSecret,
      logKey: seed(),
      tokenKey: seed(),
      phiKey: seed(),
      practice: { name: 'Coulee Ridge Family Practice', timeZone: 'America/Chicago', synthetic: false },
      hashCost: { memoryCost: 1024, timeCost: 1, parallelism: 1 },
      clock,
      log: () => undefined,
      claimed: () => undefined,
    }),
  );
  const { address, setupCode } = platform;
  const connections: { close(): Promise<void> }[] = [];

  function connect(tokens: Tokens): Online {
    const connection = connectPlatform(address, { launchSecret });
    connections.push(connection);
    return { client: platformClient(connection.transport), tokens };
  }

  const nobody: Tokens = { accessToken: '', expiresIn: 1, refreshToken: '', refreshExpiresIn: 1 };
  const { client } = connect(nobody);
  valueOf(await client.call(claimPractice, { setupCode: setupCode ?? '', ...admin }));
  const signInAgain = async () => {
    const { userName, password } = admin;
    return connect(valueOf(await client.call(signIn, { userName, password })));
  };
  const first = await signInAgain();
  const who = valueOf(await client.call(whoAmI, {}, { accessToken: first.tokens.accessToken }));
  let recorded = 0;
  let named = 0;

  return {
    address,
    launchSecret,
    db,
    who,
    connect,
    signIn: signInAgain,
    advance(seconds) {
      ahead += seconds * 1_000_000;
    },
    async record(events, patients = 50) {
      const rows = Array.from({ length: events }, () => {
        const resource = { type: 'Chart', id: `chart-${(recorded += 1)}` };
        const draft = {
          ...systemDraft({ action: 'READ', verb: 'CHART_OPENED', resource }, clock()),
          patients: [patientOf(recorded % patients)],
          justification: `for visit ${recorded}`,
        };
        return { event_id: uuidV7(Date.now(), randomBytes(10)), draft: JSON.stringify(draft) };
      });
      if (rows.length > 0) await db.insertInto('audit_intake').values(rows).execute();
      for (;;) {
        const waiting = await db.selectFrom('audit_intake').select('arrival').limit(1).executeTakeFirst();
        if (waiting === undefined) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async namePatients(more) {
      const first = named;
      named += more;
      const rows = Array.from({ length: more }, (_, i) => ({
        patient_id: patientOf(first + i),
        pseudonym: `Tamarack ${first + i + 1}`,
      }));
      await db.insertInto('patient').values(rows).execute();
      return first + more;
    },
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()));
      await platform.stop();
    },
  };
}

const patientOf = (n: number) => `patient-${n}`;

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

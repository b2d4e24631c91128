import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterAll, describe, expect, test as plainTest } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { tryPractice } from '../../../src/shared/contract/platform/practice';
import { encodeRequest } from '../../../src/shared/contract/platform/wire';
import { logKeyFrom, type LogKey } from '../../../src/platform/audit/log-key';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { migrate } from '../../../src/platform/database/migrate';
import type { Database } from '../../../src/platform/database/schema';
import { makeSyntheticPractice, type PracticeParts } from '../../../src/platform/synthetic/make-practice';
import { scenarios } from '../../../src/platform/synthetic/misuse/scenarios';
import { truthTable } from '../../../src/platform/synthetic/store';
import { validRequest } from '../../helpers/fuzz/requests';
import { draftOf } from './drafts';
import { onBothEngines, onEveryEngine } from './engines';
import { seedFile } from './seed-file';
import { checkLog, placeAll, recordEach, silentActs, testLogKey, tickingClock } from './log-of-events';
import { adminPassword, startTestPlatform } from './running';
import { smallPractice } from './small-practice';

/** A Thursday afternoon in La Crosse. */
const now = Date.UTC(2026, 4, 28, 20, 26) * 1000;

function make(db: Database, key: LogKey, given: Partial<PracticeParts> = {}) {
  return makeSyntheticPractice({
    ...smallPractice,
    db,
    key,
    clock: () => now,
    progress: () => undefined,
    ...given,
  });
}

async function count(db: Database, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? NaN;
}

const tables = ['practice', 'account', 'patient', 'household', 'patient_record', 'shift', 'appointment'];

onBothEngines('synthetic practice', (engine, test) => {
  test('is a whole log with people, patients, care and truth, and the log goes on from it', async () => {
    const place = await engine.place();
    const { db, close } = await place.open();
    const key = testLogKey();
    const said: [number, number][] = [];
    expect(await make(db, key, { progress: (done, total) => said.push([done, total]) })).toEqual({
      ok: true,
      value: undefined,
    });
    const { size } = await checkLog(db, key);
    expect(size).toBeGreaterThan(3000);
    expect(said.length).toBeGreaterThan(5);
    expect(said.at(-1)?.[0]).toBe(said.at(-1)?.[1]);
    expect(said.every(([done, total]) => done <= total && total > 0)).toBe(true);

    const practice = await db.selectFrom('practice').selectAll().executeTakeFirstOrThrow();
    expect(practice).toMatchObject({ practice_id: smallPractice.practice.practiceId, synthetic: true });
    const accounts = await db.selectFrom('account').selectAll().execute();
    expect(accounts).toHaveLength(14);
    expect(accounts.every(({ password_hash }) => password_hash === null)).toBe(true);
    expect(accounts.find(({ user_name }) => user_name === 'elena.vasquez')).toMatchObject({
      display_name: 'Elena Vasquez, MD',
      job_title: 'Family physician',
      pronoun: 'she',
      role: 'provider',
      status: 'active',
      service: false,
    });
    expect(accounts.find(({ user_name }) => user_name === 'derek.vance')).toMatchObject({ status: 'ended' });
    expect(accounts.filter(({ service }) => service)).toHaveLength(1);
    for (const { last_seen_at } of accounts) expect(last_seen_at ?? 0).toBeLessThan(now);
    expect(await count(db, 'patient')).toBe(500);
    expect(await count(db, 'patient_record')).toBe(500);
    for (const table of ['encounter', 'care_team_membership', 'workforce_record']) {
      expect(await count(db, table)).toBeGreaterThan(5);
    }

    // Truth names events that are there; on PostgreSQL the service itself may not read it.
    await close();
    const owner = await place.openAsOwner();
    const { rows } = await sql<{ seq: number; kind: string }>`
      select seq, kind from ${sql.table(truthTable)} order by seq`.execute(owner.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ seq }) => seq > 0 && seq < size)).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(size / 1000);
    const kinds = scenarios.map(({ kind }) => kind);
    expect(rows.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);

    const clock = tickingClock(now);
    await recordEach(silentActs(owner.db, clock), ['afterwards']);
    await placeAll(owner.db, key, clock);
    expect((await checkLog(owner.db, key)).size).toBe(size + 1);
  });

  test('finds its events by the same indexes and refuses the same changes as a log that grew', async () => {
    const place = await engine.place();
    const { db } = await place.openAsOwner();
    const indexes = async () =>
      (
        await sql<{ indexdef: string }>`
          select indexdef from pg_indexes where tablename = 'audit_event' order by indexdef`.execute(db)
      ).rows;
    const before = await indexes();
    expect(before.length).toBeGreaterThan(6);
    expect((await make(db, testLogKey())).ok).toBe(true);
    expect(await indexes()).toEqual(before);
    for (const change of [
      'delete from audit_event',
      'update audit_event set seq = seq',
      'truncate tree_node',
    ]) {
      await expect(sql.raw(change).execute(db)).rejects.toMatchObject({ code: 'WKA01' });
    }
  });

  test('the same size, seed and time give the same log, to the last hash', async () => {
    const roots: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { db } = await (await engine.place()).open();
      expect((await make(db, testLogKey())).ok).toBe(true);
      const { subtrees } = await db.selectFrom('checkpoint').select('subtrees').executeTakeFirstOrThrow();
      roots.push(Buffer.from(subtrees).toString('hex'));
    }
    expect(roots[1]).toBe(roots[0]);
  });

  test('refuses a log that is not empty, and a practice of real people', async () => {
    const { db } = await (await engine.place()).open();
    const key = testLogKey();
    const real = { ...smallPractice.practice, synthetic: false };
    expect(await make(db, key, { practice: real })).toMatchObject({ ok: false, code: 'denied' });
    await recordEach(silentActs(db, tickingClock()), ['before']);
    expect(await make(db, key)).toMatchObject({ ok: false, code: 'conflict' });
    await placeAll(db, key, tickingClock());
    expect(await make(db, key)).toMatchObject({ ok: false, code: 'conflict' });
    for (const table of tables) expect([table, await count(db, table)]).toEqual([table, 0]);
    expect((await checkLog(db, key)).names).toEqual([draftOf('before').resource?.id]);
  });

  test('stopped half-way it leaves nothing, and can be made again', async () => {
    const { db } = await (await engine.place()).open();
    const key = testLogKey();
    const stop = new AbortController();
    const progress = (done: number) => {
      if (done > 500) stop.abort();
    };
    const stopped = await make(db, key, { progress, signal: stop.signal });
    expect(stopped).toMatchObject({ ok: false, code: 'cancelled' });
    for (const table of [...tables, 'audit_event', 'tree_node']) {
      expect([table, await count(db, table)]).toEqual([table, 0]);
    }
    expect((await make(db, key)).ok).toBe(true);
    expect((await checkLog(db, key)).size).toBeGreaterThan(3000);
  });
});

onEveryEngine('a synthetic practice that is served', (engine, test) => {
  test('no call ever answers with the truth', async () => {
    const platform = await startTestPlatform(await engine.place(), {
      practice: smallPractice.practice,
      synthetic: smallPractice.size,
    });
    try {
      const { setupCode, client } = platform;
      const tried = await client.call(tryPractice, { setupCode: setupCode ?? '', password: adminPassword });
      if (!tried.ok) throw new Error(tried.message);
      expect(tried.value.account.role).toBe('admin');
      const { accessToken } = await platform.signIn(tried.value.account.userName);
      const transport = platform.transport();
      const answers: string[] = [];
      const ask = async (call: PlatformCall, request: Record<string, unknown>) => {
        const { method, target, body } = encodeRequest(call, request);
        const headers = {
          authorization: `Bearer ${accessToken}`,
          ...(body !== null && { 'content-type': 'application/json' }),
        };
        answers.push((await transport({ method, target, headers, body }, 2 ** 25)).body);
      };
      // Everything there is, page after page; then each call as it is declared, signing out last.
      const size = await count(platform.db, 'audit_event');
      for (let from = 0; from < size; from += 5000) await ask(listEvents, { from, limit: 5000, wait: 0 });
      const order = (call: PlatformCall) => (call.name === 'auth.signOut' ? 1 : 0);
      const calls: readonly PlatformCall[] = Object.values(platformCalls);
      for (const call of [...calls].sort((a, b) => order(a) - order(b))) await ask(call, validRequest(call));
      expect(answers.length).toBeGreaterThan(calls.length);
      expect(answers.join('').length).toBeGreaterThan(1_000_000);
      const secrets = [truthTable, 'instance', ...scenarios.map(({ kind }) => kind)];
      expect(secrets.filter((word) => answers.some((answer) => answer.includes(`"${word}"`)))).toEqual([]);
      expect(answers.filter((answer) => answer.includes(truthTable))).toEqual([]);
    } finally {
      await platform.stop();
    }
  });
});

describe('the truth', () => {
  plainTest('is named nowhere but where it is made', () => {
    const files = (folder: string): string[] =>
      readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
      });
    const named = files('src').filter((file) => readFileSync(file, 'utf8').includes(truthTable));
    expect(named.sort()).toEqual([
      // Left out of backups.
      'src/platform/backup/tables.ts',
      // The right to add to it, and the table itself.
      'src/platform/database/migrate.ts',
      'src/platform/database/migrations/2026-11-22-practice.ts',
      'src/platform/synthetic/store.ts',
    ]);
  });
});

describe('a process that is killed while it makes a practice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-made-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  plainTest(
    'leaves nothing that looks like one; the next makes it whole',
    async () => {
      const seed = randomBytes(32).toString('base64url');
      const opened = await openPglite({
        folder,
        seed: async () => new Blob([readFileSync(await seedFile())]),
      });
      if (!opened.ok) throw new Error(opened.message);
      await migrate(opened.value.db);
      await opened.value.close();

      for (const enough of [1, 1500]) {
        const said = await killAt(enough, seed);
        expect(said).toBeGreaterThanOrEqual(enough);
        const again = await openPglite({ folder });
        if (!again.ok) throw new Error(again.message);
        for (const table of [...tables, 'audit_event', truthTable]) {
          expect([table, await count(again.value.db, table)]).toEqual([table, 0]);
        }
        await again.value.close();
      }
      const last = await openPglite({ folder });
      if (!last.ok) throw new Error(last.message);
      const key = logKeyFrom(seed, 'wardkeeper/test');
      expect((await make(last.value.db, key)).ok).toBe(true);
      expect((await checkLog(last.value.db, key)).size).toBeGreaterThan(3000);
      await last.value.close();
    },
    240_000,
  );

  /** Kills the maker once it says that this many events have their place; gives what it said last. */
  function killAt(enough: number, seed: string): Promise<number> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/integration/platform/making-practice.ts', folder, seed],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      said = Number(line);
      if (said >= enough) child.kill('SIGKILL');
    });
    return new Promise((resolve, reject) => {
      child.on('close', (code, signal) => {
        if (signal === 'SIGKILL') resolve(said);
        else reject(new Error(`It ended by itself with ${code}`));
      });
    });
  }
});

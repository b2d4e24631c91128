import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { actsOn } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { startSequencer } from '../../../src/platform/audit/sequencer';
import { systemClock } from '../../../src/platform/clock';
import { faultOf } from '../../../src/platform/database/fault';
import { migrate, grantService } from '../../../src/platform/database/migrate';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import type { Database, OpenDatabase } from '../../../src/platform/database/schema';
import { startPostgres, type TestPostgres } from '../../helpers/postgres';
import { draftOf } from './drafts';
import { seedFile } from './engines';
import { checkLog, placeAll, testLogKey, tickingClock } from './log-of-events';

describe('a node on PGlite that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-killed-'));
  const children: ChildProcess[] = [];
  afterEach(() => children.forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a node until it has said `count` names, then kills it at once; gives what it had acknowledged. */
  function runAndKill(seed: string, prefix: string, count: number): Promise<string[]> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/integration/platform/killed-node.ts', folder, seed, prefix],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (said.length >= count) child.kill('SIGKILL');
    });
    return new Promise((resolve, reject) => {
      child.on('close', (code, signal) => {
        if (signal === 'SIGKILL') resolve(said);
        else reject(new Error(`The node ended by itself with ${code}`));
      });
    });
  }

  test('keeps everything it acknowledged, each once', async () => {
    const seed = randomBytes(32).toString('base64url');
    const opened = await openPglite({
      folder,
      seed: async () => new Blob([readFileSync(await seedFile())]),
    });
    if (!opened.ok) throw new Error(opened.message);
    await migrate(opened.value.db);
    await opened.value.close();

    const acknowledged: string[] = [];
    for (const [round, count] of [40, 1, 23, 77].entries()) {
      acknowledged.push(...(await runAndKill(seed, `round ${round}`, count)));
    }
    const again = await openPglite({ folder });
    if (!again.ok) throw new Error(again.message);
    const key = logKeyFrom(seed, 'wardkeeper/test');
    const sizeBefore = (await checkLog(again.value.db, key)).size;
    await placeAll(again.value.db, key, tickingClock());
    const { names } = await checkLog(again.value.db, key);
    await again.value.close();
    expect(sizeBefore).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(acknowledged.filter((name) => !names.includes(name))).toEqual([]);
    // One more than it said per round, at most: committed, and killed before it could say so.
    expect(names.length - acknowledged.length).toBeLessThanOrEqual(4);
  });
});

describe('two nodes on PostgreSQL', () => {
  const WRITERS = 50;
  const TORN_BATCHES = 12;
  const role = { name: 'service', password: 'only-in-this-test' };
  let server: TestPostgres;
  const opened: OpenDatabase[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    await server.run(
      'postgres',
      `create role ${role.name} login password '${role.password}'`,
      'create database practice',
    );
    const owner = open(server.url('practice'));
    await migrate(owner.db);
    await grantService(owner.db, role.name);
  });
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await server.stop();
  });

  function open(url: string): OpenDatabase {
    const result = openPostgres({ url, connections: 25, onBroken: () => undefined });
    if (!result.ok) throw new Error(result.message);
    opened.push(result.value);
    return result.value;
  }

  test('lose nothing that was acknowledged when whoever extends the log is cut off', async () => {
    const key = testLogKey();
    // Real time: an id says when its event was taken in, `recordedAt` when it was given its place.
    const clock = systemClock;
    const faults: string[] = [];
    const nodes = [0, 1].map(() => {
      const { db } = open(server.url('practice', role));
      const sequencer = startSequencer({
        extend: () => extendLog(db, key, clock),
        everyMs: 5,
        settleMs: 1,
        extended: () => undefined,
        failed: (error) => faults.push(faultOf(error)),
        damaged: (message) => faults.push(message),
      });
      return { db, sequencer, acts: actsOn(db, clock, () => sequencer.nudge()) };
    });
    const [first] = nodes;
    if (first === undefined) throw new Error('No node');

    const acknowledged: string[] = [];
    const cutOff: string[] = [];
    let writing = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const { acts } = nodes[writer % nodes.length] ?? first;
      for (let i = 0; writing; i += 1) {
        const name = `writer ${writer} act ${i}`;
        try {
          await acts.act((__, record) => record(draftOf(name)));
          acknowledged.push(name);
        } catch (error) {
          // A connection that a batch has just given back may be a writer's when it is cut off.
          if (faultOf(error) !== 'lost') throw error;
          cutOff.push(name);
        }
      }
    });
    const stopWriting = () => {
      writing = false;
    };
    await Promise.race([
      killWhoeverExtends(server.url('practice'), () => faults.length >= TORN_BATCHES),
      Promise.all(writers),
    ]).finally(stopWriting);
    await Promise.all(writers);
    await Promise.all(nodes.map(({ sequencer }) => sequencer.stop()));
    await placeAll(first.db, key, clock);

    const { names } = await checkLog(first.db, key);
    expect(Math.max(...(await lags(first.db)))).toBeLessThan(5000);
    expect(faults.filter((fault) => fault !== 'lost')).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(WRITERS);
    expect(new Set(names).size).toBe(names.length);
    const inLog = new Set(names);
    expect(acknowledged.filter((name) => !inLog.has(name))).toEqual([]);
    const known = new Set([...acknowledged, ...cutOff]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(await first.db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
  });
});

/** From the act to its place in the log, for each event, in milliseconds. */
async function lags(db: Database): Promise<number[]> {
  const rows = await db.selectFrom('audit_event').select(['event_id', 'recorded_at']).execute();
  // A UUIDv7 begins with the milliseconds of its making (RFC 9562, section 5.7).
  return rows.map((row) => row.recorded_at / 1000 - parseInt(row.event_id.replace('-', '').slice(0, 12), 16));
}

/** Cuts off the connection that holds the head of the log, again and again. */
async function killWhoeverExtends(url: string, enough: () => boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    while (!enough()) {
      await client.query(`
        select pg_terminate_backend(pid) from pg_locks
        where relation = 'checkpoint'::regclass and mode = 'RowShareLock' and granted
          and pid <> pg_backend_pid()`);
    }
  } finally {
    await client.end();
  }
}

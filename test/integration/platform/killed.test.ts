import { sql } from 'kysely';
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
import { checkLog, placeAll, testLogKey, tickingClock } from './log-of-events';
import { startTestPlatform } from './running';
import { seedFile } from './seed-file';

describe('a node on PGlite that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-killed-'));
  const children: ChildProcess[] = [];
  afterEach(() => children.forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a node until it has said `count` names, then kills it at once; gives what it had acknowledged. */
  function runAndKill(seed: string, prefix: string, count: number): Promise<string[]> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/integration/platform/killed-node.ts', folder, seed],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    children.push(child);
    child.stdin.write(`${prefix}\n`);
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
  /** Of the nodes that are processes: the server says by them whose a lock is. */
  const roles = ['one', 'two'].map((name) => ({ ...role, name }));
  let server: TestPostgres;
  const opened: OpenDatabase[] = [];
  const nodes: WritingNode[] = [];

  beforeAll(async () => {
    server = await startPostgres(['-c', 'max_connections=200']);
    for (const { name, password } of [role, ...roles]) {
      await server.run('postgres', `create role ${name} login password '${password}'`);
    }
    for (const database of ['practice', 'killed', 'stopped']) {
      await server.run('postgres', `create database ${database}`);
      const owner = open(server.url(database));
      await migrate(owner.db);
      for (const { name } of [role, ...roles]) await grantService(owner.db, name);
    }
  });
  afterAll(async () => {
    for (const { child } of nodes) child.kill('SIGKILL');
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

  test('lose nothing that was acknowledged when the node that extends the log is killed', async () => {
    const seed = randomBytes(32).toString('base64url');
    const { db } = open(server.url('killed'));
    for (const login of roles) nodes.push(startWritingNode(login.name, server.url('killed', login), seed));
    for (let writer = 0; writer < WRITERS; writer += 1) nodes[writer % 2]?.give(`writer ${writer} act`);
    await expect.poll(() => nodes.every(({ said }) => said.length > WRITERS), { timeout: 60_000 }).toBe(true);

    const leader = await stopWhoeverExtends(db, nodes);
    const survivor = nodes.find((node) => node !== leader);
    if (survivor === undefined) throw new Error('No node is left');
    leader.child.kill('SIGKILL');
    const killedAt = performance.now();
    // Whoever wrote there goes on here.
    for (let writer = 0; writer < WRITERS / 2; writer += 1) survivor.give(`moved writer ${writer} act`);
    const atKill = nodes.flatMap(({ said }) => said);
    await placed(db, atKill);
    const lagMs = performance.now() - killedAt;
    const before = survivor.said.length;
    await expect.poll(() => survivor.said.length - before, { timeout: 60_000 }).toBeGreaterThan(10 * WRITERS);
    survivor.give('rest');
    await survivor.rested;
    const restedAt = performance.now();
    const acknowledged = nodes.flatMap(({ said }) => said);
    await placed(db, acknowledged);
    const lastMs = performance.now() - restedAt;
    const longest = Math.max(...(await lags(db)));
    process.stdout.write(
      `killed: all ${atKill.length} acknowledged events had their place ${Math.round(lagMs)} ms after, the last ` +
        `${acknowledged.length - atKill.length} ${Math.round(lastMs)} ms after theirs; longest lag ${Math.round(longest)} ms\n`,
    );
    expect(lagMs).toBeLessThan(5000);
    expect(lastMs).toBeLessThan(5000);
    expect(longest).toBeLessThan(5000);

    const { names } = await checkLog(db, logKeyFrom(seed, 'wardkeeper/test'));
    const inLog = new Set(names);
    expect(inLog.size).toBe(names.length);
    expect(acknowledged.filter((name) => !inLog.has(name))).toEqual([]);
    // Each writer of the killed node may have committed one more than it could say.
    const known = new Set(acknowledged);
    const unsaid = names.filter((name) => !known.has(name));
    expect(unsaid.length).toBeLessThanOrEqual(WRITERS / 2);
    expect(unsaid.filter((name) => name.startsWith('moved'))).toEqual([]);
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
  });

  test('leave nothing waiting when they stop while somebody else extends the log', async () => {
    const place = {
      nodes: 2,
      open: () => Promise.resolve(open(server.url('stopped', role))),
      openAsOwner: () => Promise.resolve(open(server.url('stopped'))),
    };
    const platform = await startTestPlatform(place);
    await platform.claim();
    await platform.placed();
    const { db } = open(server.url('stopped'));
    let isStopped = false;
    const stopping = await db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('checkpoint').select('size').forUpdate().executeTakeFirstOrThrow();
      const stop = platform.stop().then(() => (isStopped = true));
      const waiting = () => transaction.selectFrom('audit_intake').select('arrival').execute();
      await expect.poll(async () => (await waiting()).length).toBe(place.nodes);
      // Long enough for looks that find the log in other hands.
      for (let looks = 0; looks < 200; looks += 1) await waiting();
      expect(isStopped).toBe(false);
      return { done: stop };
    });
    await stopping.done;
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
  });
});

interface WritingNode {
  name: string;
  child: ChildProcess;
  /** The names that it acknowledged. */
  said: string[];
  /** Sets a writer of events of this name to work; "rest" ends them all. */
  give(line: string): void;
  rested: Promise<void>;
}

function startWritingNode(name: string, url: string, seed: string): WritingNode {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/integration/platform/killed-node.ts', url, seed],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said: string[] = [];
  const rested = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'rest') resolve();
      else said.push(line);
    });
  });
  return { name, child, said, rested, give: (line) => void child.stdin.write(`${line}\n`) };
}

/** Freezes the node that is inside a batch: it holds the lock on the head of the log, and goes on holding it. */
async function stopWhoeverExtends(db: Database, nodes: readonly WritingNode[]): Promise<WritingNode> {
  const holder = async () => {
    const { rows } = await sql<{ usename: string }>`
      select usename from pg_locks join pg_stat_activity using (pid)
      where relation = 'checkpoint'::regclass and mode = 'RowShareLock' and granted`.execute(db);
    return nodes.find(({ name }) => rows.some(({ usename }) => usename === name));
  };
  for (;;) {
    const found = await holder();
    if (found === undefined) continue;
    found.child.kill('SIGSTOP');
    // What it had asked before is answered meanwhile: still held after that, it is held until the node goes on.
    await nothingRunsFor(db, found.name);
    if ((await holder()) === found) return found;
    found.child.kill('SIGCONT');
  }
}

/** Waits until the server has answered everything that this role asked. */
async function nothingRunsFor(db: Database, role: string): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select pid from pg_stat_activity where usename = ${role} and state = 'active' and wait_event is distinct from 'ClientWrite'`.execute(
      db,
    );
    if (rows.length === 0) return;
  }
}

/** Resolves when events of all these names have their place. */
async function placed(db: Database, names: readonly string[]): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ missing: number }>`
      select count(*)::int as missing from json_array_elements_text(${JSON.stringify(names)}::json) as said (name)
      where not exists (select from audit_event where body::json -> 'resource' ->> 'id' = said.name)`.execute(
      db,
    );
    if (rows[0]?.missing === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

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

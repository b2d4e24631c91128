import { PGlite } from '@electric-sql/pglite';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sql } from 'kysely';
import { actsOn, type Acts } from '../../src/platform/audit/act';
import { systemDraft } from '../../src/platform/audit/draft';
import { extendLog } from '../../src/platform/audit/extend-log';
import { logKeyFrom } from '../../src/platform/audit/log-key';
import { startSequencer } from '../../src/platform/audit/sequencer';
import { systemClock } from '../../src/platform/clock';
import { migrate } from '../../src/platform/database/migrate';
import { openPglite } from '../../src/platform/database/open-pglite';
import { openPostgres } from '../../src/platform/database/open-postgres';
import type { Database, OpenDatabase } from '../../src/platform/database/schema';
import { startPostgres } from '../helpers/postgres';

/**
 * What an audited act costs, against the same act without its event, and what other ways of ordering the
 * log would cost; and how fast the log takes in what waits. Prints the table of
 * build/decisions/intake-and-sequencer.md:
 *
 *   node --import tsx test/bench/platform-intake.ts
 *
 * Ways are run in turn, round after round, so that what else the machine does hits all alike; a ratio is the
 * median over rounds of rate ÷ rate of the base in the same round.
 */
const ROUNDS = 9;
const ACTS_A_ROUND = 300;
const CONNECTIONS = 16;
const WAITING = 10_000;

/** Runs one act; `thing` is what it changes. */
type Way = (thing: string) => Promise<void>;

interface Bench {
  engine: string;
  writers: number;
  ways: Record<string, Way>;
  /** Starts what must run beside a way; what it gives back ends it, once it has caught up. */
  beside: Record<string, () => () => Promise<void>>;
  /** Gives every waiting event its place. */
  catchUp: () => Promise<void>;
  /** Events a second, from a full intake. */
  extendAll: () => Promise<number>;
  close: () => Promise<void>;
}

const ALONE = 'act alone, by the driver';
const SAME = 'act and event, by the driver';
const AUDITED = 'audited act, event left waiting';
const SUSTAINED = 'audited act, until its event has its place';

const key = logKeyFrom(randomBytes(32).toString('base64url'), 'wardkeeper/bench');
const draftOf = (thing: string) => ({
  ...systemDraft(
    { action: 'UPDATE' as const, verb: 'BENCH', resource: { type: 'Thing', id: thing } },
    systemClock(),
  ),
  actor: { userId: randomUUID(), userName: 'ann@example.org', role: 'nurse' },
  patients: [randomUUID()],
  phiFields: ['name', 'birth_date'],
  network: { ip: '192.0.2.7', userAgent: 'Wardkeeper/0.1', sessionId: randomUUID() },
});

const tables = [
  'create table thing (id uuid primary key, note text not null)',
  'create table counter (value bigint not null)',
  'insert into counter values (0)',
  'create table counted_event (seq bigint primary key, event_id uuid not null unique, draft text not null)',
];
const intakeTable = `create table audit_intake (
  arrival bigint generated always as identity primary key, event_id uuid not null unique, draft text not null)`;
const note = 'a line that somebody wrote about somebody else';

/** The ways that go through the service's own code. */
function ownWays(db: Database, acts: Acts): Record<string, Way> {
  const change = (thing: string) => sql`insert into thing (id, note) values (${thing}, ${note})`;
  const act = (
    thing: string,
    also?: (transaction: Parameters<Parameters<Acts['act']>[0]>[0]) => Promise<unknown>,
  ) =>
    acts.act(async (transaction, record) => {
      await change(thing).execute(transaction);
      await record(draftOf(thing));
      await also?.(transaction);
    });
  return {
    [AUDITED]: (thing) => act(thing),
    [SUSTAINED]: (thing) => act(thing),
    'audited act with a NOTIFY of its own': (thing) =>
      act(thing, (transaction) => sql`select pg_notify('bench', ${thing})`.execute(transaction)),
    'event numbered by a counter row': (thing) =>
      db.transaction().execute(async (transaction) => {
        await change(thing).execute(transaction);
        const { rows } = await sql<{
          value: number;
        }>`update counter set value = value + 1 returning value`.execute(transaction);
        await sql`insert into counted_event (seq, event_id, draft)
          values (${rows[0]?.value}, ${randomUUID()}, ${JSON.stringify(draftOf(thing))})`.execute(
          transaction,
        );
      }),
  };
}

async function benchOn(
  engine: string,
  { db, upkeep, close }: OpenDatabase,
  bare: { alone: Way; same: Way },
  closeBare: () => Promise<void>,
  writers: number,
): Promise<Bench> {
  await migrate(db);
  for (const table of tables) await sql.raw(table).execute(db);
  let nudge = () => {};
  const acts = actsOn(db, systemClock, () => nudge());
  const extend = async () => {
    const extended = await extendLog(db, key, systemClock);
    await upkeep?.(extended.moved);
    return extended;
  };
  const catchUp = async () => {
    while ((await extend()).moved > 0);
  };
  return {
    engine,
    writers,
    ways: { [ALONE]: bare.alone, [SAME]: bare.same, ...ownWays(db, acts) },
    beside: {
      [SUSTAINED]: () => {
        const sequencer = startSequencer({
          extend,
          everyMs: 200,
          settleMs: 100,
          extended: () => undefined,
          failed: (error) => {
            throw error;
          },
          damaged: (message) => {
            throw new Error(message);
          },
        });
        nudge = () => sequencer.nudge();
        return async () => {
          nudge = () => {};
          await sequencer.stop();
          await catchUp();
        };
      },
    },
    catchUp,
    async extendAll() {
      await catchUp();
      await sql`insert into audit_intake (event_id, draft)
        select gen_random_uuid(), ${JSON.stringify(draftOf('x'))} from generate_series(1, ${WAITING})`.execute(
        db,
      );
      const started = performance.now();
      await catchUp();
      return WAITING / ((performance.now() - started) / 1000);
    },
    close: async () => {
      await close();
      await closeBare();
    },
  };
}

const insertThing = 'insert into thing (id, note) values ($1, $2)';
const insertEvent = 'insert into audit_intake (event_id, draft) values ($1, $2)';
const eventOf = (thing: string) => [randomUUID(), JSON.stringify(draftOf(thing))];

async function onPglite(folder: string): Promise<Bench> {
  const opened = await openPglite({ folder: join(folder, 'service') });
  if (!opened.ok) throw new Error(opened.message);
  const bare = await PGlite.create({ dataDir: join(folder, 'bare') });
  await bare.exec(`${tables[0] ?? ''}; ${intakeTable}`);
  const way =
    (recorded: boolean): Way =>
    async (thing) => {
      await bare.transaction(async (transaction) => {
        await transaction.query(insertThing, [thing, note]);
        if (recorded) await transaction.query(insertEvent, eventOf(thing));
      });
    };
  return benchOn('PGlite', opened.value, { alone: way(false), same: way(true) }, () => bare.close(), 1);
}

async function onPostgres(url: (database: string) => string): Promise<Bench> {
  const opened = openPostgres({
    url: url('service'),
    connections: CONNECTIONS + 1,
    onBroken: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.message);
  const pool = new pg.Pool({ connectionString: url('bare'), max: CONNECTIONS });
  await pool.query(`${tables[0] ?? ''}; ${intakeTable}`);
  const way =
    (recorded: boolean): Way =>
    async (thing) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query(insertThing, [thing, note]);
        if (recorded) await client.query(insertEvent, eventOf(thing));
        await client.query('commit');
      } finally {
        client.release();
      }
    };
  return benchOn(
    'PostgreSQL',
    opened.value,
    { alone: way(false), same: way(true) },
    () => pool.end(),
    CONNECTIONS,
  );
}

/** Acts a second of one way, by as many writers as the engine takes. */
async function rateOf({ ways, beside, writers }: Bench, name: string): Promise<number> {
  const way = ways[name];
  if (way === undefined) throw new Error(name);
  const finish = beside[name]?.() ?? (() => Promise.resolve());
  const total = ACTS_A_ROUND * (writers > 1 ? 4 : 1);
  let left = total;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (left > 0) {
        left -= 1;
        await way(randomUUID());
        // A request would end here: PGlite never leaves the turn by itself.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }),
  );
  await finish();
  return total / ((performance.now() - started) / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function measure(bench: Bench): Promise<void> {
  const names = Object.keys(bench.ways);
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rates: Record<string, number> = {};
    for (const name of names) {
      rates[name] = await rateOf(bench, name);
      await bench.catchUp();
    }
    // The first one warms up.
    if (round > 0) rounds.push(rates);
  }
  const over = (name: string, base: string) =>
    median(rounds.map((rates) => (rates[name] ?? NaN) / (rates[base] ?? NaN))).toFixed(2);
  for (const name of names) {
    const rate = median(rounds.map((rates) => rates[name] ?? NaN)).toFixed(0);
    process.stdout.write(
      `| ${bench.engine} | ${name} | ${rate} | ${over(name, ALONE)} | ${over(name, SAME)} |\n`,
    );
  }
  const taken = [];
  for (let round = 0; round < 5; round += 1) taken.push(await bench.extendAll());
  process.stdout.write(
    `| ${bench.engine} | events given their place, ${WAITING} waiting | ${median(taken).toFixed(0)} | | |\n`,
  );
}

async function main(): Promise<void> {
  process.stdout.write(
    '| engine | way | a second | ÷ act alone | ÷ both by the driver |\n|---|---|---|---|---|\n',
  );
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
  const server = await startPostgres();
  try {
    await server.run('postgres', 'create database service', 'create database bare');
    for (const start of [() => onPglite(folder), () => onPostgres((database) => server.url(database))]) {
      const bench = await start();
      await measure(bench);
      await bench.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

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
 * log would cost; and how fast the log takes in what waits. Prints the tables of
 * build/decisions/intake-and-sequencer.md:
 *
 *   node --import tsx test/bench/platform-intake.ts
 *
 * Ways are run in turn, round after round, so that what else the machine does hits all alike; the median
 * round counts.
 */
const ROUNDS = 7;
const ACTS_A_ROUND = 400;
const CONNECTIONS = 16;
const WAITING = 20_000;

/** Runs one act; `thing` is what it changes. */
type Way = (thing: string) => Promise<void>;

interface Bench {
  engine: string;
  writers: number;
  ways: Record<string, Way>;
  /** Around a way: what must run beside it. */
  beside: Record<string, () => () => Promise<void>>;
  extendAll: () => Promise<number>;
  close: () => Promise<void>;
}

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
    'audited act': (thing) => act(thing),
    'audited act, log extended meanwhile': (thing) => act(thing),
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
  { db, close }: OpenDatabase,
  bare: Way,
  closeBare: () => Promise<void>,
  writers: number,
): Promise<Bench> {
  await migrate(db);
  for (const table of tables) await sql.raw(table).execute(db);
  let nudge = () => {};
  const acts = actsOn(db, systemClock, () => nudge());
  const extend = () => extendLog(db, key, systemClock);
  return {
    engine,
    writers,
    ways: { 'the act alone, by the driver': bare, ...ownWays(db, acts) },
    beside: {
      'audited act, log extended meanwhile': () => {
        const sequencer = startSequencer({
          extend,
          everyMs: 200,
          settleMs: 50,
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
        };
      },
    },
    async extendAll() {
      // What the rounds left is not part of it.
      while ((await extend()).moved > 0);
      const { rows } = await sql<{
        draft: string;
      }>`select ${JSON.stringify(draftOf('x'))}::text as draft`.execute(db);
      await sql`insert into audit_intake (event_id, draft)
        select gen_random_uuid(), ${rows[0]?.draft} from generate_series(1, ${WAITING})`.execute(db);
      const started = performance.now();
      while ((await extend()).moved > 0);
      return WAITING / ((performance.now() - started) / 1000);
    },
    close: async () => {
      await close();
      await closeBare();
    },
  };
}

async function onPglite(folder: string): Promise<Bench> {
  const opened = await openPglite({ folder: join(folder, 'service') });
  if (!opened.ok) throw new Error(opened.message);
  const bare = await PGlite.create({ dataDir: join(folder, 'bare') });
  await bare.exec(tables[0] ?? '');
  const way: Way = async (thing) => {
    await bare.transaction(async (transaction) => {
      await transaction.query('insert into thing (id, note) values ($1, $2)', [thing, note]);
    });
  };
  return benchOn('PGlite', opened.value, way, () => bare.close(), 1);
}

async function onPostgres(url: (database: string) => string): Promise<Bench> {
  const opened = openPostgres({
    url: url('service'),
    connections: CONNECTIONS + 1,
    onBroken: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.message);
  const pool = new pg.Pool({ connectionString: url('bare'), max: CONNECTIONS });
  await pool.query(tables[0] ?? '');
  const way: Way = async (thing) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query('insert into thing (id, note) values ($1, $2)', [thing, note]);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  return benchOn('PostgreSQL', opened.value, way, () => pool.end(), CONNECTIONS);
}

/** Acts a second of one way, by as many writers as the engine takes. */
async function rateOf({ ways, beside, writers }: Bench, name: string): Promise<number> {
  const way = ways[name];
  if (way === undefined) throw new Error(name);
  const finish = beside[name]?.() ?? (() => Promise.resolve());
  const started = performance.now();
  let left = ACTS_A_ROUND * (writers > 1 ? 4 : 1);
  const total = left;
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
  const rate = total / ((performance.now() - started) / 1000);
  await finish();
  return rate;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function measure(bench: Bench): Promise<void> {
  const rates = new Map<string, number[]>();
  for (const name of Object.keys(bench.ways)) await rateOf(bench, name);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(bench.ways)) {
      rates.set(name, [...(rates.get(name) ?? []), await rateOf(bench, name)]);
    }
  }
  const base = median(rates.get('the act alone, by the driver') ?? []);
  const lines = [...rates].map(([name, values]) => {
    const rate = median(values);
    return `| ${bench.engine} | ${name} | ${rate.toFixed(0)} | ${(rate / base).toFixed(2)} |`;
  });
  const taken = [];
  for (let round = 0; round < 3; round += 1) taken.push(await bench.extendAll());
  lines.push(
    `| ${bench.engine} | log extended from ${WAITING} waiting, events/s | ${median(taken).toFixed(0)} | |`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(): Promise<void> {
  process.stdout.write('| engine | way | a second | ÷ alone |\n|---|---|---|---|\n');
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

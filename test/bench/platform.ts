import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { actsOn } from '../../src/platform/audit/act';
import { draftBy } from '../../src/platform/audit/draft';
import { extendLog } from '../../src/platform/audit/extend-log';
import { loadHistory } from '../../src/platform/audit/history';
import { logGrowth } from '../../src/platform/audit/log-growth';
import { logKeyFrom } from '../../src/platform/audit/log-key';
import type { Caller } from '../../src/platform/access/caller';
import { systemClock } from '../../src/platform/clock';
import { migrate } from '../../src/platform/database/migrate';
import { makeSeed, openPglite } from '../../src/platform/database/open-pglite';
import { openPostgres, patience } from '../../src/platform/database/open-postgres';
import { prepared } from '../../src/platform/database/prepared';
import type { Database, OpenDatabase } from '../../src/platform/database/schema';
import { handlersOf } from '../../src/platform/handlers/handlers';
import { accessTokens } from '../../src/platform/identity/access-token';
import { secretSeal } from '../../src/platform/identity/sealed-secret';
import type { Service } from '../../src/platform/service';
import { platformCalls } from '../../src/shared/contract/platform/calls';
import type { AuditEventDraft } from '../../src/shared/domain/audit-event/audit-event';
import type { Result } from '../../src/shared/domain/result';
import { builtInRoles } from '../../src/shared/domain/roles';
import { startPostgres } from '../helpers/postgres';
import { median, percentile, type Bench, type Measured } from './harness';
import { practiceEvents } from './practice-events';
import { listenToDrivers, recorded, replayOnPglite, replayOnPostgres, type Replay } from './recorded-sql';

/**
 * What the service adds to the database: each act through its own code (validation, access, transaction, event)
 * against the very statements it sent, sent again by the bare driver to a twin of its database. In turn, so that a
 * busy machine slows both. What the service saves is its own: what needs no answer before it goes as one message
 * (gathering.ts), and a sign-in looks at its settings meanwhile, where the driver sends one statement after the other.
 * Passwords are taken as right: Argon2id costs what it is meant to.
 */
const ROWS = 1_000_000;
const GROWTH = 10;
/** Enough that what is measured is compiled, as it is a minute after the start of a service that runs for months. */
const ACTS = 2000;
const PAGES = 12;
const SEARCHES = 60;
const PAGE = 5000;
const WAITING = 10_000;
/** Where the documented search of the trail stands. */
const SEARCH_PATH = '/api/v1/auth/audit-logs/';

/** A database that is filled, its twin, and how they are asked. */
interface Twins {
  service: OpenDatabase;
  bare: Replay;
  close(): Promise<void>;
}

interface Engine {
  name: string;
  /** Two databases with the same `rows` events in each. */
  twins(rows: number): Promise<Twins>;
}

const key = logKeyFrom(randomBytes(32).toString('base64url'), 'wardkeeper/bench');
const seed = randomBytes(32).toString('base64url');
const admin = {
  userId: randomUUID(),
  userName: 'ann@example.org',
  displayName: 'Ann Administrator',
  role: 'admin',
};
const practice = { practiceId: randomUUID(), name: 'Bench', timeZone: 'UTC', synthetic: true };
const network = { address: '192.0.2.7', userAgent: 'Wardkeeper/0.2' };
const gone = new AbortController().signal;

export const platform: Bench = {
  name: 'platform',
  about:
    'The platform service’s acts and readings, against their own SQL by the bare driver, on both engines.',
  async run({ rows: wished, log }) {
    const rows = wished ?? ROWS;
    listenToDrivers();
    const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
    const server = await startPostgres();
    const figures: Record<string, Measured> = {};
    try {
      for (const engine of [await pglite(folder), postgres(server)]) {
        Object.assign(figures, await measure(engine, rows, log));
      }
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    return { rows, figures };
  },
};

async function measure(
  { name, twins }: Engine,
  rows: number,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  const few = await twins(Math.ceil(rows / GROWTH));
  const small = await searchTimes(few, rows, SEARCHES);
  await few.close();
  const began = performance.now();
  const many = await twins(rows);
  log(
    `${name}: ${rows.toLocaleString('en-US')} events in ${Math.round((performance.now() - began) / 1000)} s`,
  );
  try {
    const { db } = many.service;
    const calls = callsOn(db, rows);
    const figures: Record<string, Measured> = {};
    const compare = async (what: string, unit: string, count: number, act: () => Promise<unknown>) => {
      const { own, bare } = await inTurn(act, many.bare, count);
      figures[`${name}: ${what}`] = {
        value: 1000 / median(own),
        baseline: 1000 / median(bare),
        unit,
        ratioAtLeast: 0.7,
      };
      log(`${name}: ${what} done`);
    };
    await compare('audited write', 'acts/s', ACTS, () => calls.write());
    await compare('sign-in without the hash', 'acts/s', ACTS, () => calls.signIn());
    await compare('bulk page', 'pages/s', PAGES, () => calls.page());
    const large = await searchTimes(many, rows, SEARCHES);
    if (small === null || large === null) log(`${name}: there is no call at ${SEARCH_PATH} to search with`);
    else {
      figures[`${name}: filtered search`] = {
        value: 1000 / median(large.own),
        baseline: 1000 / median(large.bare),
        unit: 'searches/s',
        ratioAtLeast: 0.7,
      };
      figures[`${name}: search p95, ${rows.toLocaleString('en-US')} events against a tenth`] = {
        value: percentile(large.own, 0.95),
        baseline: percentile(small.own, 0.95),
        unit: 'ms',
        ratioAtMost: 2,
      };
    }
    figures[`${name}: events given their place`] = {
      value: await placed(many.service),
      unit: 'events/s',
    };
    return figures;
  } finally {
    await many.close();
  }
}

/** Milliseconds of each act through the service, and of its statements by the driver; the first quarter warms up. */
async function inTurn(act: () => Promise<unknown>, bare: Replay, count: number) {
  const own: number[] = [];
  const alone: number[] = [];
  const warm = Math.ceil(count / 4);
  for (let i = 0; i < count + warm; i += 1) {
    const began = performance.now();
    const { statements } = await recorded(act);
    const between = performance.now();
    await bare(statements);
    const ended = performance.now();
    if (i >= warm) {
      own.push(between - began);
      alone.push(ended - between);
    }
    // PGlite answers within one turn: let timers have theirs.
    await nextTurn();
  }
  return { own, bare: alone };
}

/** Null while the platform has no such call. */
async function searchTimes(
  twins: Twins,
  rows: number,
  count: number,
): Promise<{ own: number[]; bare: number[] } | null> {
  const search = callsOn(twins.service.db, rows).search();
  return search === null ? null : inTurn(search, twins.bare, count);
}

function callsOn(db: Database, rows: number) {
  const clock = systemClock;
  const acts = actsOn(db, clock, () => undefined);
  const tokens = accessTokens(seed, 'wardkeeper/bench', clock);
  // What these calls do not use is not there.
  const service = {
    ...{ db, acts, clock, tokens, practice, version: 'bench' },
    passwords: { hash: () => Promise.resolve('x'), fits: () => Promise.resolve(true) },
    seal: secretSeal(seed),
    setup: { code: null, claimed: () => undefined },
    growth: logGrowth(null),
    isLogDamaged: () => false,
    verifierKey: key.verifierKey,
  } as unknown as Service;
  const handlers = handlersOf(service);
  const role = builtInRoles.find(({ code }) => code === admin.role) ?? null;
  const questions = practiceEvents(1000, 7);
  let caller: Caller | undefined;
  let from = 0;

  async function signIn() {
    const typed = { userName: admin.userName, password: 'x' };
    return worked(await handlers['auth.signIn'](typed, { network: { ...network } }, gone));
  }

  async function signedIn(): Promise<Caller> {
    if (caller !== undefined) return caller;
    const claims = await tokens.read((await signIn()).accessToken);
    if (claims === null) throw new TypeError('No session was opened');
    caller = { network, account: admin, role, sessionId: claims.sessionId, access: 'practice' };
    return caller;
  }

  return {
    signIn,
    write: () =>
      acts.act(async (transaction, record) => {
        const id = randomUUID();
        await addThing(transaction, { id });
        const happened = { action: 'UPDATE', verb: 'BENCH', resource: { type: 'Thing', id } } as const;
        const who = { network, account: admin, role, sessionId: 's' };
        await record({ ...draftBy(who, happened, clock()), patients: [randomUUID()], phiFields: ['name'] });
      }),
    /** The reply's text: that is what a page is for. */
    async page() {
      const who = await signedIn();
      if (from + PAGE > rows) from = 0;
      const { text } = worked(await handlers['audit.listEvents']({ from, limit: PAGE, wait: 0 }, who, gone));
      from += PAGE;
      return text.length;
    },
    search() {
      const call = Object.entries(platformCalls).find(
        ([, { path, method }]) => path === SEARCH_PATH && method === 'GET',
      );
      if (call === undefined) return null;
      const [name, { request }] = call;
      const handler = handlers[name as keyof typeof handlers] as unknown as (
        request: unknown,
        caller: Caller,
        gone: AbortSignal,
      ) => Promise<Result<unknown>>;
      // The names of its filters as the call declares them; what it does not know is left out.
      const known = Object.keys(request.shape);
      return async () => {
        const who = await signedIn();
        const filters = { user: questions.user(), userId: questions.user(), action: 'UPDATE', page_size: 50 };
        const asked = Object.entries(filters).filter(([field]) => known.includes(field));
        return worked(await handler(request.parse(Object.fromEntries(asked)), who, gone));
      };
    },
  };
}

/** Stands for what somebody does; what is measured is what the service does about it. */
const addThing = prepared<{ id: string }, unknown>(
  (_, { id }) => sql`insert into thing (id, note) values (${id}, 'a line that somebody wrote')`,
);

function worked<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/** Events a second, from a full intake. */
async function placed({ db, upkeep }: OpenDatabase): Promise<number> {
  const rates: number[] = [];
  const draft = {
    ...draftBy({ network }, { action: 'UPDATE', verb: 'BENCH', resource: { type: 'Thing' } }, systemClock()),
    patients: [randomUUID()],
  };
  const catchUp = async () => {
    for (;;) {
      const extended = await extendLog(db, key, systemClock);
      await upkeep?.(extended.moved);
      if ('damaged' in extended) throw new Error(extended.damaged);
      if (extended.moved === 0) return;
    }
  };
  await catchUp();
  for (let round = 0; round < 3; round += 1) {
    await sql`insert into audit_intake (event_id, draft)
      select gen_random_uuid(), ${JSON.stringify(draft)} from generate_series(1, ${WAITING})`.execute(db);
    const began = performance.now();
    await catchUp();
    rates.push(WAITING / ((performance.now() - began) / 1000));
  }
  return median(rates);
}

async function fill(db: Database, rows: number): Promise<void> {
  await migrate(db);
  await sql`create table thing (id uuid primary key, note text not null)`.execute(db);
  const now = systemClock();
  await db
    .insertInto('practice')
    .values({
      practice_id: practice.practiceId,
      name: practice.name,
      time_zone: practice.timeZone,
      synthetic: true,
      created_at: now,
    })
    .execute();
  await db
    .insertInto('account')
    .values({
      user_id: admin.userId,
      user_name: admin.userName,
      user_key: admin.userName,
      display_name: admin.displayName,
      role: admin.role,
      password_hash: 'x',
      created_at: now,
      ended_at: null,
    })
    .execute();
  await db.transaction().execute(async (transaction) => {
    // Indexes of a million events are built for longer than a request may take.
    await sql`select set_config('statement_timeout', '0', true)`.execute(transaction);
    worked(
      await loadHistory(transaction, drafts(rows), {
        key,
        fresh: (n) => randomBytes(n),
        placed: () => undefined,
      }),
    );
  });
  await sql`vacuum (analyze)`.execute(db);
}

async function* drafts(rows: number): AsyncGenerator<AuditEventDraft[]> {
  const source = practiceEvents(rows, 1);
  for (let left = rows; left > 0; left -= PAGE) {
    yield Promise.resolve(
      source.take(Math.min(PAGE, left)).map(({ v: _v, id: _id, recordedAt: _at, ...draft }) => draft),
    );
  }
}

async function pglite(folder: string): Promise<Engine> {
  const empty = await makeSeed();
  let places = 0;
  const open = async (at: string) => {
    const opened = worked(await openPglite({ folder: at, seed: () => Promise.resolve(empty) }));
    return opened;
  };
  return {
    name: 'PGlite',
    async twins(rows) {
      const place = join(folder, `pglite-${(places += 1)}`);
      const filling = await open(place);
      await fill(filling.db, rows);
      await filling.close();
      cpSync(join(place, 'postgres'), join(place, 'bare'), { recursive: true });
      const service = await open(place);
      const bare = await PGlite.create({ dataDir: join(place, 'bare') });
      return {
        service,
        bare: replayOnPglite(bare),
        async close() {
          await service.close();
          await bare.close();
          rmSync(place, { recursive: true, force: true });
        },
      };
    },
  };
}

function postgres(server: Awaited<ReturnType<typeof startPostgres>>): Engine {
  let places = 0;
  const open = (name: string) =>
    worked(openPostgres({ url: server.url(name), connections: 4, onBroken: () => undefined }));
  return {
    name: 'PostgreSQL',
    async twins(rows) {
      const name = `place_${(places += 1)}`;
      await server.run('postgres', `create database ${name}`);
      const filling = open(name);
      await fill(filling.db, rows);
      await filling.close();
      await server.run('postgres', `create database ${name}_bare template ${name}`);
      const service = open(name);
      const client = new pg.Client({ connectionString: server.url(`${name}_bare`), ...patience });
      await client.connect();
      return {
        service,
        bare: replayOnPostgres(client),
        async close() {
          await service.close();
          await client.end();
          await server.run('postgres', `drop database ${name}`, `drop database ${name}_bare`);
        },
      };
    },
  };
}

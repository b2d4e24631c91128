import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, grantService } from '../../../src/platform/database/migrate';
import { makeSeed, openPglite } from '../../../src/platform/database/open-pglite';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import type { OpenDatabase, Schema } from '../../../src/platform/database/schema';
import { startPostgres, type TestPostgres } from '../../helpers/postgres';

/** A place for one database, that can be opened again after it was closed. */
export interface Place {
  /** Opens it as the service does: on PostgreSQL by the role that may only add to the log. */
  open(): Promise<OpenDatabase>;
  /** Opens it as whoever owns the schema: on PGlite there is only one user. */
  openAsOwner(): Promise<OpenDatabase>;
}

export interface Engine {
  name: 'PGlite' | 'PostgreSQL';
  /** A new place whose schema is up to date and which holds nothing. */
  place(): Promise<Place>;
  /** One open database for all tests of a file that do not mind what others left in it. */
  shared(): Promise<OpenDatabase>;
}

/**
 * The same tests on both engines. Prints how many ran on each, and fails if the counts differ: a test that
 * one engine is spared shows.
 */
export function onBothEngines(title: string, tests: (engine: Engine, test: EngineTest) => void): void {
  const passed = { PGlite: 0, PostgreSQL: 0 };
  describe.each(['PGlite', 'PostgreSQL'] as const)(`${title} on %s`, (name) => {
    const engine = name === 'PGlite' ? pgliteEngine() : postgresEngine();
    beforeAll(engine.start);
    afterAll(engine.stop);
    let shared: Promise<OpenDatabase> | undefined;
    const sharing: Engine = {
      ...engine,
      shared: () => (shared ??= engine.place().then((place) => place.open())),
    };
    tests(sharing, (said, work, atMostMs) => {
      test(said, { ...(atMostMs !== undefined && { timeout: atMostMs }) }, async () => {
        await work();
        passed[name] += 1;
      });
    });
  });
  test(`${title}: as many tests passed on either engine`, () => {
    process.stdout.write(`${title}: PGlite ${passed.PGlite}, PostgreSQL ${passed.PostgreSQL}\n`);
    expect(passed.PGlite).toBeGreaterThan(0);
    expect(passed.PostgreSQL).toBe(passed.PGlite);
  });
}

export type EngineTest = (said: string, work: () => Promise<void>, atMostMs?: number) => void;

export interface ManagedEngine extends Omit<Engine, 'shared'> {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function pgliteEngine(): ManagedEngine {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-pglite-'));
  const opened: OpenDatabase[] = [];
  let upToDate: Blob | undefined;
  let places = 0;
  return {
    name: 'PGlite',
    async start() {
      upToDate = await migratedSeed(folder);
    },
    place() {
      const at = join(folder, String((places += 1)));
      const open = async () => {
        const result = await openPglite({ folder: at, seed: () => Promise.resolve(upToDate) });
        if (!result.ok) throw new Error(result.message);
        opened.push(result.value);
        return result.value;
      };
      return Promise.resolve({ open, openAsOwner: open });
    },
    async stop() {
      await closeAll(opened);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An up-to-date database to start each place from, as PostgreSQL has its template. */
async function migratedSeed(folder: string): Promise<Blob> {
  const pglite = await PGlite.create({
    dataDir: join(folder, 'template'),
    loadDataDir: new Blob([readFileSync(await seedFile())]),
  });
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  await migrate(db);
  const dump = await pglite.dumpDataDir('none');
  await db.destroy();
  return dump;
}

const serviceRole = { name: 'service', password: 'only-in-this-test' };

function postgresEngine(): ManagedEngine {
  const opened: OpenDatabase[] = [];
  let server: TestPostgres | undefined;
  let places = 0;
  const running = () => {
    if (server === undefined) throw new Error('PostgreSQL is not running');
    return server;
  };
  const openUrl = (url: string) => {
    const result = openPostgres({ url, connections: 12, onBroken: () => undefined });
    if (!result.ok) throw new Error(result.message);
    opened.push(result.value);
    return result.value;
  };
  return {
    name: 'PostgreSQL',
    async start() {
      server = await startPostgres();
      const { name, password } = serviceRole;
      await server.run(
        'postgres',
        `create role ${name} login password '${password}'`,
        'create database up_to_date',
      );
      const { db, close } = openUrl(server.url('up_to_date'));
      await migrate(db);
      await grantService(db, name);
      await close();
    },
    async place() {
      const name = `place_${(places += 1)}`;
      await running().run('postgres', `create database ${name} template up_to_date`);
      return {
        open: () => Promise.resolve(openUrl(running().url(name, serviceRole))),
        openAsOwner: () => Promise.resolve(openUrl(running().url(name))),
      };
    },
    async stop() {
      await closeAll(opened);
      await server?.stop();
    },
  };
}

async function closeAll(opened: OpenDatabase[]): Promise<void> {
  await Promise.all(opened.map((database) => database.close()));
}

/** A file with an empty database: initdb takes seconds, and its result depends on nothing but the version. */
export async function seedFile(): Promise<string> {
  const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8')) as {
    version: string;
  };
  const file = join('node_modules', '.cache', 'wardkeeper', `pglite-${version}.tar.gz`);
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, Buffer.from(await (await makeSeed()).arrayBuffer()));
  renameSync(own, file);
  return file;
}

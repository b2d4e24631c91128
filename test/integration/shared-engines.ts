import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedPool } from '../../src/platform/database/embedded-pool';
import { grantService, migrate } from '../../src/platform/database/migrate';
import { openPostgres } from '../../src/platform/database/open-postgres';
import type { Schema } from '../../src/platform/database/schema';
import { startPostgres, type PostgresAccess } from '../helpers/postgres';
import { seedFile } from './platform/seed-file';

/** An up-to-date database that holds nothing, from which others are made: its name on PostgreSQL. */
export const UP_TO_DATE = 'up_to_date';
/** The service's own role, that may only add to the log. */
export const serviceRole = { name: 'service', password: 'only-in-this-test' };

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's address of the server that all tests of the run share. */
    postgres: string;
    /** The folder of an up-to-date PGlite database, to be copied. */
    pglite: string;
  }
}

/**
 * Starts one PostgreSQL server and brings one database of either engine up to date, once for a whole run: a file
 * that does it for itself takes six seconds longer.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // What these tests are about is not whether a power failure is survived: that is what `fsync` is for.
  const server = await startPostgres(['-c', 'fsync=off', '-c', 'max_connections=300']);
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-engines-'));
  const end = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await makePostgres(server);
    project.provide('postgres', server.url('postgres'));
    const pglite = join(folder, 'pglite');
    await makePglite(pglite);
    project.provide('pglite', pglite);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

async function makePostgres(server: PostgresAccess): Promise<void> {
  const { name, password } = serviceRole;
  await server.run(
    'postgres',
    `create role ${name} login password '${password}'`,
    `create database ${UP_TO_DATE}`,
  );
  const opened = openPostgres({ url: server.url(UP_TO_DATE), connections: 1, onBroken: () => undefined });
  if (!opened.ok) throw new Error(opened.message);
  const { db, close } = opened.value;
  try {
    await migrate(db);
    await grantService(db, name);
  } finally {
    await close();
  }
  // Whoever were connected to it would keep others from making theirs of it.
  await server.run('postgres', `alter database ${UP_TO_DATE} allow_connections false`);
}

async function makePglite(dataDir: string): Promise<void> {
  const pglite = await PGlite.create({ dataDir, loadDataDir: new Blob([readFileSync(await seedFile())]) });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: embeddedPool(pglite) }) });
  await migrate(db);
  await db.destroy();
}

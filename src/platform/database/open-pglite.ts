import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result';
import { embeddedPool } from './embedded-pool';
import { lockFolder } from './folder-lock';
import type { OpenDatabase, Schema } from './schema';
import { upkeepOf } from './upkeep';

export interface PgliteSettings {
  /** Created where it is missing; nobody else may use it. */
  folder: string;
  /**
   * Reads an empty database made beforehand (`makeSeed`): a new one starts from it several times faster than
   * by initdb. Undefined where there is none.
   */
  seed?: (() => Promise<Blob | undefined>) | undefined;
}

/** Opens the embedded database of a folder for this process alone. Throws what the engine throws. */
export async function openPglite(settings: PgliteSettings): Promise<Result<OpenDatabase>> {
  mkdirSync(settings.folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(settings.folder);
  if (!lock.ok) return lock;
  try {
    const dataDir = join(settings.folder, 'postgres');
    if (!existsSync(dataDir)) await makeDatabase(dataDir, await settings.seed?.());
    if (!existsSync(join(dataDir, 'PG_VERSION'))) {
      lock.value.release();
      return damaged;
    }
    const pglite = await PGlite.create({ dataDir });
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: embeddedPool(pglite) }) });
    return ok({
      db,
      upkeep: upkeepOf(db),
      shared: false,
      listen: null,
      close: async () => {
        await db.destroy();
        // Kysely leaves an engine that it never queried open.
        if (!pglite.closed) await pglite.close();
        lock.value.release();
      },
    });
  } catch (error) {
    lock.value.release();
    throw error;
  }
}

/** Made aside and renamed when it is whole: a process that ends meanwhile leaves nothing that looks like one. */
async function makeDatabase(dataDir: string, seed: Blob | undefined): Promise<void> {
  const making = `${dataDir}.making`;
  await rm(making, { recursive: true, force: true });
  const pglite = await PGlite.create({
    dataDir: making,
    ...(seed !== undefined && { loadDataDir: seed }),
  });
  await pglite.close();
  await rename(making, dataDir);
}

const damaged = err(
  'damaged',
  'The folder of the database holds no whole database.',
  'Keep the folder as it is and tell your IT staff.',
);

/**
 * A new, empty database that ends with its closing, in this process's memory or, where it would take too much of it, in
 * a folder of its own: that is made, and nothing of it is left. Throws what the engine throws.
 */
export async function openEmpty(
  seed: PgliteSettings['seed'],
  folder?: string,
): Promise<Pick<OpenDatabase, 'db' | 'close'>> {
  const begun = await seed?.();
  const takeAway = async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  await takeAway();
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const pglite = await PGlite.create({
      ...(begun !== undefined && { loadDataDir: begun }),
      ...(folder !== undefined && { dataDir: join(folder, 'postgres') }),
    });
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: embeddedPool(pglite) }) });
    return {
      db,
      close: async () => {
        await db.destroy();
        if (!pglite.closed) await pglite.close();
        await takeAway();
      },
    };
  } catch (error) {
    await takeAway();
    throw error;
  }
}

/** A new, empty database as one compressed file. Depends on nothing but the version of PGlite. */
export async function makeSeed(): Promise<Blob> {
  const pglite = await PGlite.create();
  try {
    return await pglite.dumpDataDir('gzip');
  } finally {
    await pglite.close();
  }
}

/** The seed that the build laid down, if it did. */
export async function readSeed(file: string): Promise<Blob | undefined> {
  return existsSync(file) ? new Blob([await readFile(file)], { type: 'application/gzip' }) : undefined;
}

import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result';
import { grantService, migrate } from '../database/migrate';
import { openPglite, readSeed } from '../database/open-pglite';
import { openPostgres } from '../database/open-postgres';
import { restoreBackup } from '../backup/restore';
import { systemClock } from '../clock';
import type { Database, OpenDatabase } from '../database/schema';
import { errorFacts, type Log } from '../log';
import type { ServiceKeys } from './key-files';
import type { AloneSettings } from './settings';

type RestoringKeys = Pick<ServiceKeys, 'backup' | 'log' | 'phi'> & { olderPhi: readonly string[] };

/**
 * PostgreSQL where an address of it is set, else the embedded database, begun from `seedFile` where that is
 * there; an empty one is filled from a backup first where one is set. Throws what the database throws.
 */
export async function openDatabase(
  settings: AloneSettings,
  seedFile: string,
  log: Log,
  keys: RestoringKeys,
): Promise<Result<OpenDatabase>> {
  const { databaseUrl, databaseOwnerUrl, databaseConnections, folder } = settings;
  const filled = ({ db }: OpenDatabase) => fill(db, settings, log, keys);
  if (databaseUrl === undefined) {
    if (folder === undefined) throw new TypeError('There is no place for the database');
    const embedded = await openPglite({ folder, seed: () => readSeed(seedFile) });
    return embedded.ok ? orClosed(embedded.value, filled) : embedded;
  }
  const authority = readAuthority(settings.databaseAuthority);
  if (!authority.ok) return authority;
  const open = (url: string, connections: number) =>
    openPostgres({
      url,
      connections,
      authority: authority.value,
      onBroken: (error) => log('connection-broken', errorFacts(error)),
    });
  if (databaseOwnerUrl !== undefined) {
    const owner = open(databaseOwnerUrl, 1);
    if (!owner.ok) return owner;
    try {
      const restored = await filled(owner.value);
      if (!restored.ok) return restored;
      const migrated = await migrate(owner.value.db);
      if (!migrated.ok) return migrated;
      await grantService(owner.value.db, decodeURIComponent(new URL(databaseUrl).username));
    } finally {
      await owner.value.close();
    }
  }
  const opened = open(databaseUrl, databaseConnections);
  return opened.ok && databaseOwnerUrl === undefined ? orClosed(opened.value, filled) : opened;
}

/** Restores the backup that is set, where one is. */
async function fill(
  db: Database,
  { restoreFrom }: AloneSettings,
  log: Log,
  keys: RestoringKeys,
): Promise<Result<void>> {
  if (restoreFrom === undefined) return ok(undefined);
  const restored = await restoreBackup({
    ...{ db, clock: systemClock, file: restoreFrom },
    ...{ backupKey: keys.backup, logKey: keys.log, phiKey: keys.phi, olderPhiKeys: keys.olderPhi },
  });
  if (!restored.ok) return restored;
  log('restored', { events: restored.value.events });
  return ok(undefined);
}

/** The database, or the refusal of what was to be done with it first; it is closed then. */
async function orClosed(
  database: OpenDatabase,
  first: (database: OpenDatabase) => Promise<Result<void>>,
): Promise<Result<OpenDatabase>> {
  try {
    const done = await first(database);
    if (done.ok) return ok(database);
    await database.close();
    return done;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function readAuthority(path: string | undefined): Result<string | undefined> {
  if (path === undefined) return ok(undefined);
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch {
    return err('not-found', `The file ${path} cannot be read.`, 'Correct databaseAuthority.');
  }
}

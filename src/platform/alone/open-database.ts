import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result';
import { grantService, migrate } from '../database/migrate';
import { openPglite, readSeed } from '../database/open-pglite';
import { openPostgres } from '../database/open-postgres';
import type { OpenDatabase } from '../database/schema';
import { errorFacts, type Log } from '../log';
import type { AloneSettings } from './settings';

/**
 * PostgreSQL where an address of it is set, else the embedded database, begun from `seedFile` where that is
 * there. Throws what the database throws.
 */
export async function openDatabase(
  settings: AloneSettings,
  seedFile: string,
  log: Log,
): Promise<Result<OpenDatabase>> {
  const { databaseUrl, databaseOwnerUrl, databaseConnections, folder } = settings;
  if (databaseUrl === undefined) {
    if (folder === undefined) throw new TypeError('There is no place for the database');
    return openPglite({ folder, seed: () => readSeed(seedFile) });
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
      const migrated = await migrate(owner.value.db);
      if (!migrated.ok) return migrated;
      await grantService(owner.value.db, decodeURIComponent(new URL(databaseUrl).username));
    } finally {
      await owner.value.close();
    }
  }
  return open(databaseUrl, databaseConnections);
}

function readAuthority(path: string | undefined): Result<string | undefined> {
  if (path === undefined) return ok(undefined);
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch {
    return err('not-found', `The file ${path} cannot be read.`, 'Correct databaseAuthority.');
  }
}

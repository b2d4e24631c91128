import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import * as logAndAccounts from './migrations/2026-01-05-log-and-accounts';
import type { Database } from './schema';

/** In the order of their names; a migration that has been released is never changed. */
const migrations: Record<string, Migration> = {
  '2026-01-05-log-and-accounts': logAndAccounts,
};

/** Brings the schema up to date, all of it or nothing. Throws what the database throws. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new TypeError('The migration failed');
}

/**
 * Gives `role` what the service needs and no more: on the log itself only INSERT and SELECT. Run by the
 * owner of the schema after migrating; the owner's own rights are not for the running service. A service
 * that is newer than the schema is refused by the database when it tries to migrate as this role.
 */
export async function grantService(db: Database, role: string): Promise<void> {
  const grants: [string, string[]][] = [
    ['select', ['kysely_migration', 'kysely_migration_lock']],
    ['select, insert', ['practice', 'audit_event', 'tree_node']],
    ['select, insert, update', ['account', 'session', 'trail_reading']],
    ['select, insert, delete', ['failed_sign_in', 'audit_intake']],
    ['select, update', ['checkpoint']],
  ];
  for (const [rights, tables] of grants) {
    for (const table of tables) {
      await sql`revoke all on ${sql.table(table)} from ${sql.id(role)}`.execute(db);
      await sql`grant ${sql.raw(rights)} on ${sql.table(table)} to ${sql.id(role)}`.execute(db);
    }
  }
}

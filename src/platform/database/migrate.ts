import { sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator, type Migration } from 'kysely/migration';
import { err, ok, type Result } from '../../shared/domain/result';
import * as logAndAccounts from './migrations/2026-01-05-log-and-accounts';
import * as accounts from './migrations/2026-11-22-accounts';
import * as identity from './migrations/2026-11-22-identity';
import * as practice from './migrations/2026-11-22-practice';
import * as retention from './migrations/2026-11-27-retention';
import * as consents from './migrations/2026-11-27-consents';
import * as disclosures from './migrations/2026-11-27-disclosures';
import * as documents from './migrations/2026-11-27-documents';
import * as evidence from './migrations/2026-11-27-evidence';
import * as hipaa from './migrations/2026-11-27-hipaa';
import * as phi from './migrations/2026-11-27-phi';
import * as trail from './migrations/2026-11-27-trail';
import * as people from './migrations/2026-11-27-people';
import * as access from './migrations/2026-11-27-access';
import * as detection from './migrations/2026-11-27-detection';
import * as backup from './migrations/2026-11-27-backup';
import * as alertWeight from './migrations/2026-11-28-alert-weight';
import * as archiveFailure from './migrations/2026-11-28-archive-failure';
import * as care from './migrations/2026-11-28-care';
import * as documentProof from './migrations/2026-11-28-document-proof';
import * as identitySettings from './migrations/2026-11-28-identity';
import * as passwordReset from './migrations/2026-11-28-password-reset';
import * as requestCounts from './migrations/2026-11-28-request-counts';
import * as researchWaiver from './migrations/2026-11-28-research-waiver';
import * as search from './migrations/2026-11-28-search';
import * as tally from './migrations/2026-11-28-tally';
import type { Database } from './schema';

/** In the order of their names; a migration that has been released is never changed. */
const migrations: Record<string, Migration> = {
  '2026-01-05-log-and-accounts': logAndAccounts,
  '2026-11-22-accounts': accounts,
  '2026-11-22-identity': identity,
  '2026-11-22-practice': practice,
  '2026-11-27-consents': consents,
  '2026-11-27-disclosures': disclosures,
  '2026-11-27-hipaa': hipaa,
  '2026-11-27-phi': phi,
  '2026-11-27-trail': trail,
  '2026-11-27-people': people,
  '2026-11-27-access': access,
  '2026-11-27-documents': documents,
  '2026-11-27-evidence': evidence,
  '2026-11-27-detection': detection,
  '2026-11-27-backup': backup,
  '2026-11-27-retention': retention,
  '2026-11-28-alert-weight': alertWeight,
  '2026-11-28-archive-failure': archiveFailure,
  '2026-11-28-care': care,
  '2026-11-28-document-proof': documentProof,
  '2026-11-28-identity': identitySettings,
  '2026-11-28-password-reset': passwordReset,
  '2026-11-28-request-counts': requestCounts,
  '2026-11-28-research-waiver': researchWaiver,
  '2026-11-28-search': search,
  '2026-11-28-tally': tally,
};

/**
 * Brings the schema up to date, all of it or nothing; refuses one that a newer version has made. Throws what
 * the database throws.
 */
export async function migrate(db: Database): Promise<Result<void>> {
  const done = await migrationsOf(db);
  const unknown = done.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) return tooNew;
  // The migrator reads the whole catalogue, which at each start would be a good part of it.
  if (done.length === Object.keys(migrations).length) return ok(undefined);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(unhurried(migrations)) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new TypeError('The migration failed');
  return ok(undefined);
}

/**
 * Brings an empty database to the schema that `names` made and no further, for rows that were taken out of it; refuses
 * names that this version does not know, and a database that went another way. Throws what the database throws.
 */
export async function migrateTo(db: Database, names: readonly string[]): Promise<Result<void>> {
  if (names.some((name) => !Object.hasOwn(migrations, name))) return tooNew;
  const wanted = [...names].sort();
  const steps = Object.fromEntries(Object.entries(migrations).filter(([name]) => wanted.includes(name)));
  const done = (await migrationsOf(db)).sort();
  if (done.some((name) => !wanted.includes(name))) return otherwise;
  if (done.length === wanted.length) return ok(undefined);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(unhurried(steps)) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new TypeError('The migration failed');
  return ok(undefined);
}

/** To build an index over a long log takes longer than any request may. */
function unhurried(steps: Readonly<Record<string, Migration>>): Record<string, Migration> {
  const longer = ({ up, ...rest }: Migration): Migration => ({
    ...rest,
    async up(db) {
      await sql`select set_config('statement_timeout', '0', true)`.execute(db);
      await up(db);
    },
  });
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, longer(step)]));
}

/** The names of what was done to this database. */
export async function migrationsOf(db: Database): Promise<string[]> {
  const { rows: tables } = await sql<{ found: string | null }>`
    select to_regclass(${DEFAULT_MIGRATION_TABLE})::text as found`.execute(db);
  if (tables[0]?.found == null) return [];
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return rows.map(({ name }) => name);
}

const otherwise = err(
  'conflict',
  'This database was prepared by a newer version of Wardkeeper than the backup is from; nothing was changed.',
  'Give a new, empty database.',
);

const tooNew = err(
  'too-new',
  'This database was made by a newer version of Wardkeeper; nothing in it was changed.',
  'Install that version or a later one.',
);

/**
 * Gives `role` what the service needs and no more: on the log itself only INSERT and SELECT. Run by the
 * owner of the schema after migrating; the owner's own rights are not for the running service. A service
 * that is newer than the schema is refused by the database when it tries to migrate as this role.
 */
export async function grantService(db: Database, role: string): Promise<void> {
  const grants: [string, string[]][] = [
    ['select', [DEFAULT_MIGRATION_TABLE, 'audit_tally']],
    ['select, insert', ['practice', 'patient', 'console_act', 'audit_event', 'tree_node']],
    ['select, insert', ['cosigner', 'cosigned_checkpoint', 'cosignature', 'trail_question']],
    ['select, insert, update', ['account', 'second_factor', 'session', 'trail_reading']],
    ['select, insert, update', ['custom_role', 'address_block']],
    ['select, insert, update, delete', ['recovery_code', 'refresh_token', 'failed_sign_in']],
    ['select, insert, delete', ['audit_intake']],
    ['select, insert, update (name, version, ended_at)', ['care_team']],
    ['select, insert, update (duty, until)', ['care_team_membership']],
    ['select, insert, update (until)', ['patient_assignment', 'referral', 'patient_account']],
    ['select, insert, update (address), delete', ['household']],
    [
      'select, insert, update (demographics, version, mrn_index, email_index, household_id), delete',
      ['patient_record'],
    ],
    ['select, insert, update (demographics)', ['workforce_record']],
    [
      'select, insert, update (state, wrapped, wrapped_by, retired_at, destroyed_at, overwritten_at)',
      ['phi_key'],
    ],
    ['select, insert, update', ['phi_opening', 'request_count']],
    ['select, insert, update (ends_at, kind, care_team_id, cancelled_at)', ['shift']],
    ['select, insert, update (user_id, starts_at, minutes, visit_type, status, version)', ['appointment']],
    ['select, insert, update (deleted_at, ended_at, version)', ['encounter']],
    ['insert', ['planted_misuse']],
    ['select, update', ['hipaa_setting']],
    ['select, insert, update (deactivated_at)', ['hipaa_agreement']],
    ['select, insert, update (revoked_at)', ['patient_consent']],
    ['select, insert, update (ended_by, ended_at)', ['research_waiver']],
    ['select, insert', ['disclosure', 'document_version', 'attestation']],
    ['select, insert', ['document_checkpoint', 'document_proof']],
    ['select, insert, update', ['backup']],
    ['select, insert', ['provisioning']],
    ['select, insert, update', ['invitation', 'provisioning_row', 'break_glass']],
    ['select, update', ['detection_setting', 'detection_cursor', 'identity_setting']],
    ['select, insert, update, delete', ['detector_state']],
    ['select, insert', ['session_move']],
    ['select, insert, update', ['alert']],
    ['select, update', ['checkpoint']],
    [
      'select, insert, delete, update (state, root, checkpoint, sha256, bytes, sealed_at, restored_at, purged_at)',
      ['audit_archive'],
    ],
    ['select, insert, delete, update (sealed)', ['audit_archive_chunk']],
    ['select, insert, update, delete', ['archive_failure']],
    ['select, update', ['retention_policy']],
    ['select, insert, update (released_at, released_by, release_reason)', ['legal_hold']],
    ['select, insert', ['record_archive', 'destruction_certificate']],
    ['select, insert, update (finished_at)', ['patient_erasure']],
  ];
  for (const [rights, tables] of grants) {
    for (const table of tables) {
      await sql`revoke all on ${sql.table(table)} from ${sql.id(role)}`.execute(db);
      await sql`grant ${sql.raw(rights)} on ${sql.table(table)} to ${sql.id(role)}`.execute(db);
    }
  }
  // What is archived leaves the log's table by this alone: it runs with the owner's rights, and checks.
  await sql`grant execute on function put_away(uuid, integer) to ${sql.id(role)}`.execute(db);
  // The same for the keys, whose table only its owner may write anew.
  await sql`grant execute on function rewrite_phi_key() to ${sql.id(role)}`.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** The backups of this database: what became of each, and of its file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table backup (
    backup_id uuid primary key,
    begun_at bigint not null,
    alive_at bigint not null,
    outcome text not null check (outcome in ('running', 'good', 'failed')),
    reason text,
    made_at bigint,
    verified text check (verified in ('restored', 'read')),
    verified_at bigint,
    events bigint,
    root text,
    file text,
    bytes bigint,
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
    deleted_at bigint,
    check ((outcome = 'failed') = (reason is not null)),
    check (outcome <> 'good' or (made_at is not null and verified is not null and verified_at is not null
      and events is not null and root is not null and file is not null and bytes is not null
      and sha256 is not null))
  )`,
  // One at a time, whatever node asks.
  `create unique index backup_outcome on backup (outcome) where outcome = 'running'`,
  `create index backup_begun_at on backup (begun_at)`,
];

import { sql } from 'kysely';
import type { Database } from './schema';

/** The triggers by which the database keeps the audit log, what it is archived in, and what holds that. */
export const keepers = {
  audit_event: ['append_only', 'archive_named', 'into_an_archive'],
  audit_intake: ['append_only', 'only_into_the_log'],
  tree_node: ['append_only'],
  checkpoint: ['one_head', 'only_forward'],
  cosigner: ['append_only'],
  cosigned_checkpoint: ['append_only'],
  cosignature: ['append_only'],
  audit_archive: ['archive_begins', 'archive_steps', 'unfinished_only', 'preserved'],
  audit_archive_chunk: ['unfinished_only', 'emptied_only', 'preserved'],
  legal_hold: ['released_only', 'preserved'],
  destruction_certificate: ['append_only'],
} as const;

/** Whether every one of them is there and fires in each session, replicas' among them ('A': ENABLE ALWAYS). */
export async function refusesChange(db: Database): Promise<boolean> {
  const { rows } = await sql<{ keeps: string; trigger: string }>`
    select tgrelid::regclass::text as keeps, tgname as trigger from pg_trigger where tgenabled = 'A'`.execute(
    db,
  );
  return Object.entries(keepers).every(([table, triggers]) =>
    triggers.every((trigger) => rows.some((row) => row.keeps === table && row.trigger === trigger)),
  );
}

import { sql } from 'kysely';
import { expect } from 'vitest';
import { keepers, refusesChange } from '../../../src/platform/database/keepers';
import type { DatabaseTransaction } from '../../../src/platform/database/schema';
import { onBothEngines } from './engines';

const all = Object.entries(keepers).flatMap(([table, triggers]) =>
  triggers.map((trigger): [string, string] => [table, trigger]),
);

/** Tables whose triggers keep other records than the log. */
const ofRecords = [
  'attestation',
  'disclosure',
  'document_checkpoint',
  'document_proof',
  'document_version',
  'hipaa_agreement',
  'patient_consent',
  'record_archive',
  'research_waiver',
];
const keepNothing = [
  'checkpoint tell_listeners',
  'account next_version',
  'audit_event tally_insert',
  'audit_event tally_delete',
];

onBothEngines('what keeps the audit log', (engine, test) => {
  test('is every trigger of the database but those of other records, and one of them missing shows', async () => {
    const { db } = await (await engine.place()).openAsOwner();
    const { rows } = await sql<{ keeps: string; trigger: string }>`
      select tgrelid::regclass::text as keeps, tgname as trigger from pg_trigger where not tgisinternal`.execute(
      db,
    );
    const there = new Set(
      rows
        .filter(({ keeps }) => !ofRecords.includes(keeps))
        .map(({ keeps, trigger }) => `${keeps} ${trigger}`)
        .filter((one) => !keepNothing.includes(one)),
    );
    expect(there).toEqual(new Set(all.map((pair) => pair.join(' '))));

    expect(await refusesChange(db)).toBe(true);
    /** What it says after these statements, which are taken back. */
    const after = async (...statements: string[]) => {
      let says: boolean | undefined;
      const undone = db.transaction().execute(async (transaction: DatabaseTransaction) => {
        for (const statement of statements) await sql.raw(statement).execute(transaction);
        says = await refusesChange(transaction);
        throw new Error('Taken back');
      });
      await expect(undone).rejects.toThrow('Taken back');
      return says;
    };
    expect(await after('select 1')).toBe(true);
    for (const [table, trigger] of all) {
      expect
        .soft([table, trigger, await after(`drop trigger ${trigger} on ${table}`)])
        .toEqual([table, trigger, false]);
      expect
        .soft([table, trigger, await after(`alter table ${table} disable trigger ${trigger}`)])
        .toEqual([table, trigger, false]);
      // Without ALWAYS it does not fire for a replica.
      expect
        .soft([table, trigger, await after(`alter table ${table} enable trigger ${trigger}`)])
        .toEqual([table, trigger, false]);
    }
    expect(await refusesChange(db)).toBe(true);
  });
});

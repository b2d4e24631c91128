import { sql, type RawBuilder } from 'kysely';
import { actions, type Action } from '../../shared/domain/audit-event/vocabulary';
import type { Database } from '../database/schema';

export interface TrailCounts {
  total: number;
  byAction: Record<Action, number>;
  aboutPatients: number;
  decryptions: number;
  denied: number;
}

/**
 * What the log tells of the time from `from` up to but not including `until` (microseconds), each figure counted
 * from an index of its own: the conditions are written as the indexes have them.
 */
export async function countTrail(db: Database, from: number, until: number): Promise<TrailCounts> {
  const during = sql`occurred_at >= ${from} and occurred_at < ${until}`;
  const count = (condition: RawBuilder<unknown>) =>
    sql`(select count(*) from audit_event where ${during} and ${condition})`;
  const { rows } = await sql<Record<Action | 'about_patients' | 'decryptions' | 'denied', number>>`
    select ${sql.join(actions.map((action) => sql`${count(sql`action = ${action}`)} as ${sql.ref(action)}`))},
      ${count(sql`(patient_ids <> '{}' or position('"patientManifest":' in body) > 0)
        and (patient_ids <> '{}' or body::json -> 'patientManifest' is not null)`)} as about_patients,
      ${count(sql`position('"verb":"PHI_DECRYPTED"' in body) > 0
        and body::json ->> 'verb' = 'PHI_DECRYPTED' and body::json ->> 'outcome' = 'success'`)} as decryptions,
      ${count(sql`position('"outcome":"denied"' in body) > 0
        and body::json ->> 'outcome' = 'denied'`)} as denied`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new TypeError('Nothing was counted');
  const byAction = Object.fromEntries(actions.map((action) => [action, row[action]])) as Record<
    Action,
    number
  >;
  return {
    total: actions.reduce((sum, action) => sum + row[action], 0),
    byAction,
    aboutPatients: row.about_patients,
    decryptions: row.decryptions,
    denied: row.denied,
  };
}

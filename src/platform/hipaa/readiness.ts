import { sql } from 'kysely';
import { isInForce } from '../../shared/domain/hipaa-agreement';
import { hipaaReadiness, type Readiness } from '../../shared/domain/hipaa-readiness';
import type { Database } from '../database/schema';
import { opensDataKeys } from '../phi/data-keys';
import type { Service } from '../service';
import { today } from './practice-day';
import { hipaaSettingsOf, type KeptSettings } from './settings';

export interface PracticeReadiness extends Readiness {
  settings: KeptSettings;
  isKeyConfigured: boolean;
  /** The region that each agreement in force names. */
  agreedRegions: string[];
}

/** How the practice stands now, looked at afresh: settings, agreements, key and the tables of the log. */
export async function readinessOf(service: Service, db: Database = service.db): Promise<PracticeReadiness> {
  const settings = await hipaaSettingsOf(db);
  const isKeyConfigured = await opensDataKeys(db, service.phi.key);
  const agreedRegions = await regionsInForce(db, today(service));
  const isTrailKept = !service.isLogDamaged() && (await refusesChange(db));
  const { region, allowedRegions } = settings;
  return {
    settings,
    isKeyConfigured,
    agreedRegions,
    ...hipaaReadiness({ isKeyConfigured, isTrailKept, region, allowedRegions, agreedRegions }),
  };
}

async function regionsInForce(db: Database, day: string): Promise<string[]> {
  const rows = await db
    .selectFrom('hipaa_agreement')
    .select(['region', 'effective_on', 'expires_on', 'deactivated_at'])
    .where('deactivated_at', 'is', null)
    .execute();
  return rows
    .filter((row) =>
      isInForce(
        { effectiveOn: row.effective_on, expiresOn: row.expires_on, deactivatedAt: row.deactivated_at },
        day,
      ),
    )
    .map((row) => row.region);
}

/** The triggers that keep the log, each with its table. */
const keepers = [
  ['audit_event', 'append_only'],
  ['audit_event', 'archive_named'],
  ['audit_event', 'into_an_archive'],
  ['audit_intake', 'append_only'],
  ['audit_intake', 'only_into_the_log'],
  ['tree_node', 'append_only'],
] as const;

/** Whether every one of them is there and fires in each session, replicas' among them ('A': ENABLE ALWAYS). */
async function refusesChange(db: Database): Promise<boolean> {
  const { rows } = await sql<{ keeps: string; trigger: string }>`
    select tgrelid::regclass::text as keeps, tgname as trigger from pg_trigger
    where tgenabled = 'A' and tgrelid in ('audit_event'::regclass, 'audit_intake'::regclass, 'tree_node'::regclass)
  `.execute(db);
  return keepers.every(([table, trigger]) =>
    rows.some((row) => row.keeps === table && row.trigger === trigger),
  );
}

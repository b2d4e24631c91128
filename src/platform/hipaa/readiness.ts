import { isInForce } from '../../shared/domain/hipaa-agreement';
import { hipaaReadiness, type Readiness } from '../../shared/domain/hipaa-readiness';
import { refusesChange } from '../database/keepers';
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

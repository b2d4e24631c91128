import {
  changeHipaaSettings,
  readHipaaSettings,
  type HipaaSettings,
} from '../../shared/contract/platform/hipaa-settings';
import { err, ok } from '../../shared/domain/result';
import type { JsonObject } from '../../shared/transparency/canonical-json';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn } from '../audit/draft';
import type { Database } from '../database/schema';
import { readinessOf } from '../hipaa/readiness';
import { keepHipaaSettings, lockHipaaSettings } from '../hipaa/settings';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function hipaaSettingsHandlers(
  service: Service,
): Pick<Handlers, 'settings.readHipaa' | 'settings.changeHipaa'> {
  const { acts, clock } = service;

  async function reply(db?: Database) {
    const { settings, isKeyConfigured, missing } = await readinessOf(service, db);
    const { changedAt, ...kept } = settings;
    return ok({ settings: kept, phiKeyConfigured: isKeyConfigured, changedAt, missing });
  }

  return {
    'settings.readHipaa': practiceWide(service, readHipaaSettings, () => reply()),

    'settings.changeHipaa': practiceWide(service, changeHipaaSettings, (wanted, caller) =>
      acts.quietly(async (transaction, record) => {
        const { changedAt: _, ...kept } = await lockHipaaSettings(transaction);
        if (kept.version !== wanted.version) return changedMeanwhile;
        const changed = changesBetween(kept, wanted);
        if (Object.keys(changed).length > 0) {
          const now = clock();
          const next = { ...wanted, version: kept.version + 1 };
          await keepHipaaSettings(transaction, next, caller.account.userId, now);
          const meta = { version: next.version, changed };
          const happened = happenedIn(changeHipaaSettings.audit);
          await record(draftBy(caller, { ...happened, category: 'administration', meta }, now));
        }
        return reply(transaction);
      }),
    ),
  };
}

/** Old and new value of each setting that is another now. */
function changesBetween(old: HipaaSettings, wanted: HipaaSettings): JsonObject {
  const fields = ['enabled', 'allowedRegions', 'region', 'retentionYears'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(wanted[field]))
      .map((field) => [field, { old: old[field], new: wanted[field] }]),
  );
}

const changedMeanwhile = err(
  'conflict',
  'Somebody changed the settings since you read them; nothing was changed.',
  'Read them again, and change what you still want changed.',
);

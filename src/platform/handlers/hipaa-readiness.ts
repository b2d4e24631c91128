import {
  readDataResidency,
  readHipaaReport,
  readHipaaStatus,
} from '../../shared/contract/platform/hipaa-readiness';
import { formatInstant } from '../../shared/domain/audit-event/instant';
import { dayNumber, dayText } from '../../shared/domain/calendar-day';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { retentionYears } from '../archives/purge';
import { archivedMeanwhile } from '../archives/reading';
import { draftBy, happenedIn } from '../audit/draft';
import { today } from '../hipaa/practice-day';
import { readinessOf } from '../hipaa/readiness';
import { countTrail } from '../hipaa/trail-counts';
import type { Service } from '../service';
import { calendarOf } from '../synthetic/calendar';
import type { Handlers } from './handler';

/** What a report covers where nobody says: today and the days before it. */
const USUAL_DAYS = 30;

export function hipaaReadinessHandlers(
  service: Service,
): Pick<Handlers, 'hipaa.status' | 'hipaa.dataResidency' | 'hipaa.report'> {
  const { acts, clock, db, practice } = service;
  return {
    'hipaa.status': practiceWide(service, readHipaaStatus, async () =>
      ok((await readinessOf(service)).status),
    ),

    'hipaa.dataResidency': practiceWide(service, readDataResidency, async () => {
      const { settings, agreedRegions, status } = await readinessOf(service);
      const { region, allowedRegions } = settings;
      return ok({
        region,
        allowed_regions: allowedRegions,
        region_allowed: region !== null && allowedRegions.includes(region),
        agreements_elsewhere: agreedRegions.filter((agreed) => agreed !== region).length,
        data_residency_configured: status.data_residency_configured,
      });
    }),

    'hipaa.report': practiceWide(service, readHipaaReport, async ({ start_date, end_date }, caller) => {
      const end = end_date ?? today(service);
      const start = start_date ?? dayText(dayNumber(end) - USUAL_DAYS + 1);
      if (start > end) return beginsLater;
      const { at } = calendarOf(practice.timeZone);
      const [from, until] = [at(dayNumber(start), 0), at(dayNumber(end) + 1, 0)];
      const counts = await countTrail(db, from, until);
      const partly = await archivedMeanwhile(db, { from, until });
      if (partly !== null) {
        const failed = { ...happenedIn(readHipaaReport.audit), outcome: 'failure' as const };
        await acts.act((_, record) => record(draftBy(caller, failed, clock())));
        return partly;
      }
      const { agreedRegions, status, missing } = await readinessOf(service);
      const now = clock();
      const happened = { ...happenedIn(readHipaaReport.audit), meta: { start, end } };
      await acts.act((_, record) => record(draftBy(caller, happened, now)));
      return ok({
        generated_at: formatInstant(now),
        period: { start_date: start, end_date: end },
        total_events: counts.total,
        events_by_action: counts.byAction,
        phi_accesses: counts.aboutPatients,
        phi_decryptions: counts.decryptions,
        denied: counts.denied,
        exports: counts.byAction.EXPORT,
        active_baas: agreedRegions.length,
        audit_log_retention_years: await retentionYears(db),
        status,
        missing_controls: missing,
      });
    }),
  };
}

const beginsLater = err(
  'invalid-request',
  'The field start_date does not fit: it lies after the end of the report.',
  'Give a start on or before the last day.',
);

import { listAssignments, listReferrals } from '../../shared/contract/platform/assignments';
import { listAppointments, listEncounters } from '../../shared/contract/platform/care';
import type { AuditWords } from '../../shared/contract/platform/call';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { runningBreakGlass } from '../access/break-glass';
import type { Caller } from '../access/caller';
import {
  appointmentsFor,
  assignmentsFor,
  encountersFor,
  referralsFor,
  type CareReach,
  type Part,
} from '../access/care';
import { patientFor } from '../access/reach';
import { draftBy, happenedIn } from '../audit/draft';
import { recordPatientReading } from '../audit/patient-reading';
import type { Database } from '../database/schema';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Who is cared for by whom, as far as the caller's scope reaches. */
export function careHandlers({
  acts,
  clock,
}: Service): Pick<Handlers, 'appointments.list' | 'assignments.list' | 'encounters.list' | 'referrals.list'> {
  /** Reads rows of patients and records it, both in one transaction. */
  async function read<Row extends { patient_id: string }>(
    caller: Caller,
    words: AuditWords,
    part: Part & { purpose?: string | undefined },
    rowsOf: (db: Database, reach: CareReach, part: Part) => Promise<Row[]>,
  ): Promise<Result<Row[]>> {
    const happened = happenedIn(words);
    const { patientId, purpose } = part;
    return acts.act(async (transaction, record) => {
      const now = clock();
      const running = await runningBreakGlass(transaction, caller.account.userId, now);
      const emergency = patientId !== undefined && running.has(patientId) ? patientId : null;
      const rows = await rowsOf(transaction, { caller, emergency, now }, part);
      if (patientId !== undefined && rows.length === 0 && emergency === null) {
        const found = await patientFor(transaction, caller, patientId, now);
        if (found !== 'within-reach') {
          const reason = found === 'unknown' ? 'unknown-patient' : 'out-of-reach';
          await record({
            ...draftBy(caller, { ...happened, outcome: 'denied', meta: { reason } }, now),
            // What nobody knows may be anything that somebody typed.
            patients: found === 'unknown' ? [] : [patientId],
          });
          return noSuchPatient;
        }
      }
      await recordPatientReading(
        record,
        caller,
        happened,
        { rows, patientId, phiFields: [words.resource.toLowerCase()], purpose },
        running,
        now,
      );
      return ok(rows);
    });
  }

  return {
    async 'appointments.list'(part, caller) {
      const rows = await read(caller, listAppointments.audit, part, appointmentsFor);
      if (!rows.ok) return rows;
      return ok({
        appointments: rows.value.map((row) => ({
          appointmentId: row.appointment_id,
          patientId: row.patient_id,
          userId: row.user_id,
          startsAt: row.starts_at,
          minutes: row.minutes,
          visitType: row.visit_type,
          bookedAt: row.booked_at,
          status: row.status,
          version: row.version,
        })),
        next: nextPlace(rows.value, part.limit, (row) => `${row.starts_at}.${row.appointment_id}`),
      });
    },

    async 'encounters.list'(part, caller) {
      const rows = await read(caller, listEncounters.audit, part, encountersFor);
      if (!rows.ok) return rows;
      return ok({
        encounters: rows.value.map((row) => ({
          encounterId: row.encounter_id,
          appointmentId: row.appointment_id,
          patientId: row.patient_id,
          userId: row.user_id,
          kind: row.kind,
          startedAt: row.started_at,
          endedAt: row.ended_at,
          version: row.version,
        })),
        next: nextPlace(rows.value, part.limit, (row) => `${row.started_at}.${row.encounter_id}`),
      });
    },

    async 'assignments.list'(part, caller) {
      const rows = await read(caller, listAssignments.audit, part, assignmentsFor);
      if (!rows.ok) return rows;
      return ok({
        assignments: rows.value.map((row) => ({
          assignmentId: row.patient_assignment_id,
          patientId: row.patient_id,
          userId: row.user_id,
          careTeamId: row.care_team_id,
          since: row.since,
          until: row.until,
        })),
        next: nextPlace(rows.value, part.limit, (row) => `${row.since}.${row.patient_assignment_id}`),
      });
    },

    async 'referrals.list'(part, caller) {
      const rows = await read(caller, listReferrals.audit, part, referralsFor);
      if (!rows.ok) return rows;
      return ok({
        referrals: rows.value.map((row) => ({
          referralId: row.referral_id,
          patientId: row.patient_id,
          fromUserId: row.from_user_id,
          toUserId: row.to_user_id,
          since: row.since,
          until: row.until,
        })),
        next: nextPlace(rows.value, part.limit, (row) => `${row.since}.${row.referral_id}`),
      });
    },
  };
}

/** Where the list goes on; null at its end, as far as a page that is not full tells. */
export function nextPlace<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => string,
): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : placeOf(last);
}

/** One answer for a patient who is not there and one whom the caller does not care for. */
const noSuchPatient: Refusal = err(
  'not-found',
  'There is no such patient among those you care for.',
  'In an emergency, open the chart by emergency access and say why.',
);

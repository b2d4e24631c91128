import type { RunningBreakGlass } from '../access/break-glass';
import type { Caller } from '../access/caller';
import { breakGlass } from '../../shared/domain/audit-event/vocabulary';
import type { Recorder } from './act';
import { draftBy, type Happened } from './draft';

/** What was read of which patients. */
export interface PatientReading {
  /** The patient of each row; at most 100 different ones. */
  rows: readonly { patient_id: string }[];
  /** Whom it was asked of, where it was asked of one: that there is nothing of them is something to know too. */
  patientId?: string | undefined;
  phiFields: string[];
  /** What the caller says it is for. */
  purpose: string | undefined;
}

/**
 * Records that somebody read rows about patients, in the transaction that read them: once for all the patients whom
 * they care for, and once for each whom they read under emergency access, with its justification.
 */
export async function recordPatientReading(
  record: Recorder,
  caller: Caller,
  happened: Happened,
  { rows, patientId: asked, phiFields, purpose }: PatientReading,
  running: ReadonlyMap<string, RunningBreakGlass>,
  now: number,
): Promise<void> {
  const rowsOf = (patients: readonly string[]) =>
    rows.filter((row) => patients.includes(row.patient_id)).length;
  const patients = [
    ...new Set([...(asked === undefined ? [] : [asked]), ...rows.map((row) => row.patient_id)]),
  ];
  const inCare = patients.filter((patientId) => !running.has(patientId));
  if (inCare.length > 0 || patients.length === 0) {
    await record({
      ...draftBy(caller, happened, now),
      patients: inCare,
      phiFields,
      volume: { records: rowsOf(inCare) },
      ...(purpose !== undefined && { purpose }),
    });
  }
  for (const patientId of patients) {
    const emergency = running.get(patientId);
    if (emergency === undefined) continue;
    await record({
      ...draftBy(caller, happened, now),
      patients: [patientId],
      phiFields,
      volume: { records: rowsOf([patientId]) },
      ...underEmergency(emergency, happened.meta),
    });
  }
}

/** What an event says of a reading under emergency access, whatever purpose the caller named. */
export function underEmergency({ breakGlassId, justification }: RunningBreakGlass, meta?: Happened['meta']) {
  return {
    purpose: breakGlass,
    justification,
    details: { meta: { ...meta, breakGlass: breakGlassId } },
  } as const;
}

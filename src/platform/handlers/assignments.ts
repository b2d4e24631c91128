import type { Selectable } from 'kysely';
import { endAssignment, makeAssignment } from '../../shared/contract/platform/assignments';
import { isSpanAhead } from '../../shared/domain/care-rules';
import { err, ok } from '../../shared/domain/result';
import { isCareTeam, isNotOver } from '../access/care';
import { practiceWide } from '../access/practice-wide';
import { isStaff } from '../access/workforce';
import type { PatientAssignmentTable } from '../database/care-tables';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import { says } from './appointments';
import type { Handlers } from './handler';
import { careRefusals, decidingForPatients } from './patient-act';

type Row = Selectable<PatientAssignmentTable>;

/** Patients who are given to one person or one care team. */
export function assignmentHandlers(service: Service): Pick<Handlers, 'assignments.make' | 'assignments.end'> {
  const decide = decidingForPatients(service);
  return {
    'assignments.make': practiceWide(service, makeAssignment, (asked, caller) => {
      const { assignmentId, patientId, to, since, until } = asked;
      const about = () => Promise.resolve({ patientId });
      const entered = { id: assignmentId, takesIn: true };
      return decide(caller, makeAssignment.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        const target = {
          patient_id: patientId,
          user_id: 'userId' in to ? to.userId : null,
          care_team_id: 'careTeamId' in to ? to.careTeamId : null,
        };
        const row = { ...target, since: since ?? now, until };
        const known = await findAssignment(transaction, assignmentId);
        if (known === undefined) {
          if (!isSpanAhead(row.since, until, now)) return refuse(careRefusals.outOfTime, 'out-of-time');
          const isThere =
            'userId' in to
              ? await isStaff(transaction, to.userId)
              : await isCareTeam(transaction, to.careTeamId);
          if (!isThere) return refuse(nobodyThere, 'not-staff');
          // The record is locked: of two who give the same patient to the same person the second sees it.
          if (await isGiven(transaction, target, now)) return refuse(careRefusals.thereAlready, 'exists');
          const made = await transaction
            .insertInto('patient_assignment')
            .values({ ...row, patient_assignment_id: assignmentId })
            .onConflict((conflict) => conflict.doNothing())
            .returning('patient_assignment_id')
            .executeTakeFirst();
          if (made !== undefined) {
            await done({ meta: to });
            return ok({ assignmentId, since: row.since, until });
          }
        }
        const there = known ?? (await findAssignment(transaction, assignmentId));
        const said = { ...target, until, ...(since !== undefined && { since }) };
        return there !== undefined && says(there, said)
          ? ok({ assignmentId, since: there.since, until: there.until })
          : refuse(careRefusals.idTaken, 'exists');
      });
    }),

    'assignments.end': practiceWide(service, endAssignment, ({ assignmentId }, caller) =>
      decide(
        caller,
        endAssignment.audit,
        { id: assignmentId, takesIn: false },
        async (transaction) => {
          const row = await findAssignment(transaction, assignmentId, true);
          return row === undefined ? null : { patientId: row.patient_id, row };
        },
        async ({ transaction, now, found: { row }, done }) => {
          const end = Math.max(row.since, now);
          // What is over stays as it is: to end it again is no mistake.
          if (row.until !== null && row.until <= end)
            return ok({ assignmentId, since: row.since, until: row.until });
          await transaction
            .updateTable('patient_assignment')
            .set({ until: end })
            .where('patient_assignment_id', '=', assignmentId)
            .execute();
          await done({
            meta: row.user_id === null ? { careTeamId: row.care_team_id } : { userId: row.user_id },
          });
          return ok({ assignmentId, since: row.since, until: end });
        },
      ),
    ),
  };
}

/** Undefined where there is none. `isLocked`: of two who end it the second waits, and then sees that it is over. */
async function findAssignment(
  transaction: DatabaseTransaction,
  assignmentId: string,
  isLocked = false,
): Promise<Row | undefined> {
  const query = transaction
    .selectFrom('patient_assignment')
    .selectAll()
    .where('patient_assignment_id', '=', assignmentId);
  return (isLocked ? query.forUpdate() : query).executeTakeFirst();
}

/** Whether the patient is given there, now or later. */
async function isGiven(
  transaction: DatabaseTransaction,
  { patient_id, user_id, care_team_id }: Pick<Row, 'patient_id' | 'user_id' | 'care_team_id'>,
  now: number,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('patient_assignment')
    .select('since')
    .where('patient_id', '=', patient_id)
    .where('user_id', 'is not distinct from', user_id)
    .where('care_team_id', 'is not distinct from', care_team_id)
    .where(isNotOver('patient_assignment', now))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const nobodyThere = err(
  'invalid-request',
  'The field to names nobody who works here, and no care team.',
  'Choose somebody from the directory, or a care team that works.',
);

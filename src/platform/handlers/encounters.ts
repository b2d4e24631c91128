import { closeEncounter, openEncounter } from '../../shared/contract/platform/care';
import { isRecentVisit } from '../../shared/domain/care-rules';
import { err, ok } from '../../shared/domain/result';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import { findAppointment, mayEnterWorkOf, says } from './appointments';
import type { Handlers } from './handler';
import { careRefusals, decidingForPatients } from './patient-act';

export function encounterHandlers(service: Service): Pick<Handlers, 'encounters.open' | 'encounters.close'> {
  const decide = decidingForPatients(service);
  return {
    'encounters.open': (asked, caller) => {
      const { encounterId, patientId, userId, kind, appointmentId, startedAt } = asked;
      const about = () => Promise.resolve({ patientId });
      const entered = { id: encounterId, takesIn: true };
      return decide(caller, openEncounter.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        const row = {
          patient_id: patientId,
          user_id: userId,
          kind,
          appointment_id: appointmentId,
          ...(startedAt !== undefined && { started_at: startedAt }),
        };
        const known = await findEncounter(transaction, encounterId);
        if (known === undefined) {
          if (!isRecentVisit(startedAt ?? now, now)) return refuse(careRefusals.outOfTime, 'out-of-time');
          if (!(await mayEnterWorkOf(transaction, caller, userId, now)))
            return refuse(careRefusals.notStaff, 'not-staff');
          if (appointmentId !== null) {
            const appointment = await findAppointment(transaction, appointmentId);
            if (appointment?.patient_id !== patientId) return refuse(noSuchAppointment, 'not-found');
          }
          const made = await transaction
            .insertInto('encounter')
            .values({ ...row, encounter_id: encounterId, started_at: startedAt ?? now, ended_at: null })
            .onConflict((conflict) => conflict.doNothing())
            .returning('encounter_id')
            .executeTakeFirst();
          if (made !== undefined) {
            await done();
            return ok({ encounterId, version: 1 });
          }
        }
        const there = known ?? (await findEncounter(transaction, encounterId));
        return there !== undefined && says(there, row)
          ? ok({ encounterId, version: there.version })
          : refuse(careRefusals.idTaken, 'exists');
      });
    },

    'encounters.close': ({ encounterId, version, endedAt }, caller) =>
      decide(
        caller,
        closeEncounter.audit,
        { id: encounterId, takesIn: true },
        async (transaction) => {
          const row = await findEncounter(transaction, encounterId, true);
          return row === undefined ? null : { patientId: row.patient_id, userId: row.user_id, row };
        },
        async ({ transaction, now, found: { row }, refuse, done }) => {
          if (row.ended_at !== null) {
            // The same request again, whose reply was lost.
            const isSame = endedAt === undefined || endedAt === row.ended_at;
            return isSame && row.version === version + 1
              ? ok({ encounterId, version: row.version })
              : refuse(careRefusals.overAlready, 'over');
          }
          if (row.version !== version) return refuse(careRefusals.changedMeanwhile, 'changed-meanwhile');
          const end = endedAt ?? now;
          if (end < row.started_at || end > now) return refuse(careRefusals.outOfTime, 'out-of-time');
          await transaction
            .updateTable('encounter')
            .set({ ended_at: end, version: version + 1 })
            .where('encounter_id', '=', encounterId)
            .execute();
          await done();
          return ok({ encounterId, version: version + 1 });
        },
      ),
  };
}

/** Undefined where there is none. `isLocked`: of two who end it the second waits, and then sees that it is over. */
async function findEncounter(transaction: DatabaseTransaction, encounterId: string, isLocked = false) {
  const query = transaction
    .selectFrom('encounter')
    .selectAll()
    .where('encounter_id', '=', encounterId)
    .where('deleted_at', 'is', null);
  return (isLocked ? query.forUpdate() : query).executeTakeFirst();
}

const noSuchAppointment = err(
  'invalid-request',
  'The field appointmentId names no appointment of this patient.',
  'Look at their appointments again, or leave it out.',
);

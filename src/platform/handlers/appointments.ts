import type { Selectable } from 'kysely';
import { bookAppointment, changeAppointment, settleAppointment } from '../../shared/contract/platform/care';
import { canHaveHappened, isBookable } from '../../shared/domain/care-rules';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { mayRegisterWith } from '../access/patients';
import { isStaff } from '../access/workforce';
import type { AppointmentTable } from '../database/care-tables';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { careRefusals, decidingForPatients } from './patient-act';

type Row = Selectable<AppointmentTable>;
type Status = Row['status'];

const verbOfStatus: Readonly<Record<Status, string>> = {
  booked: 'APPOINTMENT_REOPENED',
  kept: 'APPOINTMENT_KEPT',
  missed: 'APPOINTMENT_MISSED',
  cancelled: 'APPOINTMENT_CANCELLED',
};

export function appointmentHandlers(
  service: Service,
): Pick<Handlers, 'appointments.book' | 'appointments.change' | 'appointments.settle'> {
  const decide = decidingForPatients(service);
  return {
    'appointments.book': (asked, caller) => {
      const { appointmentId, patientId, userId, startsAt, minutes, visitType } = asked;
      const about = () => Promise.resolve({ patientId });
      const entered = { id: appointmentId, takesIn: true };
      return decide(caller, bookAppointment.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        const known = await findAppointment(transaction, appointmentId);
        if (known === null) {
          if (!isBookable(startsAt, now)) return refuse(careRefusals.outOfTime, 'out-of-time');
          if (!(await mayEnterWorkOf(transaction, caller, userId, now)))
            return refuse(careRefusals.notStaff, 'not-staff');
        }
        const row = {
          patient_id: patientId,
          user_id: userId,
          starts_at: startsAt,
          minutes,
          visit_type: visitType,
        };
        const isMade =
          known === null &&
          (await addAppointment(transaction, {
            ...row,
            appointment_id: appointmentId,
            booked_at: now,
            status: 'booked',
          }));
        if (isMade) {
          await done();
          return ok({ appointmentId, version: 1 });
        }
        const there = known ?? (await findAppointment(transaction, appointmentId));
        return there !== null && says(there, row)
          ? ok({ appointmentId, version: there.version })
          : refuse(careRefusals.idTaken, 'exists');
      });
    },

    'appointments.change': ({ appointmentId, version, changes }, caller) =>
      decide(
        caller,
        changeAppointment.audit,
        { id: appointmentId, takesIn: true },
        lockedAppointment(appointmentId),
        async ({ transaction, now, found: { row }, refuse, done }) => {
          const wanted = {
            user_id: changes.userId ?? row.user_id,
            starts_at: changes.startsAt ?? row.starts_at,
            minutes: changes.minutes ?? row.minutes,
            visit_type: changes.visitType ?? row.visit_type,
          };
          const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
            (column) => row[column] !== wanted[column],
          );
          // The same change again, whose reply was lost, or none.
          if (changed.length === 0 && (row.version === version || row.version === version + 1))
            return ok({ appointmentId, version: row.version });
          if (row.version !== version) return refuse(careRefusals.changedMeanwhile, 'changed-meanwhile');
          if (row.status !== 'booked') return refuse(careRefusals.overAlready, 'over');
          if (changed.includes('starts_at') && !isBookable(wanted.starts_at, now))
            return refuse(careRefusals.outOfTime, 'out-of-time');
          if (
            changed.includes('user_id') &&
            !(await mayEnterWorkOf(transaction, caller, wanted.user_id, now))
          )
            return refuse(careRefusals.notStaff, 'not-staff');
          await transaction
            .updateTable('appointment')
            .set({ ...wanted, version: version + 1 })
            .where('appointment_id', '=', appointmentId)
            .execute();
          await done({ changed });
          return ok({ appointmentId, version: version + 1 });
        },
      ),

    'appointments.settle': ({ appointmentId, version, status }, caller) =>
      decide(
        caller,
        { ...settleAppointment.audit, verb: verbOfStatus[status] },
        { id: appointmentId, takesIn: true },
        lockedAppointment(appointmentId),
        async ({ transaction, now, found: { row }, refuse, done }) => {
          if (row.status === status && (row.version === version || row.version === version + 1))
            return ok({ appointmentId, version: row.version });
          if (row.version !== version) return refuse(careRefusals.changedMeanwhile, 'changed-meanwhile');
          if ((status === 'kept' || status === 'missed') && !canHaveHappened(row.starts_at, now))
            return refuse(stillAhead, 'out-of-time');
          await transaction
            .updateTable('appointment')
            .set({ status, version: version + 1 })
            .where('appointment_id', '=', appointmentId)
            .execute();
          await done({ meta: { from: row.status, to: status } });
          return ok({ appointmentId, version: version + 1 });
        },
      ),
  };
}

/** Whether the caller may enter that somebody who works here does something for a patient. */
export async function mayEnterWorkOf(
  db: Database,
  caller: Caller,
  userId: string,
  now: number,
): Promise<boolean> {
  return (await mayRegisterWith(db, caller, userId, now)) && (await isStaff(db, userId));
}

export async function findAppointment(db: Database, appointmentId: string): Promise<Row | null> {
  const row = await db
    .selectFrom('appointment')
    .selectAll()
    .where('appointment_id', '=', appointmentId)
    .executeTakeFirst();
  return row ?? null;
}

/** Of two changes at once the second waits, and then sees the version that the first one made. */
function lockedAppointment(appointmentId: string) {
  return async (transaction: DatabaseTransaction) => {
    const row = await transaction
      .selectFrom('appointment')
      .selectAll()
      .where('appointment_id', '=', appointmentId)
      .forUpdate()
      .executeTakeFirst();
    return row === undefined ? null : { patientId: row.patient_id, userId: row.user_id, row };
  };
}

/** False where that id is taken. */
async function addAppointment(transaction: DatabaseTransaction, row: Omit<Row, 'version'>): Promise<boolean> {
  const made = await transaction
    .insertInto('appointment')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('appointment_id')
    .executeTakeFirst();
  return made !== undefined;
}

/** Whether a row says what was asked for. */
export function says<T extends object>(row: T, asked: Partial<T>): boolean {
  return (Object.keys(asked) as (keyof T)[]).every((column) => row[column] === asked[column]);
}

const stillAhead = err(
  'conflict',
  'The time of this appointment has not come; nothing was changed.',
  'Cancel it, or wait until it is due.',
);

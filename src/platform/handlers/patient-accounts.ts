import {
  linkPatientAccount,
  readPatientAccount,
  unlinkPatientAccount,
} from '../../shared/contract/platform/patient-accounts';
import { err, ok } from '../../shared/domain/result';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { decidingForPatients } from './patient-act';

/** The accounts with which patients look at what is theirs: what the scope `self` reaches. */
export function patientAccountHandlers(
  service: Service,
): Pick<Handlers, 'patients.linkAccount' | 'patients.unlinkAccount' | 'patients.readAccount'> {
  const decide = decidingForPatients(service);
  return {
    'patients.linkAccount': ({ patientId, userId }, caller) => {
      const about = () => Promise.resolve({ patientId });
      const entered = { id: userId, takesIn: true };
      return decide(caller, linkPatientAccount.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        if (!(await lockPatientsAccount(transaction, userId))) return refuse(notAPatients, 'not-a-patients');
        const known = await linksOf(transaction)
          .where((eb) => eb.or([eb('user_id', '=', userId), eb('patient_id', '=', patientId)]))
          .execute();
        const same = known.find((row) => row.user_id === userId && row.patient_id === patientId);
        if (same !== undefined) return ok({ userId, since: same.since });
        if (known.length > 0) return refuse(linkedOtherwise, 'exists');
        await transaction
          .insertInto('patient_account')
          .values({ user_id: userId, patient_id: patientId, since: now })
          .execute();
        await done();
        return ok({ userId, since: now });
      });
    },

    'patients.unlinkAccount': ({ patientId, userId }, caller) => {
      const about = () => Promise.resolve({ patientId });
      const entered = { id: userId, takesIn: false };
      return decide(caller, unlinkPatientAccount.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        const ended = await transaction
          .updateTable('patient_account')
          .set({ until: now })
          .where('user_id', '=', userId)
          .where('patient_id', '=', patientId)
          .where('until', 'is', null)
          .returning('since')
          .executeTakeFirst();
        if (ended !== undefined) {
          await done();
          return ok({ userId });
        }
        // What is over stays as it is: to end it again is no mistake.
        const before = await transaction
          .selectFrom('patient_account')
          .select('since')
          .where('user_id', '=', userId)
          .where('patient_id', '=', patientId)
          .limit(1)
          .executeTakeFirst();
        return before === undefined ? refuse(notLinked, 'not-found') : ok({ userId });
      });
    },

    'patients.readAccount': ({ patientId }, caller) => {
      const about = () => Promise.resolve({ patientId });
      return decide(
        caller,
        readPatientAccount.audit,
        { takesIn: false },
        about,
        async ({ transaction, done }) => {
          const row = await linksOf(transaction).where('patient_id', '=', patientId).executeTakeFirst();
          await done();
          return ok({ account: row === undefined ? null : { userId: row.user_id, since: row.since } });
        },
      );
    },
  };
}

/** Those that hold now. */
function linksOf(transaction: DatabaseTransaction) {
  return transaction
    .selectFrom('patient_account')
    .select(['user_id', 'patient_id', 'since'])
    .where('until', 'is', null);
}

/** Whether it is an account of a patient that can be used; locked, so that it is linked by one at a time. */
async function lockPatientsAccount(transaction: DatabaseTransaction, userId: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('account')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('role', '=', 'patient')
    .where('status', '<>', 'ended')
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

const notAPatients = err(
  'invalid-request',
  'The field userId names no account of a patient that can be used.',
  'Give the account that this patient has at the portal.',
);
const linkedOtherwise = err(
  'conflict',
  'This account is another patient’s already, or the patient has another; nothing was changed.',
  'Take the account away from whom it was first.',
);
const notLinked = err(
  'not-found',
  'This account is not this patient’s.',
  'Look at the patient’s account again.',
);

import type { Selectable } from 'kysely';
import { endReferral, makeReferral } from '../../shared/contract/platform/assignments';
import { isReferralSpan } from '../../shared/domain/care-rules';
import { err, ok } from '../../shared/domain/result';
import { isNotOver } from '../access/care';
import { isStaff } from '../access/workforce';
import type { ReferralTable } from '../database/care-tables';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import { mayEnterWorkOf, says } from './appointments';
import type { Handlers } from './handler';
import { careRefusals, decidingForPatients } from './patient-act';

type Row = Selectable<ReferralTable>;

/** Patients whom one person refers to another: what the scope `referred` reaches. */
export function referralHandlers(service: Service): Pick<Handlers, 'referrals.make' | 'referrals.end'> {
  const decide = decidingForPatients(service);
  return {
    'referrals.make': ({ referralId, patientId, fromUserId, toUserId, until }, caller) => {
      const about = () => Promise.resolve({ patientId });
      const entered = { id: referralId, takesIn: true };
      return decide(caller, makeReferral.audit, entered, about, async (act) => {
        const { transaction, now, refuse, done } = act;
        const ends = { patient_id: patientId, from_user_id: fromUserId, to_user_id: toUserId };
        const known = await findReferral(transaction, referralId);
        if (known === undefined) {
          if (!isReferralSpan(until, now)) return refuse(careRefusals.outOfTime, 'out-of-time');
          const areBoth =
            fromUserId !== toUserId &&
            (await mayEnterWorkOf(transaction, caller, fromUserId, now)) &&
            (await isStaff(transaction, toUserId));
          if (!areBoth) return refuse(notBoth, 'not-staff');
          // The record is locked: of two who enter the same referral the second sees it.
          if (await isReferred(transaction, ends, now)) return refuse(careRefusals.thereAlready, 'exists');
          const made = await transaction
            .insertInto('referral')
            .values({ ...ends, referral_id: referralId, since: now, until })
            .onConflict((conflict) => conflict.doNothing())
            .returning('referral_id')
            .executeTakeFirst();
          if (made !== undefined) {
            await done({ meta: { fromUserId, toUserId } });
            return ok({ referralId, since: now, until });
          }
        }
        const there = known ?? (await findReferral(transaction, referralId));
        return there !== undefined && says(there, { ...ends, until })
          ? ok({ referralId, since: there.since, until })
          : refuse(careRefusals.idTaken, 'exists');
      });
    },

    'referrals.end': ({ referralId }, caller) =>
      decide(
        caller,
        endReferral.audit,
        { id: referralId, takesIn: false },
        async (transaction) => {
          const row = await findReferral(transaction, referralId, true);
          return row === undefined ? null : { patientId: row.patient_id, userId: row.from_user_id, row };
        },
        async ({ transaction, now, found: { row }, done }) => {
          const { since, until, from_user_id: fromUserId, to_user_id: toUserId } = row;
          // What is over stays as it is: to end it again is no mistake.
          const end = Math.max(since, now);
          if (until <= end) return ok({ referralId, since, until });
          await transaction
            .updateTable('referral')
            .set({ until: end })
            .where('referral_id', '=', referralId)
            .execute();
          await done({ meta: { fromUserId, toUserId } });
          return ok({ referralId, since, until: end });
        },
      ),
  };
}

/** Undefined where there is none. `isLocked`: of two who end it the second waits, and then sees that it is over. */
async function findReferral(
  transaction: DatabaseTransaction,
  referralId: string,
  isLocked = false,
): Promise<Row | undefined> {
  const query = transaction.selectFrom('referral').selectAll().where('referral_id', '=', referralId);
  return (isLocked ? query.forUpdate() : query).executeTakeFirst();
}

async function isReferred(
  transaction: DatabaseTransaction,
  ends: Pick<Row, 'patient_id' | 'from_user_id' | 'to_user_id'>,
  now: number,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('referral')
    .select('since')
    .where('patient_id', '=', ends.patient_id)
    .where('from_user_id', '=', ends.from_user_id)
    .where('to_user_id', '=', ends.to_user_id)
    .where(isNotOver('referral', now))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const notBoth = err(
  'invalid-request',
  'A referral is from one person to another who both have an account here; one of them is not among those you may name.',
  'Choose both from the directory.',
);

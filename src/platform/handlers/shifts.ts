import type { Selectable } from 'kysely';
import { cancelShift, planShift, type Shift } from '../../shared/contract/platform/care-teams';
import type { AuditWords } from '../../shared/contract/platform/call';
import { isShift } from '../../shared/domain/care-rules';
import { err, ok } from '../../shared/domain/result';
import { isCareTeam, shiftsFor } from '../access/care';
import { practiceWide } from '../access/practice-wide';
import { isStaff } from '../access/workforce';
import { happenedIn, type Happened } from '../audit/draft';
import type { ShiftTable } from '../database/care-tables';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import { says } from './appointments';
import { attempting } from './attempt';
import { nextPlace } from './care';
import type { Handlers } from './handler';
import { careRefusals } from './patient-act';

type Row = Selectable<ShiftTable>;

/** Who works when. During a shift with a care team somebody cares for its patients as its members do. */
export function shiftHandlers(
  service: Service,
): Pick<Handlers, 'shifts.list' | 'shifts.plan' | 'shifts.cancel'> {
  const { acts, clock, db } = service;
  return {
    async 'shifts.list'(part, caller) {
      const rows = await shiftsFor(db, caller, part);
      return ok({
        shifts: rows.map(shown),
        next: nextPlace(rows, part.limit, (row) => `${row.starts_at}.${row.user_id}`),
      });
    },

    'shifts.plan': practiceWide(service, planShift, (asked, caller) =>
      acts.quietly(async (transaction, record) => {
        const now = clock();
        const { userId, startsAt, endsAt, kind, careTeamId } = asked;
        const attempt = attempting(record, caller, about(planShift.audit, asked), now);
        const row = { ends_at: endsAt, kind, care_team_id: careTeamId, cancelled_at: null };
        const answerKnown = (known: Row) =>
          says(known, row) ? ok(shown(known)) : attempt.refuse(plannedOtherwise, 'exists');
        const known = await findShift(transaction, asked);
        if (known !== undefined && known.cancelled_at === null) return answerKnown(known);
        if (!isShift(startsAt, endsAt, now)) return attempt.refuse(careRefusals.outOfTime, 'out-of-time');
        if (!(await isStaff(transaction, userId))) return attempt.refuse(careRefusals.notStaff, 'not-staff');
        if (careTeamId !== null && !(await isCareTeam(transaction, careTeamId)))
          return attempt.refuse(noSuchTeam, 'not-found');
        const planned = await transaction
          .insertInto('shift')
          .values({ ...row, user_id: userId, starts_at: startsAt })
          // One that was cancelled is planned anew; one that somebody else planned meanwhile stays.
          .onConflict((conflict) =>
            conflict
              .columns(['user_id', 'starts_at'])
              .doUpdateSet(row)
              .where('shift.cancelled_at', 'is not', null),
          )
          .returningAll()
          .executeTakeFirst();
        if (planned !== undefined) {
          await attempt.done();
          return ok(shown(planned));
        }
        const meanwhile = await findShift(transaction, asked);
        return meanwhile === undefined ? attempt.refuse(plannedOtherwise, 'exists') : answerKnown(meanwhile);
      }),
    ),

    'shifts.cancel': practiceWide(service, cancelShift, (asked, caller) =>
      acts.quietly(async (transaction, record) => {
        const now = clock();
        const attempt = attempting(record, caller, about(cancelShift.audit, asked), now);
        const cancelled = await transaction
          .updateTable('shift')
          .set({ cancelled_at: now })
          .where('user_id', '=', asked.userId)
          .where('starts_at', '=', asked.startsAt)
          .where('cancelled_at', 'is', null)
          .returning('starts_at')
          .executeTakeFirst();
        if (cancelled !== undefined) await attempt.done();
        // What is off the plan stays off it: to take it off again is no mistake.
        else if ((await findShift(transaction, asked)) === undefined)
          return attempt.refuse(noSuchShift, 'not-found');
        return ok({ userId: asked.userId, startsAt: asked.startsAt });
      }),
    ),
  };
}

type ShiftKey = Pick<Shift, 'userId' | 'startsAt'>;

function about(words: AuditWords, { userId, startsAt }: ShiftKey): Happened {
  return { ...happenedIn(words), category: 'administration', meta: { userId, startsAt } };
}

async function findShift(
  transaction: DatabaseTransaction,
  { userId, startsAt }: ShiftKey,
): Promise<Row | undefined> {
  return transaction
    .selectFrom('shift')
    .selectAll()
    .where('user_id', '=', userId)
    .where('starts_at', '=', startsAt)
    .executeTakeFirst();
}

function shown({ user_id, starts_at, ends_at, kind, care_team_id }: Row): Shift {
  return { userId: user_id, startsAt: starts_at, endsAt: ends_at, kind, careTeamId: care_team_id };
}

const plannedOtherwise = err(
  'conflict',
  'They have another shift that begins at this time; nothing was changed.',
  'Cancel that one first.',
);
const noSuchShift = err('not-found', 'There is no such shift.', 'Look at the plan again.');
const noSuchTeam = err(
  'invalid-request',
  'The field careTeamId names no care team that works.',
  'Look at the list of care teams again.',
);

import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import {
  beginBreakGlass,
  endBreakGlass,
  listBreakGlass,
  listOwnBreakGlass,
  reviewBreakGlass,
  type BreakGlassSession,
} from '../../shared/contract/platform/break-glass';
import { breakGlass } from '../../shared/domain/audit-event/vocabulary';
import {
  breakGlassTimes,
  isRunning,
  MOST_RUNNING,
  REVIEW_WITHIN,
} from '../../shared/domain/break-glass-rules';
import { err, ok } from '../../shared/domain/result';
import { runningBreakGlass } from '../access/break-glass';
import type { Caller } from '../access/caller';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { BreakGlassTable, DatabaseTransaction } from '../database/schema';
import { lockAccount } from '../identity/accounts';
import type { Service } from '../service';
import { nextPlace } from './care';
import type { Handlers } from './handler';

type BreakGlassCalls =
  'breakGlass.begin' | 'breakGlass.end' | 'breakGlass.list' | 'breakGlass.listOwn' | 'breakGlass.review';

type Row = Selectable<BreakGlassTable>;

/** Emergency access to a patient beyond somebody's role, and what somebody else makes of it afterwards. */
export function breakGlassHandlers(service: Service): Pick<Handlers, BreakGlassCalls> {
  const { acts, clock } = service;

  /** The event of something about one emergency access. */
  const about = (caller: Caller, happened: Happened, patientId: string | null, now: number) => ({
    ...draftBy(caller, { category: 'access', ...happened }, now),
    patients: patientId === null ? [] : [patientId],
  });

  return {
    'breakGlass.begin': practiceWide(
      service,
      beginBreakGlass,
      async (request, caller) => {
        const { breakGlassId, patientId, justification, minutes } = request;
        const { userId } = caller.account;
        const begun = happenedIn(beginBreakGlass.audit);
        return acts.quietly(async (transaction, record) => {
          // Two requests of one person come one after the other.
          await lockAccount(transaction, userId);
          const now = clock();
          const known = await findRow(transaction, breakGlassId);
          if (known !== null) {
            const isSame =
              known.user_id === userId &&
              known.patient_id === patientId &&
              known.justification === justification &&
              known.expires_at - known.began_at === breakGlassTimes(0, minutes).expiresAt;
            if (!isSame) return taken;
            await record(about(caller, seen(caller), patientId, now));
            return ok(sessionOf(known));
          }
          const patient = await transaction
            .selectFrom('patient')
            .select('patient_id')
            .where('patient_id', '=', patientId)
            .executeTakeFirst();
          if (patient === undefined) {
            const meta = { reason: 'unknown-patient' };
            await record(about(caller, { ...begun, outcome: 'failure', meta }, null, now));
            return noSuchPatient;
          }
          const running = await runningBreakGlass(transaction, userId, now);
          if (running.has(patientId)) return runsAlready;
          if (running.size >= MOST_RUNNING) return tooManyRun;
          const { expiresAt, reviewDueAt } = breakGlassTimes(now, minutes);
          const row = await transaction
            .insertInto('break_glass')
            .values({
              break_glass_id: breakGlassId,
              user_id: userId,
              patient_id: patientId,
              justification,
              began_at: now,
              expires_at: expiresAt,
              review_due_at: reviewDueAt,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          const happened = { ...begun, resource: { ...begun.resource, id: patientId } };
          await record({
            ...about(caller, { ...happened, meta: { breakGlass: breakGlassId, minutes } }, patientId, now),
            purpose: breakGlass,
            justification,
          });
          return ok(sessionOf(row));
        });
      },
      noSuchPatient,
    ),

    async 'breakGlass.end'({ breakGlassId }, caller) {
      const { userId } = caller.account;
      return acts.quietly(async (transaction, record) => {
        await lockAccount(transaction, userId);
        const now = clock();
        const known = await findRow(transaction, breakGlassId);
        if (known === null) return noSuchSession;
        if (known.user_id !== userId) {
          const denied = { ...happenedIn(endBreakGlass.audit), outcome: 'denied' } as const;
          await record(
            about(caller, { ...denied, meta: { breakGlass: breakGlassId } }, known.patient_id, now),
          );
          return noSuchSession;
        }
        // What is over already stays as it is: to end it again is no mistake.
        if (!isRunning(sessionOf(known), now)) {
          await record(about(caller, seen(caller), known.patient_id, now));
          return ok(sessionOf(known));
        }
        const row = await transaction
          .updateTable('break_glass')
          .set({ ended_at: now, review_due_at: now + REVIEW_WITHIN })
          .where('break_glass_id', '=', breakGlassId)
          .returningAll()
          .executeTakeFirstOrThrow();
        const ended = happenedIn(endBreakGlass.audit);
        await record({
          ...about(
            caller,
            {
              ...ended,
              resource: { ...ended.resource, id: row.patient_id },
              meta: { breakGlass: breakGlassId },
            },
            row.patient_id,
            now,
          ),
          purpose: breakGlass,
          justification: row.justification,
        });
        return ok(sessionOf(row));
      });
    },

    async 'breakGlass.listOwn'(_, caller) {
      return acts.act(async (transaction, record) => {
        const now = clock();
        const rows = await transaction
          .selectFrom('break_glass')
          .selectAll()
          .where('user_id', '=', caller.account.userId)
          .where('expires_at', '>', now)
          .where('ended_at', 'is', null)
          .orderBy('began_at', 'desc')
          .limit(100)
          .execute();
        await record({
          ...draftBy(caller, happenedIn(listOwnBreakGlass.audit), now),
          patients: patientsOf(rows),
        });
        return ok({ sessions: rows.map(sessionOf) });
      });
    },

    async 'breakGlass.list'({ state, limit, after }, caller) {
      return acts.act(async (transaction, record) => {
        const now = clock();
        const mayRead = caller.access === 'practice' ? sql<boolean>`true` : sql<boolean>`false`;
        let query = transaction.selectFrom('break_glass').selectAll().where(mayRead).where(isIn(state, now));
        if (after !== undefined) {
          const [at = '0', id = ''] = after.split('.');
          query = query.where(
            sql<boolean>`(began_at, break_glass_id) < (${Number(at)}::bigint, ${id}::uuid)`,
          );
        }
        const rows = await query
          .orderBy('began_at', 'desc')
          .orderBy('break_glass_id', 'desc')
          .limit(limit)
          .execute();
        const counts = await transaction
          .selectFrom('break_glass')
          .select((eb) => [
            eb.fn.countAll<number>().as('open'),
            eb.fn.countAll<number>().filterWhere(isIn('overdue', now)).as('overdue'),
          ])
          .where(mayRead)
          .where(isIn('open', now))
          .executeTakeFirstOrThrow();
        await record({
          ...draftBy(caller, { ...happenedIn(listBreakGlass.audit), meta: { state } }, now),
          patients: patientsOf(rows),
          volume: { records: rows.length },
        });
        return ok({
          sessions: rows.map(sessionOf),
          next: nextPlace(rows, limit, (row) => `${row.began_at}.${row.break_glass_id}`),
          open: Number(counts.open),
          overdue: Number(counts.overdue),
        });
      });
    },

    'breakGlass.review': practiceWide(
      service,
      reviewBreakGlass,
      async (request, caller) => {
        const { breakGlassId, disposition, note } = request;
        const { userId } = caller.account;
        const words = happenedIn(reviewBreakGlass.audit);
        const reviewed = { ...words, resource: { ...words.resource, id: breakGlassId } };
        return acts.quietly(async (transaction, record) => {
          const known = await findRow(transaction, breakGlassId);
          const now = clock();
          if (known === null) return noSuchSession;
          if (known.user_id === userId) {
            const meta = { reason: 'oneself' };
            await record(about(caller, { ...reviewed, outcome: 'denied', meta }, known.patient_id, now));
            return ownSession;
          }
          if (isRunning(sessionOf(known), now)) return stillRuns;
          if (known.reviewed_at !== null) return reviewedAlready;
          const row = await transaction
            .updateTable('break_glass')
            .set({ reviewer_id: userId, reviewed_at: now, disposition, note })
            .where('break_glass_id', '=', breakGlassId)
            .returningAll()
            .executeTakeFirstOrThrow();
          const meta = { disposition, userId: row.user_id, isLate: now > row.review_due_at };
          await record(about(caller, { ...reviewed, category: 'administration', meta }, row.patient_id, now));
          return ok(sessionOf(row));
        });
      },
      noSuchSession,
    ),
  };
}

/** The reading of one's own emergency access that is over. */
function seen({ account }: Caller): Happened {
  const { action, verb, resource } = happenedIn(listOwnBreakGlass.audit);
  return { action, verb, resource, meta: { userId: account.userId } };
}

/** The one of this id, locked; null where there is none. */
async function findRow(transaction: DatabaseTransaction, breakGlassId: string): Promise<Row | null> {
  const row = await transaction
    .selectFrom('break_glass')
    .selectAll()
    .where('break_glass_id', '=', breakGlassId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

function isIn(state: 'running' | 'open' | 'overdue' | 'reviewed', now: number) {
  const running = sql`(ended_at is null and expires_at > ${now})`;
  switch (state) {
    case 'running':
      return sql<boolean>`${running}`;
    case 'open':
      return sql<boolean>`(not ${running} and reviewed_at is null)`;
    case 'overdue':
      return sql<boolean>`(not ${running} and reviewed_at is null and review_due_at < ${now})`;
    case 'reviewed':
      return sql<boolean>`(reviewed_at is not null)`;
  }
}

function patientsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map((row) => row.patient_id))];
}

function sessionOf(row: Row): BreakGlassSession {
  const { reviewer_id: reviewerId, reviewed_at: at, disposition, note } = row;
  return {
    breakGlassId: row.break_glass_id,
    userId: row.user_id,
    patientId: row.patient_id,
    justification: row.justification,
    beganAt: row.began_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    reviewDueAt: row.review_due_at,
    review:
      reviewerId === null || at === null || disposition === null || note === null
        ? null
        : { reviewerId, at, disposition, note },
  };
}

const noSuchPatient = err(
  'not-found',
  'There is no such patient; nothing was opened.',
  'Check the number of the chart.',
);
const noSuchSession = err(
  'not-found',
  'There is no such emergency access.',
  'Look at the list of them again.',
);
const taken = err(
  'conflict',
  'This emergency access was begun otherwise.',
  'Begin another one under a new id.',
);
const runsAlready = err(
  'conflict',
  'You have emergency access to this patient already.',
  'Use the one that runs, or end it first.',
);
const tooManyRun = err(
  'conflict',
  `You have emergency access to ${MOST_RUNNING} patients; no other was opened.`,
  'End one that you no longer need.',
);
const stillRuns = err(
  'conflict',
  'This emergency access still runs; nothing was recorded.',
  'Look at it when it is over.',
);
const reviewedAlready = err(
  'conflict',
  'Somebody has looked at this emergency access already; nothing was recorded.',
  'Look at what they made of it.',
);
const ownSession = err(
  'conflict',
  'Nobody reviews their own emergency access; nothing was recorded.',
  'Ask somebody else who may review it.',
);

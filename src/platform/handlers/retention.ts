import type { Selectable } from 'kysely';
import {
  APPLIED_AT_MOST,
  applyRetention,
  changeRetentionPolicy,
  listLegalHolds,
  listRetentionPolicies,
  placeLegalHold,
  releaseLegalHold,
  retainedTypes,
  type RetentionPolicy,
} from '../../shared/contract/platform/retention';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { RetentionPolicyTable } from '../database/record-tables';
import { hideNext } from '../retention/encounters';
import { holdOf, lockHolds } from '../retention/holds';
import type { Service } from '../service';
import type { Handlers } from './handler';

type Served =
  | 'retention.listPolicies'
  | 'retention.changePolicy'
  | 'retention.apply'
  | 'legalHolds.list'
  | 'legalHolds.place'
  | 'legalHolds.release';

/** How long records are kept, and what holds them (build/decisions/archives-and-retention.md). */
export function retentionHandlers(service: Service): Pick<Handlers, Served> {
  const { acts, clock, db, phi } = service;
  return {
    'retention.listPolicies': practiceWide(service, listRetentionPolicies, async () => {
      const rows = await db.selectFrom('retention_policy').selectAll().orderBy('resource_type').execute();
      return ok({ policies: rows.flatMap(policyOf) });
    }),

    'retention.changePolicy': practiceWide(service, changeRetentionPolicy, (wanted, caller) =>
      acts.act(async (transaction, record) => {
        const { resourceType, retentionPeriodYears, archiveBeforeDelete } = wanted;
        const row = await transaction
          .selectFrom('retention_policy')
          .selectAll()
          .where('resource_type', '=', resourceType)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const now = clock();
        const happened = (meta: Happened['meta']) => ({
          ...happenedIn(changeRetentionPolicy.audit),
          resource: { type: 'RetentionPolicy', id: resourceType },
          category: 'administration' as const,
          meta,
        });
        if (row.version !== wanted.version) {
          const meta = { reason: 'changed-meanwhile' };
          await record(draftBy(caller, { ...happened(meta), outcome: 'failure' }, now));
          return changedMeanwhile;
        }
        const next = {
          ...row,
          retention_period_years: retentionPeriodYears,
          archive_before_delete: archiveBeforeDelete,
          version: row.version + 1,
          user_id: caller.account.userId,
          changed_at: now,
        };
        await transaction
          .updateTable('retention_policy')
          .set(next)
          .where('resource_type', '=', resourceType)
          .execute();
        const said = (of: typeof row) => ({
          retentionPeriodYears: of.retention_period_years,
          archiveBeforeDelete: of.archive_before_delete,
        });
        await record(
          draftBy(caller, happened({ version: next.version, old: said(row), new: said(next) }), now),
        );
        const [policy] = policyOf(next);
        if (policy === undefined) throw new TypeError('A policy of a kind that there is not');
        return ok({ policy });
      }),
    ),

    'retention.apply': practiceWide(service, applyRetention, async (_, caller) => {
      let records = 0;
      for (;;) {
        const part = await acts.act(async (transaction, record) => {
          await lockHolds(transaction);
          const now = clock();
          const hidden = await hideNext(transaction, phi.key, now);
          const { cutoff, archiveId, count } = hidden;
          const meta = { cutoff, ...(archiveId !== null && { archiveId }) };
          const happened = { ...happenedIn(applyRetention.audit), category: 'administration', meta } as const;
          // The last look, which finds nothing more, is told only where it is the first.
          const volume = { records: count };
          await record({ ...draftBy(caller, happened, now), volume });
          return hidden;
        });
        records += part.count;
        if (!part.more) return ok({ records, more: false });
        if (records >= APPLIED_AT_MOST) return ok({ records, more: true });
      }
    }),

    'legalHolds.list': practiceWide(service, listLegalHolds, ({ from, limit }, caller) =>
      acts.act(async (transaction, record) => {
        const rows = await transaction
          .selectFrom('legal_hold')
          .selectAll()
          .orderBy('placed_at', 'desc')
          .orderBy('legal_hold_id')
          .offset(from)
          .limit(limit)
          .execute();
        const { total } = await transaction
          .selectFrom('legal_hold')
          .select((eb) => eb.fn.countAll<number>().as('total'))
          .executeTakeFirstOrThrow();
        const held = rows.flatMap(({ patient_id }) => patient_id ?? []);
        await record({
          ...draftBy(caller, happenedIn(listLegalHolds.audit), clock()),
          patients: [...new Set(held)],
          volume: { records: rows.length },
        });
        return ok({ holds: rows.map(holdOf), total: Number(total) });
      }),
    ),

    'legalHolds.place': practiceWide(service, placeLegalHold, (asked, caller) =>
      acts.act(async (transaction, record) => {
        const { id, reach, from, until, patientId, reason } = asked;
        const now = clock();
        const { type } = happenedIn(placeLegalHold.audit).resource;
        const happened = {
          ...happenedIn(placeLegalHold.audit),
          resource: { type, id },
          category: 'administration' as const,
          meta: { reach, from, until, why: reason },
        };
        const refuse = async <T>(refusal: T) => {
          await record(draftBy(caller, { ...happenedIn(placeLegalHold.audit), outcome: 'failure' }, now));
          return refusal;
        };
        const ofDates = from !== null && until !== null && from < until;
        const isClear =
          (reach === 'dates' ? ofDates : from === null && until === null) &&
          (reach === 'patient') === (patientId !== null);
        if (!isClear) return refuse(unclear);
        await lockHolds(transaction);
        if (patientId !== null) {
          const patient = await transaction
            .selectFrom('patient')
            .select('patient_id')
            .where('patient_id', '=', patientId)
            .executeTakeFirst();
          if (patient === undefined) return refuse(noSuchPatient);
        }
        const row = {
          legal_hold_id: id,
          reach,
          from_at: from,
          until_at: until,
          patient_id: patientId,
          reason,
          user_id: caller.account.userId,
          placed_at: now,
        };
        const patients = patientId === null ? [] : [patientId];
        const placed = await transaction
          .insertInto('legal_hold')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (placed === undefined) {
          const known = await transaction
            .selectFrom('legal_hold')
            .selectAll()
            .where('legal_hold_id', '=', id)
            .executeTakeFirstOrThrow();
          const isSame = (['reach', 'from_at', 'until_at', 'patient_id', 'reason', 'user_id'] as const).every(
            (column) => known[column] === row[column],
          );
          if (!isSame) return refuse(taken);
          await record({ ...draftBy(caller, happened, now), patients });
          return ok({ hold: holdOf(known) });
        }
        await record({ ...draftBy(caller, happened, now), patients });
        return ok({ hold: holdOf(placed) });
      }),
    ),

    'legalHolds.release': practiceWide(service, releaseLegalHold, ({ id, reason }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const happened = happenedIn(releaseLegalHold.audit);
        const released = await transaction
          .updateTable('legal_hold')
          .set({ released_at: now, released_by: caller.account.userId, release_reason: reason })
          .where('legal_hold_id', '=', id)
          .where('released_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (released === undefined) {
          await record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
          return noSuchHold;
        }
        const resource = { type: happened.resource.type, id };
        const told = { ...happened, resource, category: 'administration', meta: { why: reason } } as const;
        const patients = released.patient_id === null ? [] : [released.patient_id];
        await record({ ...draftBy(caller, told, now), patients });
        return ok({ hold: holdOf(released) });
      }),
    ),
  };
}

function policyOf(row: Selectable<RetentionPolicyTable>): RetentionPolicy[] {
  const resourceType = retainedTypes.find((type) => type === row.resource_type);
  if (resourceType === undefined) return [];
  return [
    {
      resourceType,
      retentionPeriodYears: row.retention_period_years,
      archiveBeforeDelete: row.archive_before_delete,
      version: row.version,
      changedAt: row.changed_at,
    },
  ];
}

const changedMeanwhile = err(
  'conflict',
  'Somebody changed this policy since you read it; nothing was changed.',
  'Read the policies again, and change what you still want changed.',
);

const unclear = err(
  'invalid-request',
  'It is not clear what is held: a span has its start and its end, a patient their id, and nothing else has either.',
  'Say which span, which patient, or the whole practice.',
);

const noSuchPatient = err('not-found', 'There is no such patient.', 'Check whom you mean.');

const taken = err(
  'conflict',
  'A hold with this id is placed already, and differs.',
  'Place it with a new id.',
);

const noSuchHold = err(
  'not-found',
  'There is no such hold, or it was released before.',
  'Look at the list of holds again.',
);

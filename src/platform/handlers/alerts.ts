import { sql } from 'kysely';
import { acknowledgeAlert, closeAlert, listAlerts } from '../../shared/contract/platform/alerts';
import { err, ok, type Refusal } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { practiceWide } from '../access/practice-wide';
import { happenedIn, type Happened } from '../audit/draft';
import type { Schema } from '../database/schema';
import { alertOf } from '../detection/alerts';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';
import type { Updateable } from 'kysely';

type Handled = Updateable<Schema['alert']>;
interface Handling {
  alertId: string;
  version: number;
  note: string;
}

export function alertHandlers(
  service: Service,
): Pick<Handlers, 'alerts.list' | 'alerts.acknowledge' | 'alerts.close'> {
  const { acts, clock, db } = service;

  /** One step on from the version that the caller saw; `bar` says why an alert cannot take it. */
  function handle(
    { alertId, version, note }: Handling,
    caller: Caller,
    said: Happened,
    bar: (state: string) => Refusal | null,
    change: (now: number) => Handled,
  ) {
    const happened: Happened = {
      ...said,
      category: 'administration',
      resource: { ...said.resource, id: alertId },
    };
    return acts.act(async (transaction, record) => {
      const now = clock();
      const attempt = attempting(record, caller, happened, now, note);
      const known = await transaction
        .selectFrom('alert')
        .selectAll()
        .where('alert_id', '=', alertId)
        .forUpdate()
        .executeTakeFirst();
      if (known === undefined) return attempt.refuse(noSuchAlert, 'not-found');
      const barred = known.version === version ? bar(known.state) : changedMeanwhile;
      if (barred !== null) return attempt.refuse(barred, 'changed-meanwhile');
      const row = await transaction
        .updateTable('alert')
        .set({ ...change(now), version: version + 1 })
        .where('alert_id', '=', alertId)
        .returningAll()
        .executeTakeFirstOrThrow();
      const { kind, disposition } = row;
      await attempt.done({ meta: { kind, ...(disposition !== null && { disposition }) } });
      return ok(alertOf(row));
    });
  }

  return {
    'alerts.list': practiceWide(service, listAlerts, async ({ state, kind, limit, after }) => {
      const [at, id] = after?.split('.') ?? [];
      const rows = await db
        .selectFrom('alert')
        .selectAll()
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'spraying'))
        .$if(at !== undefined, (query) =>
          query.where(sql<boolean>`(raised_at, alert_id) < (${Number(at)}::bigint, ${id ?? ''}::uuid)`),
        )
        .orderBy('raised_at', 'desc')
        .orderBy('alert_id', 'desc')
        .limit(limit + 1)
        .execute();
      const { open } = await db
        .selectFrom('alert')
        .select((eb) => eb.fn.countAll<number>().as('open'))
        .where('state', '=', 'open')
        .executeTakeFirstOrThrow();
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const next = last === undefined ? null : `${last.raised_at}.${last.alert_id}`;
      return ok({ alerts: page.map(alertOf), next, open: Number(open) });
    }),

    'alerts.acknowledge': practiceWide(service, acknowledgeAlert, (request, caller) =>
      handle(
        request,
        caller,
        happenedIn(acknowledgeAlert.audit),
        (state) => (state === 'open' ? null : handledAlready),
        (now) => ({
          state: 'acknowledged',
          acknowledged_by: caller.account.userId,
          acknowledged_at: now,
          acknowledged_note: request.note,
        }),
      ),
    ),

    'alerts.close': practiceWide(service, closeAlert, (request, caller) =>
      handle(
        request,
        caller,
        happenedIn(closeAlert.audit),
        (state) => (state === 'closed' ? handledAlready : null),
        (now) => ({
          state: 'closed',
          closed_by: caller.account.userId,
          closed_at: now,
          disposition: request.disposition,
          closed_note: request.note,
        }),
      ),
    ),
  };
}

const noSuchAlert = err('not-found', 'There is no such alert.', 'Look at the list of alerts again.');
const changedMeanwhile = err(
  'conflict',
  'Somebody handled this alert since you read it, or more was found; nothing was changed.',
  'Look at it again.',
);
const handledAlready = err(
  'conflict',
  'This alert was handled already; nothing was changed.',
  'Look at what was made of it.',
);

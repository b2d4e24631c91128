import { randomUUID } from 'node:crypto';
import {
  DEEPEST,
  listAuditLogs,
  listPhiAuditLogs,
  logPhiAccess,
} from '../../shared/contract/platform/audit-logs';
import { MiB, type RequestOf } from '../../shared/contract/platform/call';
import { formatInstant, parseInstant } from '../../shared/domain/audit-event/instant';
import { phiAuditLogs, type PhiAuditLog } from '../../shared/domain/audit-event/seeds/phi-audit-logs';
import { fromSource } from '../../shared/domain/audit-event/seeds/source-format';
import { vantrexia } from '../../shared/domain/audit-event/seeds/vantrexia';
import type { Action } from '../../shared/domain/audit-event/vocabulary';
import { err, ok, type Result } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { retentionYears } from '../archives/purge';
import { archivedMeanwhile } from '../archives/reading';
import { damagedLog } from '../audit/damaged-log';
import { draftBy, happenedIn } from '../audit/draft';
import { askTrail } from '../audit/trail-question';
import { trailSearchFor, type Standing, type TrailQuestion } from '../audit/trail-search';
import { SECOND } from '../clock';
import { ask } from '../database/question';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { given } from './trail-search';

const EVENT_BYTES = listAuditLogs.limits.reply - 2 * MiB;
const DAY = 24 * 3600 * SECOND;

const actionsOf: Readonly<Record<PhiAuditLog['action'], readonly Action[]>> = {
  READ: ['READ'],
  WRITE: ['CREATE', 'UPDATE'],
  DELETE: ['DELETE'],
  EXPORT: ['EXPORT'],
};

/** The audit endpoints of two seeds (build/decisions/documented-audit-endpoints.md). */
export function auditLogHandlers(
  service: Service,
): Pick<Handlers, 'auth.listAuditLogs' | 'hipaa.listAuditLogs' | 'hipaa.logPhiAccess'> {
  const { acts, clock, db, isLogDamaged } = service;
  /** Who names a first day is answered wholly or not at all; who names none reads what is not archived. */
  const halfAnswered = async ({ from, until }: TrailQuestion) =>
    from === undefined ? null : archivedMeanwhile(db, { from, until });
  return {
    async 'auth.listAuditLogs'(request, caller) {
      if (isLogDamaged()) return damagedLog;
      const { page_size: limit, cursor, ...filter } = request;
      const span = spanOf(filter.start_date, filter.end_date);
      if (!span.ok) return span;
      const question: TrailQuestion = {
        person: filter.user,
        actions: filter.action && [filter.action],
        resourceType: filter.resource_type,
        address: filter.ip_address,
        ...span.value,
      };
      const at = cursor === undefined ? null : standingOf(cursor);
      const asked = {
        happened: happenedIn(listAuditLogs.audit),
        question: { format: 'vantrexia', ...given(filter) },
      };
      const search = trailSearchFor(caller.account.userId, caller.access);
      const [{ events, isMore }, count] = await askTrail(service, caller, asked, [
        search.newest(question, {
          limit,
          bytes: EVENT_BYTES,
          before: at?.side === 'b' ? at : undefined,
          after: at?.side === 'a' ? at : undefined,
        }),
        search.count(question),
      ]);
      const first = events.at(0);
      const last = events.at(-1);
      const hasMore = async (side: 'a' | 'b', of: Standing) => {
        if (side === (at?.side ?? 'b')) return isMore;
        const beyond = side === 'b' ? { before: of } : { after: of };
        const next = await ask(db, search.newest(question, { limit: 1, bytes: 1, ...beyond }));
        return next.events.length > 0;
      };
      const linkTo = async (side: 'a' | 'b', logged: typeof last) => {
        if (logged === undefined) return null;
        const of = { occurredAt: logged.event.occurredAt, seq: logged.seq };
        return (await hasMore(side, of)) ? linkOf(request, `${side}${of.occurredAt}-${of.seq}`) : null;
      };
      const partly = await halfAnswered(question);
      if (partly !== null) return partly;
      return ok({
        count,
        next: await linkTo('b', last),
        previous: cursor === undefined ? null : await linkTo('a', first),
        results: events.map(({ event }) => recordOf(vantrexia.fromEvent(event))),
      });
    },

    async 'hipaa.listAuditLogs'(request, caller) {
      if (isLogDamaged()) return damagedLog;
      const { page, page_size: limit, ...filter } = request;
      if (page * limit > DEEPEST) return tooDeep;
      const span = spanOf(filter.start_date, filter.end_date);
      if (!span.ok) return span;
      const question: TrailQuestion = {
        ofPhi: true,
        person: filter.user_id,
        actions: filter.action && actionsOf[filter.action],
        resourceType: filter.resource_type,
        ...span.value,
      };
      const asked = {
        happened: happenedIn(listPhiAuditLogs.audit),
        question: { format: 'phi_audit_logs', ...given(filter) },
      };
      const search = trailSearchFor(caller.account.userId, caller.access);
      const stretch = { limit, bytes: EVENT_BYTES, offset: (page - 1) * limit };
      const [{ events }, total] = await askTrail(service, caller, asked, [
        search.newest(question, stretch),
        search.count(question),
      ]);
      const partly = await halfAnswered(question);
      if (partly !== null) return partly;
      return ok({
        items: events.map(({ event }) => recordOf(phiAuditLogs.fromEvent(event))),
        total,
        page,
        page_size: limit,
      });
    },

    'hipaa.logPhiAccess': practiceWide(service, logPhiAccess, async (request, caller) => {
      const now = clock();
      if (request.retention_years > (await retentionYears(db))) return keptLonger;
      const by = draftBy(caller, { action: 'READ', verb: 'READ', resource: { type: 'PhiAuditLog' } }, now);
      const record: PhiAuditLog = {
        id: randomUUID(),
        user_id: caller.account.userId,
        ...request,
        ip_address: by.network?.ip ?? null,
        user_agent: by.network?.userAgent ?? null,
        created_at: formatInstant(now),
      };
      const draft = fromSource(phiAuditLogs, record);
      if (!draft.ok) return draft;
      const { network, source } = draft.value;
      return acts.act(async (transaction, take) => {
        const shut = await phiGate(service, transaction);
        if (shut !== null) {
          const denied = { ...happenedIn(logPhiAccess.audit), outcome: 'denied', meta: gateShut } as const;
          await take(draftBy(caller, denied, now));
          return shut;
        }
        await take({
          ...draft.value,
          actor: by.actor,
          network: { ...network, sessionId: caller.sessionId },
          source: { ...source, system: 'Wardkeeper' },
        });
        return ok(record);
      });
    }),
  };
}

/** Days are those of UTC; the end is the end of its day. */
function spanOf(
  start: string | undefined,
  end: string | undefined,
): Result<Pick<TrailQuestion, 'from' | 'until'>> {
  const from = start === undefined ? ok(undefined) : microsOf(start, 0);
  const until = end === undefined ? ok(undefined) : microsOf(end, DAY);
  if (!from.ok) return from;
  if (!until.ok) return until;
  return ok({ from: from.value, until: until.value });
}

function microsOf(text: string, ofDay: number): Result<number | undefined> {
  const isDay = text.length === 10;
  const read = parseInstant(isDay ? `${text}T00:00:00Z` : text);
  return read.ok ? ok(read.value.micros + (isDay ? ofDay : 0)) : read;
}

function standingOf(cursor: string): Standing & { side: string } {
  const [occurredAt = NaN, seq = NaN] = cursor.slice(1).split('-').map(Number);
  return { side: cursor.slice(0, 1), occurredAt, seq };
}

function linkOf(request: RequestOf<typeof listAuditLogs>, cursor: string): string {
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries({ ...request, cursor })) {
    if (value !== undefined) query.set(field, String(value));
  }
  return `${listAuditLogs.path}?${query}`;
}

/** The query leaves out what does not fit the format. */
function recordOf<T>(record: Result<T>): T {
  if (!record.ok) throw new TypeError('An event that was found does not fit its format');
  return record.value;
}

const tooDeep = err(
  'invalid-request',
  `Pages reach ${DEEPEST.toLocaleString('en-US')} records deep.`,
  'Narrow the dates to go further back.',
);

/** An archive is purged as a whole, by the years that the settings say: a longer promise for one entry would be broken. */
const keptLonger = err(
  'invalid-request',
  'The field retention_years does not fit: the audit log is not kept for so long.',
  'Have an administrator raise the retention of audit logs first.',
);

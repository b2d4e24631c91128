import { sql, type RawBuilder } from 'kysely';
import type { LoggedEvent } from '../../shared/contract/platform/audit';
import type { Access } from '../../shared/contract/platform/matrix';
import type { Action } from '../../shared/domain/audit-event/vocabulary';
import { MINUTE } from '../clock';
import { unprepared } from '../database/prepared';
import { reading, type Question } from '../database/question';
import { eventOf, saltText, visibleTo, type KeptLine } from './trail';

/** Every part that is given must hold. Times in microseconds: from the first, up to but without the second. */
export interface TrailQuestion {
  person?: string | undefined;
  actions?: readonly Action[] | undefined;
  patient?: string | undefined;
  resourceType?: string | undefined;
  address?: string | undefined;
  from?: number | undefined;
  until?: number | undefined;
  /** Only what EP-050 calls an access to patient data. */
  ofPhi?: boolean;
}

/** Where an event stands among those in the order of time. */
export interface Standing {
  occurredAt: number;
  seq: number;
}

/** Which of the events that answer a question, the newest first. */
export interface Stretch {
  limit: number;
  /** Bytes of events, about; one event comes in any case. */
  bytes: number;
  /** Only older ones than this; or, of newer ones, those next to it. */
  before?: Standing | undefined;
  after?: Standing | undefined;
  /** So many are passed over. */
  offset?: number;
}

export interface TrailSearch {
  /** `isMore`: others lie beyond them in the same direction. */
  newest(question: TrailQuestion, stretch: Stretch): Question<{ events: LoggedEvent[]; isMore: boolean }>;
  count(question: TrailQuestion): Question<number>;
}

/** A month, about: the log's tally has a row for each (migrations/2026-11-28-tally.ts). Microseconds. */
const PERIOD = 30 * 24 * 60 * MINUTE;

/**
 * What one caller may find. Answered from the indexes of audit_event: each part with its times has one. Counted from its
 * tally, which has a row for each person, action and kind of resource in a period; by patient or address, and at the
 * edges of a span, from the log itself.
 */
export function trailSearchFor(userId: string, access: NonNullable<Access>): TrailSearch {
  const visible = visibleTo(userId, access);
  return {
    newest(question, { limit, bytes, before, after, offset = 0 }) {
      const order = after === undefined ? sql`desc` : sql`asc`;
      const beyond = [
        before && sql`(occurred_at, seq) < (${before.occurredAt}, ${before.seq})`,
        after && sql`(occurred_at, seq) > (${after.occurredAt}, ${after.seq})`,
      ];
      const lines = sql<KeptLine & { found: number }>`
        select seq, body, ${saltText} as salt, found from (
          select occurred_at, seq, body, salt, row_number() over running as place,
            sum(octet_length(body)) over running as bytes, count(*) over () as found
          from (select occurred_at, seq, body, salt from audit_event
            where ${allOf([visible, ...partsOf(question), ...beyond])}
            order by occurred_at ${order}, seq ${order} limit ${limit + 1} offset ${offset}) as matching
          window running as (order by occurred_at ${order}, seq ${order})
        ) as page
        where place <= ${limit} and (bytes <= ${bytes} or place = 1)
        order by occurred_at desc, seq desc`;
      return reading(unprepared(lines), (rows) => ({
        events: rows.map(({ seq, body, salt }) => ({ seq, event: eventOf(body), salt })),
        isMore: rows.length < (rows[0]?.found ?? 0),
      }));
    },

    count(question) {
      const found = sql.join(countsOf(question).map(counted), sql` + `);
      const sum = sql<{ found: number }>`select (${found})::bigint as found`;
      return reading(unprepared(sum), ([row]) => Number(row?.found ?? 0));
    },
  };

  function counted({ from, parts, question }: Counted): RawBuilder<unknown> {
    const of = allOf([visible, ...partsOf(question), ...parts]);
    return from === 'audit_event'
      ? sql`(select count(*) from audit_event where ${of})`
      : sql`(select coalesce(sum(events), 0) from audit_tally where ${of})`;
  }
}

/** What is counted where. */
interface Counted {
  from: 'audit_event' | 'audit_tally';
  question: TrailQuestion;
  parts: Part[];
}

/** Whole periods by the tally, what is before and after them by the log, and all by the log where it must be. */
function countsOf(question: TrailQuestion): Counted[] {
  const { patient, address, from, until } = question;
  const inLog = (span: Pick<TrailQuestion, 'from' | 'until'>): Counted => ({
    from: 'audit_event',
    question: { ...question, ...span },
    parts: [],
  });
  const first = from === undefined ? undefined : Math.ceil(from / PERIOD);
  const end = until === undefined ? undefined : Math.floor(until / PERIOD);
  const isWithin = first !== undefined && end !== undefined && first >= end;
  if (patient !== undefined || address !== undefined || isWithin) return [inLog({ from, until })];
  const whole: Counted = {
    from: 'audit_tally',
    question: { ...question, from: undefined, until: undefined, ofPhi: false },
    parts: [
      question.ofPhi === true && sql`of_phi`,
      first !== undefined && sql`period >= ${first}::integer`,
      end !== undefined && sql`period < ${end}::integer`,
    ],
  };
  const before = first === undefined ? [] : [inLog({ from, until: first * PERIOD })];
  const after = end === undefined ? [] : [inLog({ from: end * PERIOD, until })];
  return [whole, ...before, ...after];
}

type Part = RawBuilder<unknown> | false | undefined;

/** In the words of the index audit_event_of_phi, which other words would not use, and of the tally; what was refused was no access. */
export const ofPhi = sql`user_id is not null and resource_type is not null
  and action in ('READ', 'CREATE', 'UPDATE', 'DELETE', 'EXPORT')
  and (patient_ids <> '{}' or strpos(body, '"patientManifest":{') > 0
    or strpos(body, '"format":"phi_audit_logs"') > 0)
  and strpos(body, '"outcome":"success"') > 0`;

function partsOf(question: TrailQuestion): Part[] {
  const { person, actions = [], patient, resourceType, address, from, until } = question;
  return [
    person !== undefined && sql`user_id = ${person}`,
    actions.length > 0 && sql`action in (${sql.join(actions)})`,
    patient !== undefined && sql`patient_ids @> array[${patient}]::text[]`,
    resourceType !== undefined && sql`resource_type = ${resourceType}`,
    address !== undefined && sql`ip = ${address}::inet`,
    from !== undefined && sql`occurred_at >= ${from}`,
    until !== undefined && sql`occurred_at < ${until}`,
    question.ofPhi === true && ofPhi,
  ];
}

function allOf(parts: readonly Part[]): RawBuilder<unknown> {
  return sql.join(
    parts.filter((part) => part !== undefined && part !== false).map((part) => sql`(${part})`),
    sql` and `,
  );
}

import { sql, type RawBuilder } from 'kysely';
import type { LoggedEvent } from '../../shared/contract/platform/audit';
import type { Access } from '../../shared/contract/platform/matrix';
import type { Action } from '../../shared/domain/audit-event/vocabulary';
import { raw, reading, type Question } from '../database/prepared';
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
  newest(question: TrailQuestion, stretch: Stretch): Question<LoggedEvent[]>;
  count(question: TrailQuestion): Question<number>;
}

/** What one caller may find. Answered from the indexes of audit_event: each part with its times has one. */
export function trailSearchFor(userId: string, access: NonNullable<Access>): TrailSearch {
  const visible = visibleTo(userId, access);
  return {
    newest(question, { limit, bytes, before, after, offset = 0 }) {
      const order = after === undefined ? sql`desc` : sql`asc`;
      const beyond = [
        before && sql`(occurred_at, seq) < (${before.occurredAt}, ${before.seq})`,
        after && sql`(occurred_at, seq) > (${after.occurredAt}, ${after.seq})`,
      ];
      const lines = sql<KeptLine>`
        select seq, body, ${saltText} as salt from (
          select occurred_at, seq, body, salt,
            sum(octet_length(body)) over (order by occurred_at ${order}, seq ${order}) as bytes
          from (select occurred_at, seq, body, salt from audit_event
            where ${allOf([visible, ...partsOf(question), ...beyond])}
            order by occurred_at ${order}, seq ${order} limit ${limit} offset ${offset}) as found
        ) as page
        where bytes <= ${bytes} or bytes = octet_length(body)
        order by occurred_at desc, seq desc`;
      return reading(raw(lines), (rows) =>
        rows.map(({ seq, body, salt }) => ({ seq, event: eventOf(body), salt })),
      );
    },

    count(question) {
      const counted = sql<{ found: number }>`
        select count(*) as found from audit_event
        where ${allOf([visible, ...partsOf(question)])}`;
      return reading(raw(counted), ([row]) => Number(row?.found ?? 0));
    },
  };
}

type Part = RawBuilder<unknown> | false | undefined;

/** In the words of the index audit_event_of_phi, which other words would not use; what was refused was no access. */
const ofPhi = sql`user_id is not null and resource_type is not null
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

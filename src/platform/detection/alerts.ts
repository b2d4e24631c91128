import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Alert } from '../../shared/contract/platform/alerts';
import type { Finding, Subject } from '../../shared/detection/detector';
import { JOINS_WITHIN } from '../../shared/domain/alert';
import type { Recorder } from '../audit/act';
import { systemDraft } from '../audit/draft';
import type { AlertTable, DatabaseTransaction } from '../database/schema';

/** Findings of one kind about one subject: the worst of them, the newest where several are, and how many they were. */
export interface Found {
  finding: Finding;
  since: number;
  /** When the newest of them was found. */
  until: number;
  count: number;
}

/** By kind and subject, in the order in which they were first found. */
export function gathered(findings: readonly Finding[]): Found[] {
  const found = new Map<string, Found>();
  for (const finding of findings) {
    const key = `${finding.kind} ${subjectKey(finding)}`;
    const before = found.get(key);
    const isWorst = before === undefined || finding.weight >= before.finding.weight;
    found.set(key, {
      finding: isWorst ? finding : before.finding,
      since: Math.min(finding.since, before?.since ?? finding.since),
      until: Math.max(finding.at, before?.until ?? finding.at),
      count: (before?.count ?? 0) + 1,
    });
  }
  return [...found.values()];
}

/**
 * What makes two findings one alert: the person where there is one, since whoever is looked into is looked into once;
 * for a session the session. Spraying is about a network, and apart from that about each person who came in after it.
 */
function subjectKey({ kind, subject }: Finding): string {
  const { userId, address, sessionId } = subject;
  if (kind === 'session-change') return sessionId ?? '';
  if (kind === 'address-failures') return address ?? '';
  return userId ?? address ?? '';
}

/**
 * Joins the alert that nobody has looked at yet, or raises one and records that: however often something is found, the
 * trail tells of it once. The worst speaks for an alert, with its own subject and numbers; each joining makes it a new
 * version, so that nobody acknowledges what they did not see. `answer`: what the service did about it now. `now` in
 * microseconds.
 */
export async function raise(
  transaction: DatabaseTransaction,
  record: Recorder,
  { finding, since, until, count }: Found,
  answer: Alert['answer'],
  now: number,
): Promise<void> {
  const { kind, subject, facts, reason, weight } = finding;
  const key = subjectKey(finding);
  const told = { ...columnsOf(subject), reason, facts: JSON.stringify(facts), weight };
  const known = await transaction
    .selectFrom('alert')
    .select(['alert_id', 'first_at', 'last_at', 'count', 'version', 'weight'])
    .where('kind', '=', kind)
    .where('subject', '=', key)
    .where('state', '=', 'open')
    .where('last_at', '>', until - JOINS_WITHIN)
    .orderBy('last_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (known !== undefined) {
    await transaction
      .updateTable('alert')
      .set({
        ...(weight >= known.weight && told),
        ...(answer !== null && { answer }),
        first_at: Math.min(known.first_at, since),
        last_at: Math.max(known.last_at, until),
        count: known.count + count,
        version: known.version + 1,
      })
      .where('alert_id', '=', known.alert_id)
      .execute();
    return;
  }
  const alertId = randomUUID();
  await transaction
    .insertInto('alert')
    .values({
      ...told,
      answer,
      alert_id: alertId,
      kind,
      subject: key,
      first_at: since,
      last_at: until,
      raised_at: now,
      count,
    })
    .execute();
  const meta = { kind, ...subject };
  const resource = { type: 'Alert', id: alertId };
  await record(
    systemDraft({ action: 'CREATE', verb: 'ALERT_RAISED', category: 'system', resource, meta }, now),
  );
}

function columnsOf({
  userId = null,
  address = null,
  sessionId = null,
}: Partial<Record<keyof Subject, string | null>>) {
  return { user_id: userId, address, session_id: sessionId };
}

export function alertOf(row: Selectable<AlertTable>): Alert {
  const { acknowledged_by: by, acknowledged_at: at, acknowledged_note: note } = row;
  const { closed_by: closer, closed_at: closedAt, disposition, closed_note: closedNote } = row;
  return {
    alertId: row.alert_id,
    kind: row.kind,
    userId: row.user_id,
    address: row.address,
    sessionId: row.session_id,
    firstAt: row.first_at,
    lastAt: row.last_at,
    raisedAt: row.raised_at,
    count: row.count,
    reason: row.reason,
    facts: JSON.parse(row.facts) as Alert['facts'],
    answer: row.answer,
    state: row.state,
    version: row.version,
    acknowledged: by === null || at === null || note === null ? null : { userId: by, at, note },
    closed:
      closer === null || closedAt === null || disposition === null || closedNote === null
        ? null
        : { userId: closer, at: closedAt, disposition, note: closedNote },
  };
}

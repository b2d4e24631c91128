import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { actsOn, type Acts } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom, type LogKey } from '../../../src/platform/audit/log-key';
import { ofPhi } from '../../../src/platform/audit/trail-search';
import type { Clock } from '../../../src/platform/clock';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import { auditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { openCheckpoint } from '../../../src/shared/transparency/checkpoint';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import { draftOf } from './drafts';

export function testLogKey(): LogKey {
  return logKeyFrom(randomBytes(32).toString('base64url'), 'wardkeeper/test');
}

/** A clock that moves by a microsecond at each look. */
export function tickingClock(start = 1_760_000_000_000_000): Clock {
  let now = start;
  return () => (now += 1);
}

/** Commits an event for each name; resolves when they are acknowledged. */
export async function recordEach(acts: Acts, names: readonly string[]): Promise<void> {
  for (const name of names) await acts.act((_, record) => record(draftOf(name)));
}

export function silentActs(db: Database, clock: Clock): Acts {
  return actsOn(db, clock, () => undefined);
}

/** Extends the log until nothing waits. */
export async function placeAll(db: Database, key: LogKey, clock: Clock): Promise<void> {
  while ((await extendLog(db, key, clock)).moved > 0);
}

/** What is counted of the log's table is what it holds: asked in one statement, since events may be coming in. */
export async function checkTally(db: Database): Promise<void> {
  const { rows } = await sql`
    with kept as (
      select concat_ws(' ', user_id, action, resource_type, of_phi, period) as of, events from audit_tally where events <> 0
    ), held as (
      select concat_ws(' ', coalesce(user_id, ''), action, coalesce(resource_type, ''), ${ofPhi}, occurred_at / 2592000000000) as of,
        count(*) as events from audit_event group by 1
    )
    select of, kept.events as kept, held.events as held from kept full join held using (of)
    where kept.events is distinct from held.events`.execute(db);
  expect(rows).toEqual([]);
}

export interface CheckedLog {
  /** Resource ids in the order of the log. */
  names: string[];
  size: number;
}

/**
 * Reads the whole log and holds it to what it promises: places without gap from 0, times that never go back,
 * each event once and exactly as hashed, and a root over all leaves that is the one in the signed head.
 */
export async function checkLog(db: Database, key: LogKey): Promise<CheckedLog> {
  const rows = await db.selectFrom('audit_event').selectAll().orderBy('seq').execute();
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, place) => place));
  expect(new Set(rows.map((row) => row.event_id)).size).toBe(rows.length);
  const leaves = rows.map((row) => {
    const event = auditEvent.parse(JSON.parse(row.body));
    const salt = Buffer.from(row.salt).toString('base64url');
    expect(event).toMatchObject({
      id: row.event_id,
      recordedAt: row.recorded_at,
      occurredAt: row.occurred_at,
    });
    const leaf = eventLeafHash(event, salt, hashes);
    expect(Buffer.from(row.leaf_hash).equals(leaf)).toBe(true);
    return leaf;
  });
  rows.reduce((before, row) => {
    expect(row.recorded_at).toBeGreaterThanOrEqual(before);
    return row.recorded_at;
  }, 0);
  const head = await db.selectFrom('checkpoint').selectAll().executeTakeFirstOrThrow();
  expect(head.size).toBe(rows.length);
  if (rows.length > 0) {
    const opened = openCheckpoint(head.note, key.verifier);
    expect(opened).toMatchObject({ ok: true, value: { checkpoint: { size: rows.length } } });
    if (opened.ok) expect(opened.value.checkpoint.root).toEqual(rootOfLeaves(leaves, hashes));
  }
  await checkTally(db);
  const names = rows.map((row) => auditEvent.parse(JSON.parse(row.body)).resource?.id ?? '');
  return { names, size: rows.length };
}

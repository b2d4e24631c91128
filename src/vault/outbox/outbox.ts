import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  consoleAct,
  type ConsoleAct,
  type ConsoleActKind,
} from '../../shared/contract/platform/console-acts';
import type { ReadableDb, WritableDb } from '../store/db';
import { sql } from '../store/sql';

/**
 * Acts of this console that the platform has not acknowledged. An act leaves the file only when it is in the
 * platform's trail; its id has it recorded once, however often it is sent.
 */

/** `at`: when it happened, microseconds by this computer's clock. `records`: how many lines an export had. */
export function addAct(db: WritableDb, kind: ConsoleActKind, at: number, records?: number): void {
  db.run(sql`
    INSERT INTO outbox_act (act_id, kind, occurred_at, records)
    VALUES (${randomUUID()}, ${kind}, ${at}, ${records ?? null})
  `);
}

const keptAct = consoleAct.extend({ records: z.int().nullable() });

/** The first acts that wait, in the order they happened. */
export function waitingActs(db: ReadableDb, limit: number): ConsoleAct[] {
  const rows = db.rows(
    sql`
      SELECT act_id AS actId, kind, occurred_at AS occurredAt, records
      FROM outbox_act ORDER BY place LIMIT ${limit}
    `,
    keptAct,
  );
  return rows.map(({ records, ...act }) => (records === null ? act : { ...act, records }));
}

export function countActs(db: ReadableDb): number {
  const row = db.row(sql`SELECT count(*) AS acts FROM outbox_act`, z.object({ acts: z.int() }));
  return row?.acts ?? 0;
}

/** Lets go of what the platform has acknowledged. How many that were. */
export function removeActs(db: WritableDb, actIds: Iterable<string>): number {
  return db.transaction(() => {
    let removed = 0;
    for (const actId of actIds) removed += db.run(sql`DELETE FROM outbox_act WHERE act_id = ${actId}`);
    return removed;
  });
}

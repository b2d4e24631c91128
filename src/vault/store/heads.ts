import { z } from 'zod';
import type { ReadableDb, WritableDb } from './db';
import { sql } from './sql';

/** A signed head that the tree computed here agreed with. Times are microseconds since the Unix epoch. */
const head = z.object({ size: z.int(), checkpoint: z.string(), verifiedAt: z.int() });
export type Head = z.infer<typeof head>;

const MICROS_A_DAY = 86_400_000_000;

export function newestHead(db: ReadableDb): Head | null {
  return db.row(
    sql`SELECT size, checkpoint, verified_at AS verifiedAt FROM head ORDER BY size DESC, day DESC LIMIT 1`,
    head,
  );
}

/** Keeps the newest head of each day: it covers every earlier one, since they all agreed with one tree. */
export function keepHead(db: WritableDb, { size, checkpoint, verifiedAt }: Head): void {
  const day = Math.floor(verifiedAt / MICROS_A_DAY);
  db.run(sql`
    INSERT INTO head (day, size, checkpoint, verified_at) VALUES (${day}, ${size}, ${checkpoint}, ${verifiedAt})
    ON CONFLICT (day) DO UPDATE SET
      size = excluded.size, checkpoint = excluded.checkpoint, verified_at = excluded.verified_at
      WHERE excluded.size >= head.size
  `);
}

/** The log's verifier key as pinned, or null before first contact. */
export function pinnedKey(db: ReadableDb): string | null {
  const row = db.row(sql`SELECT verifier_key AS key FROM log_key`, z.object({ key: z.string() }));
  return row?.key ?? null;
}

/** Once; a second pin is refused by the table. */
export function pinKey(db: WritableDb, verifierKey: string, now: number): void {
  db.run(sql`INSERT INTO log_key (id, verifier_key, pinned_at) VALUES (1, ${verifierKey}, ${now})`);
}

/** What the platform showed that cannot be true together with what is kept here. */
const contradiction = z.object({
  foundAt: z.int(),
  /** In words, for the person. */
  reason: z.string(),
  /** Events kept here at that moment. */
  size: z.int(),
  checkpoint: z.string(),
  verifierKey: z.string(),
});
export type Contradiction = z.infer<typeof contradiction>;

export function firstContradiction(db: ReadableDb): Contradiction | null {
  return db.row(
    sql`
      SELECT found_at AS foundAt, reason, size, checkpoint, verifier_key AS verifierKey
      FROM contradiction ORDER BY id LIMIT 1
    `,
    contradiction,
  );
}

export function keepContradiction(db: WritableDb, found: Contradiction): void {
  db.run(sql`
    INSERT INTO contradiction (found_at, reason, size, checkpoint, verifier_key)
    VALUES (${found.foundAt}, ${found.reason}, ${found.size}, ${found.checkpoint}, ${found.verifierKey})
  `);
}

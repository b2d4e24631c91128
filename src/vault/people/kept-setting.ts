import { z } from 'zod';
import type { ReadableDb, WritableDb } from '../store/db';
import { sql } from '../store/sql';

/** One value in somebody's vault, as JSON under a name. */
export interface KeptSetting<T> {
  /** Null where there is none, or one of another shape than this program writes. */
  read(db: ReadableDb): T | null;
  write(db: WritableDb, value: T): void;
}

export function keptSetting<T>(name: string, shape: z.ZodType<T>): KeptSetting<T> {
  return {
    read(db) {
      const row = db.row(
        sql`SELECT value FROM setting WHERE name = ${name}`,
        z.object({ value: z.string() }),
      );
      if (row === null) return null;
      try {
        return shape.parse(JSON.parse(row.value));
      } catch {
        return null;
      }
    },
    write(db, value) {
      db.run(sql`
        INSERT INTO setting (name, value) VALUES (${name}, ${JSON.stringify(value)})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
      `);
    },
  };
}

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import type { Query } from './sql';

/** A connection as those see it who only look. */
export interface ReadableDb {
  /** Every row of the result, each checked against `shape`. */
  rows<T>(query: Query, shape: z.ZodType<T>): T[];
  /** The first row, or null. */
  row<T>(query: Query, shape: z.ZodType<T>): T | null;
  /** Every row as an array of bare values, for many small reads that our own file has answered before. */
  values(query: Query): unknown[][];
  /** Rows as arrays of bare values, one at a time: for scans where a parse per row would be most of the work. */
  scan(query: Query): IterableIterator<unknown[]>;
}

/** The one connection that writes. */
export interface WritableDb extends ReadableDb {
  /** Number of rows changed. */
  run(query: Query): number;
  /** Several statements without values: schema changes. */
  script(text: string): void;
  /** All of it or nothing. An error leaves the file as it was, and is thrown on. */
  transaction<T>(body: () => T): T;
  /** Has this done when the file is closed, before it is. */
  beforeClose(work: () => void): void;
  /** Moves what is in the write-ahead log into the file, and closes both. Closes them also where it throws. */
  close(): void;
  /** Closes after a failure: the write-ahead log stays as it is. */
  abandon(): void;
}

/** Wraps a connection that is open, keyed and configured. */
export function writableDb(connection: Database.Database): WritableDb {
  const statements = new Map<string, Database.Statement>();
  const lastWorks: (() => void)[] = [];

  function prepared(text: string): Database.Statement {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = connection.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  }

  return {
    rows: ([text, params], shape) =>
      prepared(text)
        .raw(false)
        .all(...params)
        .map((row) => shape.parse(row)),
    row([text, params], shape) {
      const row = prepared(text)
        .raw(false)
        .get(...params);
      return row === undefined ? null : shape.parse(row);
    },
    values: ([text, params]) =>
      prepared(text)
        .raw()
        .all(...params) as unknown[][],
    // A statement of its own: one that is being iterated cannot be used again until it is done.
    scan: ([text, params]) =>
      connection
        .prepare(text)
        .raw()
        .iterate(...params) as IterableIterator<unknown[]>,
    run: ([text, params]) => prepared(text).run(...params).changes,
    script: (text) => void connection.exec(text),
    transaction: (body) => connection.transaction(body).immediate(),
    beforeClose: (work) => void lastWorks.push(work),
    close() {
      try {
        for (const work of lastWorks) work();
        connection.pragma('wal_checkpoint(TRUNCATE)');
      } finally {
        connection.close();
      }
    },
    abandon: () => void connection.close(),
  };
}

import pg from 'pg';

export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** What the server says of one statement. */
export interface Answer {
  /** INSERT, SELECT, COMMIT … */
  command: string;
  /** Rows that were given or changed, where the server says so. */
  rowCount: number | null;
  rows: never[];
}

/** Sends statements as one message: an answer for each, in order, or the error of the first that failed. */
export type SendMessage = (statements: readonly [Statement, ...Statement[]]) => Promise<Answer[]>;

/** What one connection is asked by Kysely. */
type Ask = (sql: string, parameters?: readonly unknown[]) => Promise<Answer>;

interface Waiting extends Statement {
  answered(answer: Answer): void;
  failed(error: unknown): void;
}

/**
 * Gathers what one connection is asked within one turn into one message, and a transaction’s begin with its first
 * statements. PostgreSQL and this process fall asleep between two messages, and PGlite is entered anew for each: both
 * take longer than most statements do.
 */
export function gathering(send: SendMessage): Ask {
  let begin: Statement | null = null;
  let waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    const asked = waiting;
    const [first, ...more] = begin === null ? asked : [begin, ...asked];
    begin = null;
    waiting = [];
    if (first === undefined) return;
    try {
      const answers = await send([first, ...more]);
      if (answers.length !== 1 + more.length) throw new Unanswered();
      const own = answers.slice(-asked.length);
      asked.forEach(({ answered }, at) => answered(own[at] as Answer));
    } catch (error) {
      for (const { failed } of asked) failed(error);
    }
  }

  return (sql, parameters = []) => {
    const isHeld = begin === null && waiting.length === 0 && /^(begin|start transaction)\b/.test(sql);
    if (isHeld) {
      begin = { sql, parameters };
      return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] });
    }
    return new Promise((answered, failed) => {
      // A value that cannot be written is its own statement's fault, before anything is sent.
      const written = parameters.map((value) => prepareValue(value));
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ sql, parameters: written, answered, failed });
    });
  };
}

/** How node-postgres writes a value; its types do not tell of it. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/** One text that holds no statement at all, or several. */
class Unanswered extends Error {
  override name = 'Unanswered';
}

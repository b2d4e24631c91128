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

/** A statement of a transaction whose answer nobody needs: it goes with what is asked next, and fails with it. */
export class GoesAlong {
  readonly sql: string;
  constructor(sql: string) {
    this.sql = sql;
  }
}

/** What one connection is asked by Kysely. */
type Ask = (asked: string | GoesAlong, parameters?: readonly unknown[]) => Promise<Answer>;

interface Waiting extends Statement {
  answered(answer: Answer): void;
  failed(error: unknown): void;
}

/**
 * Gathers what one connection is asked within one turn into one message, with a transaction’s begin and what goes along
 * before it. PostgreSQL and this process fall asleep between two messages, and PGlite is entered anew for each: both
 * take longer than most statements do.
 */
export function gathering(send: SendMessage): Ask {
  /** What goes before those that wait. */
  let held: Statement[] = [];
  let waiting: Waiting[] = [];
  /** Begun and not ended yet: outside of it, what goes along would go with a stranger's. */
  let isOpen = false;

  async function flush(): Promise<void> {
    const asked = waiting;
    const [first, ...more] = [...held, ...asked];
    held = [];
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

  function hold(statement: Statement): Promise<Answer> {
    held.push(statement);
    return Promise.resolve({ command: '', rowCount: null, rows: [] });
  }

  return (asked, parameters = []) => {
    const sql = typeof asked === 'string' ? asked : asked.sql;
    if (isRollback(sql)) {
      // What fails in its message would make the server pass over it; and what was to go along is undone already.
      if (waiting.length > 0) void flush();
      held = held.filter((statement) => isBegin(statement.sql));
    }
    if (typeof asked !== 'string' && !isOpen) return Promise.reject(new OutsideTransaction());
    if (isBegin(sql)) isOpen = true;
    if (isEnd(sql)) isOpen = false;
    if (waiting.length === 0 && isBegin(sql) && held.length === 0) return hold({ sql, parameters });
    return new Promise((answered, failed) => {
      // A value that cannot be written is its own statement's fault, before anything is sent.
      const statement = { sql, parameters: parameters.map((value) => prepareValue(value)) };
      if (waiting.length === 0 && typeof asked !== 'string') {
        answered(hold(statement));
        return;
      }
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ ...statement, answered, failed });
    });
  };
}

const isBegin = (sql: string) => /^(begin|start transaction)\b/.test(sql);
const isRollback = (sql: string) => sql.startsWith('rollback');
const isEnd = (sql: string) => sql === 'commit' || sql === 'rollback';

/** How node-postgres writes a value; its types do not tell of it. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/** One text that holds no statement at all, or several. */
class Unanswered extends Error {
  override name = 'Unanswered';
}

/** Our own fault: something was to be recorded after its transaction had ended. */
class OutsideTransaction extends Error {
  override name = 'OutsideTransaction';
}

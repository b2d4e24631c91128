import pg from 'pg';
import { gathering, type Answer, type SendMessage, type Statement } from './gathering';

/** The parts of a connection that node-postgres hands to a query. */
interface Wire {
  parse(statement: { text: string }): void;
  bind(values: { values: readonly unknown[] }): void;
  describe(portal: { type: 'P' }): void;
  execute(portal: object): void;
}

const { prepare } = pg.Query.prototype as unknown as { prepare(this: pg.Query, wire: Wire): void };

/**
 * Statements that go to the server as one message and come back as one. They share one Sync: where one fails, the
 * server passes over those after it. (PostgreSQL, Extended Query: after an error everything up to the next Sync is
 * discarded.)
 */
export class OneMessage extends pg.Query {
  readonly statements: readonly Statement[];

  constructor(
    statements: readonly [Statement, ...Statement[]],
    ended: (error: Error | null, answers: Answer[]) => void,
  ) {
    const { sql: text, parameters: values } = statements.at(-1) ?? statements[0];
    const callback = (error: Error | null, answers: Answer | Answer[]) => ended(error, [answers].flat());
    super({ text, values: [...values], queryMode: 'extended', callback } as pg.QueryConfig);
    this.statements = statements;
  }

  /** Called by node-postgres, which ends the last statement, and with it the message, with a Sync. */
  prepare(wire: Wire): void {
    for (const { sql: text, parameters: values } of this.statements.slice(0, -1)) {
      wire.parse({ text });
      wire.bind({ values });
      wire.describe({ type: 'P' });
      wire.execute({});
    }
    prepare.call(this, wire);
  }
}

/** A connection to PostgreSQL that gathers what it is asked within one turn. */
export class GatheringClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = super.query.bind(this) as unknown as (...asked: unknown[]) => Promise<Answer>;
    const send: SendMessage = async ([first, ...more]) =>
      more.length === 0
        ? [await query(first.sql, [...first.parameters])]
        : new Promise((resolve, reject) => {
            const message = new OneMessage([first, ...more], (error, answers) =>
              error === null ? resolve(answers) : reject(error),
            );
            void query(message);
          });
    this.query = gathering(send) as unknown as typeof this.query;
  }
}

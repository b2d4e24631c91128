import pg from 'pg';

/** The parts of a connection that node-postgres hands to a query. */
interface Wire {
  parse(statement: { text: string }): void;
  bind(values: object): void;
  execute(portal: { rows?: number }): void;
}

type Answer = pg.QueryResult | pg.QueryResult[];

/**
 * What begins a transaction, and the first statement in it, as one message to the server. They share one Sync: where
 * the begin fails, the server passes over the statement, which would commit by itself otherwise.
 * (PostgreSQL, Extended Query: after an error everything up to the next Sync is discarded.)
 */
export class BegunQuery extends pg.Query {
  readonly begin: string;
  readonly first: { sql: string; parameters: readonly unknown[] };

  constructor(
    begin: string,
    sql: string,
    parameters: unknown[],
    answered: (error: Error | null, answer: Answer) => void,
  ) {
    const config = { text: sql, values: parameters, queryMode: 'extended', callback: answered };
    super(config as pg.QueryConfig);
    this.begin = begin;
    this.first = { sql, parameters };
  }

  /** Called by node-postgres, which then goes on with the statement, and ends both with a Sync. */
  prepare(connection: Wire): void {
    connection.parse({ text: this.begin });
    connection.bind({});
    connection.execute({});
    (pg.Query.prototype as unknown as { prepare(connection: Wire): void }).prepare.call(this, connection);
  }
}

type Send = (query: unknown, values?: unknown[], ...rest: unknown[]) => Promise<pg.QueryResult>;

/** A connection that begins a transaction with its first statement: each saves one round trip to the server. */
export class BeginWithFirst extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = super.query.bind(this) as unknown as Send;
    let begin: string | null = null;
    const query: Send = (text, values = [], ...rest) => {
      if (typeof text === 'string' && /^(begin|start transaction)\b/.test(text)) {
        begin = text;
        return Promise.resolve(nothing);
      }
      if (begin === null) return send(text, values, ...rest);
      const held = begin;
      begin = null;
      if (typeof text !== 'string') throw new TypeError('A transaction begins with a statement');
      return new Promise((resolve, reject) => {
        const answered = (error: Error | null, answer: Answer) => {
          if (error !== null) reject(error);
          else resolve([answer].flat().at(-1) ?? nothing);
        };
        void send(new BegunQuery(held, text, values, answered));
      });
    };
    this.query = query as unknown as typeof this.query;
  }
}

const nothing = { rows: [], rowCount: null, command: 'BEGIN', oid: 0, fields: [] } satisfies pg.QueryResult;

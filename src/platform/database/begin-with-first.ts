import pg from 'pg';

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/**
 * A connection that sends what begins a transaction together with the first statement in it: of each transaction one
 * round trip to the server is saved. Where the begin fails, the first statement does.
 */
export class BeginWithFirst extends pg.Client {
  #begun: Promise<pg.QueryResult> | null = null;

  constructor(config: pg.ClientConfig = {}) {
    // Sends a statement while an earlier one is not answered yet; answers come in order.
    super({ ...config, pipeline: true } as pg.ClientConfig);
    const send = super.query.bind(this) as unknown as Query;
    const query: Query = (text, values) => {
      const sent = send(text, values);
      if (/^(begin|start transaction)/.test(text)) {
        this.#begun = sent;
        // Nobody waits for it yet.
        sent.catch(() => undefined);
        return Promise.resolve(nothing);
      }
      const begun = this.#begun;
      this.#begun = null;
      return begun === null ? sent : Promise.all([begun, sent]).then(([, result]) => result);
    };
    this.query = query as unknown as typeof this.query;
  }
}

const nothing = { rows: [], rowCount: null, command: 'BEGIN', oid: 0, fields: [] } satisfies pg.QueryResult;

import { Mutex, parse, protocol, type PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { concatBytes } from '../../shared/transparency/bytes';
import { gathering, type Answer, type Statement } from './gathering';

const { bind, describe, execute, parse: prepare, sync } = protocol.serialize;

/** What one parameter may be once it is written (gathering.ts). */
type Written = string | Uint8Array | null;

/** Sends messages to the embedded engine. PGlite's own `query` enters it six times for each statement; this once. */
export class EmbeddedConnection {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** They share one Sync: where one fails, the engine passes over those after it. Throws what it says. */
  send(statements: readonly Statement[]): Promise<Answer[]> {
    const message = concatBytes(
      ...statements.flatMap(({ sql, parameters }) => [
        prepare({ text: sql }),
        bind({ values: [...parameters] as Written[] }),
        describe({ type: 'P' }),
        execute({}),
      ]),
      sync(),
    );
    return this.#pglite.runExclusive(async () => {
      // Memory and the folder's files need no syncing: both are written at once.
      const replies = await this.#pglite.execProtocolStream(message, { syncToFs: false });
      return answersIn(replies, this.#pglite.parsers);
    });
  }
}

/** The embedded engine as Kysely sees PostgreSQL: a pool of one connection. */
export function embeddedPool(pglite: PGlite): PostgresPool {
  const turns = new Mutex();
  const connection = new EmbeddedConnection(pglite);
  /** What could not be rolled back is still open: nobody else may go on in it. */
  let isBroken = false;
  return {
    async connect() {
      const leave = await turns.acquire();
      if (isBroken || pglite.closed) {
        leave();
        throw new ClosedDatabase();
      }
      const query = gathering((statements) => connection.send(statements));
      const release = (isDiscarded?: boolean) => {
        isBroken ||= isDiscarded === true;
        leave();
      };
      return { query, release } as unknown as PostgresPoolClient;
    },
    /** Once the transaction that runs has ended. */
    end: () => turns.runExclusive(() => pglite.close()),
    options: {},
  };
}

/** As a server says that it cannot be connected to. */
class ClosedDatabase extends Error {
  override name = 'ClosedDatabase';
  readonly code = '57P03';
}

type Replies = Parameters<typeof parse.parseResults>[0];

function answersIn(replies: Replies, parsers: PGlite['parsers']): Answer[] {
  const answers: Answer[] = [];
  let from = 0;
  for (const [at, reply] of replies.entries()) {
    if (reply.name !== 'commandComplete') continue;
    const [result] = parse.parseResults(replies.slice(from, at + 1), parsers);
    from = at + 1;
    const { text } = reply as unknown as { text: string };
    answers.push({
      command: text.split(' ', 1)[0] ?? '',
      rowCount: (result as { rowCount?: number } | undefined)?.rowCount ?? null,
      rows: (result?.rows ?? []) as never[],
    });
  }
  return answers;
}

import pg from 'pg';
import { randomUUID } from 'node:crypto';

/** What is heard on a channel of PostgreSQL, for as long as it is. */
export interface Hearing {
  /** Whether what is told is heard now; where not, one has to ask. */
  isHeard(): boolean;
  close(): Promise<void>;
}

/** Begins to listen; does not wait for it. */
export type Listen = (ears: Ears) => Hearing;

export interface Ears {
  /** What another node, or this one, told on the channel. Anybody who may connect can say anything there. */
  told(text: string): void;
  /** It began or ceased to be heard. What was told meanwhile was missed. */
  changed(isHeard: boolean): void;
}

export interface ListenRhythm {
  /** First time between two tries to connect, doubled with each failure up to the longest. */
  againMs: number;
  longestMs: number;
  /** Between two proofs that it still hears. */
  proveMs: number;
  /** So long a proof may take. */
  patienceMs: number;
}

const ordinary: ListenRhythm = { againMs: 1_000, longestMs: 60_000, proveMs: 30_000, patienceMs: 5_000 };

/** The channel on which a node hears itself, to know that it hears. */
const HELLO = 'wardkeeper_hello';

/**
 * Listens to one channel on a connection of its own, which is made again when it breaks. `tell` sends over another
 * connection, which proves now and then that what others tell arrives: a connection that is half gone looks like a
 * silent one, and a pooler that hands the same connection to several (PgBouncer by transaction) takes LISTEN and
 * delivers nothing.
 */
export function listenTo(
  channel: string,
  settings: pg.ClientConfig,
  tell: (channel: string, text: string) => Promise<unknown>,
  { againMs, longestMs, proveMs, patienceMs }: ListenRhythm = ordinary,
): Listen {
  return ({ told, changed }) => {
    const own = randomUUID();
    let client: pg.Client | null = null;
    let timer: NodeJS.Timeout | undefined;
    let failures = 0;
    let heard = false;
    let closed = false;
    let proven: () => void = () => undefined;

    function becomes(isHeard: boolean): void {
      if (heard === isHeard) return;
      heard = isHeard;
      changed(isHeard);
    }

    function inTime(ms: number, work: () => Promise<void>): void {
      clearTimeout(timer);
      if (!closed) timer = setTimeout(() => void work(), ms);
    }

    /** Of a connection that was given up already nothing follows. */
    function lost(gone: pg.Client): void {
      if (gone !== client) return;
      client = null;
      proven();
      becomes(false);
      void gone.end().catch(() => undefined);
      inTime(Math.min(longestMs, againMs * 2 ** failures), connect);
      failures += 1;
    }

    async function connect(): Promise<void> {
      const fresh = new pg.Client(settings);
      client = fresh;
      fresh.on('error', () => lost(fresh));
      fresh.on('end', () => lost(fresh));
      fresh.on('notification', ({ channel: on, payload = '' }) => {
        if (on === channel) told(payload);
        else if (payload === own) proven();
      });
      try {
        await fresh.connect();
        await fresh.query(`listen ${pg.escapeIdentifier(channel)}; listen ${HELLO}`);
        await prove();
      } catch {
        lost(fresh);
      }
    }

    async function prove(): Promise<void> {
      const proving = client;
      if (proving === null) return;
      let late: NodeJS.Timeout | undefined;
      let arrived = false;
      const answered = new Promise<void>((resolve) => {
        proven = () => {
          arrived = client === proving;
          resolve();
        };
        late = setTimeout(resolve, patienceMs);
      });
      await tell(HELLO, own).catch(() => undefined);
      await answered;
      clearTimeout(late);
      proven = () => undefined;
      if (closed || client !== proving) return;
      if (!arrived) {
        lost(proving);
        return;
      }
      failures = 0;
      becomes(true);
      inTime(proveMs, prove);
    }

    void connect();
    return {
      isHeard: () => heard,
      async close() {
        closed = true;
        heard = false;
        clearTimeout(timer);
        const last = client;
        client = null;
        proven();
        await last?.end().catch(() => undefined);
      },
    };
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { recordConsoleActs, type ConsoleAct } from '../../../src/shared/contract/platform/console-acts';
import { aLog, type ALog } from '../../integration/vault/a-log';

/** One request as it came. */
export interface Asked {
  path: string;
  query: URLSearchParams;
  /** Milliseconds, by a clock that nobody sets. */
  at: number;
}

/** Answers in place of the log; false: it did not. */
export type Fault = (asked: Asked, reply: ServerResponse) => boolean;

/**
 * A log served over HTTP as the platform serves it, which can be made to misbehave as a real one hardly can.
 * People and pseudonyms it has none.
 */
export interface ServedLog {
  readonly address: string;
  readonly log: ALog;
  fault: Fault | null;
  /** Most events of one answer. */
  most: number;
  /** Requests for events. */
  asked: Asked[];
  acts: ConsoleAct[];
  /** Nothing listens any more, and every connection is cut. */
  leave(): Promise<void>;
  /** Listens again, at the same address. */
  comeBack(): Promise<void>;
}

export async function serveLog(): Promise<ServedLog> {
  const log = aLog();
  const sockets = new Set<Socket>();
  const server = createServer((request, reply) => {
    void answer(request, reply).catch(() => reply.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));

  async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://127.0.0.1');
    const asked = { path, query, at: performance.now() };
    if (path === listEvents.path) served.asked.push(asked);
    if (served.fault?.(asked, reply) === true) return;
    switch (path) {
      case listEvents.path:
        send(
          reply,
          200,
          log.page(Number(query.get('from')), Math.min(served.most, Number(query.get('limit')))),
        );
        return;
      case recordConsoleActs.path: {
        const { acts } = (await json(request)) as { acts: ConsoleAct[] };
        const known = new Set(served.acts.map(({ actId }) => actId));
        served.acts.push(...acts.filter(({ actId }) => !known.has(actId)));
        send(reply, 200, { recorded: acts.map(({ actId }) => actId) });
        return;
      }
      default:
        send(reply, 404, { code: 'not-found', message: 'There is no such call.', hint: '' });
    }
  }

  await listen(0);
  const { port } = server.address() as AddressInfo;
  const served: ServedLog = {
    address: `http://127.0.0.1:${port}`,
    log,
    fault: null,
    most: 5_000,
    asked: [],
    acts: [],
    leave: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    comeBack: () => listen(port),
  };
  return served;
}

export function send(reply: ServerResponse, status: number, body: unknown): void {
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Only for requests of events, so that nothing else of the exchange is disturbed. */
export function eventsOnly(fault: Fault): Fault {
  return (asked, reply) => asked.path === listEvents.path && fault(asked, reply);
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { isForUs } from '../http/guard';
import type { Operations } from './answer';

export interface OperationsListener {
  /** `http://127.0.0.1:<port>` */
  address: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const types = {
  '/healthz': 'application/json; charset=utf-8',
  '/readyz': 'application/json; charset=utf-8',
  '/metrics': 'text/plain; version=0.0.4; charset=utf-8',
} as const;

const isPath = (path: string): path is keyof typeof types => Object.hasOwn(types, path);

/** Health, readiness and metrics for programs of this computer. Throws where the port is taken. */
export async function startOperations(port: number, answer: Operations): Promise<OperationsListener> {
  const server = createServer({ maxHeaderSize: 4096, headersTimeout: 5_000, requestTimeout: 5_000 });
  server.maxConnections = 16;
  server.on('request', (request, response) => {
    const path = request.url ?? '';
    const end = (status: number, type: string, body: string) => {
      response.writeHead(status, {
        'cache-control': 'no-store',
        'content-type': type,
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    };
    if (!isForUs(request, [LOOPBACK, 'localhost'])) return end(403, 'text/plain', '');
    if (request.method !== 'GET' || !isPath(path)) return end(404, 'text/plain', '');
    void answer(path, 'whole').then(
      ({ status, body }) => end(status, types[path], body),
      () => end(500, 'text/plain', ''),
    );
  });
  server.listen({ host: LOOPBACK, port });
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new TypeError('It listens nowhere');
  return {
    address: `http://${LOOPBACK}:${at.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

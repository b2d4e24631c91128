import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { platformCalls } from '../../shared/contract/platform/calls';
import { openApi } from '../../shared/contract/platform/openapi';
import { statusOf } from '../../shared/contract/platform/status';
import type { Refusal } from '../../shared/domain/result';
import { handlersOf } from '../handlers/handlers';
import type { Log } from '../log';
import type { Service } from '../service';
import { isFromConsole } from './guard';
import { registerCalls } from './register';
import { refusalBody, refusalOf, refusals, sendRefusal } from './refuse';

export interface ServerSettings {
  version: string;
  launchSecret: string;
  log: Log;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  address: string;
  /** Takes no more requests; resolves when those begun are answered. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const MAX_CONNECTIONS = 256;
const json = 'application/json; charset=utf-8';

/** Nothing that is sent may be kept, guessed at, framed or run, whatever opens it. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Listens on a free port of the loopback address. Throws when there is none. */
export async function startServer(service: Service, settings: ServerSettings): Promise<RunningServer> {
  const { log } = settings;
  const server = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    keepAliveTimeout: 30_000,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requireHostHeader: false,
      connectionsCheckingInterval: 5_000,
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket),
    // What Fastify refuses before its hooks run: a path with a broken escape.
    frameworkErrors: (error, request, reply) =>
      void sendRefusal(reply, guard(request, reply) ?? refusalOf(error, log, '')),
  });
  server.server.maxConnections = MAX_CONNECTIONS;

  let host = '';
  function guard(request: FastifyRequest, reply: FastifyReply): Refusal | null {
    void reply.headers(securityHeaders);
    return isFromConsole(request, host, settings.launchSecret) ? null : refusals.notLocal;
  }
  server.addHook('onRequest', async (request, reply) => {
    const refused = guard(request, reply);
    return refused === null ? undefined : sendRefusal(reply, refused);
  });
  let closing = false;
  // A connection whose last request was begun before the end would otherwise stay open for its keep-alive.
  server.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
  // Node answers an Expect header that it does not know by itself, and bare.
  server.server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(statusOf['invalid-request'], { ...securityHeaders, 'content-type': json });
    response.end(refusalBody(refusals.malformed));
  });
  readJson(server);
  server.setNotFoundHandler((_request, reply) => sendRefusal(reply, refusals.noSuchCall));
  server.setErrorHandler((error, _request, reply) => sendRefusal(reply, refusalOf(error, log, '')));
  registerCalls(server, service, handlersOf(service), log);
  // Made when somebody asks: a start must not wait for it.
  server.get('/openapi.json', (_request, reply) =>
    reply.type(json).send(JSON.stringify(openApi(Object.values(platformCalls), settings.version))),
  );

  await server.listen({ host: LOOPBACK, port: 0 });
  const at = server.server.address();
  if (at === null || typeof at === 'string') throw new TypeError('The server listens nowhere');
  host = `${LOOPBACK}:${at.port}`;
  return {
    address: `http://${host}`,
    close: () => {
      closing = true;
      return server.close();
    },
  };
}

/** The only body there is: JSON in well-formed UTF-8. */
function readJson(server: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(utf8.decode(body as Buffer)));
    } catch {
      done(Object.assign(new TypeError('Not JSON'), { statusCode: 400 }));
    }
  });
}

/** Answers what Node's parser could not read as HTTP: there is no request yet, only a socket. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal: Refusal = error.code === 'HPE_HEADER_OVERFLOW' ? refusals.tooLarge : refusals.malformed;
  const body = refusalBody(refusal);
  const headers = Object.entries({
    ...securityHeaders,
    'content-type': json,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${statusOf[refusal.code]} Refused\r\n${headers.join('')}\r\n${body}`);
}

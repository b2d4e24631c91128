import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { platformCalls } from '../../shared/contract/platform/calls';
import { openApi } from '../../shared/contract/platform/openapi';
import { statusOf } from '../../shared/contract/platform/status';
import { ok, type Refusal, type Result } from '../../shared/domain/result';
import { handlersOf } from '../handlers/handlers';
import type { Log } from '../log';
import type { Service } from '../service';
import type { Operations } from '../operations/answer';
import { readCertificate, renewing, type Certificate, type RenewedCertificate } from './certificate';
import { embeddedDoor, openDoor, type OverNodes } from './door';
import { passedIn, rateOverNodes } from './rate-over-nodes';
import { startRedirect } from './redirect';
import { registerCalls, type Routing } from './register';
import { refusalBody, refusalOf, refusals, sendRefusal } from './refuse';
import { isLoopback, type Transport } from './transport';
import { requestsUnderWay } from './requests-under-way';

export interface ServerSettings {
  version: string;
  /** What the console that started the service shows; nobody else comes in. */
  launchSecret?: string;
  /** Of a service that runs alone; without, it listens on a free port of the loopback address. */
  transport?: Transport;
  /** Of one that does not: what it answers to one user in a minute; any number where that is not said. */
  requestsPerUser?: number | undefined;
  /** Other nodes may work on the same database. */
  shared: boolean;
  log: Log;
  answered: Routing['answered'];
  /** Of a service that runs alone: answers whether it lives and is ready. */
  operations: Operations;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, or https:// with the first of its names. */
  address: string;
  /** Null where it is not served over TLS. */
  certificate: RenewedCertificate | null;
  /** Takes no more requests; resolves when those begun are answered. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const MAX_CONNECTIONS = 256;
/** Until it is done a connection is none of HTTP's, and the end of the service waits for it. */
const HANDSHAKE_MS = 5_000;
const json = 'application/json; charset=utf-8';

/** Nothing that is sent may be kept, guessed at, framed or run, whatever opens it. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Two years, for this name: the console never tries http:// anyway, a browser might. */
const strictTransport = 'max-age=63072000';

const parsing = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requireHostHeader: false,
  connectionsCheckingInterval: 5_000,
};

/** Listens. Refuses a certificate that cannot be served; throws when the port is taken. */
export async function startServer(
  service: Service,
  settings: ServerSettings,
): Promise<Result<RunningServer>> {
  const { log, transport } = settings;
  const tls = transport?.tls ?? null;
  if (transport !== undefined && tls === null && !isLoopback(transport.address)) {
    throw new TypeError('Beyond this computer nothing is served in clear');
  }
  const certificate = tls === null ? null : readCertificate(tls);
  if (certificate !== null && !certificate.ok) return certificate;
  let host = '';
  const nowMs = () => performance.now();
  const door =
    transport === undefined
      ? embeddedDoor(settings.launchSecret, () => host, settings.requestsPerUser ?? Infinity, nowMs)
      : openDoor(transport, nowMs, overNodes(service, settings));
  const server = newServer(certificate === null ? null : certificate.value, {
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    keepAliveTimeout: 30_000,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket),
    // What Fastify refuses before its hooks run: a path with a broken escape.
    frameworkErrors: (error, request, reply) =>
      void sendRefusal(reply, guard(request, reply) ?? refusalOf(error, log, '')),
  });
  server.server.maxConnections = MAX_CONNECTIONS;
  const { endWhenAnswered } = requestsUnderWay(server.server);

  function guard(request: FastifyRequest, reply: FastifyReply): Refusal | null {
    void reply.headers(securityHeaders);
    if (tls !== null) void reply.header('strict-transport-security', strictTransport);
    return door.refuse(request);
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
  registerCalls(server, service, handlersOf(service), { door, log, answered: settings.answered });
  // Made when somebody asks: a start must not wait for it.
  server.get('/openapi.json', (_request, reply) =>
    reply.type(json).send(JSON.stringify(openApi(Object.values(platformCalls), settings.version))),
  );
  if (transport !== undefined) {
    for (const path of ['/healthz', '/readyz'] as const) {
      server.get(path, async (_request, reply) => {
        const { status, body } = await settings.operations(path, 'brief');
        return reply.code(status).type(json).send(body);
      });
    }
  }

  await server.listen({ host: transport?.address ?? LOOPBACK, port: transport?.port ?? 0 });
  const at = server.server.address();
  if (at === null || typeof at === 'string') throw new TypeError('The server listens nowhere');
  host = `${transport?.names[0] ?? LOOPBACK}:${at.port}`;
  const redirect =
    transport === undefined || transport.redirectPort === null
      ? null
      : await startRedirect(transport.address, transport.redirectPort, transport.names, at.port).catch(
          async (error: unknown) => {
            await server.close();
            throw error;
          },
        );
  const renewed =
    tls === null || certificate === null
      ? null
      : renewing(
          tls,
          certificate.value,
          (options) => (server.server as unknown as HttpsServer).setSecureContext(options),
          log,
        );
  return ok({
    address: `${tls === null ? 'http' : 'https'}://${host}`,
    certificate: renewed,
    async close() {
      closing = true;
      renewed?.close();
      await redirect?.close();
      const closed = server.close();
      endWhenAnswered();
      await closed;
    },
  });
}

function overNodes(
  { db, clock }: Pick<Service, 'db' | 'clock'>,
  { shared, transport }: Pick<ServerSettings, 'shared' | 'transport'>,
): OverNodes | null {
  if (!shared || transport === undefined) return null;
  const { requestsPerUser } = transport;
  return {
    byUser: rateOverNodes(requestsPerUser, passedIn(db, false), clock),
    inBulk: rateOverNodes(requestsPerUser, passedIn(db, true), clock),
  };
}

/** Fastify's types tell an instance over TLS from one in clear; what we do with it is the same. */
function newServer(certificate: Certificate | null, options: FastifyServerOptions): FastifyInstance {
  if (certificate === null) return Fastify({ ...options, http: parsing });
  return Fastify({
    ...options,
    https: { ...parsing, handshakeTimeout: HANDSHAKE_MS, ...certificate.options },
  } as FastifyServerOptions);
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

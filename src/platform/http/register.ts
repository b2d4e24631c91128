import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { PlatformCall } from '../../shared/contract/platform/call';
import { platformCalls, type PlatformCallName } from '../../shared/contract/platform/calls';
import { accessTo } from '../../shared/contract/platform/matrix';
import { fitsOf } from '../../shared/contract/fits';
import { carriesBody, decodeText } from '../../shared/contract/platform/wire';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Caller, SignedIn, Visitor } from '../access/caller';
import { notSignedIn, secondFactorNeeded } from '../access/refusals';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { isMoved, recordMove } from '../detection/session-moves';
import { WrittenReply, type Handlers } from '../handlers/handler';
import { findSession, type LiveSession } from '../identity/sessions';
import { errorFacts, type Log } from '../log';
import type { Service } from '../service';
import type { Door } from './door';
import { refusals, refusalOf, sendRefusal } from './refuse';

/** What the routes share. */
export interface Routing {
  door: Door;
  log: Log;
  /** Hears of each answer: `ok` or the refusal's code. */
  answered: (call: string, code: string, seconds: number) => void;
}

/** One route for each declared call, and nothing else: what is not declared cannot be reached. */
export function registerCalls(
  server: FastifyInstance,
  service: Service,
  handlers: Handlers,
  routing: Routing,
): void {
  for (const [name, call] of Object.entries(platformCalls)) {
    registerCall(server, service, call, handlers[name as PlatformCallName] as AnyHandler, routing);
  }
}

// The map of handlers is typed call by call; here the call is any of them, and the schemas hold the types.
type AnyHandler = (request: unknown, caller: Visitor | Caller, gone: AbortSignal) => Promise<Result<unknown>>;

function registerCall(
  server: FastifyInstance,
  service: Service,
  call: PlatformCall,
  handler: AnyHandler,
  { door, log, answered }: Routing,
): void {
  // The API document says that no other field is known; a misspelt one must not be passed over.
  const shape = call.request.strict();

  async function answer(request: FastifyRequest, gone: AbortSignal): Promise<Result<string>> {
    const caller = await admit(service, door, call, request, log);
    if (!caller.ok) return caller;
    const parsed = shape.safeParse(rawRequest(call, request));
    if (!parsed.success) return misfit(parsed.error);
    const result = await handler(parsed.data, caller.value, gone);
    return result.ok ? replyText(call, result.value, log) : result;
  }

  server.route({
    method: call.method,
    url: call.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: call.limits.request,
    handler: async (request, reply) => {
      const started = performance.now();
      const result = await settled(
        () => answer(request, goneFrom(reply)),
        (error) => refusalOf(error, log, call.name),
      );
      const ms = performance.now() - started;
      const code = result.ok ? 'ok' : result.code;
      log('request', { call: call.name, code, ms: Math.round(ms) });
      answered(call.name, code, ms / 1000);
      return result.ok ? sendReply(reply, result.value) : sendRefusal(reply, result);
    },
  });
}

/** Aborted when the connection ends before its reply. */
function goneFrom({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Who asks, if they may: no session is `not-signed-in`, a role without the permission is `denied`, and recorded. */
async function admit(
  service: Service,
  door: Door,
  call: PlatformCall,
  request: FastifyRequest,
  log: Log,
): Promise<Result<Visitor | Caller>> {
  const address = door.addressOf(request);
  if (address === null) return refusals.notLocal;
  const network = { address, userAgent: request.headers['user-agent'] };
  if (call.permission === 'anyone') return ok({ network });
  const found = await authenticate(service, request, network, log);
  if (!found.ok) return found;
  const signedIn = found.value;
  // Before anything is recorded: who asks too often must not fill the trail with denials.
  const tooMany = await door.refuseUser(signedIn.account.userId, call);
  if (tooMany !== null) return tooMany;
  if (signedIn.needsSecondFactor && call.beforeSecondFactor !== true) {
    await recordDenial(service, call, signedIn, { reason: 'second-factor-needed' });
    return secondFactorNeeded;
  }
  const access = signedIn.role === null ? null : accessTo(call.permission, signedIn.role);
  if (access !== null) return ok({ ...signedIn, access });
  await recordDenial(service, call, signedIn);
  return refusals.denied;
}

async function authenticate(
  service: Service,
  request: FastifyRequest,
  network: Visitor['network'],
  log: Log,
): Promise<Result<LiveSession>> {
  const { acts, db, clock, tokens } = service;
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/.exec(request.headers.authorization ?? '')?.[1];
  const claims = token === undefined ? null : await tokens.read(token);
  if (claims === null) return notSignedIn;
  const found = await findSession(db, claims, network, clock());
  if (found.ok && isMoved(found.value)) {
    const session = found.value;
    // What is only noticed keeps nobody from their work.
    await acts
      .quietly((transaction, record) => recordMove(transaction, record, session, clock()))
      .catch((error: unknown) => log('move-unseen', errorFacts(error)));
  }
  return found;
}

async function recordDenial(
  { acts, clock }: Service,
  { audit }: PlatformCall,
  who: SignedIn,
  meta?: Happened['meta'],
): Promise<void> {
  if ('none' in audit) return;
  const denied: Happened = { ...happenedIn(audit), outcome: 'denied', meta };
  await acts.act((_, record) => record(draftBy(who, denied, clock())));
}

function rawRequest(call: PlatformCall, request: FastifyRequest): unknown {
  const inPath = request.params as Record<string, string>;
  if (!carriesBody(call))
    return decodeText(call, { ...(request.query as Record<string, string>), ...inPath });
  const body: unknown = request.body;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? { ...body, ...decodeText(call, inPath) } : body;
}

/** Names the first field that does not fit, as far as the declaration knows it, and never its value. */
function misfit(error: z.ZodError): Result<never> {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const message =
    issue === undefined || field === '' || issue.code === 'unrecognized_keys'
      ? 'The request does not have the declared shape.'
      : `The field ${field} does not fit: ${issue.message}`;
  return err('invalid-request', message.slice(0, 500), 'Correct the field and try again.');
}

/** The reply's text, held to its own declaration: what does not fit is our fault and stays here. */
function replyText(call: PlatformCall, value: unknown, log: Log): Result<string> {
  if (value instanceof WrittenReply) return within(call, value.text);
  let fitting = value;
  if (fitsOf(call.reply)?.(value) !== true) {
    const reply = call.reply.safeParse(value);
    if (!reply.success) {
      log('reply-misfit', { call: call.name, field: reply.error.issues[0]?.path.join('.') ?? '' });
      return refusals.broken;
    }
    fitting = reply.data;
  }
  return within(call, JSON.stringify(fitting));
}

function within(call: PlatformCall, text: string): Result<string> {
  return Buffer.byteLength(text) > call.limits.reply ? refusals.replyTooLarge : ok(text);
}

function sendReply(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(200).type('application/json; charset=utf-8').send(text);
}

/** The result, or the refusal of what was thrown instead. */
async function settled<T>(
  work: () => Promise<Result<T>>,
  refuse: (error: unknown) => Result<never>,
): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    return refuse(error);
  }
}

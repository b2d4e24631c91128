import type { FastifyReply } from 'fastify';
import { statusOf } from '../../shared/contract/platform/status';
import { err, type Refusal } from '../../shared/domain/result';
import { DamagedLog, damagedLog } from '../audit/damaged-log';
import { faultOf, type DatabaseFault } from '../database/fault';
import { errorFacts, type Log } from '../log';

/** The body of a refusal: the code decides, the words are for people. */
export function refusalBody({ code, message, hint, retryAfter }: Refusal): string {
  return JSON.stringify({ code, message, hint, ...(retryAfter !== undefined && { retryAfter }) });
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.retryAfter !== undefined) void reply.header('retry-after', String(refusal.retryAfter));
  return reply
    .code(statusOf[refusal.code])
    .type('application/json; charset=utf-8')
    .send(refusalBody(refusal));
}

export const refusals = {
  noSuchCall: err('not-found', 'There is no such call.', 'The API document lists every call.'),
  denied: err(
    'denied',
    'Your role does not allow this.',
    'Ask an administrator if you need it for your work.',
  ),
  notLocal: err('denied', 'This service answers only the console that started it.', 'Use the console.'),
  notForUs: err(
    'denied',
    'This service answers consoles only, under the names it was given.',
    'Use the console, with the address you were given.',
  ),
  malformed: err(
    'invalid-request',
    'The request cannot be read.',
    'Send JSON in UTF-8 as the API document says.',
  ),
  tooLarge: err('too-large', 'The request is over its limit.', 'Send less at once.'),
  replyTooLarge: err('too-large', 'The answer is over its limit.', 'Ask for less at once.'),
  broken: err(
    'broken',
    'Something went wrong inside the service.',
    'Try again; if it repeats, tell your IT staff.',
  ),
} as const;

const faults: Record<DatabaseFault, Refusal> = {
  exists: err('conflict', 'This exists already.', 'Look at what is there.'),
  'append-only': refusals.broken,
  forbidden: refusals.broken,
  contended: err('unavailable', 'The database is busy.', 'Try again in a moment.', 1),
  lost: err('unavailable', 'The database does not answer.', 'Try again in a moment.', 2),
  full: err(
    'unavailable',
    'The service’s disk is full; nothing was changed.',
    'Make room, then try again.',
    60,
  ),
  damaged: err('damaged', 'The database is damaged.', 'Keep its files as they are and tell your IT staff.'),
  unexpected: refusals.broken,
};

/** The refusal of an error that nobody expected. Its text stays here: it may quote what it was about. */
export function refusalOf(error: unknown, log: Log, call: string): Refusal {
  const { statusCode, code } = Object(error) as { statusCode?: unknown; code?: unknown };
  // Fastify's own errors about the request, before any handler ran.
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refusals.tooLarge;
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return refusals.malformed;
  if (error instanceof DamagedLog) return damagedLog;
  const fault = faultOf(error);
  log('request-failed', { call, fault, ...errorFacts(error) });
  return faults[fault];
}

import type { z } from 'zod';
import { err, ok, type Refusal, type Result } from '../../domain/result';
import { fitsOf } from '../fits';
import type { PlatformCall } from './call';
import { isErrorCode } from './status';
import { encodeRequest } from './wire';

export interface HttpRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface HttpReply {
  status: number;
  body: string;
}

/** Sends one request. Rejects when no reply came; must itself refuse replies over `limit` bytes. */
export type Transport = (request: HttpRequest, limit: number, signal?: AbortSignal) => Promise<HttpReply>;

/** Thrown by a transport that knows better than "no reply came" why it does not carry a request. */
export class TransportRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = 'TransportRefused';
    this.refusal = refusal;
  }
}

/** The longest wait, in seconds, that a platform may ask for. */
export const LONGEST_RETRY_AFTER = 86_400;

/** Makes a value, or a refusal, of a reply. */
export type ReadReply<Value> = (reply: HttpReply) => Result<Value> | Promise<Result<Value>>;

export interface PlatformClient {
  /** Never rejects: what went wrong is in the result. `read`: `readReply`, unless somebody reads it otherwise. */
  call<Call extends PlatformCall, Value = z.output<Call['reply']>>(
    call: Call,
    request: z.input<Call['request']>,
    options?: {
      accessToken?: string | undefined;
      signal?: AbortSignal | undefined;
      read?: ReadReply<Value> | undefined;
    },
  ): Promise<Result<Value>>;
}

/** The HTTP client of every declared call, over whatever carries bytes. */
export function platformClient(transport: Transport): PlatformClient {
  return {
    async call<Call extends PlatformCall, Value = z.output<Call['reply']>>(
      call: Call,
      request: z.input<Call['request']>,
      options: {
        accessToken?: string | undefined;
        signal?: AbortSignal | undefined;
        read?: ReadReply<Value> | undefined;
      } = {},
    ) {
      const { method, target, body } = encodeRequest(call, request);
      const headers: Record<string, string> = { accept: 'application/json' };
      if (body !== null) headers['content-type'] = 'application/json';
      if (options.accessToken !== undefined) headers['authorization'] = `Bearer ${options.accessToken}`;
      let reply: HttpReply;
      try {
        reply = await transport({ method, target, headers, body }, call.limits.reply, options.signal);
      } catch (error) {
        if (options.signal?.aborted === true)
          return err('cancelled', 'The request was stopped.', 'Start it again.');
        if (error instanceof TransportRefused) return error.refusal;
        if (error instanceof RangeError) {
          return err(
            'too-large',
            'The platform sent more than was asked for; nothing of it was kept.',
            'Tell your IT staff.',
          );
        }
        return err(
          'unreachable',
          'The platform does not answer.',
          'Check the network; your work here is kept.',
        );
      }
      return options.read?.(reply) ?? (readReply(call, reply) as Result<Value>);
    },
  };
}

/** A reply as it is declared, the refusal that it carries, or the refusal of what is neither. */
export function readReply<Call extends PlatformCall>(
  call: Call,
  reply: HttpReply,
): Result<z.output<Call['reply']>> {
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return rubbish();
  }
  if (reply.status === 200) {
    if (fitsOf(call.reply)?.(body) === true) return ok(body as z.output<Call['reply']>);
    const parsed = call.reply.safeParse(body);
    return parsed.success ? ok(parsed.data as z.output<Call['reply']>) : rubbish();
  }
  const { code, message, hint, retryAfter } = (body ?? {}) as Record<string, unknown>;
  if (!isErrorCode(code) || typeof message !== 'string' || typeof hint !== 'string') return rubbish();
  const wait =
    typeof retryAfter === 'number' && retryAfter >= 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : undefined;
  return err(code, message.slice(0, 500), hint.slice(0, 500), wait);
}

function rubbish(): Result<never> {
  return err(
    'broken',
    'The platform answered in a way this console does not understand; nothing of it was kept.',
    'Check that the address is a Wardkeeper platform and that both are up to date.',
  );
}

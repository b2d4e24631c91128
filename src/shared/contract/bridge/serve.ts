import type { z } from 'zod';
import { err, ok, type Result } from '../../domain/result';
import type { BridgeCall } from './call';
import { broken, ENVELOPE, parseText, toVault, type Calls, type Notices, type TextPort } from './port';

export type BridgeHandlers<C extends Calls> = {
  [Name in keyof C]: (
    request: z.output<C[Name]['request']>,
    signal: AbortSignal,
  ) => Promise<Result<z.input<C[Name]['reply']>>>;
};

export interface BridgeServer<N extends Notices> {
  notify<Name extends keyof N & string>(name: Name, payload: z.input<N[Name]['payload']>): void;
}

const MAX_CONCURRENT = 64;

/** Names the first field that does not fit, never its value. */
function misfit(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return field === ''
    ? 'The request does not have the declared shape.'
    : `The field ${field} does not fit: ${issue?.message ?? ''}`;
}

/**
 * Answers the calls of one window.
 * `report` hears of our own faults (a handler that threw, a reply that does not fit its schema) by call name only.
 */
export function serveBridge<C extends Calls, N extends Notices>(
  port: TextPort,
  calls: C,
  handlers: BridgeHandlers<C>,
  notices: N,
  report: (fault: { call: string; what: 'threw' | 'misfit'; detail: string }) => void,
): BridgeServer<N> {
  const running = new Map<number, AbortController>();
  const longest = Math.max(...Object.values(calls).map((call) => call.limits.request)) + ENVELOPE;

  function answer(id: number, result: Result<unknown>, limit = Infinity): void {
    const text = JSON.stringify({ id, ...result });
    if (text.length <= limit + ENVELOPE) port.post(text);
    else answer(id, err('too-large', 'The answer is over its limit.', 'Ask for less at once.'));
  }

  async function run(id: number, name: string, raw: unknown, length: number): Promise<void> {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (call === undefined || handler === undefined) {
      answer(id, err('not-found', 'There is no such call.', 'Close and open Wardkeeper.'));
      return;
    }
    if (length > call.limits.request + ENVELOPE) {
      answer(id, err('too-large', 'The request is over its limit.', 'Send less at once.'));
      return;
    }
    const request = call.request.safeParse(raw);
    if (!request.success) {
      answer(id, err('invalid-request', misfit(request.error), 'Correct the field and try again.'));
      return;
    }
    if (running.has(id) || running.size >= MAX_CONCURRENT) {
      answer(id, err('too-many', 'Too many requests wait for the vault.', 'Wait until those are done.'));
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      answer(id, fit(call, name, await handler(request.data as never, controller.signal)), call.limits.reply);
    } catch (error) {
      report({ call: name, what: 'threw', detail: error instanceof Error ? error.name : typeof error });
      answer(id, broken());
    } finally {
      running.delete(id);
    }
  }

  function fit(call: BridgeCall, name: string, result: Result<unknown>): Result<unknown> {
    if (!result.ok) return result;
    const reply = call.reply.safeParse(result.value);
    if (reply.success) return ok(reply.data);
    report({ call: name, what: 'misfit', detail: reply.error.issues[0]?.path.join('.') ?? '' });
    return broken();
  }

  port.listen((text) => {
    const message = parseText(toVault, text, longest);
    if (message === null) return;
    if ('cancel' in message) running.get(message.cancel)?.abort();
    else void run(message.id, message.call, message.request, (text as string).length);
  });

  return {
    notify(name, payload) {
      const notice = notices[name];
      if (notice === undefined) return;
      port.post(JSON.stringify({ notice: name, payload: notice.payload.parse(payload) }));
    },
  };
}

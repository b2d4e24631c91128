import type { z } from 'zod';
import { err, ok, type Result } from '../../domain/result';
import type { BridgeCall } from './call';
import {
  broken,
  ENVELOPE,
  NOTICE_LIMIT,
  parseText,
  toWindow,
  type Calls,
  type Notices,
  type TextPort,
} from './port';

export interface BridgeClient<C extends Calls, N extends Notices> {
  /** Never rejects. */
  call<Name extends keyof C & string>(
    name: Name,
    request: z.input<C[Name]['request']>,
    signal?: AbortSignal,
  ): Promise<Result<z.output<C[Name]['reply']>>>;
  /** The other side is gone: everything still waiting is answered with `unreachable`, and so is every later call. */
  close(): void;
  /** Returns its own unsubscribe. */
  on<Name extends keyof N & string>(
    name: Name,
    listener: (payload: z.output<N[Name]['payload']>) => void,
  ): () => void;
}

/** The window's side. */
export function bridgeClient<C extends Calls, N extends Notices>(
  port: TextPort,
  calls: C,
  notices: N,
): BridgeClient<C, N> {
  const waiting = new Map<number, { call: BridgeCall; done: (result: Result<unknown>) => void }>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const longest = Math.max(NOTICE_LIMIT, ...Object.values(calls).map((call) => call.limits.reply)) + ENVELOPE;
  let nextId = 0;
  let open = true;
  const gone = () =>
    err('unreachable', 'Wardkeeper’s vault has stopped.', 'Sign in again; what was saved is kept.');

  port.listen((text) => {
    const message = parseText(toWindow, text, longest);
    if (message === null) return;
    if ('notice' in message) {
      const notice = Object.hasOwn(notices, message.notice) ? notices[message.notice] : undefined;
      const payload = notice?.payload.safeParse(message.payload);
      if (payload?.success === true)
        for (const listener of listeners.get(message.notice) ?? []) listener(payload.data);
      return;
    }
    const { id, ...result } = message;
    const entry = waiting.get(id);
    if (entry === undefined) return;
    waiting.delete(id);
    if (!result.ok) {
      entry.done(result);
      return;
    }
    const reply = entry.call.reply.safeParse(result.value);
    entry.done(reply.success ? ok(reply.data) : broken());
  });

  return {
    call(name, request, signal) {
      const call: BridgeCall = calls[name] as BridgeCall;
      if (!open) return Promise.resolve(gone());
      const id = nextId++;
      const text = JSON.stringify({ id, call: name, request });
      if (text.length > call.limits.request + ENVELOPE) {
        return Promise.resolve(err('too-large', 'The request is over its limit.', 'Send less at once.'));
      }
      return new Promise((resolve) => {
        waiting.set(id, { call, done: resolve as (result: Result<unknown>) => void });
        signal?.addEventListener('abort', () => port.post(JSON.stringify({ cancel: id })), { once: true });
        port.post(text);
      });
    },
    close() {
      open = false;
      for (const { done } of waiting.values()) done(gone());
      waiting.clear();
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      const wrapped = listener as (payload: unknown) => void;
      set.add(wrapped);
      return () => set.delete(wrapped);
    },
  };
}

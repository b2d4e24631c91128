import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bridgeCall, bridgeNotice } from '../../../../../src/shared/contract/bridge/call';
import { bridgeCalls } from '../../../../../src/shared/contract/bridge/calls';
import { bridgeClient } from '../../../../../src/shared/contract/bridge/client';
import type { TextPort } from '../../../../../src/shared/contract/bridge/port';
import { serveBridge, type BridgeHandlers } from '../../../../../src/shared/contract/bridge/serve';
import { ok } from '../../../../../src/shared/domain/result';

const common = {
  summary: 'Of this test.',
  when: 'open',
  audit: { none: 'A test.' },
  revealsPhi: false,
  limits: { request: 100, reply: 100 },
} as const;
const calls = {
  'echo.text': bridgeCall({
    ...common,
    name: 'echo.text',
    request: z.object({ text: z.string().max(500) }),
    reply: z.object({ text: z.string() }),
  }),
  'echo.wait': bridgeCall({ ...common, name: 'echo.wait', request: z.object({}), reply: z.object({}) }),
};
const notices = { 'echo.heard': bridgeNotice({ name: 'echo.heard', payload: z.object({ times: z.int() }) }) };

interface Pair {
  window: TextPort;
  vault: TextPort;
  /** Hands any text to the vault, as a page that was taken over could. */
  inject(text: unknown): void;
  /** What the vault posted. */
  posted: string[];
}

function pair(): Pair {
  let toWindow: (text: unknown) => void = () => undefined;
  let toVault: (text: unknown) => void = () => undefined;
  const posted: string[] = [];
  return {
    window: { post: (text) => queueMicrotask(() => toVault(text)), listen: (onText) => (toWindow = onText) },
    vault: {
      post: (text) => {
        posted.push(text);
        queueMicrotask(() => toWindow(text));
      },
      listen: (onText) => (toVault = onText),
    },
    inject: (text) => toVault(text),
    posted,
  };
}

const handlers: BridgeHandlers<typeof calls> = {
  'echo.text': ({ text }) =>
    Promise.resolve(text === 'misfit' ? ok({ text: 7 as unknown as string }) : ok({ text })),
  'echo.wait': (_request, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () =>
        resolve({ ok: false, code: 'cancelled', message: 'Stopped.', hint: 'Start again.' }),
      );
    }),
};

function connected(faults: string[] = []) {
  const ports = pair();
  const server = serveBridge(ports.vault, calls, handlers, notices, ({ call, what }) =>
    faults.push(`${call} ${what}`),
  );
  return { ...ports, server, client: bridgeClient(ports.window, calls, notices) };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the bridge', () => {
  test('carries a call and its reply', async () => {
    expect(await connected().client.call('echo.text', { text: 'hello' })).toEqual(ok({ text: 'hello' }));
  });

  test('refuses input that does not fit, without quoting it', async () => {
    const result = await connected().client.call('echo.text', { text: 9 as unknown as string });
    expect(result).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(JSON.stringify(result)).toContain('text');
    expect(JSON.stringify(result)).not.toContain('9');
  });

  test('bounds requests and replies', async () => {
    const { client } = connected();
    expect(await client.call('echo.text', { text: 'x'.repeat(400) })).toMatchObject({ ok: false });
    const roomy = { ...calls, 'echo.text': { ...calls['echo.text'], limits: { request: 1000, reply: 10 } } };
    const ports = pair();
    serveBridge(ports.vault, roomy, handlers, notices, () => undefined);
    expect(
      await bridgeClient(ports.window, roomy, notices).call('echo.text', { text: 'x'.repeat(400) }),
    ).toMatchObject({ code: 'too-large' });
  });

  test('reports a reply of another shape as our own fault', async () => {
    const faults: string[] = [];
    expect(await connected(faults).client.call('echo.text', { text: 'misfit' })).toMatchObject({
      code: 'broken',
    });
    expect(faults).toEqual(['echo.text misfit']);
  });

  test('cancels', async () => {
    const controller = new AbortController();
    const waiting = connected().client.call('echo.wait', {}, controller.signal);
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
  });

  test('answers everything with unreachable once the other side is gone', async () => {
    const { client } = connected();
    const waiting = client.call('echo.wait', {});
    client.close();
    expect(await waiting).toMatchObject({ code: 'unreachable' });
    expect(await client.call('echo.text', { text: 'late' })).toMatchObject({ code: 'unreachable' });
  });

  test('delivers notices until unsubscribed', async () => {
    const { server, client } = connected();
    const heard: number[] = [];
    const off = client.on('echo.heard', ({ times }) => heard.push(times));
    server.notify('echo.heard', { times: 1 });
    await settled();
    off();
    server.notify('echo.heard', { times: 2 });
    await settled();
    expect(heard).toEqual([1]);
  });

  test.each([
    ['no JSON', '{'],
    ['no text', { id: 1, call: 'echo.text', request: {} }],
    ['a flood of brackets', '['.repeat(300)],
    [
      'an envelope over the limit',
      JSON.stringify({ id: 1, call: 'echo.text', request: { text: 'x'.repeat(5000) } }),
    ],
    ['a negative id', '{"id":-1,"call":"echo.text","request":{}}'],
  ])('drops %s without a reply', async (_name, text) => {
    const { inject, posted } = connected();
    inject(text);
    await settled();
    expect(posted).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'echo.none'])('has no call named %s', async (name) => {
    const { inject, posted } = connected();
    inject(JSON.stringify({ id: 4, call: name, request: {} }));
    await settled();
    expect(posted.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { id: 4, ok: false, code: 'not-found' },
    ]);
  });

  test('refuses more calls at once than it can hold', async () => {
    const { client } = connected();
    const all = Array.from({ length: 65 }, () => client.call('echo.wait', {}));
    expect(await all[64]).toMatchObject({ code: 'too-many' });
    client.close();
    await Promise.all(all);
  });
});

describe('the declared bridge calls', () => {
  test('are keyed by their name', () => {
    for (const [key, call] of Object.entries(bridgeCalls)) expect(call.name).toBe(key);
  });

  test('that reveal PHI are answered only while a vault is open', () => {
    const revealing = Object.values(bridgeCalls).filter((call) => call.revealsPhi);
    expect(revealing.length).toBeGreaterThan(0);
    for (const call of revealing) expect(call.when, call.name).toBe('open');
  });
});

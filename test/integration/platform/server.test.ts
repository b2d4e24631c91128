import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import { openApi } from '../../../src/shared/contract/platform/openapi';
import { aboutPractice } from '../../../src/shared/contract/platform/practice';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { rawClient, type RawClient } from '../../helpers/fuzz/raw';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from './running';

onEveryEngine('the server', (engine, test) => {
  test('answers what is no HTTP with a refusal, and closes', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      for (const bytes of [
        'rubbish\r\n\r\n',
        'GET / HTTP/9.9\r\n\r\n',
        'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
        'POST / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
        'GET /\0 HTTP/1.1\r\n\r\n',
        `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      ]) {
        const reply = await rawExchange(platform.address, bytes);
        expect(reply).toMatch(/^HTTP\/1\.1 4\d\d /);
        expect(reply).toMatch(/cache-control: no-store/);
        const body = JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4)) as object;
        expect(Object.keys(body).sort()).toEqual(['code', 'hint', 'message']);
      }
    } finally {
      await platform.stop();
    }
  });

  test('answers what was begun before it stops, and nothing after', async () => {
    const platform = await startTestPlatform(await engine.place());
    await platform.claim();
    const begun = Array.from({ length: 5 }, (_, i) =>
      platform.client.call(signIn, { userName: `person ${i}`, password: adminPassword }),
    );
    // Wait until each is being worked on: its attempt is counted before its password is looked at.
    await expect
      .poll(async () => (await platform.db.selectFrom('failed_sign_in').selectAll().execute()).length)
      .toBe(5);
    const stopping = performance.now();
    const stopped = platform.stop();
    const replies = await Promise.all(begun);
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.code))).toEqual(
      Array(5).fill('wrong-credentials'),
    );
    await stopped;
    // The app gives a stop five seconds; a connection kept alive would take thirty.
    expect(performance.now() - stopping).toBeLessThan(5000);
    expect(
      await platform.client.call(signIn, { userName: adminName, password: adminPassword }),
    ).toMatchObject({
      code: 'unreachable',
    });
  });

  test('stops without waiting for who has asked nothing, or half of something', async () => {
    const platform = await startTestPlatform(await engine.place());
    const { hostname, port } = new URL(platform.address);
    const silent = ['', 'GET /api/v1/prac', 'GET / HTTP/1.1\r\nhost: '].map(
      (text) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(Number(port), hostname, () => socket.write(text));
          socket.on('close', () => resolve()).on('error', reject);
        }),
    );
    // Connections are taken in their order: when this is answered, the others stand.
    for (const _ of platform.nodes) await platform.client.call(aboutPractice, {});
    await platform.stop();
    await Promise.all(silent);
  }, 10_000);

  test('an error of our own is a refusal that shows nothing of itself', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform(place);
    try {
      const accessToken = await platform.claim();
      for (const { db } of platform.nodes) await db.destroy();
      const reply = await platform.client.call(platformCalls['auth.whoAmI'], {}, { accessToken });
      expect(reply).toMatchObject({ ok: false, code: 'broken' });
      expect(JSON.stringify(reply)).not.toMatch(/destroy|driver|sql/i);
    } finally {
      await platform.stop().catch(() => undefined);
    }
  });
});

/** Sends bytes and gives everything that came back until the other side closed. */
function rawExchange(address: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => (reply += chunk.toString()));
    socket.on('close', () => resolve(reply));
    socket.on('error', reject);
  });
}

describe('the API document over HTTP', () => {
  let platform: TestPlatform;
  let client: RawClient;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const { pgliteEngine } = await import('./engines');
    const engine = pgliteEngine();
    stops.push(engine.stop);
    platform = await startTestPlatform(await engine.place());
    client = rawClient(platform.address);
    stops.unshift(platform.stop);
  });
  afterAll(async () => {
    client.close();
    for (const stop of stops) await stop();
  });

  test('is the one that the declarations make, for the console only', async () => {
    const request = {
      method: 'GET',
      target: '/openapi.json',
      headers: { host: new URL(platform.address).host, 'x-wardkeeper-launch': platform.launchSecret },
      body: null,
    };
    const reply = await client.send(request);
    expect(reply?.status).toBe(200);
    expect(JSON.parse(reply?.body ?? '')).toEqual(
      JSON.parse(JSON.stringify(openApi(Object.values(platformCalls), '0.0.0-test'))),
    );
    const stranger = await client.send({ ...request, headers: { host: request.headers.host } });
    expect(stranger?.status).toBe(403);
  });
});

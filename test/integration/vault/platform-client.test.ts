import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectPlatform, type PlatformConnection } from '../../../src/vault/platform-client';

const secret = 's'.repeat(43);
const LIMIT = 64 * 1024;

let server: Server;
let connection: PlatformConnection;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = connectPlatform(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    launchSecret: secret,
  });
});

afterEach(async () => {
  await connection.close();
  server.closeAllConnections();
  server.close();
});

const get = (target: string, signal?: AbortSignal) =>
  connection.transport(
    { method: 'GET', target, headers: { accept: 'application/json' }, body: null },
    LIMIT,
    signal,
  );

describe('the connection to the platform', () => {
  test('carries method, path, headers and body, and the secret of this launch', async () => {
    answer = (request, response) => {
      const { method, url, headers } = request;
      request.setEncoding('utf8').on('data', (body: string) => {
        response
          .writeHead(201)
          .end(JSON.stringify({ method, url, launch: headers['x-wardkeeper-launch'], body }));
      });
    };
    const request = { method: 'POST', target: '//elsewhere.example/a?b=c', headers: {}, body: '{"é":1}' };
    const reply = await connection.transport(request, LIMIT);
    expect(reply.status).toBe(201);
    expect(JSON.parse(reply.body)).toEqual({
      method: 'POST',
      url: '//elsewhere.example/a?b=c',
      launch: secret,
      body: '{"é":1}',
    });
  });

  test('stops reading a reply as soon as it is over its limit, stated or not', async () => {
    let sent = 0;
    const closed = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve);
        const more = () => {
          while (sent < 512 * LIMIT) {
            sent += 8192;
            if (!response.write(Buffer.alloc(8192, 'x'))) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      };
    });
    await expect(get('/endless')).rejects.toThrow(RangeError);
    await closed;
    expect(sent).toBeLessThan(512 * LIMIT);
  });

  test('takes a reply of exactly its limit', async () => {
    answer = (_request, response) => response.end('x'.repeat(LIMIT));
    expect((await get('/')).body).toHaveLength(LIMIT);
  });

  test('does not follow where it is sent', async () => {
    const seen: (string | undefined)[] = [];
    answer = (request, response) => {
      seen.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end('moved');
    };
    await expect(get('/here')).rejects.toMatchObject({ refusal: { code: 'untrusted' } });
    expect(seen).toEqual(['/here']);
  });

  test('lets go at once of what is aborted', async () => {
    const stop = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const waiting = get('/never', stop.signal);
    await arrived;
    const from = performance.now();
    stop.abort();
    await expect(waiting).rejects.toThrow();
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  test.each([
    'http://192.0.2.7:80',
    'http://localhost:80',
    'http://127.0.0.1.example:80',
    'ftp://127.0.0.1',
    'file:///etc',
  ])('is not made to %s: in clear only to this computer', (address) => {
    expect(() => connectPlatform(address, { launchSecret: secret })).toThrow(TypeError);
  });
});

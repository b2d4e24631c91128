import fc from 'fast-check';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { carriesBody, encodeRequest, pathFields } from '../../../src/shared/contract/platform/wire';
import type { RawRequest } from './raw';
import { nearRequests, shapedRequests, validRequest, type Fields } from './requests';
import type { HostileToken } from './tokens';

export interface FuzzCase {
  name: string;
  request: RawRequest;
  /** The service may end the connection in place of a reply: it was being flooded. */
  mayEnd: boolean;
}

export interface FuzzTarget {
  host: string;
  launchSecret: string;
  /** Of somebody who may make the call. */
  accessToken: string;
  hostileTokens: readonly HostileToken[];
}

/** The hostile requests of one call, made from its declaration: the same for the same seed. */
export function fuzzCases(call: PlatformCall, target: FuzzTarget, seed: number): FuzzCase[] {
  const good = wire(call, validRequest(call), target);
  const sample = (kind: string, requests: fc.Arbitrary<Fields>, count: number) =>
    fc
      .sample(requests, { numRuns: count, seed })
      .map((fields, i) => named(`${kind} ${i}`, wire(call, fields, target)));
  return [
    ...sample('shaped', shapedRequests(call), 60),
    ...sample('near', nearRequests(call), 100),
    ...bodies(call, good),
    ...targets(call, good),
    ...headers(good, target),
  ];
}

function named(name: string, request: RawRequest, mayEnd = false): FuzzCase {
  return { name, request, mayEnd };
}

function wire(
  call: PlatformCall,
  fields: Fields,
  { host, launchSecret, accessToken }: FuzzTarget,
): RawRequest {
  const sent = shortWait(fields);
  const text = inPath(call, carriesBody(call) ? sent : inText(sent));
  const { method, target, body } = encodeRequest(call, text);
  return {
    method,
    target: asciiTarget(target),
    headers: {
      host,
      'x-wardkeeper-launch': launchSecret,
      ...(call.permission !== 'anyone' && { authorization: `Bearer ${accessToken}` }),
      ...(body !== null && { 'content-type': 'application/json' }),
    },
    body: body === null ? null : Buffer.from(body),
  };
}

/** A long wait that nothing ends shows no more than a short one. */
function shortWait(fields: Fields): Fields {
  return typeof fields['wait'] === 'number' && fields['wait'] > 1 && fields['wait'] <= 20
    ? { ...fields, wait: 1 }
    : fields;
}

/** A query carries text, and of a list one after another: what is none goes as JSON. */
function inText(fields: Fields): Fields {
  const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : value);
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map(text) : text(value),
    ]),
  );
}

/** A path carries text, and no encoding has text that is not well-formed. */
function inPath(call: PlatformCall, fields: Fields): Fields {
  const text = Object.entries(inText(fields)).filter(([field]) => pathFields(call.path).includes(field));
  const written = text.map(([field, value]) => [field, Buffer.from(String(value)).toString()] as const);
  return { ...fields, ...Object.fromEntries(written) };
}

/** Node refuses to send anything else in a request line. */
function asciiTarget(target: string): string {
  return target.replace(
    /[^\x21-\x7e]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').slice(-2)}`,
  );
}

function bodies(call: PlatformCall, good: RawRequest): FuzzCase[] {
  const raw = (name: string, body: Buffer | string, mayEnd = false) =>
    named(
      `body: ${name}`,
      {
        ...good,
        headers: { ...good.headers, 'content-type': 'application/json' },
        body: Buffer.from(body),
      },
      mayEnd,
    );
  const json = good.body?.toString() ?? '{"from":0}';
  const fields = Object.keys(JSON.parse(json) as object);
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  return [
    raw('empty', ''),
    raw('half', json.slice(0, -1)),
    raw('twice', json + json),
    raw('null', 'null'),
    raw('a number', '1'),
    raw('a text', '"x"'),
    raw('a list', `[${json}]`),
    raw('with a byte order mark', `\ufeff${json}`),
    raw(
      'not UTF-8',
      Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('"}')]),
    ),
    raw(
      'overlong UTF-8',
      Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xc1, 0x81]), Buffer.from('"}')]),
    ),
    raw('UTF-16', Buffer.from(json, 'utf16le')),
    raw('NaN', '{"from":NaN}'),
    raw('single quotes', "{'a':1}"),
    raw('a trailing comma', `${json.slice(0, -1)},}`),
    raw('a comment', `${json} // x`),
    raw('__proto__', `{"__proto__":{"role":"admin"},${json.slice(1)}`),
    raw('constructor', `{"constructor":{"prototype":{"role":"admin"}},${json.slice(1)}`),
    raw('only __proto__', '{"__proto__":{}}'),
    raw(
      'a duplicate key',
      `{${fields.map((field) => `"${field}":1`).join()}${fields.length > 0 ? ',' : ''}${json.slice(1)}`,
    ),
    raw('deep in 1,000 levels', `{"x":${nested(1000)}}`),
    raw('deep in 500,000 levels', nested(500_000), true),
    raw('over the limit by a byte', JSON.stringify({ x: 'x'.repeat(call.limits.request) }), true),
    raw('10 MB in a field', JSON.stringify({ x: 'x'.repeat(10 * 1024 * 1024) }), true),
    raw('10 MB of spaces', Buffer.alloc(10 * 1024 * 1024, ' '), true),
  ];
}

function targets(call: PlatformCall, good: RawRequest): FuzzCase[] {
  const at = (name: string, target: string) => named(`target: ${name}`, { ...good, target });
  const path = call.path;
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
    (method) => method !== good.method,
  );
  return [
    ...methods.map((method) => named(`method: ${method}`, { ...good, method })),
    at('with a slash more', `${path}/`),
    at('with a slash less', path.replace(/\/$/, '') || '/'),
    at('in capitals', path.toUpperCase()),
    at('with dots', `/x/..${path}`),
    at('encoded', `/%61pi${path.slice(4)}`),
    at('a broken escape', `${path}%`),
    at('a broken escape in the query', `${path}?from=%`),
    at('a NUL', `${path}%00`),
    at('a NUL in the query', `${path}?from=%00`),
    at('not UTF-8', `${path}?from=%ff%fe`),
    at('a whole address', `http://example.org${path}`),
    at('asterisk', '*'),
    at('twice the same field', `${path}?from=0&from=1`),
    at('a list', `${path}?from[]=0`),
    at('an object', `${path}?from[$gt]=0`),
    at('__proto__', `${path}?__proto__=1&from=0`),
    at('__proto__ of an object', `${path}?__proto__[role]=admin&from=0`),
    at('1,000 fields', `${path}?${Array.from({ length: 1000 }, (_, i) => `f${i}=1`).join('&')}`),
    at('8,000 characters', `${path}?from=${'0'.repeat(8000)}`),
    at('SQL', `${path}?from=0%20or%201%3D1`),
    at('a field nobody knows', `${path}?from=0&debug=true`),
    at('somewhere else', '/api/v1/admin'),
    at('the root', '/'),
  ];
}

function headers(
  good: RawRequest,
  { host, launchSecret, accessToken, hostileTokens }: FuzzTarget,
): FuzzCase[] {
  const having = (name: string, change: Record<string, string>) =>
    named(`header: ${name}`, { ...good, headers: { ...good.headers, ...change } });
  const lacking = (field: string) =>
    named(`header: no ${field}`, {
      ...good,
      headers: Object.fromEntries(Object.entries(good.headers).filter(([name]) => name !== field)),
    });
  const port = host.split(':')[1] ?? '';
  return [
    ...hostileTokens.map(({ name, token }) => having(`token: ${name}`, { authorization: `Bearer ${token}` })),
    having('basic authorization', { authorization: `Basic ${Buffer.from('ann:x').toString('base64')}` }),
    having('two schemes', { authorization: `Bearer ${accessToken}, Bearer ${accessToken}` }),
    having('bearer in small letters', { authorization: `bearer ${accessToken}x` }),
    lacking('host'),
    having('host of another port', { host: '127.0.0.1:1' }),
    having('host localhost', { host: `localhost:${port}` }),
    having('host of a page that rebinds', { host: `evil.example:${port}` }),
    having('host with a path', { host: `${host}/x` }),
    having('an origin', { origin: 'https://evil.example' }),
    having('the null origin', { origin: 'null' }),
    having('our own origin', { origin: `http://${host}` }),
    lacking('x-wardkeeper-launch'),
    having('no launch secret', { 'x-wardkeeper-launch': '' }),
    having('another launch secret', { 'x-wardkeeper-launch': 'x'.repeat(launchSecret.length) }),
    having('half the launch secret', { 'x-wardkeeper-launch': launchSecret.slice(0, -1) }),
    having('form content', { 'content-type': 'application/x-www-form-urlencoded' }),
    having('plain text', { 'content-type': 'text/plain' }),
    having('another charset', { 'content-type': 'application/json; charset=utf-7' }),
    having('no content type', { 'content-type': '' }),
    having('odd content type', { 'content-type': 'application/json; a="\\' }),
    having('a long user agent', { 'user-agent': 'x'.repeat(5000) }),
    having('an odd user agent', { 'user-agent': 'caf\xe9 \x80' }),
    having('forwarded', { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' }),
    having('another method inside', { 'x-http-method-override': 'DELETE' }),
    having('compressed', { 'content-encoding': 'gzip' }),
    having('expecting', { expect: 'something-else' }),
    having('upgrading', { connection: 'upgrade', upgrade: 'websocket' }),
    having('15 kB of headers', { 'x-long': 'x'.repeat(15_000) }),
    having('20 kB of headers', { 'x-long': 'x'.repeat(20_000) }),
  ];
}

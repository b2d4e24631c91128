import fc from 'fast-check';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { carriesBody, encodeRequest, pathFields } from '../../../src/shared/contract/platform/wire';
import type { RawRequest } from './raw';
import { declaredFields, nearRequests, shapedRequests, validRequest, type Fields } from './requests';
import type { HostileToken } from './tokens';

/** What is hostile about a case, or `real`: a request of somebody's work, with ids that there are. */
export const caseKinds = [
  'real',
  'replayed',
  'shaped',
  'near-valid',
  'SQL',
  'prototype keys',
  '10 MB',
  'deep nesting',
  'bad UTF-8',
  'alg:none',
  'swapped kid',
  'foreign audience',
  'expired',
  'other tokens',
  'wrong Host',
  'wrong Origin',
  'other headers',
  'other bodies',
  'other targets',
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Those that every call gets at least once: each of them has a path, a query or a body, and headers. */
export const guaranteedKinds = caseKinds.filter((kind) => !kind.startsWith('other '));

export interface FuzzCase {
  name: string;
  kind: CaseKind;
  request: RawRequest;
  /** The service may end the connection in place of a reply: it was being flooded. */
  mayEnd: boolean;
}

export interface FuzzTarget {
  host: string;
  launchSecret: string;
  /** Of somebody who may make the call. */
  accessToken: string;
  /** Tokens that open nothing. */
  hostileTokens: readonly HostileToken[];
}

/** The hostile requests of one call, made from its declaration: the same for the same seed. */
export function fuzzCases(call: PlatformCall, target: FuzzTarget, seed: number): FuzzCase[] {
  const valid = validRequest(call);
  const good = wire(call, valid, target);
  const sample = (kind: CaseKind, requests: fc.Arbitrary<Fields>, count: number) =>
    fc
      .sample(requests, { numRuns: count, seed })
      .map((fields, i) => named(`${kind} ${i}`, kind, wire(call, fields, target)));
  return [
    ...sample('shaped', shapedRequests(call), 20),
    ...sample('near-valid', nearRequests(call), 50),
    ...fieldByField(call, valid, target),
    ...bodies(call, good),
    ...targets(call, good),
    ...headers(good, target),
  ];
}

export function named(name: string, kind: CaseKind, request: RawRequest, mayEnd = false): FuzzCase {
  return { name, kind, request, mayEnd };
}

const injections = [
  "' or '1'='1",
  "'; drop table account; --",
  "x') union select password_hash from account --",
];

/** Each declared field in turn with SQL, and each that takes an object with the keys of a prototype. */
function fieldByField(call: PlatformCall, valid: Fields, target: FuzzTarget): FuzzCase[] {
  const put = (name: string, kind: CaseKind, value: unknown) =>
    named(`${kind} in ${name}`, kind, wire(call, { ...valid, [name]: value }, target));
  const poisoned: unknown = JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}}}');
  return declaredFields(call).flatMap(({ name, takes }, i) => [
    put(name, 'SQL', injections[i % injections.length]),
    ...(takes === 'object' && carriesBody(call) ? [put(name, 'prototype keys', poisoned)] : []),
  ]);
}

/** The request as it goes over the wire. */
export function wire(
  call: PlatformCall,
  fields: Fields,
  { host, launchSecret, accessToken }: Pick<FuzzTarget, 'host' | 'launchSecret' | 'accessToken'>,
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
  const raw = (kind: CaseKind, name: string, body: Buffer | string, mayEnd = false) =>
    named(
      `body: ${name}`,
      kind,
      {
        ...good,
        headers: { ...good.headers, 'content-type': 'application/json' },
        body: Buffer.from(body),
      },
      mayEnd,
    );
  const other = (name: string, body: Buffer | string, mayEnd = false) =>
    raw('other bodies', name, body, mayEnd);
  const json = good.body?.toString() ?? '{"from":0}';
  const whole = JSON.parse(json) as Fields;
  const fields = Object.keys(whole);
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  // Where the body has a field for text, in that one; else in one that nobody knows.
  const texts = declaredFields(call).filter(({ name, takes }) => takes === 'string' && fields.includes(name));
  const field = texts[0]?.name ?? 'x';
  const mark = 'put-in-its-place';
  const [before = '', after = ''] = JSON.stringify({ ...whole, [field]: mark }).split(mark);
  const within = (value: Buffer | string) =>
    Buffer.concat([Buffer.from(before), Buffer.from(value), Buffer.from(after)]);
  const inPlace = (value: string) =>
    JSON.stringify({ ...whole, [field]: mark }).replace(`"${mark}"`, () => value);
  return [
    other('empty', ''),
    other('half', json.slice(0, -1)),
    other('twice', json + json),
    other('null', 'null'),
    other('a number', '1'),
    other('a text', '"x"'),
    other('a list', `[${json}]`),
    other('with a byte order mark', `\ufeff${json}`),
    raw('bad UTF-8', 'not UTF-8', within(Buffer.from([0xff, 0xfe, 0xc0, 0xaf]))),
    raw('bad UTF-8', 'overlong UTF-8', within(Buffer.from([0xc1, 0x81]))),
    raw('bad UTF-8', 'half a character', within(Buffer.from([0xe2, 0x82]))),
    raw('bad UTF-8', 'UTF-16', Buffer.from(json, 'utf16le')),
    other('NaN', '{"from":NaN}'),
    other('single quotes', "{'a':1}"),
    other('a trailing comma', `${json.slice(0, -1)},}`),
    other('a comment', `${json} // x`),
    raw('prototype keys', '__proto__', `{"__proto__":{"role":"admin"},${json.slice(1)}`),
    raw('prototype keys', 'constructor', `{"constructor":{"prototype":{"role":"admin"}},${json.slice(1)}`),
    raw('prototype keys', 'only __proto__', '{"__proto__":{}}'),
    other(
      'a duplicate key',
      `{${fields.map((one) => `"${one}":1`).join()}${fields.length > 0 ? ',' : ''}${json.slice(1)}`,
    ),
    raw('deep nesting', '1,000 levels', inPlace(nested(1000))),
    raw('deep nesting', '1,000 objects', inPlace(`${'{"x":'.repeat(1000)}1${'}'.repeat(1000)}`)),
    raw('deep nesting', '500,000 levels', nested(500_000), true),
    other('over the limit by a byte', JSON.stringify({ x: 'x'.repeat(call.limits.request) }), true),
    raw('10 MB', '10 MB in a field', within(Buffer.alloc(10 * 1024 * 1024, 'x')), true),
    raw('10 MB', '10 MB of spaces', Buffer.alloc(10 * 1024 * 1024, ' '), true),
  ];
}

function targets(call: PlatformCall, good: RawRequest): FuzzCase[] {
  const of = (kind: CaseKind) => (name: string, target: string) =>
    named(`target: ${name}`, kind, { ...good, target });
  const at = of('other targets');
  const path = call.path;
  const inQuery = declaredFields(call).filter(({ name }) => !pathFields(path).includes(name));
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
    (method) => method !== good.method,
  );
  return [
    ...methods.map((method) => named(`method: ${method}`, 'other targets', { ...good, method })),
    at('with a slash more', `${path}/`),
    at('with a slash less', path.replace(/\/$/, '') || '/'),
    at('in capitals', path.toUpperCase()),
    at('with dots', `/x/..${path}`),
    at('encoded', `/%61pi${path.slice(4)}`),
    at('a broken escape', `${path}%`),
    at('a broken escape in the query', `${path}?from=%`),
    at('a NUL', `${path}%00`),
    at('a NUL in the query', `${path}?from=%00`),
    of('bad UTF-8')('not UTF-8', `${path}?from=%ff%fe`),
    at('a whole address', `http://example.org${path}`),
    at('asterisk', '*'),
    at('twice the same field', `${path}?from=0&from=1`),
    at('a list', `${path}?from[]=0`),
    at('an object', `${path}?from[$gt]=0`),
    ...(carriesBody(call) ? [] : inQuery).map(({ name }) =>
      of('bad UTF-8')(`not UTF-8 in ${name}`, `${path}?${name}=%c0%af%ff`),
    ),
    ...(pathFields(path).length > 0
      ? [of('bad UTF-8')('not UTF-8 in the path', path.replace(/\{\w+\}/g, '%ff%fe'))]
      : []),
    of('prototype keys')('__proto__', `${path}?__proto__=1&from=0`),
    of('prototype keys')('__proto__ of an object', `${path}?__proto__[role]=admin&from=0`),
    at('1,000 fields', `${path}?${Array.from({ length: 1000 }, (_, i) => `f${i}=1`).join('&')}`),
    at('8,000 characters', `${path}?from=${'0'.repeat(8000)}`),
    of('SQL')('SQL', `${path}?from=0%20or%201%3D1`),
    at('a field nobody knows', `${path}?from=0&debug=true`),
    at('somewhere else', '/api/v1/admin'),
    at('the root', '/'),
  ];
}

function headers(
  good: RawRequest,
  { host, launchSecret, accessToken, hostileTokens }: FuzzTarget,
): FuzzCase[] {
  const having = (name: string, change: Record<string, string>, kind: CaseKind = 'other headers') =>
    named(`header: ${name}`, kind, { ...good, headers: { ...good.headers, ...change } });
  const lacking = (field: string) =>
    named(`header: no ${field}`, field === 'host' ? 'wrong Host' : 'other headers', {
      ...good,
      headers: Object.fromEntries(Object.entries(good.headers).filter(([name]) => name !== field)),
    });
  const port = host.split(':')[1] ?? '';
  return [
    ...hostileTokens.map(({ name, kind, token }) =>
      having(`token: ${name}`, { authorization: `Bearer ${token}` }, kind),
    ),
    having('basic authorization', { authorization: `Basic ${Buffer.from('ann:x').toString('base64')}` }),
    having('two schemes', { authorization: `Bearer ${accessToken}, Bearer ${accessToken}` }),
    having('bearer in small letters', { authorization: `bearer ${accessToken}x` }),
    lacking('host'),
    having('host of another port', { host: '127.0.0.1:1' }, 'wrong Host'),
    having('host localhost', { host: `localhost:${port}` }, 'wrong Host'),
    having('host of a page that rebinds', { host: `evil.example:${port}` }, 'wrong Host'),
    having('host with a path', { host: `${host}/x` }, 'wrong Host'),
    having('an origin', { origin: 'https://evil.example' }, 'wrong Origin'),
    having('the null origin', { origin: 'null' }, 'wrong Origin'),
    having('our own origin', { origin: `http://${host}` }, 'wrong Origin'),
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

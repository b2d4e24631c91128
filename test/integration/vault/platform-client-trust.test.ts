import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer as plainServer,
  request as forward,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../src/shared/domain/result';
import { pgliteEngine, type ManagedEngine } from '../platform/engines';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from '../platform/running';
import { driveVault, type DrivenVault, type DrivenWindow } from './driven-vault';
import { selfSigned, testAuthority, type TestAuthority, type TestCertificate } from './platform-certificates';

const workstation = randomBytes(32).toString('base64url');
const here = 'IP:127.0.0.1';

let engine: ManagedEngine;
let platform: TestPlatform;
/** Another platform, with another key of its log. */
let impostor: TestPlatform;
let certificates: string;
let authority: TestAuthority;
let stranger: TestAuthority;
let good: TestCertificate;

let parent: string;
let vault: DrivenVault;
let servers: Server[];
/** Requests that reached something behind the connection, by their path. */
let seen: string[];
/** Where the front sends them. */
let behind: TestPlatform;

beforeAll(async () => {
  engine = pgliteEngine();
  platform = await startTestPlatform(await engine.place());
  impostor = await startTestPlatform(await engine.place());
  await platform.claim();
  await impostor.claim();
  certificates = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  authority = testAuthority(join(certificates, 'known'));
  stranger = testAuthority(join(certificates, 'unknown'), 'Nobody');
  good = authority.issue(here);
});
afterAll(async () => {
  await platform.stop();
  await impostor.stop();
  await engine.stop();
  rmSync(certificates, { recursive: true });
});

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  servers = [];
  seen = [];
  behind = platform;
});
afterEach(async () => {
  await vault.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(parent, { recursive: true });
});

/** Passes requests on to a real platform, as a practice's reverse proxy does. */
const passOn: RequestListener = (request, response) => {
  seen.push(request.url ?? '');
  const { hostname, port, host } = new URL(behind.address);
  const headers = { ...request.headers, host, 'x-wardkeeper-launch': behind.launchSecret };
  const onward = forward({ hostname, port, path: request.url, method: request.method, headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(response);
  });
  request.pipe(onward);
};

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const front = (options: ServerOptions, answer: RequestListener = passOn) =>
  listening(createServer(options, answer));

/** A computer without a platform of its own, on which nobody was before. */
function startVault(): DrivenWindow {
  vault = driveVault(undefined, [authority.pem]);
  vault.tell({
    type: 'start',
    folder: join(parent, 'vaults'),
    version: '0.0.0-test',
    workstation: ok(workstation),
    workstationName: 'front-desk-2',
    embedded: false,
    locked: null,
  });
  return vault.window();
}

async function trusted(window: DrivenWindow, address: string): Promise<void> {
  const found = await window.call('gate.connect', { address });
  if (!found.ok) throw new Error(found.message);
  expect(await window.call('gate.trust', found.value)).toEqual(ok({}));
}

const person = { who: { userName: adminName }, password: adminPassword };

describe('a platform at an address', () => {
  test('shows who it is before it is trusted; then people sign in there', async () => {
    const host = await front(good);
    const window = startVault();
    const found = await window.call('gate.connect', { address: host });
    expect(found).toMatchObject({
      value: {
        address: `https://${host}`,
        practice: { name: 'Test practice' },
        logKey: expect.stringMatching(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/) as string,
        certificate: {
          subject: 'CN=platform.example',
          issuer: 'CN=Test authority',
          until: Date.parse('2046-01-01T00:00:00Z') * 1000,
          fingerprint: expect.stringMatching(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/) as string,
        },
        protocol: 'TLS 1.3',
      },
    });
    if (!found.ok) throw new Error(found.message);
    expect(await window.call('gate.look', {}), 'looking keeps nothing').toMatchObject({
      value: { platform: 'none' },
    });
    expect(await window.call('gate.trust', { ...found.value, logKey: 'another' })).toMatchObject({
      code: 'conflict',
    });
    expect(await window.call('gate.trust', found.value)).toEqual(ok({}));
    await expect
      .poll(() => window.call('gate.look', {}))
      .toMatchObject({ value: { platform: 'ready', address: `https://${host}` } });
    expect(await window.call('gate.signIn', person)).toMatchObject({
      value: { offline: false, openedBy: 'new' },
    });
    await expect
      .poll(() => window.call('sync.look', {}), { timeout: 20_000 })
      .toMatchObject({ value: { phase: 'up-to-date', logKey: found.value.logKey } });
    expect(await window.call('settings.look', {})).toMatchObject({ value: { platform: `https://${host}` } });
  });

  test('is reached at TLS 1.2 too, and said to be', async () => {
    const host = await front({ ...good, maxVersion: 'TLSv1.2' });
    const window = startVault();
    expect(await window.call('gate.connect', { address: `https://${host}/` })).toMatchObject({
      value: { protocol: 'TLS 1.2' },
    });
  });

  test('that has another key than the pinned one gets no password, and the vault stays closed', async () => {
    const host = await front(good);
    let window = startVault();
    await trusted(window, host);
    expect(await window.call('gate.signIn', person)).toMatchObject({ ok: true });
    await vault.stop();
    behind = impostor;
    seen = [];
    window = startVault();
    expect(await window.call('gate.signIn', person)).toMatchObject({
      code: 'untrusted',
      message: expect.stringContaining('another key') as string,
    });
    expect(seen.filter((path) => path.includes('login'))).toEqual([]);
    await expect
      .poll(() => window.call('gate.look', {}))
      .toMatchObject({ value: { platform: 'unreachable', problem: { code: 'untrusted' } } });
    behind = platform;
    expect(await window.call('gate.signIn', person)).toMatchObject({ value: { offline: false } });
  });

  test('that is away leaves people to their vaults', async () => {
    const host = await front(good);
    let window = startVault();
    await trusted(window, host);
    await window.call('gate.signIn', person);
    await vault.stop();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    window = startVault();
    await expect
      .poll(() => window.call('gate.look', {}))
      .toMatchObject({ value: { platform: 'unreachable', people: [{ userName: adminName }] } });
    expect(await window.call('gate.signIn', person)).toMatchObject({ value: { offline: true } });
  });
});

describe('a platform that cannot show that it is the one it should be is refused in words, and gets nothing', () => {
  const expired = () => authority.issue(here, '20200101000000Z', '20200201000000Z');
  const early = () => authority.issue(here, '20450101000000Z', '20460101000000Z');

  test.each<[string, () => Promise<string>, RegExp]>([
    ['expired', () => front(expired()), /has expired/],
    ['not yet valid', () => front(early()), /not valid yet/],
    ['for another name', () => front(authority.issue('DNS:other.example')), /for another name/],
    [
      'of an unknown authority',
      () => front(stranger.issue(here)),
      /authority that this computer does not know/,
    ],
    [
      'of an unknown authority that it sends along',
      () => {
        const { key, cert } = stranger.issue(here);
        return front({ key, cert: cert + stranger.pem });
      },
      /authority that this computer does not know/,
    ],
    ['signed by itself', () => front(selfSigned(join(certificates, 'self'))), /nobody but itself/],
    [
      'in a version of TLS that is too old',
      () => front({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      /no longer safe/,
    ],
    ['without TLS', () => listening(plainServer(passOn)), /does not speak TLS/],
    [
      'elsewhere',
      () => front(good, (_request, response) => void response.writeHead(307, { location: '/x' }).end()),
      /another address/,
    ],
    [
      'in clear',
      () => listening(plainServer(passOn)).then((host) => `http://localhost:${host.split(':')[1]}`),
      /in clear/,
    ],
  ])('%s', async (_what, start, words) => {
    const window = startVault();
    const refused = await window.call('gate.connect', { address: await start() });
    expect(refused).toMatchObject({
      ok: false,
      code: 'untrusted',
      message: expect.stringMatching(words) as string,
    });
    expect(refused).toHaveProperty('hint', expect.stringMatching(/\w{3}/));
    expect(seen).toEqual([]);
  });

  test.each([
    '',
    'ftp://platform.example',
    'https://someone@platform.example',
    'https://platform.example/path',
    'no address',
  ])('%j is no address of one', async (address) => {
    const window = startVault();
    expect(await window.call('gate.connect', { address })).toMatchObject({ code: 'invalid-request' });
  });

  test('an address that nobody has is unreachable', async () => {
    const window = startVault();
    expect(await window.call('gate.connect', { address: 'no-such-platform.invalid' })).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no-such-platform.invalid') as string,
    });
  });
});

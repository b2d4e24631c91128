import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aboutPractice } from '../../../src/shared/contract/platform/practice';
import { platformClient } from '../../../src/shared/contract/platform/client';
import { ok } from '../../../src/shared/domain/result';
import { connectPlatform } from '../../../src/vault/platform-client';
import { driveVault } from '../vault/driven-vault';
import { testAuthority, type TestAuthority, type TestCertificate } from '../vault/platform-certificates';
import { ask, claim, clientOf, startAlone, type AloneProcess } from './alone';
import { adminName, adminPassword } from './running';

let folder: string;
let authority: TestAuthority;
const running: AloneProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-alone-'));
  authority = testAuthority(join(folder, 'authority'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = () => ({ certificate: join(folder, 'chain.pem'), certificateKey: join(folder, 'server.key') });

function lay({ cert, key }: TestCertificate): void {
  writeFileSync(files().certificate, cert);
  writeFileSync(files().certificateKey, key, { mode: 0o600 });
}

async function start(name: string, given: object = {}): Promise<AloneProcess> {
  lay(authority.issue('IP:127.0.0.1,DNS:localhost'));
  const one = await startAlone(join(folder, name), {
    ...files(),
    names: ['127.0.0.1', 'localhost'],
    ...given,
  });
  running.push(one);
  return one;
}

describe('the service alone over TLS', () => {
  test('serves 1.3 and nothing older, and tells browsers to stay with it', async () => {
    const { address, operations } = await start('modern');
    const ca = authority.pem;
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const reply = await ask(`${address}/healthz`, { ca });
    expect(reply).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
    expect(reply.headers['strict-transport-security']).toBe('max-age=63072000');
    await expect(ask(`${address}/healthz`, { ca, maxVersion: 'TLSv1.2' })).rejects.toThrow();
    await expect(ask(address.replace('https', 'http') + '/healthz')).rejects.toThrow();
    await expect(ask(`${address}/healthz`)).rejects.toThrow(/certificate/);
    const ready = JSON.parse((await ask(`${operations}/readyz`)).body) as { tls: object };
    expect(ready.tls).toEqual({ minimum: 'TLS 1.3', reason: null, until: '2046-01-01T00:00:00.000Z' });
  });

  test('serves 1.2 for a reason, which readiness shows, with authenticated encryption only', async () => {
    const reason = 'The scanner in room 4 knows nothing newer';
    const { address, operations } = await start('older', { tls12Reason: reason });
    const older = { ca: authority.pem, maxVersion: 'TLSv1.2' } as const;
    expect(await ask(`${address}/healthz`, older)).toMatchObject({ protocol: 'TLSv1.2' });
    expect(await ask(`${address}/healthz`, { ca: authority.pem })).toMatchObject({ protocol: 'TLSv1.3' });
    for (const ciphers of ['ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA', 'AES256-GCM-SHA384']) {
      await expect(ask(`${address}/healthz`, { ...older, ciphers })).rejects.toThrow();
    }
    await expect(ask(`${address}/healthz`, { ca: authority.pem, maxVersion: 'TLSv1.1' })).rejects.toThrow();
    const ready = JSON.parse((await ask(`${operations}/readyz`)).body) as object;
    expect(ready).toMatchObject({ ready: true, tls: { minimum: 'TLS 1.2', reason } });
  });

  test('answers to its own names only, and to no page', async () => {
    const { address } = await start('named');
    const tls = { ca: authority.pem, servername: 'localhost' };
    const about = `${address}${aboutPractice.path}`;
    expect((await ask(about, { ...tls, headers: { host: 'LOCALHOST:1' } })).status).toBe(200);
    for (const headers of [
      { host: 'evil.example' },
      { host: `127.0.0.1.evil.example` },
      { origin: 'https://localhost' },
      { 'x-forwarded-host': 'localhost', host: 'evil.example' },
    ]) {
      const refused = await ask(about, { ...tls, headers });
      expect(refused.status).toBe(403);
      expect(refused.headers['strict-transport-security']).toBeDefined();
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'denied' });
    }
  });

  test('sends http:// to https:// and reads nothing there', async () => {
    const free = await freePort();
    const { address } = await start('redirected', { redirectPort: free });
    const there = `http://127.0.0.1:${free}`;
    const sent = await ask(`${there}/api/v1/auth/me/?a=b`, { headers: { authorization: 'Bearer x' } });
    expect(sent).toMatchObject({ status: 308, body: '' });
    expect(sent.headers['location']).toBe(`${address}/api/v1/auth/me/?a=b`);
    const evil = await ask(`${there}/`, { headers: { host: 'evil.example' } });
    expect([evil.status, evil.headers['location']]).toEqual([421, undefined]);
  });

  test('takes a renewed certificate at SIGHUP, and keeps the old one where the new cannot be served', async () => {
    const service = await start('renewed');
    const ca = authority.pem;
    const shown = async () => (await ask(`${service.address}/healthz`, { ca })).names;
    expect(await shown()).not.toContain('renewed.example');
    writeFileSync(files().certificate, 'half a file');
    service.signal('SIGHUP');
    await expect.poll(() => service.said()).toContain('certificate-kept');
    expect(await shown()).toContain('127.0.0.1');
    lay(authority.issue('IP:127.0.0.1,DNS:renewed.example'));
    service.signal('SIGHUP');
    await expect.poll(shown).toContain('renewed.example');
  });

  test('is not started with a key that others may read, or of another certificate', async () => {
    lay(authority.issue('IP:127.0.0.1'));
    writeFileSync(files().certificateKey, authority.issue('IP:127.0.0.1').key, { mode: 0o600 });
    const given = { ...files(), names: ['127.0.0.1'] };
    await expect(startAlone(join(folder, 'mixed'), given)).rejects.toThrow(/not that of the key/);
    const loose = { ...given, certificateKey: join(folder, 'loose.key') };
    writeFileSync(loose.certificateKey, authority.issue('IP:127.0.0.1').key, { mode: 0o644 });
    await expect(startAlone(join(folder, 'mixed'), loose)).rejects.toThrow(/chmod 600/);
  });

  test('is reached by the console’s own client, and by a whole console', async () => {
    const service = await start('console');
    await claim(clientOf(service.address, { ca: authority.pem }), service.setupCode);
    const connection = connectPlatform(service.address, { authorities: [authority.pem] });
    const about = await platformClient(connection.transport).call(aboutPractice, {});
    expect(about).toMatchObject({ value: { practice: { name: 'Elm Street' } } });
    expect(connection.shown()?.protocol).toBe('TLSv1.3');
    await connection.close();

    const vault = driveVault(undefined, [authority.pem]);
    vault.tell({
      type: 'start',
      folder: join(folder, 'vaults'),
      version: '0.0.0-test',
      workstation: ok(randomBytes(32).toString('base64url')),
      workstationName: 'front-desk-2',
      embedded: false,
      locked: null,
    });
    const window = vault.window();
    const found = await window.call('gate.connect', { address: service.address });
    expect(found).toMatchObject({ value: { practice: { name: 'Elm Street' }, protocol: 'TLS 1.3' } });
    if (!found.ok) throw new Error(found.message);
    expect(await window.call('gate.trust', found.value)).toEqual(ok({}));
    expect(
      await window.call('gate.signIn', { who: { userName: adminName }, password: adminPassword }),
    ).toMatchObject({ value: { offline: false } });
    await expect
      .poll(() => window.call('sync.look', {}), { timeout: 20_000 })
      .toMatchObject({ value: { phase: 'up-to-date' } });
    await vault.stop();
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const at = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (at === null || typeof at === 'string') throw new TypeError('No port');
  return at.port;
}

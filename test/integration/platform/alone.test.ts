import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { whoAmI } from '../../../src/shared/contract/platform/auth';
import { decryptPhi } from '../../../src/shared/contract/platform/phi';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import { openApi } from '../../../src/shared/contract/platform/openapi';
import { ask, claim, clientOf, enter, runAlone, startAlone, type AloneProcess } from './alone';

let folder: string;
const running: AloneProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-alone-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(name: string, given: object = {}): Promise<AloneProcess> {
  const one = await startAlone(join(folder, name), given);
  running.push(one);
  return one;
}

describe('the service alone does not start', () => {
  const settings = (text: string, mode = 0o600) => {
    const file = join(folder, `settings-${readdirSync(folder).length}.json`);
    writeFileSync(file, text);
    chmodSync(file, mode);
    return { WARDKEEPER_PLATFORM_SETTINGS: file };
  };
  const least = { practiceName: 'P', timeZone: 'UTC', keys: 'none', folder: 'none' };

  test.each<[string, () => Record<string, string>, string[], RegExp]>([
    ['by words', () => ({}), ['--port=1'], /nothing from the command line/],
    ['without settings', () => ({}), [], /practiceName is missing/],
    [
      'by a misspelt setting',
      () => settings(JSON.stringify({ ...least, prot: 1 })),
      [],
      /no setting called prot/,
    ],
    ['by settings that others read', () => settings(JSON.stringify(least), 0o644), [], /chmod 600/],
    ['without keys', () => settings(JSON.stringify(least)), [], /log\.key is not there.*makeKeys/],
    [
      'in clear beyond this computer',
      () => settings(JSON.stringify({ ...least, address: '0.0.0.0', names: ['a.example'] })),
      [],
      /only served over TLS/,
    ],
  ])('%s', async (_, environment, words, sentence) => {
    const run = runAlone(environment(), words);
    expect(await run.ended).toBe(78);
    expect(run.said()).toMatch(sentence);
    expect(run.said()).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test('with a file of foreign keys that holds none, and makes no keys of its own', async () => {
    const own = join(folder, 'foreign');
    const file = join(folder, 'foreign.keys');
    writeFileSync(file, 'Canarykey\n', { mode: 0o600 });
    const why = await startAlone(own, { foreignKeys: file }).then(String, String);
    expect(why).toMatch(/ended with 78.*Line 1 of .*foreign\.keys is no key/s);
    expect(why).not.toContain('Canarykey');
    expect(existsSync(join(own, 'keys'))).toBe(false);
  });

  test('with keys of another database, and leaves no new ones', async () => {
    const first = await start('first');
    expect(await first.stop()).toBe(0);
    const other = startAlone(join(folder, 'first'), { keys: join(folder, 'other-keys') });
    await expect(other).rejects.toThrow(/ended with 78.*other keys than the new ones/s);
    expect(existsSync(join(folder, 'other-keys', 'log.key'))).toBe(false);
    expect(existsSync(join(folder, 'first', 'keys', 'log.key'))).toBe(true);
  });
});

test('--help lists the settings', async () => {
  const run = runAlone({}, ['--help']);
  expect(await run.ended).toBe(0);
  expect(run.said()).toMatch(/practiceName .*\n.*timeZone/);
});

describe('the service alone, on the embedded database', () => {
  test('shows its set-up code once, makes its keys, and is theirs alone', async () => {
    const service = await start('own');
    expect(service.setupCode).toMatch(/^(\w{5}-)+\w+$/);
    expect(service.said().split(service.setupCode ?? '-').length).toBe(2);
    expect(service.said()).toContain('Keep a copy');
    expect(statSync(join(folder, 'own', 'keys', 'token.key')).mode & 0o777).toBe(0o600);
    const client = clientOf(service.address);
    await claim(client, service.setupCode);
    const { accessToken } = await enter(client);
    expect(await client.call(whoAmI, {}, { accessToken })).toMatchObject({
      value: { practice: { name: 'Elm Street', synthetic: false } },
    });
    expect(await service.stop()).toBe(0);
    const again = await start('own');
    expect(again.setupCode).toBeNull();
    expect(again.said()).not.toContain('Keep a copy');
    expect(await clientOf(again.address).call(whoAmI, {}, { accessToken })).toMatchObject({ ok: true });
  });

  test('opens what another system sealed, by keys from a file', async () => {
    // verify.json of the Fernet specification.
    const key = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
    const ciphertext =
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
    const file = join(folder, 'other-system.keys');
    writeFileSync(file, `${'0123456789abcdef'.repeat(4)}\n${key}\n`, { mode: 0o600 });
    const service = await start('taken-over', { foreignKeys: file });
    const client = clientOf(service.address);
    await claim(client, service.setupCode);
    const { accessToken } = await enter(client);
    const opened = await client.call(decryptPhi, { ciphertext, purpose: 'treatment' }, { accessToken });
    expect(opened).toEqual({ ok: true, value: { plaintext: 'hello' } });
    expect(await service.stop()).toBe(0);
    expect(service.said()).not.toContain(key);
  });

  test('tells whether it lives and is ready, to others in brief', async () => {
    const service = await start('told');
    expect(await ask(`${service.operations}/healthz`)).toMatchObject({ status: 200, body: '{"alive":true}' });
    const ready = await ask(`${service.operations}/readyz`);
    expect(JSON.parse(ready.body)).toMatchObject({
      ready: true,
      problems: [],
      tls: null,
      standing: { logSize: expect.any(Number) as number },
    });
    expect(await ask(`${service.address}/healthz`)).toMatchObject({ status: 200 });
    expect(await ask(`${service.address}/readyz`)).toMatchObject({ status: 200, body: '{"ready":true}' });
    expect((await ask(`${service.address}/metrics`)).status).toBe(404);
    for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
      expect((await ask(`${service.operations}/metrics`, { headers })).status).toBe(403);
      expect((await ask(`${service.address}/healthz`, { headers })).status).toBe(403);
    }
  });

  test('counts what it answers, and names nobody', async () => {
    const service = await start('counted');
    const client = clientOf(service.address);
    await claim(client, service.setupCode);
    const { accessToken } = await enter(client);
    await client.call(platformCalls['auth.signIn'], { userName: 'nobody@example.org', password: 'x' });
    await client.call(whoAmI, {}, { accessToken });
    const { body, headers } = await ask(`${service.operations}/metrics`);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toMatch(/_count\{call="auth\.whoAmI",code="ok"\} 1$/m);
    expect(body).toMatch(/_count\{call="auth\.signIn",code="wrong-credentials"\} 1$/m);
    expect(body).toMatch(/^wardkeeper_failed_sign_ins_total 1$/m);
    expect(body).toMatch(/^wardkeeper_sessions 1$/m);
    expect(body).toMatch(/^wardkeeper_log_events \d+$/m);
    expect(body).toMatch(/^wardkeeper_sequencer_lag_seconds [\d.]+$/m);
    expect(body).not.toMatch(/example\.org|[0-9a-f]{8}-[0-9a-f]{4}|Elm/);
  });

  test('answers what was begun when it is told to end, and gives every event its place', async () => {
    const service = await start('ended');
    const client = clientOf(service.address);
    await claim(client, service.setupCode);
    const begun = Array.from({ length: 3 }, (_, i) =>
      client.call(platformCalls['auth.signIn'], { userName: `person ${i}`, password: 'x' }),
    );
    // Each is counted as soon as it is looked at.
    await expect
      .poll(async () => (await ask(`${service.operations}/metrics`)).body)
      .toMatch(/^wardkeeper_log_events/m);
    const ended = service.stop();
    const answers = (await Promise.all(begun)).map((reply) => (reply.ok ? 'ok' : reply.code));
    expect(new Set(answers).size).toBeGreaterThan(0);
    for (const answer of answers) expect(['wrong-credentials', 'unreachable']).toContain(answer);
    expect(await ended).toBe(0);
    const again = await start('ended');
    const { accessToken } = await enter(clientOf(again.address));
    const trail = await clientOf(again.address).call(listEvents, { from: 0, limit: 5000 }, { accessToken });
    if (!trail.ok) throw new Error(trail.message);
    const told = trail.value.events.map(({ event }) => event.verb);
    expect(told.filter((verb) => verb === 'SERVICE_STOPPED')).toHaveLength(1);
    expect(trail.value.events.filter(({ event }) => event.action === 'FAILED_LOGIN')).toHaveLength(
      answers.filter((answer) => answer === 'wrong-credentials').length,
    );
  });

  test('serves the API document', async () => {
    const service = await start('document');
    const { status, body } = await ask(`${service.address}/openapi.json`);
    expect(status).toBe(200);
    const { version } = (JSON.parse(body) as { info: { version: string } }).info;
    expect(JSON.parse(body)).toEqual(
      JSON.parse(JSON.stringify(openApi(Object.values(platformCalls), version))),
    );
  });

  test('answers a user so many times a minute, receiving a trail apart from all else', async () => {
    const service = await start('limited', { requestsPerUser: 20 });
    const client = clientOf(service.address);
    await claim(client, service.setupCode);
    const { accessToken } = await enter(client);
    const authorization = `Bearer ${accessToken}`;
    const codes: number[] = [];
    for (let i = 0; i < 25; i += 1) {
      codes.push((await ask(service.address + whoAmI.path, { headers: { authorization } })).status);
    }
    expect(codes).toEqual([...Array<number>(20).fill(200), ...Array<number>(5).fill(429)]);
    const refused = await ask(service.address + whoAmI.path, { headers: { authorization } });
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'too-many',
      retryAfter: expect.any(Number) as number,
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(70);
    const page = await client.call(listEvents, { from: 0, limit: 5000 }, { accessToken });
    expect(page).toMatchObject({ ok: true });
  });

  test('answers an address so many times a minute', async () => {
    const service = await start('flooded', { requestsPerAddress: 30 });
    const codes = [];
    for (let i = 0; i < 40; i += 1)
      codes.push((await ask(`${service.address}/api/v1/practice/about`)).status);
    expect(codes).toEqual([...Array<number>(30).fill(200), ...Array<number>(10).fill(429)]);
    // What only this computer reaches goes on.
    expect((await ask(`${service.operations}/readyz`)).status).toBe(200);
  });

  test('believes X-Forwarded-For of trusted proxies alone', async () => {
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const flood = async (service: AloneProcess) => {
      const codes = new Set<number>();
      for (let i = 0; i < 40; i += 1) {
        codes.add((await ask(`${service.address}/api/v1/practice/about`, from(`192.0.2.${i}`))).status);
      }
      return [...codes];
    };
    const alone = await start('no-proxy', { requestsPerAddress: 30 });
    expect(await flood(alone)).toEqual([200, 429]);
    const behind = await start('proxy', { requestsPerAddress: 30, trustedProxies: ['127.0.0.0/8'] });
    expect(await flood(behind)).toEqual([200]);
  });
});

test('what it writes holds nothing that was sent to it, and no token', async () => {
  const service = await start('canary', { requestsPerAddress: 10_000, requestsPerUser: 10_000 });
  const client = clientOf(service.address);
  await claim(client, service.setupCode);
  const tokens = await enter(client);
  const canary = 'Canary-Zebulon-4711';
  const headers = { authorization: `Bearer ${tokens.accessToken}`, 'user-agent': canary, 'x-odd': canary };
  const json = { ...headers, 'content-type': 'application/json' };
  for (const { path, method } of Object.values(platformCalls)) {
    const target = path.replace(/\{\w+\}/g, canary);
    const bodies = [
      JSON.stringify({
        userName: canary,
        password: canary,
        code: canary,
        refreshToken: canary,
        [canary]: canary,
      }),
      JSON.stringify({ userName: { [canary]: canary } }),
      `{"userName":"${canary}`,
      `${canary}\xff\0`,
    ];
    for (const body of bodies) {
      await ask(`${service.address}${target}?${canary}=${canary}`, {
        method,
        headers: json,
        ...(method !== 'GET' && { body }),
      }).catch(() => undefined);
    }
    await ask(`${service.address}${target}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${canary}` },
    });
  }
  for (const path of [`/${canary}`, `/api/v1/${canary}%`, `/healthz?${canary}`]) {
    await ask(service.address + path, { headers: { ...headers, host: canary } });
    await ask(service.address + path, { headers });
  }
  expect(await service.stop()).toBe(0);
  const said = service.said();
  // Something was written of it all.
  expect(said.split('\n').filter((line) => line.includes('"what":"request"')).length).toBeGreaterThan(20);
  expect(said).not.toContain('Zebulon');
  expect(said).not.toMatch(/Ann Administrator|example\.org|Elm Street/);
  for (const token of Object.values(tokens).filter(
    (value) => typeof value === 'string' && value.length > 20,
  )) {
    expect(said).not.toContain(token);
  }
});

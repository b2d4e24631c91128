import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { refreshSession, signIn, signOut, whoAmI } from '../../../src/shared/contract/platform/auth';
import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { aboutPractice, claimPractice } from '../../../src/shared/contract/platform/practice';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { hashes } from '../../../src/platform/hashes';
import { startPostgres, type TestPostgres } from '../../helpers/postgres';
import { claim, clientOf, enter, startAlone, type AloneProcess } from './alone';
import { adminName, adminPassword } from './running';

const role = { name: 'service', password: 'only-in-this-test' };
let folder: string;
let server: TestPostgres;
let nodes: AloneProcess[];
let clients: [PlatformClient, PlatformClient];

const settings = () => ({
  databaseOwnerUrl: server.url('practice'),
  databaseUrl: server.url('practice', role),
  // Two sign in here many times.
  requestsPerUser: 1000,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-nodes-'));
  server = await startPostgres();
  const { name, password } = role;
  await server.run(
    'postgres',
    `create role ${name} login password '${password}'`,
    'create database practice',
  );
  const first = await startAlone(join(folder, 'one'), settings());
  cpSync(join(folder, 'one', 'keys'), join(folder, 'two', 'keys'), { recursive: true });
  const second = await startAlone(join(folder, 'two'), { ...settings(), makeKeys: false });
  nodes = [first, second];
  clients = [clientOf(first.address), clientOf(second.address)];
  await claim(clients[0], first.setupCode);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function trail(client: PlatformClient, accessToken: string) {
  const page = await client.call(listEvents, { from: 0, limit: 5000 }, { accessToken });
  if (!page.ok) throw new Error(page.message);
  return page.value;
}

describe('two nodes on one PostgreSQL', () => {
  test('are one practice, with one log, made once', async () => {
    const about = await Promise.all(clients.map((client) => client.call(aboutPractice, {})));
    expect(about[0]).toMatchObject({ ok: true });
    expect(about[1]).toEqual(about[0]);
    const { setupCode = null } = nodes[1] ?? {};
    expect(setupCode).not.toBeNull();
    expect(setupCode).toBe(nodes[0]?.setupCode);
    const again = await clients[1].call(claimPractice, {
      setupCode: setupCode ?? '',
      displayName: 'Mallory',
      userName: 'mallory@example.org',
      password: adminPassword,
    });
    expect(again).toMatchObject({ ok: false, code: 'conflict' });
  });

  test('a session of one holds on the other, and is refreshed there', async () => {
    const [one, two] = clients;
    const { accessToken, refreshToken } = await enter(one);
    expect(await two.call(whoAmI, {}, { accessToken })).toMatchObject({ ok: true });
    const renewed = await two.call(refreshSession, { refreshToken });
    if (!renewed.ok) throw new Error(renewed.message);
    expect(await one.call(whoAmI, {}, { accessToken: renewed.value.accessToken })).toMatchObject({
      ok: true,
    });
    // The old token, used again on the other node, ends the family on both.
    expect(await one.call(refreshSession, { refreshToken })).toMatchObject({ code: 'not-signed-in' });
    expect(await two.call(whoAmI, {}, { accessToken: renewed.value.accessToken })).toMatchObject({
      code: 'not-signed-in',
    });
  });

  test('a session that one ended is over on the other, also for who waits there, long before that wait is', async () => {
    const [one, two] = clients;
    const { accessToken } = await enter(one);
    const { checkpoint } = await trail(two, accessToken);
    const size = Number(checkpoint.split('\n')[1]);
    // What is left of this session's own reading comes once this node has looked at the log; then it waits.
    let from = size;
    let waiting = two.call(listEvents, { from, limit: 100, wait: 4 }, { accessToken });
    for (let page = await waiting; page.ok && page.value.events.length > 0; page = await waiting) {
      from = (page.value.events.at(-1)?.seq ?? from) + 1;
      waiting = two.call(listEvents, { from, limit: 100, wait: 4 }, { accessToken });
    }
    const longer = two.call(listEvents, { from, limit: 100, wait: 20 }, { accessToken });
    const began = performance.now();
    expect(await one.call(signOut, {}, { accessToken })).toMatchObject({ ok: true });
    // Whoever asks is refused from then on; who waits is told at the node's next look.
    expect(await two.call(whoAmI, {}, { accessToken })).toMatchObject({ code: 'not-signed-in' });
    expect(await longer).toMatchObject({ code: 'not-signed-in' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('a sixth session ends the oldest, whichever node opened it', async () => {
    const opened = [];
    for (let i = 0; i < 6; i += 1) opened.push(await enter(clients[i % 2] ?? clients[0]));
    const live = await Promise.all(
      opened.map(({ accessToken }, i) =>
        (clients[(i + 1) % 2] ?? clients[0]).call(whoAmI, {}, { accessToken }),
      ),
    );
    expect(live.map((reply) => reply.ok)).toEqual([false, true, true, true, true, true]);
  });

  test('failures are counted over both', async () => {
    const [one, two] = clients;
    const typed = { userName: 'carl@example.org', password: 'wrong' };
    expect(await one.call(signIn, typed)).toMatchObject({ code: 'wrong-credentials' });
    const refused = await two.call(signIn, typed);
    expect(refused).toMatchObject({ code: 'too-many', retryAfter: 1 });
  });

  test('an account that is locked on one is locked on the other', async () => {
    const [one, two] = clients;
    const locked = { userName: 'dora@example.org', password: 'wrong' };
    // Four failures of the last minutes, as the service would have counted them itself.
    await server.run(
      'practice',
      `insert into failed_sign_in (user_key_digest, address, failed_at)
        select translate(encode(sha256('dora@example.org'), 'base64'), '+/=', '-_'), '127.0.0.1',
          (extract(epoch from now()) * 1000000)::bigint - (60 - n) * 1000000
        from generate_series(1, 4) as n`,
    );
    expect(await one.call(signIn, locked)).toMatchObject({ code: 'wrong-credentials' });
    const refused = await two.call(signIn, locked);
    expect(refused).toMatchObject({ code: 'too-many' });
    if (!refused.ok) expect(refused.retryAfter).toBeGreaterThan(29 * 60);
  });

  test('the log holds what both recorded, in one order that both sign', async () => {
    const [one, two] = clients;
    const { accessToken } = await enter(one);
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        (clients[i % 2] ?? one).call(signIn, { userName: `nobody ${i}@example.org`, password: 'wrong' }),
      ),
    );
    // Whatever was acknowledged has its place in five seconds, whichever node took it in.
    const failed = (events: readonly { event: AuditEvent }[]) =>
      events.filter(({ event }) => event.action === 'FAILED_LOGIN').length;
    const before = failed((await trail(one, accessToken)).events);
    await expect
      .poll(async () => failed((await trail(two, accessToken)).events), { timeout: 5000 })
      .toBeGreaterThanOrEqual(Math.max(8, before));
    const both = [await trail(one, accessToken), await trail(two, accessToken)];
    const [mine, theirs] = both;
    expect(theirs?.verifierKey).toBe(mine?.verifierKey);
    const shared = Math.min(...both.map(({ events }) => events.length));
    expect(theirs?.events.slice(0, shared)).toEqual(mine?.events.slice(0, shared));
    for (const { events, checkpoint } of both) {
      const range = new CompactRange(hashes);
      const [, size, root] = checkpoint.split('\n');
      for (const { event, salt, seq } of events.slice(0, Number(size))) {
        expect(seq).toBe(range.size);
        range.append(eventLeafHash(event, salt, hashes));
      }
      expect(range.size).toBe(Number(size));
      expect(Buffer.from(range.root()).toString('base64')).toBe(root);
    }
  });

  test('the service has no right to change what is recorded', async () => {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: server.url('practice', role) });
    await client.connect();
    try {
      for (const statement of [
        'delete from audit_event',
        'update audit_event set body = $$$$',
        'drop table audit_event',
      ])
        await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    } finally {
      await client.end();
    }
  });

  test('one ends, and the other goes on', async () => {
    const [first] = nodes;
    expect(await first?.stop()).toBe(0);
    const { accessToken } = await enter(clients[1]);
    const { events } = await trail(clients[1], accessToken);
    expect(events.some(({ event }) => event.verb === 'SERVICE_STOPPED')).toBe(true);
    expect(adminName).toBe(events.findLast(({ event }) => event.action === 'LOGIN')?.event.actor.userName);
  });
});

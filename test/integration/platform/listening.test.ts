import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenTo } from '../../../src/platform/database/listen';
import { startPostgres, type TestPostgres } from '../../helpers/postgres';

let server: TestPostgres;
let speaker: pg.Client;
beforeAll(async () => {
  server = await startPostgres();
  speaker = new pg.Client({ connectionString: server.url('postgres') });
  await speaker.connect();
});
afterAll(async () => {
  await speaker.end();
  await server.stop();
});

const say = (channel: string, text: string) => speaker.query('select pg_notify($1, $2)', [channel, text]);
const quick = { againMs: 20, longestMs: 100, proveMs: 100, patienceMs: 2000 };

function listening(given: { tell?: typeof say; rhythm?: typeof quick } = {}) {
  const told: string[] = [];
  const changes: boolean[] = [];
  const listen = listenTo(
    'wardkeeper_log',
    { connectionString: server.url('postgres'), application_name: 'ears' },
    given.tell ?? say,
    given.rhythm ?? quick,
  );
  const hearing = listen({
    told: (text) => told.push(text),
    changed: (isHeard) => changes.push(isHeard),
  });
  return { told, changes, hearing };
}

describe('listening on PostgreSQL', () => {
  test('what others tell is heard, also after the connection was cut; nothing after the close', async () => {
    const { told, changes, hearing } = listening();
    try {
      await expect.poll(() => hearing.isHeard()).toBe(true);
      await say('wardkeeper_log', '7');
      await say('wardkeeper_other', '8');
      await expect.poll(() => told).toEqual(['7']);
      await speaker.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ears'`,
      );
      await expect.poll(() => changes).toEqual([true, false, true]);
      await say('wardkeeper_log', '9');
      await expect.poll(() => told).toEqual(['7', '9']);
    } finally {
      await hearing.close();
    }
    const { rows } = await speaker.query(`select pid from pg_stat_activity where application_name = 'ears'`);
    expect(rows).toEqual([]);
    expect(hearing.isHeard()).toBe(false);
  });

  test('where what is told does not arrive, as behind a pooler, it never counts as heard, and is tried again', async () => {
    let hellos = 0;
    const swallowed = async () => {
      hellos += 1;
      return speaker.query('select 1');
    };
    const { changes, hearing } = listening({ tell: swallowed, rhythm: { ...quick, patienceMs: 50 } });
    try {
      await expect.poll(() => hellos).toBeGreaterThan(2);
      expect([hearing.isHeard(), changes]).toEqual([false, []]);
    } finally {
      await hearing.close();
    }
  });

  test('a connection that grows silent is noticed at the next proof', async () => {
    let isSilent = false;
    const tell = async (channel: string, text: string) =>
      isSilent ? speaker.query('select 1') : say(channel, text);
    const { changes, hearing } = listening({ tell, rhythm: { ...quick, patienceMs: 1_000 } });
    try {
      await expect.poll(() => hearing.isHeard()).toBe(true);
      isSilent = true;
      await expect.poll(() => changes).toEqual([true, false]);
      isSilent = false;
      await expect.poll(() => changes).toEqual([true, false, true]);
    } finally {
      await hearing.close();
    }
  });
});

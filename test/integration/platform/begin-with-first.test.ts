import { sql } from 'kysely';
import type { Socket } from 'node:net';
import { afterAll, expect, inject, test } from 'vitest';
import { BeginWithFirst } from '../../../src/platform/database/begin-with-first';
import { faultOf } from '../../../src/platform/database/fault';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import { UP_TO_DATE } from '../shared-engines';
import { accessTo } from '../../helpers/postgres';

const server = accessTo(inject('postgres'));
const broken: Error[] = [];
const opened = openPostgres({
  url: server.url(UP_TO_DATE),
  connections: 1,
  onBroken: (error) => broken.push(error),
});
if (!opened.ok) throw new Error(opened.message);
const { db, close } = opened.value;
afterAll(close);

test('a transaction begins with its first statement, and ends as it says', async () => {
  const client = new BeginWithFirst({ connectionString: server.url(UP_TO_DATE) });
  await client.connect();
  try {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    const before = stream.bytesWritten;
    await client.query('begin');
    expect(stream.bytesWritten).toBe(before);
    const { rows } = await client.query('select $1::int8 as number', [7]);
    expect(rows).toEqual([{ number: '7' }]);
    await client.query('create temporary table gone ()');
    await client.query('rollback');
    await expect(client.query('select from gone')).rejects.toThrow(/gone/);
    await client.query('begin');
    await client.query('create temporary table kept ()');
    await client.query('commit');
    expect((await client.query('select from kept')).rowCount).toBe(0);
  } finally {
    await client.end();
  }
});

test('where the begin fails, its first statement is not done', async () => {
  const client = new BeginWithFirst({ connectionString: server.url(UP_TO_DATE) });
  await client.connect();
  try {
    await client.query('create temporary table word (text text)');
    // As where a begin is cancelled: an error, on a connection that goes on.
    await client.query('start transaction isolation level serialisable');
    await expect(client.query('insert into word values ($1)', ['a'])).rejects.toThrow(/serialisable/);
    await client.query('rollback');
    expect((await client.query('select * from word')).rows).toEqual([]);
  } finally {
    await client.end();
  }
});

test('transactions are of the level that was asked for, and what fails first leaves nothing', async () => {
  const level = await db
    .transaction()
    .setIsolationLevel('serializable')
    .execute((transaction) =>
      sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(transaction),
    );
  expect(level.rows).toEqual([{ transaction_isolation: 'serializable' }]);
  const failed = db.transaction().execute(async (transaction) => {
    await sql`select 1 / 0`.execute(transaction);
  });
  await expect(failed).rejects.toThrow(/division by zero/);
  const { rows } = await sql`select 1 as one`.execute(db);
  expect(rows).toEqual([{ one: 1 }]);
});

test('a connection that is gone is told by the first statement, and the next transaction has another', async () => {
  const ended = db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    await server.run('postgres', `select pg_terminate_backend(${rows[0]?.pid})`);
    await sql`select 1`.execute(transaction);
  });
  await expect(ended.catch(faultOf)).resolves.toBe('lost');
  const after = await db.transaction().execute((transaction) => sql`select 1 as one`.execute(transaction));
  expect(after.rows).toEqual([{ one: 1 }]);
});

import { sql } from 'kysely';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { faultOf } from '../../../src/platform/database/fault';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import { GatheringClient, OneMessage } from '../../../src/platform/database/one-message';
import { accessTo } from '../../helpers/postgres';

const server = accessTo(inject('postgres'));
const broken: Error[] = [];
const opened = openPostgres({
  url: server.url('postgres'),
  connections: 1,
  onBroken: (error) => broken.push(error),
});
if (!opened.ok) throw new Error(opened.message);
const { db, close } = opened.value;
afterAll(close);

let client: GatheringClient;
beforeEach(async () => {
  client = new GatheringClient({ connectionString: server.url('postgres') });
  await client.connect();
});
afterEach(() => client.end());

test('a transaction begins with its first statement, and ends as it says', async () => {
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
});

test('what is sent within one turn goes as one message, and each has its own result', async () => {
  const sent: unknown[] = [];
  const { submit } = OneMessage.prototype as unknown as { submit(this: OneMessage, wire: unknown): unknown };
  const heard = vi.spyOn(OneMessage.prototype as unknown as { submit: typeof submit }, 'submit');
  heard.mockImplementation(function (this: OneMessage, wire) {
    sent.push(this.statements.map((statement) => statement.sql));
    return submit.call(this, wire);
  });
  try {
    await client.query('begin');
    const four = [
      client.query('create temporary table word (text text, number int8) on commit drop'),
      client.query('insert into word values ($1, $2), ($1, $3)', ['a', 1, 2]),
      client.query('select text, number from word order by number'),
      client.query('select number from word where text = $1', ['b']),
    ];
    const results = await Promise.all(four);
    expect(results.map(({ command, rowCount, rows }) => [command, rowCount, rows] as unknown)).toEqual([
      ['CREATE', null, []],
      ['INSERT', 2, []],
      [
        'SELECT',
        2,
        [
          { text: 'a', number: '1' },
          { text: 'a', number: '2' },
        ],
      ],
      ['SELECT', 0, []],
    ]);
    await client.query('rollback');
    expect(sent).toEqual([['begin', ...four.map(() => expect.any(String) as string)]]);
  } finally {
    heard.mockRestore();
  }
});

test('after one that fails nothing of its message is done, and each of them is told why', async () => {
  await client.query('create temporary table word (text text)');
  const ended = await Promise.allSettled([
    client.query('insert into word values ($1)', ['a']),
    client.query('select 1 / $1::int8', [0]),
    client.query('insert into word values ($1)', ['b']),
  ]);
  const zero = 'error: division by zero';
  expect(ended.map((end) => (end.status === 'rejected' ? String(end.reason) : 'done'))).toEqual([
    ...[zero, zero, zero],
  ]);
  expect((await client.query('select * from word')).rows).toEqual([]);
});

test('where the begin fails, its first statement is not done', async () => {
  await client.query('create temporary table word (text text)');
  // As where a begin is cancelled: an error, on a connection that goes on.
  await client.query('start transaction isolation level serialisable');
  await expect(client.query('insert into word values ($1)', ['a'])).rejects.toThrow(/serialisable/);
  await client.query('rollback');
  expect((await client.query('select * from word')).rows).toEqual([]);
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

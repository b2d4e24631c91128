import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { embeddedPool } from '../../../src/platform/database/embedded-pool';
import { faultOf } from '../../../src/platform/database/fault';
import { unprepared } from '../../../src/platform/database/prepared';
import { askTogether } from '../../../src/platform/database/question';
import type { Database, Schema } from '../../../src/platform/database/schema';

let pglite: PGlite;
let db: Database;

beforeAll(async () => {
  pglite = await PGlite.create();
  db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: embeddedPool(pglite) }) });
  await sql`create table word (text text primary key, number int8)`.execute(db);
});
beforeEach(async () => {
  await sql`truncate word`.execute(db);
});
afterAll(() => db.destroy());

const insert = (text: string, number: number) =>
  sql<{ text: string }>`insert into word values (${text}, ${number}) returning text`;
const words = async (from: Database = db) =>
  (await sql<{ text: string; number: number }>`select text, number from word order by text`.execute(from))
    .rows;

test('what is asked together outside of a transaction is done or, where one fails, none of it', async () => {
  const done = await askTogether(db, [
    unprepared(insert('a', 1)),
    unprepared(insert('b', 2)),
    unprepared(sql`select 1 as one`),
  ]);
  expect(done).toEqual([[{ text: 'a' }], [{ text: 'b' }], [{ one: 1 }]]);
  const torn = askTogether(db, [
    unprepared(insert('c', 3)),
    unprepared(insert('a', 4)),
    unprepared(insert('d', 5)),
  ]);
  await expect(torn).rejects.toMatchObject({ code: '23505' });
  expect(await words()).toEqual([
    { text: 'a', number: 1 },
    { text: 'b', number: 2 },
  ]);
});

test('where a begin fails, its first statement is not done', async () => {
  const client = await embeddedPool(pglite).connect();
  await client.query('start transaction isolation level serialisable', []);
  const first = client.query("insert into word values ('a', 1)", []);
  await expect(first).rejects.toThrow(/serialisable/);
  await client.query('rollback', []);
  client.release();
  expect(await words()).toEqual([]);
});

test('transactions take turns, and one that fails is rolled back before the next begins', async () => {
  const order: string[] = [];
  const torn = db.transaction().execute(async (transaction) => {
    await insert('a', 1).execute(transaction);
    order.push('first');
    await sql`select 1 / 0`.execute(transaction);
  });
  const next = db.transaction().execute(async (transaction) => {
    order.push('second');
    await insert('b', 2).execute(transaction);
    return words(transaction);
  });
  const alone = words();
  await expect(torn).rejects.toThrow(/division by zero/);
  expect(await next).toEqual([{ text: 'b', number: 2 }]);
  expect(await alone).toEqual([{ text: 'b', number: 2 }]);
  expect(order).toEqual(['first', 'second']);
});

test('values are written and read as PGlite itself does', async () => {
  const values = [
    ['text', 'a’\n"\\{}'],
    ['int8', 9_007_199_254_740_991],
    ['boolean', false],
    ['bytea', new Uint8Array([0, 255, 92])],
    ['text[]', ['a,b', 'c"d', '{}']],
    ['text[]', []],
    ['int8', null],
    ['jsonb', { a: [1, null, 'x'] }],
    ['inet', '192.0.2.7'],
    ['float8', 0.1],
  ] as const;
  for (const [type, value] of values) {
    const text = `select $1::${type} as value`;
    const own = await pglite.query(text, [value]);
    const client = await embeddedPool(pglite).connect();
    const ours = await client.query(text, [value]);
    client.release();
    expect([type, ours.rows]).toEqual([type, own.rows]);
  }
});

test('it closes once the transaction that runs has ended; who waited is refused', async () => {
  const other = await PGlite.create();
  const pool = embeddedPool(other);
  const client = await pool.connect();
  await client.query('begin', []);
  await client.query('create table word (text text)', []);
  let isClosed = false;
  const closing = pool.end().then(() => (isClosed = true));
  const waiting = pool.connect();
  await client.query("insert into word values ('a')", []);
  await client.query('commit', []);
  expect(isClosed).toBe(false);
  client.release();
  await closing;
  expect(other.closed).toBe(true);
  expect(await waiting.then(() => 'connected', faultOf)).toBe('lost');
});

test('after a rollback that failed nobody goes on in what it left open', async () => {
  const other = await PGlite.create();
  const pool = embeddedPool(other);
  const client = await pool.connect();
  client.release(true);
  expect(await pool.connect().then(() => 'connected', faultOf)).toBe('lost');
  await other.close();
});

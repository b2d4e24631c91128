import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { migrate, migrateTo, migrationsOf } from '../../../src/platform/database/migrate';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import { accessTo } from '../../helpers/postgres';

test('a step that takes longer than any request may is not cut off', async () => {
  const server = accessTo(inject('postgres'));
  const name = `upgraded_${randomBytes(8).toString('hex')}`;
  await server.run('postgres', `create database ${name}`);
  const open = (connections: number) => {
    const opened = openPostgres({ url: server.url(name), connections, onBroken: () => undefined });
    if (!opened.ok) throw new Error(opened.message);
    return opened.value;
  };
  const [one, other] = [open(1), open(1)];
  try {
    // As a log that is long makes it wait: the table is locked while the steps that alter it begin.
    expect(await migrateTo(one.db, ['2026-01-05-log-and-accounts'])).toMatchObject({ ok: true });
    await sql`set statement_timeout = 300`.execute(one.db);
    const upgraded = await other.db.transaction().execute(async (transaction) => {
      await sql`lock table failed_sign_in, account in share mode`.execute(transaction);
      const migrating = migrate(one.db);
      migrating.catch(() => undefined);
      const waitsLong = async () => {
        const { rows } = await sql<{ waits: boolean }>`
          select coalesce(bool_or(clock_timestamp() - query_start > interval '1 second'), false) as waits
          from pg_stat_activity where datname = ${name} and wait_event_type = 'Lock'`.execute(transaction);
        return rows[0]?.waits;
      };
      await Promise.race([migrating, expect.poll(waitsLong, { timeout: 20_000 }).toBe(true)]);
      return { migrating };
    });
    expect(await upgraded.migrating).toMatchObject({ ok: true });
    expect((await migrationsOf(one.db)).length).toBeGreaterThan(10);
    // And what comes after is held to its time again.
    await expect(sql`select pg_sleep(2)`.execute(one.db)).rejects.toThrow(/statement timeout/);
  } finally {
    await one.close();
    await other.close();
    await server.run('postgres', `drop database ${name} with (force)`);
  }
});

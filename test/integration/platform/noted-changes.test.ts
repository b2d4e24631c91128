import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../../../src/platform/database/schema';
import { onBothEngines } from './engines';
import { changesReader, noteChanges } from './noted-changes';

const add = (db: Database, id: string, refreshed: number) =>
  sql`insert into care_team (care_team_id, name) values (${id}::uuid, ${`Team ${refreshed}`})`.execute(db);
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

onBothEngines('changes that are noted', (engine, test) => {
  test('tell which tables hold something else than at the last look, by whomever it was changed', async () => {
    const place = await engine.place();
    const { db: owner } = await place.openAsOwner();
    await noteChanges(owner);
    const db = engine.name === 'PGlite' ? owner : (await place.open()).db;
    const changes = await changesReader(owner, 'auth.whoAmI');
    const tables = async () => (await changes()).tables;
    expect(await tables()).toEqual([]);
    await add(db, id(1), 1);
    expect(await tables()).toEqual(['care_team']);
    expect(await tables()).toEqual([]);

    await sql`update care_team set name = 'Blue'`.execute(db);
    await db.updateTable('identity_setting').set({ second_factor_roles: '["admin"]' }).execute();
    expect(await tables()).toEqual(['care_team', 'identity_setting']);
    await sql`update care_team set name = 'Red'`.execute(db);
    await sql`update care_team set name = 'Blue'`.execute(db);
    expect(await tables()).toEqual([]);
    await sql`delete from care_team`.execute(owner);
    expect(await tables()).toEqual(['care_team']);
    await add(db, id(2), 2);
    await sql`delete from care_team`.execute(owner);
    expect(await tables()).toEqual([]);
  });

  test('spare what is not looked at: a table or a column, always or during a call', async () => {
    const place = await engine.place();
    const { db } = await place.openAsOwner();
    await noteChanges(db);
    await sql`insert into account (user_id, user_name, user_key, display_name, role, password_hash, created_at)
      values (${id(1)}::uuid, 'a', 'a', 'a', 'nurse', 'x', 0)`.execute(db);
    await sql`insert into session (session_id, user_id, address, opened_at, refreshed_at, expires_at)
      values (${id(2)}::uuid, ${id(1)}::uuid, '192.0.2.1', 0, 0, 9)`.execute(db);
    const during = async (call: 'auth.whoAmI' | 'auth.refreshSession', change: string) => {
      const changes = await changesReader(db, call);
      await changes();
      await sql.raw(change).execute(db);
      return (await changes()).tables;
    };
    const refresh = 'update session set refreshed_at = refreshed_at + 1';
    expect(await during('auth.whoAmI', refresh)).toEqual(['session']);
    expect(await during('auth.refreshSession', refresh)).toEqual([]);
    expect(await during('auth.refreshSession', 'update session set expires_at = 10')).toEqual(['session']);
    expect(await during('auth.whoAmI', 'update detection_cursor set next_seq = 7')).toEqual([]);
  });
});

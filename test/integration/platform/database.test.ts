import { sql } from 'kysely';
import { expect } from 'vitest';
import { actsOn, UnrecordedAct, type Acts } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { faultOf } from '../../../src/platform/database/fault';
import { migrate } from '../../../src/platform/database/migrate';
import { prepared, unprepared } from '../../../src/platform/database/prepared';
import { askTogether, reading } from '../../../src/platform/database/question';
import type { Database } from '../../../src/platform/database/schema';
import { upkeepOf } from '../../../src/platform/database/upkeep';
import { truthTable } from '../../../src/platform/synthetic/store';
import { draftOf } from './drafts';
import { onBothEngines } from './engines';
import { checkLog, placeAll, recordEach, silentActs, testLogKey, tickingClock } from './log-of-events';

/** What a statement was refused for, or that it was not. */
async function faultIn(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => faultOf(error),
  );
}

async function rowCounts(db: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['practice', 'account', 'session', 'audit_intake', 'audit_event'] as const) {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    counts[table] = count;
  }
  return counts;
}

onBothEngines('database', (engine, test) => {
  test('both engines give the same values', async () => {
    const { db } = await engine.shared();
    const { rows } = await sql`
      select 9007199254740991::int8 as safe, 9007199254740993::int8 as unsafe, count(*) as counted,
        decode('00ff10', 'hex') as bytes, '192.0.2.1'::inet as address, array['a', 'b "c"'] as list,
        ${'ä \\ "quoted" \u2028'}::text as text, null::int8 as nothing, true as yes,
        '00000000-0000-7000-8000-000000000000'::uuid as id
      from practice`.execute(db);
    expect(rows).toEqual([
      {
        safe: 9007199254740991,
        unsafe: 9007199254740993n,
        counted: 0,
        bytes: Uint8Array.of(0, 255, 16),
        address: '192.0.2.1',
        list: ['a', 'b "c"'],
        text: 'ä \\ "quoted" \u2028',
        nothing: null,
        yes: true,
        id: '00000000-0000-7000-8000-000000000000',
      },
    ]);
  });

  test('a prepared statement is built once, and sends the values of each time in their places', async () => {
    const { db } = await engine.shared();
    let builds = 0;
    const ask = prepared<{ low: number; word: string | null }, { low: number; word: string | null }>(
      (builder, { low, word }) => {
        builds += 1;
        // The second one stands first, and one of them twice.
        return builder
          .selectNoFrom([sql<string | null>`${word}::text`.as('word'), sql<number>`${low}::int8`.as('low')])
          .where(sql<boolean>`${low}::int8 < ${7}`);
      },
    );
    expect(await ask(db, { low: 5, word: 'a' })).toEqual([{ low: 5, word: 'a' }]);
    expect(await ask(db, { low: 6, word: null })).toEqual([{ low: 6, word: null }]);
    expect(await ask(db, { low: 7, word: 'a' })).toEqual([]);
    expect(builds).toBe(1);

    // In whose transaction it runs is asked each time.
    const name = prepared<{ id: string; title: string }, unknown>((builder, { id, title }) =>
      builder.insertInto('care_team').values({ care_team_id: id, name: title }),
    );
    const id = '00000000-0000-4000-8000-000000000001';
    const gone = db.transaction().execute(async (transaction) => {
      await name(transaction, { id, title: 'Blue' });
      throw new Error('no');
    });
    await expect(gone).rejects.toThrow('no');
    expect(await db.selectFrom('care_team').select('name').execute()).toEqual([]);
  });

  test('what is asked together is done in its order, each seeing what was done before it', async () => {
    const { db } = await engine.shared();
    const team = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
    const add = prepared<{ id: string; title: string }, { name: string }>((builder, { id, title }) =>
      builder.insertInto('care_team').values({ care_team_id: id, name: title }).returning('name'),
    );
    const rename = prepared<{ id: string; title: string }, unknown>((builder, { id, title }) =>
      builder.updateTable('care_team').set({ name: title }).where('care_team_id', '=', id),
    );
    const names = prepared<object, { name: string }>((builder) =>
      builder.selectFrom('care_team').select('name').orderBy('name'),
    );
    const found = await db
      .transaction()
      .execute((transaction) =>
        askTogether(transaction, [
          reading(names.with({}), (rows) => rows.length),
          add.with({ id: team(1), title: 'Red' }),
          add.with({ id: team(2), title: 'Blue' }),
          rename.with({ id: team(1), title: 'Green' }),
          names.with({}),
        ]),
      );
    expect(found).toEqual([
      0,
      [{ name: 'Red' }],
      [{ name: 'Blue' }],
      [],
      [{ name: 'Blue' }, { name: 'Green' }],
    ]);

    // One that fails is told as it is, and nothing of them stays; the transaction is over only then.
    const torn = db
      .transaction()
      .execute((transaction) =>
        askTogether(transaction, [
          add.with({ id: team(3), title: 'White' }),
          add.with({ id: team(1), title: 'Twice' }),
          add.with({ id: team(4), title: 'Black' }),
        ]),
      );
    await expect(faultIn(torn)).resolves.toBe('exists');
    expect(await names(db, {})).toEqual([{ name: 'Blue' }, { name: 'Green' }]);
  });

  test('a transaction that throws leaves nothing, and others do not run inside it', async () => {
    const { db } = await engine.shared();
    const acts = silentActs(db, tickingClock());
    let other: Promise<unknown> = Promise.resolve();
    const torn = acts.act(async (transaction, record) => {
      await record(draftOf('torn'));
      other = acts.act((_, alongside) => alongside(draftOf('alongside')));
      await sql`select 1`.execute(transaction);
      throw new RangeError('after the event');
    });
    await expect(torn).rejects.toThrow('after the event');
    await other;
    const waiting = await db.selectFrom('audit_intake').select('draft').execute();
    expect(
      waiting.map(({ draft }) => (JSON.parse(draft) as { resource: { id: string } }).resource.id),
    ).toEqual(['alongside']);
  });

  test('an act whose event is refused leaves nothing', async () => {
    const { db } = await engine.shared();
    const insert = (id: string) => ({
      practice_id: id,
      name: 'P',
      time_zone: 'UTC',
      synthetic: true,
      created_at: 1,
    });
    const acts = silentActs(db, tickingClock());
    const before = await rowCounts(db);
    const act = acts.act(async (transaction, record) => {
      await transaction
        .insertInto('practice')
        .values(insert('00000000-0000-4000-8000-000000000001'))
        .execute();
      await record({ ...draftOf('x'), justification: 'not to be kept: \0' });
    });
    await expect(act).rejects.toThrow();
    expect(await rowCounts(db)).toEqual(before);
  });

  test('an act that the intake fails under leaves nothing', async () => {
    const { db } = await engine.shared();
    // Two events by the same clock tick are told apart by their random part; force the id to clash instead.
    const acts = silentActs(db, tickingClock());
    const before = await rowCounts(db);
    const act = acts.act(async (transaction, record) => {
      await transaction
        .insertInto('failed_sign_in')
        .values({ user_key_digest: 'x', address: '192.0.2.1', failed_at: 1 })
        .execute();
      await record(draftOf('first'));
      await sql`insert into audit_intake (event_id, draft) select event_id, draft from audit_intake`.execute(
        transaction,
      );
    });
    expect(await faultIn(act)).toBe('exists');
    expect(await rowCounts(db)).toEqual(before);
    expect(await db.selectFrom('failed_sign_in').selectAll().execute()).toEqual([]);
  });

  test('an act whose event the intake refuses leaves nothing, whatever it went along with', async () => {
    const { db } = await (await engine.place()).openAsOwner();
    await sql`alter table audit_intake add constraint no_canary check (strpos(draft, 'canary') = 0)`.execute(
      db,
    );
    let committed = 0;
    const acts = actsOn(db, tickingClock(), () => (committed += 1));
    const change = (transaction: Database) =>
      transaction
        .insertInto('care_team')
        .values({ care_team_id: '00000000-0000-4000-8000-000000000009', name: 'Blue' })
        .execute();
    const works: Record<string, Parameters<Acts['act']>[0]> = {
      'its commit': async (transaction, record) => {
        await change(transaction);
        await record(draftOf('canary'));
      },
      'begin and commit': (_, record) => record(draftOf('canary')),
      'the next statement': async (transaction, record) => {
        await record(draftOf('canary'));
        await change(transaction);
      },
      'several asked together': async (transaction, record) => {
        await change(transaction);
        await record(draftOf('canary'));
        await askTogether(transaction, [unprepared(sql`select 1`), unprepared(sql`select 2`)]);
      },
      'another event': async (transaction, record) => {
        await change(transaction);
        await record(draftOf('canary'));
        await record(draftOf('after'));
      },
    };
    for (const [along, work] of Object.entries(works)) {
      await expect(acts.act(work), along).rejects.toMatchObject({ code: '23514', constraint: 'no_canary' });
    }
    // One that throws takes back what was not sent yet.
    const thrown = acts.act(async (transaction, record) => {
      await change(transaction);
      await record(draftOf('thrown'));
      throw new RangeError('after the event');
    });
    await expect(thrown).rejects.toThrow('after the event');
    expect(committed).toBe(0);
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('care_team').selectAll().execute()).toEqual([]);

    await acts.act(async (transaction, record) => {
      await change(transaction);
      await record(draftOf('afterwards'));
    });
    expect(committed).toBe(1);
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toHaveLength(1);
    expect(await db.selectFrom('care_team').selectAll().execute()).toHaveLength(1);
  });

  test('an act that records nothing is undone', async () => {
    const { db } = await engine.shared();
    const act = silentActs(db, tickingClock()).act((transaction) =>
      transaction
        .insertInto('failed_sign_in')
        .values({ user_key_digest: 'x', address: '192.0.2.1', failed_at: 1 })
        .execute(),
    );
    await expect(act).rejects.toBeInstanceOf(UnrecordedAct);
    expect(await db.selectFrom('failed_sign_in').selectAll().execute()).toEqual([]);
  });

  test('the owner of the schema can neither change nor empty the log', async () => {
    const place = await engine.place();
    const { db } = await place.openAsOwner();
    const clock = tickingClock();
    const key = testLogKey();
    const acts = silentActs(db, clock);
    await recordEach(
      acts,
      Array.from({ length: 20 }, (_, i) => `event ${i}`),
    );
    await placeAll(db, key, clock);
    await recordEach(acts, ['waiting']);

    const refused = [
      'update audit_event set action = action',
      'update audit_event set body = body where false',
      'delete from audit_event where seq = 3',
      'truncate audit_event',
      'truncate audit_event cascade',
      'update tree_node set hash = hash',
      'delete from tree_node',
      'truncate tree_node',
      'update audit_intake set draft = draft',
      'truncate audit_intake',
      // The intake lets go only of what the log holds.
      'delete from audit_intake',
      'delete from checkpoint',
      'truncate checkpoint',
      'update checkpoint set size = size',
      "update checkpoint set size = 0, note = '', subtrees = ''",
      // The triggers are ALWAYS: replication mode does not switch them off.
      "set session_replication_role = replica; update audit_event set action = 'READ'",
    ];
    for (const statement of refused) {
      const parts = statement.split('; ');
      const work = db.connection().execute(async (connection) => {
        try {
          for (const part of parts) await sql.raw(part).execute(connection);
        } finally {
          await sql`reset session_replication_role`.execute(connection);
        }
      });
      expect([statement, await faultIn(work)]).toEqual([statement, 'append-only']);
    }
    expect((await checkLog(db, key)).size).toBe(20);
    expect(await db.selectFrom('audit_intake').select('draft').execute()).toHaveLength(1);

    // It is the triggers that refuse: without one, the same statement goes through.
    await sql`drop trigger append_only on audit_event`.execute(db);
    expect(await faultIn(sql`update audit_event set action = action`.execute(db))).toBe('done');
    await sql`drop trigger only_into_the_log on audit_intake`.execute(db);
    expect(await faultIn(sql`delete from audit_intake`.execute(db))).toBe('done');
  });

  test('the running service can only add to the log', async () => {
    const { db } = await (await engine.place()).open();
    // PGlite has one user, and that user may do anything: there the triggers guard against mistakes only.
    const [changing, disarming] =
      engine.name === 'PGlite' ? ['append-only', 'done'] : ['forbidden', 'forbidden'];
    for (const table of ['audit_event', 'tree_node']) {
      expect(await faultIn(sql`delete from ${sql.table(table)}`.execute(db))).toBe(changing);
      expect(await faultIn(sql`truncate ${sql.table(table)}`.execute(db))).toBe(changing);
      expect(
        await faultIn(sql`alter table ${sql.table(table)} disable trigger append_only`.execute(db)),
      ).toBe(disarming);
    }
    expect(await faultIn(sql`update audit_intake set draft = ''`.execute(db))).toBe(changing);
    expect(await faultIn(sql`delete from checkpoint`.execute(db))).toBe(changing);
    expect(await faultIn(sql`set session_replication_role = replica`.execute(db))).toBe(disarming);
  });

  test('the running service cannot read which events were planted', async () => {
    const { db } = await (await engine.place()).open();
    const truth = sql.table(truthTable);
    // PGlite has one user, and that user may read everything: there nothing but our own code keeps the truth apart.
    const [reading, changing] = engine.name === 'PGlite' ? ['done', 'done'] : ['forbidden', 'forbidden'];
    const insert = sql`insert into ${truth} (seq, kind, instance) values (0, 'own-chart', 0)`;
    expect(await faultIn(sql`select seq, kind from ${truth}`.execute(db))).toBe(reading);
    expect(await faultIn(sql`select count(*) from ${truth}`.execute(db))).toBe(reading);
    expect(await faultIn(sql`copy ${truth} to stdout`.execute(db))).toBe(reading);
    expect(await faultIn(insert.execute(db))).toBe('done');
    expect(await faultIn(sql`update ${truth} set kind = ''`.execute(db))).toBe(changing);
    expect(await faultIn(sql`delete from ${truth}`.execute(db))).toBe(changing);
  });

  test('migrating again changes nothing', async () => {
    const { db } = await engine.shared();
    const before = await rowCounts(db);
    await migrate(db);
    await migrate(db);
    expect(await rowCounts(db)).toEqual(before);
  });

  test('a schema that a newer version made is refused and left as it is', async () => {
    const { db } = await (await engine.place()).openAsOwner();
    await sql`insert into kysely_migration (name, timestamp) values ('9999-12-31-later', 'later')`.execute(
      db,
    );
    expect(await migrate(db)).toMatchObject({ ok: false, code: 'too-new' });
    await sql`delete from kysely_migration where name = '9999-12-31-later'`.execute(db);
    expect(await migrate(db)).toMatchObject({ ok: true });
  });

  test('what passed through the intake makes room for what follows', async () => {
    const { db, upkeep } = await (await engine.place()).open();
    const [key, clock] = [testLogKey(), tickingClock()];
    const sizeAfterRound = async () => {
      await recordEach(silentActs(db, clock), ['first']);
      await sql`insert into audit_intake (event_id, draft)
        select gen_random_uuid(), draft from audit_intake, generate_series(1, 6000)`.execute(db);
      for (let moved = 1; moved > 0;) {
        ({ moved } = await extendLog(db, key, clock));
        await upkeep?.(moved);
      }
      const { rows } = await sql<{ size: number }>`select pg_relation_size('audit_intake') as size`.execute(
        db,
      );
      return rows[0]?.size ?? NaN;
    };
    const first = await sizeAfterRound();
    const second = await sizeAfterRound();
    // A server's autovacuum comes in its own time; that it does is not ours to test.
    if (engine.name === 'PGlite') expect(second / first).toBeLessThan(1.5);
    else expect(upkeep).toBeNull();
  });

  test('so it does over many short lives of a service, which see few events each', async () => {
    const { db, upkeep } = await (await engine.place()).open();
    const [key, clock] = [testLogKey(), tickingClock()];
    const life = async () => {
      await recordEach(silentActs(db, clock), ['first']);
      await sql`insert into audit_intake (event_id, draft)
        select gen_random_uuid(), draft from audit_intake, generate_series(1, 2500)`.execute(db);
      const ofThisLife = upkeep && upkeepOf(db);
      for (let moved = 1; moved > 0;) {
        ({ moved } = await extendLog(db, key, clock));
        await ofThisLife?.(moved);
      }
      const { rows } = await sql<{ size: number; counted: number }>`
        select pg_relation_size('audit_intake')::integer as size, reltuples::integer as counted
        from pg_class where oid = 'audit_event'::regclass`.execute(db);
      return rows[0] ?? { size: NaN, counted: NaN };
    };
    const lives = [await life(), await life(), await life(), await life(), await life(), await life()];
    if (engine.name !== 'PGlite') return;
    expect(Math.max(...lives.map(({ size }) => size)) / (lives[0]?.size ?? NaN)).toBeLessThan(2.5);
    expect(lives.map(({ counted }) => counted > 10_000)).toEqual([false, false, false, false, false, true]);
  });

  test('an account name is taken once, however it is spelled', async () => {
    const { db } = await engine.shared();
    const insert = (id: string, key: string) =>
      db
        .insertInto('account')
        .values({
          user_id: id,
          user_name: key,
          user_key: key,
          display_name: 'A',
          role: 'admin',
          password_hash: '',
          created_at: 1,
          ended_at: null,
        })
        .execute();
    await insert('00000000-0000-4000-8000-000000000001', 'ann');
    expect(await faultIn(insert('00000000-0000-4000-8000-000000000002', 'ann'))).toBe('exists');
  });
});

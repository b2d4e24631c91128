import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type IsolationLevel } from 'kysely';
import { afterAll, expect } from 'vitest';
import { makeBackup } from '../../../src/shared/contract/platform/backups';
import { erasePatient, getCertificate } from '../../../src/shared/contract/platform/destruction';
import { createPatient, getPatient } from '../../../src/shared/contract/platform/patients';
import { restoreBackup } from '../../../src/platform/backup/restore';
import type { Database, DatabaseTransaction } from '../../../src/platform/database/schema';
import { actsOn } from '../../../src/platform/audit/act';
import { readDataKeys, serviceKey, type ServiceKey } from '../../../src/platform/phi/data-keys';
import {
  careForKeys,
  startKeyCare,
  type KeyCare,
  type KeyCareTimer,
} from '../../../src/platform/phi/key-care';
import { onEveryEngine, type Place } from './engines';
import { somebody } from './somebody';
import { adminName, freshKeys, startTestPlatform, type TestKeys, type TestPlatform } from './running';

const soon = { timeout: 30_000 };

async function keyOf({ db }: TestPlatform, keys: TestKeys): Promise<ServiceKey> {
  const { practice_id } = await db.selectFrom('practice').select('practice_id').executeTakeFirstOrThrow();
  return serviceKey(keys.phiKey, practice_id);
}

async function signedIn(platform: TestPlatform) {
  const accessToken = await platform.claim();
  const { user_id: providerId } = await platform.db
    .selectFrom('account')
    .select('user_id')
    .where('user_key', '=', adminName)
    .executeTakeFirstOrThrow();
  const { client } = platform;
  return {
    accessToken,
    providerId,
    async register(mrn: string) {
      const asked = { ...somebody(mrn), providerId };
      const made = await client.call(createPatient, asked, { accessToken });
      if (!made.ok) throw new Error(made.message);
      return asked.patientId;
    },
    read: (patientId: string) =>
      client.call(getPatient, { patientId, fields: ['family'], purpose: 'operations' }, { accessToken }),
    /** Resolves when the keys that sealed the record are destroyed; gives the certificate's id. */
    async erase(patientId: string) {
      const asked = { patientId, id: randomUUID(), reason: 'Entered twice' };
      for (;;) {
        const erased = await client.call(erasePatient, asked, { accessToken });
        if (!erased.ok) throw new Error(erased.message);
        if (erased.value.finishedAt !== null) return asked.id;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** The versions of the field keys and their states. */
async function fieldKeys(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('phi_key')
    .select(['version', 'state'])
    .where('purpose', '=', 'field')
    .orderBy('version')
    .execute();
  return rows.map(({ version, state }) => `${version} ${state}`);
}

/** Whether somebody waits for a lock of that kind. */
async function waitsFor(db: Database, kind: 'advisory' | 'transactionid'): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (
      select from pg_locks join pg_stat_activity using (pid)
      where not granted and locktype = ${kind} and datname = current_database()) as waits`.execute(db);
  return rows[0]?.waits === true;
}

onEveryEngine('destroying keys', (engine, test) => {
  test('waits for a record that was sealed and is not committed yet', async () => {
    const keys = freshKeys();
    const platform = await startTestPlatform(await engine.place(), keys);
    try {
      const { db } = platform;
      const { register, read, erase, providerId } = await signedIn(platform);
      const mistaken = await register('A-1');
      const { blindIndex } = await readDataKeys(db, await keyOf(platform, keys));
      let late: Promise<string> | undefined;
      let erased: Promise<unknown> | undefined;
      let isErased = false;
      // Somebody else is about to take the record number: who is registered with it waits for them, sealed by then.
      const held = db.transaction().execute(async (transaction) => {
        const householdId = randomUUID();
        await transaction.insertInto('patient').values({ patient_id: 'held', pseudonym: 'Held 1' }).execute();
        await transaction
          .insertInto('household')
          .values({ household_id: householdId, address: '{}' })
          .execute();
        await transaction
          .insertInto('patient_record')
          .values({
            patient_id: 'held',
            household_id: householdId,
            user_id: providerId,
            registered_at: 1,
            vip: false,
            demographics: '{}',
            mrn_index: blindIndex('mrn', 'A-2'),
          })
          .execute();
        late = register('A-2');
        // The embedded engine does one transaction after the other: there, everybody waits for this one.
        const isShared = engine.name === 'PostgreSQL';
        if (isShared) await expect.poll(() => waitsFor(transaction, 'transactionid'), soon).toBe(true);
        erased = erase(mistaken).then(() => {
          isErased = true;
        });
        if (isShared) {
          await expect
            .poll(async () => isErased || (await waitsFor(transaction, 'advisory')), soon)
            .toBe(true);
        }
        expect(isErased).toBe(false);
        throw new Error('Changed their mind');
      });
      await expect(held).rejects.toThrow('Changed their mind');
      const patientId = (await late) ?? '';
      await erased;
      expect(await fieldKeys(db)).toEqual(['1 destroyed', '2 current']);
      expect(await read(patientId)).toMatchObject({
        ok: true,
        value: { fields: { family: 'Canarylindqvist' } },
      });
    } finally {
      await platform.stop();
    }
  });

  test('has them leave the files of the database, and the certificate says what remains where', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform(place);
    const owner =
      engine.name === 'PGlite' ? { db: platform.db, close: undefined } : await place.openAsOwner();
    /** How often the files that hold the keys now, and held them once, hold this text. */
    const inFiles = async (text: string, once: string) => {
      await sql`checkpoint`.execute(owner.db);
      const { rows } = await sql<{ now: string; found: boolean }>`
        select now, coalesce(bool_or(position(convert_to(${text}, 'UTF8') in bytes) > 0), false) as found
        from (select pg_relation_filepath('phi_key') as now) as file,
          unnest(array[now, ${once}::text]) as path,
          lateral (select pg_read_binary_file(path, 0, 1000000, true) as bytes) as read
        group by now`.execute(owner.db);
      return rows[0] ?? { now: '', found: false };
    };
    try {
      const { register, erase, accessToken } = await signedIn(platform);
      const mistaken = await register('A-1');
      const { wrapped } = await platform.db
        .selectFrom('phi_key')
        .select('wrapped')
        .where('purpose', '=', 'field')
        .executeTakeFirstOrThrow();
      const before = await inFiles(wrapped ?? '', '');
      expect(before.found).toBe(true);
      const certificateId = await erase(mistaken);
      expect((await inFiles(wrapped ?? '', before.now)).found).toBe(false);
      const got = await platform.client.call(getCertificate, { certificateId }, { accessToken });
      if (!got.ok) throw new Error(got.message);
      const { limit, what } = JSON.parse(got.value.body) as { limit: string; what: object };
      expect(limit).toMatch(/write-ahead log .* backups .* wrapped under the key that the service had then/);
      expect(what).toMatchObject({ patientId: mistaken, ownBackupsUntil: null });
    } finally {
      await owner.close?.();
      await platform.stop();
    }
  });

  const older: Record<
    string,
    { level: IsolationLevel; elsewhere?: true; begin: (transaction: DatabaseTransaction) => Promise<unknown> }
  > = {
    'somebody reads an older state of the database': {
      level: 'repeatable read',
      begin: (transaction) => sql`select count(*) from patient`.execute(transaction),
    },
    // It holds no state between two statements, and what it could have seen stays in the files all the same.
    'something that was begun before is being written': {
      level: 'read committed',
      begin: (transaction) =>
        transaction.insertInto('care_team').values({ care_team_id: randomUUID(), name: 'Blue' }).execute(),
    },
    'somebody is just reading the keys': {
      level: 'read committed',
      begin: (transaction) => sql`select count(*) from phi_key`.execute(transaction),
    },
    // What a server writes in one database may be seen by none of another's, yet dates everybody's states.
    'something that was begun before is being written in another database of the server': {
      level: 'read committed',
      elsewhere: true,
      begin: (transaction) => sql`select pg_current_xact_id()`.execute(transaction),
    },
  };
  for (const [meanwhile, { level, elsewhere, begin }] of Object.entries(older)) {
    test(`waits with the certificate while ${meanwhile}`, async () => {
      const keys = freshKeys();
      const platform = await startTestPlatform(await engine.place(), keys);
      const other = elsewhere && (await (await engine.place()).open());
      try {
        const { db } = platform;
        const { register, erase } = await signedIn(platform);
        const care: KeyCare = {
          ...{ db, clock: platform.now, key: await keyOf(platform, keys), isStopped: () => false },
          acts: actsOn(db, platform.now, () => undefined),
        };
        const mistaken = await register('A-1');
        let erased: Promise<string> | undefined;
        let isErased = false;
        await (other?.db ?? db)
          .transaction()
          .setIsolationLevel(level)
          .execute(async (transaction) => {
            // It waits for what takes longer than a service lets a transaction be silent.
            await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
            await begin(transaction);
            erased = erase(mistaken).then((id) => {
              isErased = true;
              return id;
            });
            // On the embedded engine nothing else happens before this transaction ends.
            if (engine.name === 'PGlite') return;
            await expect.poll(() => fieldKeys(db), soon).toEqual(['1 destroyed', '2 current']);
            expect(await careForKeys(care)).toBe(false);
            expect(isErased).toBe(false);
          });
        // The service looks again soon, and finds nobody in its way.
        await expect.poll(() => isErased, soon).toBe(true);
        await erased;
      } finally {
        await other?.close();
        await platform.stop();
      }
    });
  }

  test('looks again soon where something stood in its way', async () => {
    const keys = freshKeys();
    const place = await engine.place();
    const platform = await startTestPlatform(place, keys);
    const { register, erase } = await signedIn(platform);
    const mistaken = await register('A-1');
    if (engine.name === 'PGlite') {
      // Nothing can stand in its way there.
      await erase(mistaken);
      const { rows } = await sql`select version from phi_key where overwritten_at is not null`.execute(
        platform.db,
      );
      expect(rows).toHaveLength(1);
      await platform.stop();
      return;
    }
    const { db, close } = await place.open();
    const written = () =>
      db.selectFrom('phi_key').select('version').where('overwritten_at', 'is not', null).execute();
    const rounds: string[] = [];
    let care: KeyCareTimer | undefined;
    try {
      await db.transaction().execute(async (older) => {
        await sql`set local idle_in_transaction_session_timeout = 0`.execute(older);
        await sql`select count(*) from phi_key`.execute(older);
        const erased = erase(mistaken).catch(() => 'stopped');
        await expect.poll(() => fieldKeys(db), soon).toEqual(['1 destroyed', '2 current']);
        const key = await keyOf(platform, keys);
        await platform.stop();
        await erased;
        care = startKeyCare(
          { db, clock: platform.now, key, acts: actsOn(db, platform.now, () => undefined) },
          { done: () => rounds.push('done'), failed: (error) => rounds.push(String(error)) },
        );
        await expect.poll(() => rounds[0], soon).toBe('done');
        expect(await written()).toEqual([]);
      });
      await expect.poll(written, { timeout: 40_000 }).toHaveLength(1);
    } finally {
      await care?.stop();
      await close();
    }
  });
});

onEveryEngine('care of the keys', (engine, test) => {
  test('looks again soon after a round that failed', async () => {
    const keys = freshKeys();
    const platform = await startTestPlatform(await engine.place(), keys);
    const rounds: string[] = [];
    let hasFailed = false;
    const clock = () => {
      if (hasFailed) return platform.now();
      hasFailed = true;
      throw new Error('once');
    };
    const { db } = platform;
    const care = startKeyCare(
      { db, clock, key: await keyOf(platform, keys), acts: actsOn(db, platform.now, () => undefined) },
      { done: () => rounds.push('done'), failed: (error) => rounds.push(String(error)) },
    );
    try {
      await expect.poll(() => rounds, soon).toEqual(['Error: once', 'done']);
    } finally {
      await care.stop();
      await platform.stop();
    }
  });
});

onEveryEngine('replacing the service’s key', (engine, test) => {
  test('wraps every key anew at the start; what the old one wrapped opens nothing here', async () => {
    const place = await engine.place();
    const old = freshKeys();
    const first = await startTestPlatform(place, old);
    const { register } = await signedIn(first);
    const patientId = await register('A-1');
    const wrappedBy = (platform: TestPlatform) =>
      platform.db.selectFrom('phi_key').select('wrapped').where('wrapped_by', '=', 0).execute();
    const before = await wrappedBy(first);
    await first.stop();

    const { phiKey } = freshKeys();
    await expect(startTestPlatform(place, { ...old, phiKey })).rejects.toThrow(/^not-found: The key/);
    const second = await startTestPlatform(place, { ...old, phiKey, olderPhiKeys: [old.phiKey] });
    expect(await (await signedIn(second)).read(patientId)).toMatchObject({ ok: true });
    const after = await wrappedBy(second);
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);
    const told = (await second.events()).filter(({ verb }) => verb === 'PHI_SERVICE_KEY_REPLACED');
    expect(told.map(({ details }) => details?.meta)).toEqual([{ keys: before.length }]);
    await second.stop();

    await expect(startTestPlatform(place, old)).rejects.toThrow(/^not-found: The key/);
    const third = await startTestPlatform(place, { ...old, phiKey });
    expect(await (await signedIn(third)).read(patientId)).toMatchObject({ ok: true });
    await third.stop();
  });
});

onEveryEngine('restoring a backup from before an erasure', (engine, test) => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-erasures-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('erases again whom the list beside the backup names, and refuses a list that was changed', async () => {
    const keys = freshKeys();
    const backups = {
      folder: join(folder, `${engine.name} ${engine.nodes}`),
      key: randomBytes(32).toString('base64url'),
    };
    const platform = await startTestPlatform(await engine.place(), { ...keys, backups });
    const { register, erase, accessToken } = await signedIn(platform);
    const [mistaken, kept] = [await register('A-1'), await register('A-2')];
    const made = await platform.client.call(makeBackup, { backupId: randomUUID() }, { accessToken });
    expect(made).toMatchObject({ ok: true });
    const goodOne = () =>
      platform.db
        .selectFrom('backup')
        .select(['file', 'made_at'])
        .where('outcome', '=', 'good')
        .executeTakeFirst();
    await expect.poll(goodOne, soon).toBeTruthy();
    const certificateId = await erase(mistaken);
    const { body } = await platform.db
      .selectFrom('destruction_certificate')
      .select('body')
      .where('certificate_id', '=', certificateId)
      .executeTakeFirstOrThrow();
    const { file, made_at } = (await goodOne()) ?? { file: null, made_at: null };
    const month = 30 * 24 * 3600 * 1_000_000;
    expect(JSON.parse(body)).toMatchObject({ what: { ownBackupsUntil: (made_at ?? 0) + month } });
    await platform.stop();

    const restore = async (place: Place) => {
      const { db, close } = await place.openAsOwner();
      const parts = {
        db,
        file: join(backups.folder, file ?? ''),
        backupKey: backups.key,
        clock: platform.now,
      };
      try {
        return await restoreBackup({ ...parts, logKey: keys.logKey, phiKey: keys.phiKey });
      } finally {
        await close();
      }
    };
    const list = join(backups.folder, 'erasures.sealed');
    const sealed = readFileSync(list, 'utf8');
    expect(sealed).not.toContain(mistaken);
    expect(statSync(list).mode & 0o777).toBe(0o600);
    writeFileSync(list, `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`);
    const place = await engine.place();
    expect(await restore(place)).toMatchObject({ ok: false, code: 'damaged' });
    writeFileSync(list, sealed);
    expect(await restore(place)).toMatchObject({ ok: true });

    const again = await startTestPlatform(place, keys);
    const here = await signedIn(again);
    expect(await here.read(mistaken)).toMatchObject({ ok: false, code: 'not-found' });
    expect(await here.read(kept)).toMatchObject({ ok: true });
    await expect.poll(() => fieldKeys(again.db), soon).toEqual(['1 destroyed', '2 current']);
    const told = (await again.events()).filter(
      ({ patients, verb }) =>
        verb === 'ERASURES_REPEATED' || (verb === 'PATIENT_ERASED' && patients.includes(mistaken)),
    );
    expect(told.map(({ actor, details }) => [actor, details?.meta])).toMatchObject([
      [{}, { erasureId: certificateId }],
      [{}, { listed: 1, erasedAgain: 1 }],
    ]);
    await again.stop();
  }, 120_000);
});

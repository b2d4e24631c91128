import { sql } from 'kysely';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { listBackups, makeBackup as makeCall } from '../../../src/shared/contract/platform/backups';
import { proveConsistency } from '../../../src/shared/contract/platform/proofs';
import { tryPractice } from '../../../src/shared/contract/platform/practice';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import { actsOn } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom, type LogKey } from '../../../src/platform/audit/log-key';
import { KEEP_FOR } from '../../../src/platform/backup/due';
import { careForBackups, type BackupKeeping } from '../../../src/platform/backup/keep';
import { makeBackup } from '../../../src/platform/backup/make';
import { restoreBackup } from '../../../src/platform/backup/restore';
import { tablesOf } from '../../../src/platform/backup/tables';
import { SECOND } from '../../../src/platform/clock';
import type { Database } from '../../../src/platform/database/schema';
import { makeSyntheticPractice } from '../../../src/platform/synthetic/make-practice';
import { draftOf } from './drafts';
import { onBothEngines, onEveryEngine, type Engine, type Place } from './engines';
import { seedFile } from './seed-file';
import { adminName, adminPassword, freshKeys, startTestPlatform, type TestPlatform } from './running';
import { smallPractice } from './small-practice';

const keys = freshKeys();
const backupKey = randomBytes(32).toString('base64url');
const { practice, phiKey, size } = smallPractice;
const DAY = 24 * 3600 * SECOND;
const never = new AbortController().signal;
let parent: string;
let folders = 0;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-backups-'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));
const newFolder = () => join(parent, String((folders += 1)));
const seed = async () => new Blob([readFileSync(await seedFile())]);
const logKey = (): LogKey => logKeyFrom(keys.logKey, `wardkeeper/${practice.practiceId}`);

/** A database with a small practice in it, and what makes backups of it. */
async function filled(engine: Engine) {
  const place = await engine.place();
  const { db } = await place.open();
  let now = 1_780_000_000_000_000;
  const clock = () => (now += 1);
  const made = await makeSyntheticPractice({
    ...{ db, key: logKey(), phiKey, clock, practice, size },
    progress: () => undefined,
  });
  if (!made.ok) throw new Error(made.message);
  const folder = newFolder();
  const logged: string[] = [];
  const keeping: BackupKeeping = {
    ...{ db, clock, practice, verifier: logKey().verifier, phiKey, shared: true },
    acts: actsOn(db, clock, () => undefined),
    log: (what, facts) => logged.push(JSON.stringify({ what, ...facts })),
    settings: { folder, key: backupKey, seed },
  };
  const placeAll = async () => {
    while ((await extendLog(db, logKey(), clock)).moved > 0);
  };
  return {
    ...{ place, db, folder, keeping, logged, clock, placeAll },
    advance: (micros: number) => (now += micros),
    rows: () => db.selectFrom('backup').selectAll().orderBy('begun_at').execute(),
    /** What the newest events tell. */
    told: async (count: number) => {
      await placeAll();
      const newest = db.selectFrom('audit_event').select('body').orderBy('seq', 'desc').limit(count);
      const rows = await newest.execute();
      return rows.map(({ body }) => eventSentence(JSON.parse(body) as AuditEvent)).reverse();
    },
    /** On PGlite there is one user, and one process that has it open. */
    asOwner: async (...statements: string[]) => {
      const owner = engine.name === 'PGlite' ? { db, close: undefined } : await place.openAsOwner();
      for (const statement of statements) await sql.raw(statement).execute(owner.db);
      await owner.close?.();
    },
  };
}

async function contentsOfAll(db: Database): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const { name } of await tablesOf(db)) {
    const { rows } = await sql<{ digest: string; count: number }>`
      select md5(coalesce(string_agg(t::text, '|' order by t::text collate "C"), '')) as digest, count(*) as count
      from ${sql.table(name)} as t`.execute(db);
    told[name] = `${rows[0]?.count} ${rows[0]?.digest}`;
  }
  return told;
}

const restoring = async (place: Place, file: string, given: object = {}) => {
  const { db, close } = await place.openAsOwner();
  try {
    return await restoreBackup({
      db,
      file,
      backupKey,
      logKey: keys.logKey,
      phiKey: keys.phiKey,
      clock: () => 1_790_000_000_000_000,
      ...given,
    });
  } finally {
    await close();
  }
};

onBothEngines('backups', (engine, test) => {
  let begun: ReturnType<typeof withOne> | undefined;
  async function withOne() {
    const source = await filled(engine);
    // Its history ends now: the first is due at the next quiet hour.
    await careForBackups(source.keeping, never);
    expect(await source.rows()).toEqual([]);
    source.advance(DAY);
    await source.placeAll();
    const { user_id } = await source.db.selectFrom('account').select('user_id').executeTakeFirstOrThrow();
    const live = { session_id: randomUUID(), user_id, address: '192.0.2.1', ended_at: null };
    await source.db
      .insertInto('session')
      .values({ ...live, opened_at: 0, expires_at: 2 * source.clock() })
      .execute();
    await source.keeping.acts.act((_, record) => record(draftOf('waits in the intake')));
    await careForBackups(source.keeping, never);
    const [row] = await source.rows();
    return { ...source, row, file: join(source.folder, row?.file ?? 'none') };
  }
  /** A practice of which one backup was made; no test changes it. */
  const withBackup = () => (begun ??= withOne());

  test('are made at night, verified by restoring, and hold every table', async () => {
    const { db, folder, file, row, rows, logged, keeping } = await withBackup();
    expect(logged.filter((line) => !line.includes('backup-made'))).toEqual([]);
    expect(row).toMatchObject({ outcome: 'good', verified: 'restored', deleted_at: null });
    const { size } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
    expect(row?.events).toBe(size);
    expect(size).toBeGreaterThan(1000);
    expect(readdirSync(folder)).toEqual([row?.file]);
    expect(statSync(file).size).toBe(row?.bytes);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(row?.file).toMatch(/^\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{8}\.wkbackup$/);
    const bytes = readFileSync(file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(row?.sha256);
    for (const clear of [practice.name, practice.practiceId, 'audit_event', 'SERVICE']) {
      expect(bytes.includes(clear), clear).toBe(false);
    }
    await careForBackups(keeping, never);
    expect(await rows()).toHaveLength(1);
    const { rows: all } = await sql<{ name: string }>`
      select relname::text as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`.execute(db);
    const tables = (await tablesOf(db)).map(({ name }) => name);
    const leftOut = all.map(({ name }) => name).filter((name) => !tables.includes(name));
    expect(leftOut.sort()).toEqual([
      'audit_tally',
      'kysely_migration',
      'kysely_migration_lock',
      'planted_misuse',
    ]);
  });

  test('restored elsewhere, everything is as it was, and that is recorded', async () => {
    const { db, file, row } = await withBackup();
    const place = await engine.place();
    const restored = await restoring(place, file);
    expect(restored).toEqual({ ok: true, value: { events: row?.events, root: row?.root } });
    const { db: other, close } = await place.open();
    const [before, after] = [await contentsOfAll(db), await contentsOfAll(other)];
    const differ = Object.keys(before).filter((table) => before[table] !== after[table]);
    // What waited has its place, and so has that it was restored here.
    expect(differ.sort()).toEqual(['audit_event', 'audit_intake', 'backup', 'checkpoint', 'session']);
    const live = other.selectFrom('session').select('session_id').where('ended_at', 'is', null);
    expect(await live.execute()).toEqual([]);
    const later = other
      .selectFrom('audit_event')
      .select('body')
      .where('seq', '>=', row?.events ?? 0);
    const verbs = (await later.orderBy('seq').execute()).map(
      ({ body }) => (JSON.parse(body) as AuditEvent).verb,
    );
    expect(verbs).toEqual(['TESTED', 'BACKUP_RESTORED']);
    // What counts by itself goes on.
    const { most } = await other
      .selectFrom('patient')
      .select((eb) => eb.fn.max('place').as('most'))
      .executeTakeFirstOrThrow();
    const next = await other
      .insertInto('patient')
      .values({ patient_id: 'after', pseudonym: 'after' })
      .returning('place')
      .executeTakeFirstOrThrow();
    expect(next.place).toBe(most + 1);
    await close();
  });

  test('are refused into a database that holds a practice, with another log key, and by none that was hurt', async () => {
    const { file } = await withBackup();
    const place = await engine.place();
    const held = async () => {
      const { db, close } = await place.open();
      const contents = await contentsOfAll(db);
      await close();
      return contents;
    };
    const nothing = await held();
    const whole = readFileSync(file);
    const hurt = join(newFolder());
    const refused = async (bytes: Buffer, given: object = {}) => {
      writeFileSync(hurt, bytes);
      const answer = await restoring(place, hurt, given);
      expect(await held()).toEqual(nothing);
      return answer;
    };
    for (const at of [60, 75, Math.floor(whole.length / 2), whole.length - 1]) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      expect(await refused(flipped), String(at)).toMatchObject({ ok: false });
    }
    expect(await refused(whole.subarray(0, -1))).toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('cut short') as string,
    });
    const other = randomBytes(32).toString('base64url');
    expect(await refused(whole, { backupKey: other })).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('another backup key') as string,
      hint: expect.stringContaining('Bring the backup key') as string,
    });
    expect(await refused(whole, { logKey: freshKeys().logKey })).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('another log key') as string,
    });
    expect(await restoring(place, join(hurt, 'nowhere'))).toMatchObject({ code: 'not-found' });
    expect(await restoring(place, file)).toMatchObject({ ok: true });
    expect(await restoring(place, file)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('holds a practice already') as string,
    });
  });

  test('hold one state of the practice, however much is written meanwhile', async () => {
    const { db, keeping, placeAll } = await filled(engine);
    let isDone = false;
    let written = 0;
    const writing = (async () => {
      while (!isDone) {
        await keeping.acts.act((_, record) => record(draftOf(`meanwhile ${(written += 1)}`)));
        if (written % 20 === 0) await placeAll();
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const folder = newFolder();
    mkdirSync(folder);
    const parts = { db, folder, key: backupKey, verifier: logKey().verifier, phiKey, seed };
    const made = await makeBackup(parts, { backupId: randomUUID(), madeAt: keeping.clock() }, never);
    isDone = true;
    await writing;
    expect(made.verified).toBe('restored');
    expect(written).toBeGreaterThan(5);
    const place = await engine.place();
    expect(await restoring(place, join(folder, made.file))).toMatchObject({ value: { root: made.root } });
  });

  test('too large to be restored into memory are restored into a folder, of which nothing is left', async () => {
    const { db, keeping } = await withBackup();
    const folder = newFolder();
    mkdirSync(folder);
    const large = { db, folder, key: backupKey, verifier: logKey().verifier, phiKey, seed, mostInMemory: 0 };
    const again = () => ({ backupId: randomUUID(), madeAt: keeping.clock() });
    const aside = join(newFolder(), 'aside');
    let seen: string[] = [];
    const lookingSeed = () => {
      mkdirSync(aside, { recursive: true });
      writeFileSync(join(aside, 'left-by-a-killed-one'), '');
      return seed();
    };
    const aFolder = await makeBackup({ ...large, aside, seed: lookingSeed }, again(), never);
    expect(aFolder.verified).toBe('restored');
    expect(existsSync(aside)).toBe(false);
    // A backup that is broken off takes it away too.
    const stopping = new AbortController();
    const watching = setInterval(() => {
      if (!existsSync(join(aside, 'postgres', 'base'))) return;
      seen = readdirSync(aside);
      stopping.abort();
    }, 1);
    await expect(makeBackup({ ...large, aside }, again(), stopping.signal)).rejects.toThrow();
    clearInterval(watching);
    expect([seen, existsSync(aside)]).toEqual([['postgres'], false]);
    // Where there is no such folder, the file is read instead, and comes to the same.
    const read = await makeBackup(large, again(), never);
    expect(read.verified).toBe('read');
    expect(read).toMatchObject({ events: aFolder.events, root: aFolder.root });
  }, 120_000);

  test('of a log that was altered are not good: the file goes, and the trail tells', async () => {
    const { asOwner, keeping, rows, advance, folder, told } = await filled(engine);
    await asOwner(
      'alter table audit_event disable trigger append_only',
      `update audit_event set body = replace(body, '"outcome":"success"', '"outcome":"failure"') where seq = 7`,
    );
    advance(DAY);
    await careForBackups(keeping, never);
    expect(await rows()).toMatchObject([{ outcome: 'failed', reason: 'not-verified', file: null }]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await told(1)).toEqual([
      'The system tried to make a backup, which failed: what was restored from it is not what it was made of',
    ]);
    // It is tried again, but not within the hour.
    await careForBackups(keeping, never);
    expect(await rows()).toHaveLength(1);
    advance(3600 * SECOND);
    await careForBackups(keeping, never);
    expect(await rows()).toHaveLength(2);
  });

  test('that cannot be written, or are broken off, leave no half file, and say why', async () => {
    const { keeping, rows, advance, folder, told } = await filled(engine);
    advance(DAY);
    const file = newFolder();
    writeFileSync(file, 'in the way');
    const settings = { ...keeping.settings, folder: file };
    await careForBackups({ ...keeping, settings }, never);
    expect(await rows()).toMatchObject([{ outcome: 'failed', reason: 'folder' }]);

    const stopping = new AbortController();
    advance(3600 * SECOND);
    // Stopped at the moment at which it is about to be verified.
    const stoppingSeed = () => {
      stopping.abort();
      return seed();
    };
    await careForBackups(
      { ...keeping, settings: { ...keeping.settings, seed: stoppingSeed } },
      stopping.signal,
    );
    expect((await rows())[1]).toMatchObject({ outcome: 'failed', reason: 'stopped' });
    expect(readdirSync(folder)).toEqual([]);
    expect(await told(2)).toEqual([
      'The system tried to make a backup, which failed: its folder cannot be written to',
      'The system tried to make a backup, which failed: the service was told to stop',
    ]);
  });

  test('are made by one node at a time; what a killed one left is told of and taken away', async () => {
    const { db, keeping, rows, advance, folder, told, clock } = await filled(engine);
    advance(DAY);
    mkdirSync(folder);
    const half = join(folder, '2026-01-01T030000Z-00000000.wkbackup.making');
    writeFileSync(half, 'half of one');
    writeFileSync(join(folder, 'not-ours'), '');
    const dead = {
      backup_id: randomUUID(),
      begun_at: clock(),
      alive_at: clock(),
      outcome: 'running',
    } as const;
    await db.insertInto('backup').values(dead).execute();
    await careForBackups(keeping, never);
    expect(await rows()).toMatchObject([{ outcome: 'running' }]);
    await expect(
      db
        .insertInto('backup')
        .values({ ...dead, backup_id: randomUUID() })
        .execute(),
    ).rejects.toMatchObject({ code: '23505' });
    advance(3600 * SECOND);
    await Promise.all([careForBackups(keeping, never), careForBackups(keeping, never)]);
    expect((await rows()).map(({ outcome, reason }) => reason ?? outcome)).toEqual(['interrupted', 'good']);
    expect(readdirSync(folder).sort()).toEqual([(await rows())[1]?.file, 'not-ours'].sort());
    expect(await told(2)).toEqual([
      'The system tried to make a backup, which failed: whatever made it ended before it was done',
      'The system made and verified a backup',
    ]);
  });

  test('one whose node was taken for dead meanwhile is none, and no file of it stays', async () => {
    const { db, keeping, rows, advance, folder, told } = await filled(engine);
    advance(DAY);
    const failed = { outcome: 'failed', reason: 'interrupted' } as const;
    const settings = {
      ...keeping.settings,
      // It is asked for while the backup is verified.
      async seed() {
        await db.updateTable('backup').set(failed).where('outcome', '=', 'running').execute();
        return seed();
      },
    };
    await careForBackups({ ...keeping, settings }, never);
    expect(await rows()).toMatchObject([{ ...failed, file: null }]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await told(1)).not.toEqual(['The system made and verified a backup']);
  });

  test('are kept for thirty days, the newest good one for ever', async () => {
    const { keeping, rows, advance, folder, told, asOwner } = await filled(engine);
    advance(DAY);
    await careForBackups(keeping, never);
    advance(KEEP_FOR);
    await careForBackups(keeping, never);
    const [first, second] = await rows();
    expect(first?.deleted_at).not.toBeNull();
    expect(second?.deleted_at).toBeNull();
    expect(readdirSync(folder)).toEqual([second?.file]);
    expect(await told(2)).toEqual([
      'The system made and verified a backup',
      'The system deleted a backup whose time was over',
    ]);
    // From now on none succeeds: the newest good one stays, however old.
    await asOwner(
      'alter table audit_event disable trigger append_only',
      `update audit_event set salt = decode(repeat('00', 16), 'hex') where seq = 3`,
    );
    advance(4 * KEEP_FOR);
    await careForBackups(keeping, never);
    expect((await rows()).map(({ outcome }) => outcome)).toEqual(['good', 'good', 'failed']);
    expect(readdirSync(folder)).toEqual([second?.file]);
  });
});

onEveryEngine('backups of a running service', (engine, test) => {
  const settings = () => ({ folder: newFolder(), key: backupKey, seed });

  async function ended(platform: TestPlatform, accessToken: string) {
    const all = async () => {
      const listed = await platform.client.call(listBackups, {}, { accessToken });
      if (!listed.ok) throw new Error(listed.message);
      return listed.value.backups;
    };
    await expect.poll(async () => (await all())[0]?.outcome, { timeout: 30_000 }).not.toBe('running');
    return all();
  }

  test('an administrator has one made; restored elsewhere people sign in, and the log goes on from its root', async () => {
    const backups = settings();
    const given = { ...keys, practice, synthetic: size, backups };
    const first = await startTestPlatform(await engine.place(), given);
    const tried = await first.client.call(tryPractice, {
      setupCode: first.setupCode ?? '',
      password: adminPassword,
    });
    if (!tried.ok) throw new Error(tried.message);
    const { userName } = tried.value.account;
    const { accessToken } = await first.signIn(userName);
    const backupId = randomUUID();
    const make = (id: string) => first.client.call(makeCall, { backupId: id }, { accessToken });
    expect(await make(backupId)).toEqual({ ok: true, value: {} });
    // Asked for again, it is the same one; another one has to wait.
    expect(await make(backupId)).toEqual({ ok: true, value: {} });
    expect(await make(randomUUID())).toMatchObject({ ok: false, code: 'unavailable', retryAfter: 60 });
    const [made, ...none] = await ended(first, accessToken);
    expect(none).toEqual([]);
    expect(made).toMatchObject({ backupId, outcome: 'good', verified: 'restored' });
    const verbs = (await first.events()).map(({ verb, outcome }) => `${verb} ${outcome}`);
    expect(verbs.filter((verb) => verb.startsWith('BACKUP'))).toEqual([
      'BACKUP_STARTED success',
      'BACKUP_STARTED failure',
      'BACKUP_MADE success',
    ]);
    const before = await first.events();
    await first.stop();

    const place = await engine.place();
    const file = join(backups.folder, made?.file ?? '');
    expect(await restoring(place, file)).toMatchObject({ ok: true, value: { root: made?.root } });
    const second = await startTestPlatform(place, { ...keys, practice, backups });
    const { accessToken: again } = await second.signIn(userName);
    expect(await second.client.call(listBackups, {}, { accessToken })).toMatchObject({
      code: 'not-signed-in',
    });
    const after = await second.events();
    const events = made?.events ?? 0;
    expect(after.slice(0, events)).toEqual(before.slice(0, events));
    expect(after.slice(events).map(({ verb }) => verb)).toEqual(
      expect.arrayContaining(['BACKUP_RESTORED', 'SERVICE_STARTED']),
    );
    const proof = await second.client.call(
      proveConsistency,
      { oldSize: events, size: after.length },
      { accessToken: again },
    );
    expect(proof).toMatchObject({ ok: true });
    await second.stop();
  });

  test('without a folder there are none, and one that is being made ends with the service', async () => {
    const without = await startTestPlatform(await engine.place());
    const token = await without.claim();
    const listed = await without.client.call(listBackups, {}, { accessToken: token });
    expect(listed).toEqual({ ok: true, value: { isSet: false, backups: [] } });
    const make = (platform: TestPlatform, accessToken: string) =>
      platform.client.call(makeCall, { backupId: randomUUID() }, { accessToken });
    expect(await make(without, token)).toMatchObject({ ok: false, code: 'not-found' });
    await without.stop();

    const place = await engine.place();
    const backups = settings();
    let entered = () => {};
    const verifying = new Promise<void>((resolve) => (entered = resolve));
    let leave = () => {};
    const waiting = new Promise<void>((resolve) => (leave = resolve));
    const slowSeed = async () => {
      entered();
      await waiting;
      return seed();
    };
    const first = await startTestPlatform(place, { ...keys, backups: { ...backups, seed: slowSeed } });
    expect(await make(first, await first.claim())).toMatchObject({ ok: true });
    await verifying;
    const stopped = first.stop();
    leave();
    await stopped;
    expect(readdirSync(backups.folder)).toEqual([]);
    const second = await startTestPlatform(place, { ...keys, backups });
    const { accessToken } = await second.signIn(adminName);
    expect(await ended(second, accessToken)).toMatchObject([{ outcome: 'failed', reason: 'stopped' }]);
    await second.stop();
  });
});

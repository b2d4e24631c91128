import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect } from 'vitest';
import { purgeArchive, restoreArchive, verifyArchive } from '../../../src/shared/contract/platform/archives';
import { listBackups, makeBackup as makeCall } from '../../../src/shared/contract/platform/backups';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import { placeLegalHold } from '../../../src/shared/contract/platform/retention';
import { proveInclusion } from '../../../src/shared/contract/platform/proofs';
import { searchTrail } from '../../../src/shared/contract/platform/trail-search';
import { verifyInclusion } from '../../../src/shared/transparency/proof';
import { careForArchives } from '../../../src/platform/archives/round';
import { ONLINE_FOR } from '../../../src/platform/archives/timer';
import { contentsOf } from '../../../src/platform/backup/contents';
import { DEAD_AFTER } from '../../../src/platform/backup/due';
import { makeBackup, type Making } from '../../../src/platform/backup/make';
import { restoreBackup } from '../../../src/platform/backup/restore';
import { sealFile } from '../../../src/platform/backup/sealed-file';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import {
  agedPlatform,
  archiveAll,
  archivesOf,
  careOf,
  DAY,
  headOf,
  leavesOf,
  readAll,
  readWhole,
  untilAll,
  type Aged,
} from './archived';
import { onEveryEngine, type Engine, type Place } from './engines';
import { adminName, freshKeys, startTestPlatform } from './running';
import { seedFile } from './seed-file';
import { yearsLater } from './years-later';

type Backup = ReplyOf<typeof listBackups>['backups'][number];

const backupKey = randomBytes(32).toString('base64url');
const never = new AbortController().signal;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const seed = async () => new Blob([readFileSync(await seedFile())]);
let parent: string;
let folders = 0;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-archives-in-backups-'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function newFolder(): string {
  const folder = join(parent, String((folders += 1)));
  mkdirSync(folder);
  return folder;
}

/** An administrator's backup, and what the list tells of it in the end. */
async function backUp({ client, token }: Aged): Promise<Backup> {
  const accessToken = await token();
  const backupId = randomUUID();
  expect(await client.call(makeCall, { backupId }, { accessToken })).toMatchObject({ ok: true });
  for (;;) {
    const listed = await client.call(listBackups, {}, { accessToken });
    if (!listed.ok) throw new Error(listed.message);
    const made = listed.value.backups.find((backup) => backup.backupId === backupId);
    if (made !== undefined && made.outcome !== 'running') return made;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function restoring(place: Place, { keys }: Aged, file: string, given: object = {}) {
  const { db, close } = await place.openAsOwner();
  const { logKey, phiKey } = keys;
  const clock = () => 1_800_000_000_000_000;
  try {
    return await restoreBackup({ db, file, backupKey, logKey, phiKey, clock, ...given });
  } finally {
    await close();
  }
}

/** Restores a backup into an empty place and starts the service there, as long after its own beginning. */
async function startedFrom(engine: Engine, aged: Aged, folder: string, backup: Backup): Promise<Aged> {
  const place = await engine.place();
  const restored = await restoring(place, aged, join(folder, backup.file ?? 'none'));
  expect(restored).toMatchObject({ ok: true, value: { events: backup.events, root: backup.root } });
  const { keys } = aged;
  const platform = await startTestPlatform(place, keys);
  platform.advance(Math.floor((aged.platform.now() - platform.now()) / 1e6) + DAY);
  return {
    platform,
    keys,
    client: platform.client,
    token: async () => (await platform.signIn(adminName)).accessToken,
  };
}

/** A backup of what is there, whether it would verify or not. */
async function sealedAsItIs(db: Database): Promise<string> {
  const path = join(newFolder(), 'unverified.wkbackup');
  const contents = contentsOf(db, { backupId: randomUUID(), madeAt: 1 }, { beginning: null, bytes: 0 });
  await pipeline(
    contents,
    createGzip(),
    (zipped: AsyncIterable<Buffer>) => sealFile(backupKey, zipped),
    createWriteStream(path),
  );
  return path;
}

onEveryEngine('archives in backups', (engine, test) => {
  async function withBackups(may: number) {
    const folder = newFolder();
    const place = await engine.place();
    const aged = await agedPlatform(place, may, { backups: { folder, key: backupKey, seed } });
    const owner = async () =>
      engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : aged.platform.db;
    return { aged, folder, owner };
  }

  async function partsOf(aged: Aged): Promise<Making> {
    const { logVerifier, phi } = await careOf(aged);
    const parts = { folder: newFolder(), key: backupKey, seed };
    return { ...parts, db: aged.platform.db, verifier: logVerifier, phiKey: phi.key };
  }

  const search = async ({ client, token }: Aged) => {
    const options = { accessToken: await token() };
    const found = await client.call(searchTrail, { patient: 'patient-3', limit: 100 }, options);
    if (!found.ok) throw new Error(found.message);
    return found.value;
  };

  test('come back with the rest: every event, every proof, and they are searched again', async () => {
    const { aged, folder } = await withBackups(1200);
    const before = await readWhole(aged);
    const [may, june] = await archiveAll(aged);
    const backup = await backUp(aged);
    expect(backup).toMatchObject({ outcome: 'good', verified: 'restored' });
    await aged.platform.stop();

    const other = await startedFrom(engine, aged, folder, backup);
    const { platform, client } = other;
    try {
      expect(await archivesOf(other)).toMatchObject([
        { ...may, state: 'archived' },
        { ...june, state: 'archived' },
      ]);
      const after = await readWhole(other);
      expect(after.slice(0, before.length)).toEqual(before);
      const head = await headOf(other);
      const leaves = leavesOf(after);
      for (const seq of [0, 999, 1000, june?.lastSeq ?? 0]) {
        const options = { accessToken: await other.token() };
        const reply = await client.call(proveInclusion, { seq, size: head.size }, options);
        if (!reply.ok) throw new Error(reply.message);
        const claim = {
          leaf: leaves[seq] as Uint8Array,
          index: seq,
          proof: reply.value.proof.map(bytes),
          ...head,
        };
        expect(verifyInclusion(claim, hashes)).toBe(true);
      }
      expect((await search(other)).unsearched).toEqual([202605, 202606]);
      for (const archive of await archivesOf(other)) {
        const { archiveId } = archive;
        const options = { accessToken: await other.token() };
        const asked = await client.call(restoreArchive, { archiveId, reason: 'Somebody asked' }, options);
        expect(asked).toMatchObject({ ok: true });
      }
      await untilAll(other, 'restored');
      const found = await search(other);
      expect(found.unsearched).toEqual([]);
      const seqs = found.events.map(({ seq }) => seq).filter((seq) => seq < before.length);
      const expected = before.filter(({ event }) => event.patients.includes('patient-3')).reverse();
      expect(seqs.length).toBeGreaterThan(90);
      expect(seqs).toEqual(expected.slice(0, seqs.length).map(({ seq }) => seq));
      // What was restored here, in both places, is in the next backup.
      const parts = await partsOf(other);
      const again = await makeBackup(parts, { backupId: randomUUID(), madeAt: platform.now() }, never);
      expect(again.verified).toBe('restored');
    } finally {
      await platform.stop();
    }
  }, 120_000);

  test('are good at every step of their way out and back', async () => {
    const { aged } = await withBackups(100);
    const { platform, client } = aged;
    try {
      const care = await careOf(aged);
      const parts = await partsOf(aged);
      const until = platform.now() - ONLINE_FOR;
      const states = new Set<string>();
      const step = async () => {
        let looks = 0;
        await careForArchives({ ...care, isStopped: () => (looks += 1) > 1 }, until);
        const [may] = await archivesOf(aged);
        states.add(may?.state ?? '');
        await platform.placed();
        const how = { backupId: randomUUID(), madeAt: platform.now() };
        const made = await makeBackup(parts, how, never);
        expect(made.verified).toBe('restored');
        const read = await makeBackup(
          { ...parts, mostInMemory: 0 },
          { ...how, backupId: randomUUID() },
          never,
        );
        expect(read).toMatchObject({ verified: 'read', root: made.root });
        return may;
      };
      for (let may = await step(); may?.state !== 'archived'; may = await step());
      const [may] = await archivesOf(aged);
      // The service itself would take it on at once.
      await platform.db
        .updateTable('audit_archive')
        .set({ state: 'restoring' })
        .where('archive_id', '=', may?.archiveId ?? '')
        .execute();
      for (let back = await step(); back?.state !== 'restored'; back = await step());
      expect([...states].sort()).toEqual(['archived', 'making', 'putting-away', 'restored', 'restoring']);
      const options = { accessToken: await aged.token() };
      const verified = await client.call(verifyArchive, { archiveId: may?.archiveId ?? '' }, options);
      expect(verified).toMatchObject({ ok: true, value: { flaw: null } });
    } finally {
      await platform.stop();
    }
  }, 120_000);

  test('of which one byte was changed make no good backup, and are restored nowhere', async () => {
    const { aged, owner } = await withBackups(1100);
    const { platform } = aged;
    try {
      const [may] = await archiveAll(aged);
      const whole = await sealedAsItIs(platform.db);
      const db = await owner();
      const change = async (statement: string) => {
        await sql`alter table audit_archive_chunk disable trigger emptied_only`.execute(db);
        await sql`alter table audit_archive disable trigger archive_steps`.execute(db);
        await sql.raw(statement.replaceAll('$may', may?.archiveId ?? '')).execute(db);
        await sql`alter table audit_archive_chunk enable always trigger emptied_only`.execute(db);
        await sql`alter table audit_archive enable always trigger archive_steps`.execute(db);
        return sealedAsItIs(db);
      };
      const place = await engine.place();
      const refused = async (file: string, given: object = {}) => {
        const answer = await restoring(place, aged, file, given);
        const { db: other, close } = await place.open();
        const { rows } = await sql<{ left: number }>`select
          (select count(*) from practice) + (select count(*) from audit_archive_chunk)
            + (select count(*) from audit_event) as left`.execute(other);
        expect(Number(rows[0]?.left)).toBe(0);
        await close();
        return answer;
      };
      const notSealed = {
        code: 'damaged',
        message: expect.stringContaining('is not what was sealed and signed for') as string,
        hint: expect.stringContaining('take an older backup') as string,
      };
      const flip = (column: string, place: number) =>
        `update audit_archive_chunk set ${column} = set_byte(${column}, ${place}, 255 - get_byte(${column}, ${place}))
          where archive_id = '$may' and chunk = 1`;
      expect(await refused(await change(flip('sealed', 70)))).toMatchObject(notSealed);
      expect(await backUp(aged)).toMatchObject({ outcome: 'failed', reason: 'not-verified' });
      // Whoever changes it with the digest that its row tells is found out by opening it.
      const digest = `update audit_archive set sha256 = (select encode(sha256(string_agg(sealed, ''::bytea order by chunk)), 'hex')
        from audit_archive_chunk c where c.archive_id = audit_archive.archive_id) where archive_id = '$may'`;
      expect(await refused(await change(digest))).toMatchObject(notSealed);
      // Read alone, it would have passed: nobody opens it then.
      const parts = { ...(await partsOf(aged)), mostInMemory: 0 };
      const read = await makeBackup(parts, { backupId: randomUUID(), madeAt: 1 }, never);
      expect(read.verified).toBe('read');
      await change(flip('sealed', 70));
      await change(digest);
      expect(await refused(await change(flip('leaf_hashes', 3)))).toMatchObject(notSealed);
      await change(flip('leaf_hashes', 3));

      expect(await refused(whole, { phiKey: freshKeys().phiKey })).toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('another phi.key') as string,
      });
      expect(await backUp(aged)).toMatchObject({ outcome: 'good' });
      expect(await restoring(place, aged, whole)).toMatchObject({ ok: true });
    } finally {
      await platform.stop();
    }
  }, 120_000);

  test('that were purged come back as they are, whatever has been held since', async () => {
    const { aged, folder, owner } = await withBackups(200);
    const before = await readWhole(aged);
    const [may, june] = await archiveAll(aged);
    await yearsLater(aged.platform, aged.keys, await owner(), 7.2 * 365.25 * DAY);
    const options = { accessToken: await aged.token() };
    const asked = { archiveId: may?.archiveId ?? '', reason: 'Its time is over' };
    // Not while one is being made: it would find the archive without what was in it.
    const { db } = aged.platform;
    const now = aged.platform.now();
    const other = { backup_id: randomUUID(), begun_at: now, alive_at: now, outcome: 'running' } as const;
    await db.insertInto('backup').values(other).execute();
    await aged.platform.placed();
    expect(await aged.client.call(purgeArchive, asked, options)).toMatchObject({
      code: 'unavailable',
      retryAfter: 60,
    });
    await db.updateTable('backup').set({ outcome: 'failed', reason: 'stopped' }).execute();
    expect(await aged.client.call(purgeArchive, asked, options)).toMatchObject({ ok: true });
    const hold = { id: randomUUID(), reach: 'practice', reason: 'A case' } as const;
    expect(await aged.client.call(placeLegalHold, hold, options)).toMatchObject({ ok: true });
    const backup = await backUp(aged);
    expect(backup).toMatchObject({ outcome: 'good', verified: 'restored' });
    await aged.platform.stop();

    const restored = await startedFrom(engine, aged, folder, backup);
    try {
      expect((await archivesOf(restored)).map(({ state }) => state)).toEqual(['purged', 'archived']);
      const head = await headOf(restored);
      const [first] = await readAll(restored, 1);
      expect(first?.seq).toBe(june?.firstSeq);
      const reply = await restored.client.call(
        proveInclusion,
        { seq: 33, size: head.size },
        { accessToken: await restored.token() },
      );
      if (!reply.ok) throw new Error(reply.message);
      const leaf = leavesOf(before)[33] as Uint8Array;
      const claim = { leaf, index: 33, proof: reply.value.proof.map(bytes), ...head };
      expect(verifyInclusion(claim, hashes)).toBe(true);
    } finally {
      await restored.platform.stop();
    }
  });

  test('wait while a backup is being made, and not for one whose maker is gone', async () => {
    const { aged } = await withBackups(100);
    const { platform } = aged;
    try {
      const care = { ...(await careOf(aged)), isStopped: () => false };
      const until = platform.now() - ONLINE_FOR;
      const now = platform.now();
      const dead = { backup_id: randomUUID(), begun_at: now, alive_at: now, outcome: 'running' } as const;
      await platform.db.insertInto('backup').values(dead).execute();
      await careForArchives(care, until);
      expect(await archivesOf(aged)).toEqual([]);
      platform.advance(DEAD_AFTER / 1e6 + 1);
      await careForArchives(care, until);
      expect((await archivesOf(aged)).map(({ state }) => state)).toEqual(['archived', 'archived']);
      await platform.db.updateTable('backup').set({ outcome: 'failed', reason: 'interrupted' }).execute();
      // At once, each of them is whole.
      for (const archive of await archivesOf(aged)) {
        const options = { accessToken: await aged.token() };
        const asked = { archiveId: archive.archiveId, reason: 'Somebody asked' };
        await aged.client.call(restoreArchive, asked, options);
      }
      expect(await backUp(aged)).toMatchObject({ outcome: 'good', verified: 'restored' });
      for (let rounds = 0; rounds < 200; rounds += 1) {
        await careForArchives(care, until);
        if ((await archivesOf(aged)).every(({ state }) => state === 'restored')) break;
      }
      await untilAll(aged, 'restored');
      await readWhole(aged);
    } finally {
      await platform.stop();
    }
  });
});

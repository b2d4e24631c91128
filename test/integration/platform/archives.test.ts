import { sql } from 'kysely';
import { expect } from 'vitest';
import {
  makeArchives,
  putAwayArchive,
  restoreArchive,
  verifyArchive,
} from '../../../src/shared/contract/platform/archives';
import { listAuditLogs } from '../../../src/shared/contract/platform/audit-logs';
import { readHipaaReport } from '../../../src/shared/contract/platform/hipaa-readiness';
import { proveConsistency, proveInclusion } from '../../../src/shared/contract/platform/proofs';
import { searchTrail } from '../../../src/shared/contract/platform/trail-search';
import { verifyConsistency, verifyInclusion } from '../../../src/shared/transparency/proof';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import { endOfMonth } from '../../../src/platform/archives/month';
import { begin, careForArchives } from '../../../src/platform/archives/round';
import { dueBefore, ONLINE_FOR, startArchiveCare } from '../../../src/platform/archives/timer';
import { actsOn } from '../../../src/platform/audit/act';
import { eventOf, trailFor } from '../../../src/platform/audit/trail';
import { faultOf } from '../../../src/platform/database/fault';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import { standingOf } from '../../../src/platform/operations/standing';
import {
  agedPlatform,
  archiveAll,
  archivesOf,
  careOf,
  headOf,
  leavesOf,
  readWhole,
  recordSome,
  untilAll,
  watched,
} from './archived';
import { onEveryEngine } from './engines';
import { checkTally } from './log-of-events';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

/** Takes back what a transaction did. */
class Begun extends Error {}

async function faultIn(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return faultOf(error);
  }
}

const rowsIn = async (db: Database, { firstSeq, lastSeq }: { firstSeq: number; lastSeq: number }) =>
  (
    await db
      .selectFrom('audit_event')
      .select('seq')
      .where('seq', '>=', firstSeq)
      .where('seq', '<=', lastSeq)
      .execute()
  ).length;

onEveryEngine('archives of the audit trail', (engine, test) => {
  test('hold whole months, in order, and every reader still reads and proves all of the log', async () => {
    const aged = await agedPlatform(await engine.place(), 2300);
    const { platform, client } = aged;
    try {
      const before = await readWhole(aged);
      const archives = await archiveAll(aged);
      expect(archives.map(({ month }) => month)).toEqual([202605, 202606]);
      const [may, june] = archives as [(typeof archives)[0], (typeof archives)[0]];
      expect([may.firstSeq, june.firstSeq]).toEqual([0, may.lastSeq + 1]);
      const monthOf = (seq: number) =>
        new Date((before[seq]?.event.recordedAt ?? 0) / 1000).getUTCMonth() + 1;
      expect([may.lastSeq, june.firstSeq, june.lastSeq, june.lastSeq + 1].map(monthOf)).toEqual([5, 6, 6, 7]);
      expect([await rowsIn(platform.db, may), await rowsIn(platform.db, june)]).toEqual([0, 0]);

      const after = await readWhole(aged);
      expect(after.slice(0, before.length)).toEqual(before);
      // What was archived is sealed: nothing of an event stands there in clear.
      const { rows } = await sql<{ found: number }>`
        select count(*)::int as found from audit_archive_chunk
        where position('\\x50415449'::bytea in sealed) > 0 or position('patient-'::bytea in sealed) > 0`.execute(
        platform.db,
      );
      expect(rows[0]?.found).toBe(0);

      // The root of an archive is that of the log up to its end.
      const leaves = leavesOf(after);
      for (const archive of archives) {
        expect(bytes(archive.root ?? '')).toEqual(rootOfLeaves(leaves.slice(0, archive.lastSeq + 1), hashes));
      }
      const accessToken = await aged.token();
      const head = await headOf(aged);
      for (const seq of [0, 1, 999, 1000, may.lastSeq, june.firstSeq, june.lastSeq, june.lastSeq + 1]) {
        const reply = await client.call(proveInclusion, { seq, size: head.size }, { accessToken });
        if (!reply.ok) throw new Error(reply.message);
        const leaf = leaves[seq] as Uint8Array;
        expect(bytes(reply.value.leafHash)).toEqual(leaf);
        const proof = reply.value.proof.map(bytes);
        expect(verifyInclusion({ leaf, index: seq, proof, ...head }, hashes)).toBe(true);
      }
      for (const oldSize of [1, 777, may.lastSeq + 1, june.firstSeq + 5, june.lastSeq + 2]) {
        const reply = await client.call(proveConsistency, { oldSize, size: head.size }, { accessToken });
        if (!reply.ok) throw new Error(reply.message);
        const oldRoot = rootOfLeaves(leaves.slice(0, oldSize), hashes);
        const proof = reply.value.proof.map(bytes);
        expect(verifyConsistency({ oldSize, oldRoot, proof, ...head }, hashes)).toBe(true);
      }
      for (const { archiveId } of archives) {
        const verified = await client.call(verifyArchive, { archiveId }, { accessToken });
        expect(verified).toMatchObject({ ok: true, value: { flaw: null } });
      }
      // Who sees only their own events sees those of an archive as well, and no others.
      const { phi } = await careOf(aged);
      const own = trailFor({ db: platform.db, phi }, 'user-1', 'self');
      const pageFrom = async (from: number) =>
        (await own.page(from, 5000, 1e9)).map(({ body, ...line }) => ({ ...line, event: eventOf(body) }));
      const page = await pageFrom(0);
      const expected = before.filter(({ event }) => event.actor.userId === 'user-1');
      expect(page).toEqual(expected.filter(({ seq }) => seq <= june.lastSeq));
      expect(await pageFrom(june.lastSeq + 1)).toEqual(expected.filter(({ seq }) => seq > june.lastSeq));
      expect(await own.leafAt(page[0]?.seq ?? -1)).not.toBeNull();
      expect(
        await trailFor({ db: platform.db, phi }, 'user-2', 'self').leafAt(page[0]?.seq ?? -1),
      ).toBeNull();

      const told = (await platform.events()).filter(({ verb }) => verb === 'ARCHIVE_MADE');
      expect(told.map(({ resource, details }) => [resource?.id, details?.meta?.sha256])).toEqual(
        archives.map(({ archiveId, sha256 }) => [archiveId, sha256]),
      );
      const again = await client.call(makeArchives, {}, { accessToken });
      expect(again).toMatchObject({ ok: true, value: { isDue: false } });
    } finally {
      await platform.stop();
    }
  });

  test('are searched again once restored; until then a search says what it left out', async () => {
    const aged = await agedPlatform(await engine.place(), 200);
    const { platform, client } = aged;
    try {
      const search = async () => {
        const accessToken = await aged.token();
        const found = await client.call(searchTrail, { patient: 'patient-3', limit: 100 }, { accessToken });
        if (!found.ok) throw new Error(found.message);
        return found.value;
      };
      const dated = { start_date: '2026-05-01', end_date: '2026-05-31' };
      const whole = await search();
      expect(whole.unsearched).toEqual([]);
      const report = await client.call(readHipaaReport, dated, { accessToken: await aged.token() });

      const [may, june] = await archiveAll(aged);
      const archiveId = may?.archiveId ?? '';
      const left = await search();
      expect(left.unsearched).toEqual([202605, 202606]);
      await checkTally(platform.db);
      expect(left.events.length).toBeLessThan(whole.events.length);
      const newest = whole.events[0]?.seq ?? 0;
      const seqs = ({ events }: typeof whole) => events.map(({ seq }) => seq).filter((seq) => seq <= newest);
      expect(seqs(left)).toEqual(seqs(whole).filter((seq) => seq > (june?.lastSeq ?? 0)));
      const accessToken = await aged.token();
      // An answer to a dated question is whole, or there is none.
      expect(await client.call(readHipaaReport, dated, { accessToken })).toMatchObject({ code: 'conflict' });
      expect(await client.call(listAuditLogs, dated, { accessToken })).toMatchObject({ code: 'conflict' });
      const recent = { start_date: '2026-07-02', end_date: '2026-07-31' };
      expect(await client.call(listAuditLogs, recent, { accessToken })).toMatchObject({ ok: true });
      expect(await client.call(listAuditLogs, {}, { accessToken })).toMatchObject({ ok: true });

      for (const archive of await archivesOf(aged)) {
        const reason = 'Somebody asked about that time';
        const asked = await client.call(
          restoreArchive,
          { archiveId: archive.archiveId, reason },
          { accessToken },
        );
        expect(asked).toMatchObject({ ok: true, value: { archive: { state: 'restoring' } } });
      }
      const restored = await untilAll(aged, 'restored');
      const again = await search();
      expect([seqs(again), again.unsearched]).toEqual([seqs(whole), []]);
      await checkTally(platform.db);
      expect(await client.call(readHipaaReport, dated, { accessToken: await aged.token() })).toMatchObject({
        ok: true,
        value: report.ok ? { total_events: report.value.total_events } : {},
      });
      await readWhole(aged);

      const fresh = { accessToken: await aged.token() };
      expect(await client.call(restoreArchive, { archiveId, reason: 'Again' }, fresh)).toMatchObject({
        ok: true,
      });
      for (const archive of restored) {
        await client.call(putAwayArchive, { archiveId: archive.archiveId }, fresh);
      }
      await untilAll(aged, 'archived');
      for (const archive of restored) expect(await rowsIn(platform.db, archive)).toBe(0);
      await readWhole(aged);
      const verbs = (await platform.events()).map(({ verb }) => verb);
      for (const verb of ['ARCHIVE_RESTORE_REQUESTED', 'ARCHIVE_RESTORED', 'ARCHIVE_PUT_AWAY_REQUESTED']) {
        expect(verbs).toContain(verb);
      }
    } finally {
      await platform.stop();
    }
  });

  test('stopped after any step, the log reads whole, and the next round goes on', async () => {
    const aged = await agedPlatform(await engine.place(), 1200);
    const { platform } = aged;
    try {
      const care = await careOf(aged);
      const until = platform.now() - ONLINE_FOR;
      const states = new Set<string>();
      for (let rounds = 0; ; rounds += 1) {
        // One look whether to stop before each step.
        let looks = 0;
        await careForArchives({ ...care, isStopped: () => (looks += 1) > 1 }, until);
        const archives = await archivesOf(aged);
        for (const { state } of archives) states.add(state);
        await readWhole(aged);
        if (archives.length === 2 && archives.every(({ state }) => state === 'archived')) break;
        expect(rounds).toBeLessThan(40);
      }
      expect([...states].sort()).toEqual(['archived', 'making', 'putting-away']);
      const made = (await platform.events()).filter(({ verb }) => verb === 'ARCHIVE_MADE');
      expect(made).toHaveLength(2);
    } finally {
      await platform.stop();
    }
  });

  test('two nodes at once make each archive once', async () => {
    const aged = await agedPlatform(await engine.place(), 1200);
    try {
      const care = { ...(await careOf(aged)), isStopped: () => false };
      const until = aged.platform.now() - ONLINE_FOR;
      await Promise.all([careForArchives(care, until), careForArchives(care, until)]);
      expect((await archivesOf(aged)).map(({ state }) => state)).toEqual(['archived', 'archived']);
      await readWhole(aged);
      const made = (await aged.platform.events()).filter(({ verb }) => verb === 'ARCHIVE_MADE');
      expect(made).toHaveLength(2);
    } finally {
      await aged.platform.stop();
    }
  });

  test('what does not verify lets no row go, is thrown away with an event, and is made anew', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 200);
    const owner = await place.openAsOwner().catch(() => null);
    try {
      const care = await careOf(aged);
      const until = aged.platform.now() - ONLINE_FOR;
      let looks = 0;
      await careForArchives({ ...care, isStopped: () => (looks += 1) > 2 }, until);
      expect(await archivesOf(aged)).toMatchObject([{ state: 'making' }]);
      const db = owner?.db ?? aged.platform.db;
      await sql`alter table audit_archive_chunk disable trigger emptied_only`.execute(db);
      await sql`update audit_archive_chunk set sealed = overlay(sealed placing '\\x00'::bytea from 40)`.execute(
        db,
      );
      await sql`alter table audit_archive_chunk enable always trigger emptied_only`.execute(db);
      const size = await rowsIn(aged.platform.db, { firstSeq: 0, lastSeq: 10_000 });
      looks = 0;
      await careForArchives({ ...care, isStopped: () => (looks += 1) > 1 }, until);
      expect(await archivesOf(aged)).toEqual([]);
      expect(await rowsIn(aged.platform.db, { firstSeq: 0, lastSeq: 10_000 })).toBeGreaterThanOrEqual(size);
      await archiveAll(aged);
      await readWhole(aged);
      const told = (await aged.platform.events()).filter(({ verb }) => verb === 'ARCHIVE_MADE');
      expect(told.map(({ outcome, details }) => [outcome, details?.meta?.flaw])).toEqual([
        ['failure', 'chunk-altered'],
        ['success', undefined],
        ['success', undefined],
      ]);

      // And later: an archive that somebody changes does not verify.
      const [may] = await archivesOf(aged);
      await sql`alter table audit_archive_chunk disable trigger emptied_only`.execute(db);
      await sql`update audit_archive_chunk set sealed = overlay(sealed placing '\\x00'::bytea from 40)
        where archive_id = ${may?.archiveId}`.execute(db);
      const verified = await aged.client.call(
        verifyArchive,
        { archiveId: may?.archiveId ?? '' },
        { accessToken: await aged.token() },
      );
      expect(verified).toMatchObject({ ok: true, value: { flaw: 'chunk-altered' } });
    } finally {
      await aged.platform.stop();
      if (engine.name === 'PostgreSQL') await owner?.close();
    }
  });

  test('what never verifies is given up after three tries, said once, and tried again when somebody asks', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 100);
    const { platform } = aged;
    const owner = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    const alter = async (from: string, to: string) => {
      await sql`alter table audit_event disable trigger append_only`.execute(owner);
      await sql`update audit_event set body = replace(body, ${from}, ${to}) where seq = 20`.execute(owner);
      await sql`alter table audit_event enable always trigger append_only`.execute(owner);
    };
    try {
      const care = { ...(await careOf(aged)), isStopped: () => false };
      const until = platform.now() - ONLINE_FOR;
      await alter('"READ"', '"UPDATE"');
      for (let round = 0; round < 5; round += 1) await careForArchives(care, until);
      expect(await archivesOf(aged)).toEqual([]);
      const told = (await platform.events()).filter(({ verb }) => verb?.startsWith('ARCHIVE'));
      expect(told.map(({ verb, outcome, details }) => [verb, outcome, details?.meta?.attempts])).toEqual([
        ['ARCHIVE_MADE', 'failure', 1],
        ['ARCHIVE_MADE', 'failure', 2],
        ['ARCHIVE_MADE', 'failure', 3],
        ['ARCHIVES_GIVEN_UP', 'success', 3],
      ]);
      expect(told[0]?.details?.meta?.flaw).toBe('event-altered');
      const logged = () => platform.logged.filter((line) => line.includes('archives-given-up'));
      expect(logged()).toHaveLength(1);
      expect(await standingOf(platform.db, platform.now)).toMatchObject({ archivesGivenUp: true });

      await alter('"UPDATE"', '"READ"');
      await careForArchives(care, until);
      expect(await archivesOf(aged)).toEqual([]);
      await archiveAll(aged);
      expect(await standingOf(platform.db, platform.now)).toMatchObject({ archivesGivenUp: false });
      await readWhole(aged);
      expect(logged()).toHaveLength(1);
    } finally {
      await platform.stop();
    }
  });

  test('one that does not open any more is not restored, which is said once, and the others go on', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 1200);
    const { platform, client } = aged;
    const owner = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const [may, june] = await archiveAll(aged);
      await sql`alter table audit_archive_chunk disable trigger emptied_only`.execute(owner);
      await sql`update audit_archive_chunk set sealed = overlay(sealed placing '\\x00'::bytea from 40)
        where archive_id = ${may?.archiveId} and chunk = 1`.execute(owner);
      await sql`alter table audit_archive_chunk enable always trigger emptied_only`.execute(owner);
      const accessToken = await aged.token();
      for (const archive of [may, june]) {
        const asked = { archiveId: archive?.archiveId ?? '', reason: 'Somebody asked' };
        expect(await client.call(restoreArchive, asked, { accessToken })).toMatchObject({ ok: true });
      }
      const states = async () => (await archivesOf(aged)).map(({ state }) => state);
      await expect.poll(states, { timeout: 20_000 }).toEqual(['archived', 'restored']);
      expect(may && (await rowsIn(platform.db, may))).toBe(0);
      const told = (await platform.events()).filter(({ verb }) => verb === 'ARCHIVE_RESTORED');
      expect(told.map(({ outcome, resource }) => [outcome, resource?.id])).toEqual([
        ['failure', may?.archiveId],
        ['success', june?.archiveId],
      ]);
    } finally {
      await platform.stop();
    }
  });

  test('hold nothing that detection has not looked at yet', async () => {
    const aged = await agedPlatform(await engine.place(), 100);
    const { platform } = aged;
    try {
      await recordSome(platform, 'newest', 1);
      await watched(platform.db);
      const care = await careOf(aged);
      const until = platform.now() - ONLINE_FOR;
      // As if it had stood still: in the transaction that would begin an archive, and is then taken back.
      const stalled = (nextSeq: number) =>
        platform.db.transaction().execute(async (transaction) => {
          await transaction.updateTable('detection_cursor').set({ next_seq: nextSeq }).execute();
          const began = await begin(transaction, care.phi.key, until, platform.now());
          const { seq } = await transaction
            .selectFrom('audit_event')
            .select((eb) => eb.fn.max('seq').as('seq'))
            .where('recorded_at', '<', endOfMonth(202605))
            .executeTakeFirstOrThrow();
          if (began === 'taken') throw new Begun('An archive was begun');
          return seq;
        });
      const last = await stalled(0);
      expect(await stalled(Number(last))).toBe(last);
      await expect(stalled(Number(last) + 1)).rejects.toThrow(Begun);
    } finally {
      await platform.stop();
    }
  });

  test('that somebody asked for wait for detection, and are made as soon as it has looked', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 100);
    const care = await careOf(aged);
    await aged.platform.stop();
    const { db, close } = await place.openAsOwner();
    const looked = async (nextSeq: number) => {
      await db.updateTable('detection_cursor').set({ next_seq: nextSeq }).execute();
    };
    const { next_seq: seen } = await db
      .selectFrom('detection_cursor')
      .select('next_seq')
      .executeTakeFirstOrThrow();
    await looked(0);
    const rounds: string[] = [];
    const timer = startArchiveCare(
      { ...care, db, acts: actsOn(db, aged.platform.now, () => undefined) },
      'America/Chicago',
      { done: () => rounds.push('done'), failed: (error) => rounds.push(String(error)) },
    );
    const archived = async () => {
      const made = await db.selectFrom('audit_archive').select('month').orderBy('month').execute();
      return made.map(({ month }) => month);
    };
    try {
      timer.nudge(true);
      await expect.poll(() => rounds, { timeout: 20_000 }).toEqual(['done']);
      expect(await archived()).toEqual([]);
      await looked(Number(seen));
      await expect.poll(archived, { timeout: 20_000 }).toEqual([202605, 202606]);
    } finally {
      await timer.stop();
      await close();
    }
  });

  test('the database lets nothing go but what a verified archive holds', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 300);
    const { platform } = aged;
    const db = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const care = await careOf(aged);
      const until = platform.now() - ONLINE_FOR;
      const step = async (steps: number) => {
        let looks = 0;
        await careForArchives({ ...care, isStopped: () => (looks += 1) > steps }, until);
      };
      await step(2);
      const [making] = await archivesOf(aged);
      const id = making?.archiveId ?? '';
      const named = (statement: string) =>
        db.transaction().execute(async (transaction) => {
          await sql`select set_config('wardkeeper.archive', ${id}, true)`.execute(transaction);
          await sql.raw(statement).execute(transaction);
        });
      const refused = [
        `delete from audit_event where seq = 0`,
        `delete from audit_event where false`,
        `truncate audit_event`,
        `delete from tree_node`,
        `truncate audit_archive_chunk`,
        `truncate audit_archive cascade`,
        `update audit_archive set last_seq = last_seq + 1`,
        `update audit_archive set state = 'archived'`,
        `update audit_archive_chunk set sealed = null`,
        `insert into audit_archive (archive_id, month, first_seq, last_seq, recorded_from, recorded_until,
          occurred_from, occurred_until, began_at) values (gen_random_uuid(), 209901, 0, 1, 1, 1, 1, 1, 1)`,
      ];
      // While it is being made nothing goes, named or not.
      for (const statement of refused) {
        expect([statement, await faultIn(named(statement))]).toEqual([statement, 'append-only']);
      }
      await step(1);
      expect(await archivesOf(aged)).toMatchObject([{ state: 'putting-away' }]);
      // Then only what it holds, hash by hash.
      const outside = (making?.lastSeq ?? 0) + 1;
      expect(await faultIn(named(`delete from audit_event where seq = ${outside}`))).toBe('append-only');
      expect(await faultIn(named(`delete from audit_event`))).toBe('append-only');
      expect(await faultIn(sql`delete from audit_event where seq = 0`.execute(db))).toBe('append-only');
      for (const statement of [`delete from audit_archive`, `delete from audit_archive_chunk`]) {
        expect([statement, await faultIn(named(statement))]).toEqual([statement, 'append-only']);
      }
      await sql`alter table audit_event disable trigger append_only`.execute(db);
      await sql`update audit_event set leaf_hash = decode(repeat('ab', 32), 'hex') where seq = 5`.execute(db);
      expect(await faultIn(named(`delete from audit_event where seq = 5`))).toBe('append-only');
      // It is the triggers that refuse: without them the same statement goes through.
      await sql`drop trigger into_an_archive on audit_event`.execute(db);
      expect(await faultIn(named(`delete from audit_event where seq = 5`))).toBe('done');
      expect(await faultIn(sql`delete from audit_event where seq = 6`.execute(db))).toBe('append-only');
      await sql`drop trigger archive_named on audit_event`.execute(db);
      expect(await faultIn(sql`delete from audit_event where seq = 6`.execute(db))).toBe('done');
      // The running service has no right to delete, only to have put away.
      if (engine.name === 'PostgreSQL') {
        expect(await faultIn(sql`delete from audit_event where seq = 7`.execute(platform.db))).toBe(
          'forbidden',
        );
      }
    } finally {
      await platform.stop();
    }
  });

  test('are made at night, or at any hour once they are overdue', () => {
    const night = Date.UTC(2026, 9, 1, 8) * 1000; // 3:00 in Chicago
    const noon = Date.UTC(2026, 9, 1, 17) * 1000;
    expect(dueBefore(night, 'America/Chicago')).toBe(night - ONLINE_FOR);
    expect(dueBefore(noon, 'America/Chicago')).toBe(noon - ONLINE_FOR - 36 * 3600 * 1_000_000);
    return Promise.resolve();
  });
});

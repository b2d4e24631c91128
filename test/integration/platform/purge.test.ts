import { hash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { purgeArchive, verifyArchive } from '../../../src/shared/contract/platform/archives';
import { getCertificate, listCertificates } from '../../../src/shared/contract/platform/destruction';
import { readHipaaReport } from '../../../src/shared/contract/platform/hipaa-readiness';
import { listAuditLogs, listPhiAuditLogs } from '../../../src/shared/contract/platform/audit-logs';
import { proveConsistency, proveInclusion } from '../../../src/shared/contract/platform/proofs';
import {
  changeRetentionPolicy,
  placeLegalHold,
  releaseLegalHold,
} from '../../../src/shared/contract/platform/retention';
import { searchTrail } from '../../../src/shared/contract/platform/trail-search';
import type { RequestOf } from '../../../src/shared/contract/platform/call';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import { canonicalJson, type JsonValue } from '../../../src/shared/transparency/canonical-json';
import { verifyConsistency, verifyInclusion } from '../../../src/shared/transparency/proof';
import { faultOf } from '../../../src/platform/database/fault';
import { eventKey, sealingKeys, serviceKey } from '../../../src/platform/phi/data-keys';
import { hashes } from '../../../src/platform/hashes';
import { agedPlatform, archiveAll, DAY, headOf, leavesOf, readAll, readWhole, type Aged } from './archived';
import { onEveryEngine } from './engines';
import { setDatabaseClock, yearsLater } from './years-later';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

type Hold = Omit<RequestOf<typeof placeLegalHold>, 'id' | 'reason'>;

onEveryEngine('purging archives', (engine, test) => {
  async function purge(aged: Aged, archiveId: string) {
    const accessToken = await aged.token();
    await aged.platform.placed();
    return aged.client.call(purgeArchive, { archiveId, reason: 'Its time is over' }, { accessToken });
  }

  async function hold(aged: Aged, reach: Partial<Hold>): Promise<() => Promise<void>> {
    const id = randomUUID();
    const accessToken = await aged.token();
    const asked = {
      id,
      reach: 'practice',
      from: null,
      until: null,
      patientId: null,
      reason: 'A case',
    } as const;
    const placed = await aged.client.call(placeLegalHold, { ...asked, ...reach }, { accessToken });
    expect(placed).toMatchObject({ ok: true, value: { hold: { id, released: null } } });
    return async () => {
      const reason = 'The case is closed';
      const released = await aged.client.call(releaseLegalHold, { id, reason }, { accessToken });
      expect(released).toMatchObject({ ok: true, value: { hold: { id, released: { reason } } } });
    };
  }

  test('waits for retention, for older ones and for every legal hold; the database itself refuses', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 140);
    const { platform } = aged;
    const db = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const [may, june] = await archiveAll(aged);
      const mayId = may?.archiveId ?? '';
      const directly = async () => {
        try {
          await sql`update audit_archive set state = 'purged', purged_at = 1
            where archive_id = ${mayId}`.execute(db);
          return 'done';
        } catch (error) {
          return faultOf(error);
        }
      };
      expect(await purge(aged, mayId)).toMatchObject({ code: 'denied' });
      expect(await directly()).toBe('append-only');
      // A day short of seven years after its last event.
      const seconds = ((may?.recordedUntil ?? 0) - platform.now()) / 1e6 + 7 * 365.25 * DAY - DAY;
      await yearsLater(platform, aged.keys, db, Math.floor(seconds));
      expect(await purge(aged, mayId)).toMatchObject({
        code: 'denied',
        message: expect.stringContaining('retention') as string,
      });
      expect(await directly()).toBe('append-only');
      await yearsLater(platform, aged.keys, db, 130 * DAY);
      expect(await purge(aged, june?.archiveId ?? '')).toMatchObject({ code: 'conflict' });

      for (const reach of [
        { reach: 'practice' },
        { reach: 'dates', from: (may?.recordedUntil ?? 0) - 1, until: (may?.recordedUntil ?? 0) + 1 },
      ] as const) {
        const release = await hold(aged, reach);
        expect(await purge(aged, mayId)).toMatchObject({ code: 'denied' });
        expect(await directly()).toBe('append-only');
        await release();
      }
      await platform.db
        .insertInto('patient')
        .values([
          { patient_id: 'patient-3', pseudonym: 'Ash 3' },
          { patient_id: 'somebody-else', pseudonym: 'Ash 4' },
        ])
        .execute();
      const release = await hold(aged, { reach: 'patient', patientId: 'patient-3' });
      expect(await purge(aged, mayId)).toMatchObject({ code: 'denied' });
      await release();
      // Somebody of whom it says nothing, and days that are not its own, hold nothing of it.
      await hold(aged, { reach: 'patient', patientId: 'somebody-else' });
      await hold(aged, { reach: 'dates', from: (june?.recordedFrom ?? 0) + 1, until: platform.now() });
      // A longer policy holds it as well.
      const policy = {
        resourceType: 'audit_logs',
        retentionPeriodYears: 8,
        archiveBeforeDelete: false,
      } as const;
      const accessToken = await aged.token();
      const longer = await aged.client.call(
        changeRetentionPolicy,
        { ...policy, version: 1 },
        { accessToken },
      );
      expect(longer).toMatchObject({ ok: true, value: { policy: { version: 2 } } });
      expect(await purge(aged, mayId)).toMatchObject({ code: 'denied' });
      expect(await directly()).toBe('append-only');
      await aged.client.call(
        changeRetentionPolicy,
        { ...policy, retentionPeriodYears: 6, version: 2 },
        { accessToken },
      );
      expect(await purge(aged, mayId)).toMatchObject({ ok: true });
      // It is the trigger that refuses: with it, June's turn has not come; without it, anything goes.
      const tooSoon = sql`update audit_archive set state = 'purged', purged_at = 1 where archive_id = ${june?.archiveId}`;
      const releaseAll = await hold(aged, { reach: 'practice' });
      await expect(tooSoon.execute(db)).rejects.toThrow('must be kept');
      await sql`alter table audit_archive disable trigger archive_steps`.execute(db);
      await tooSoon.execute(db);
      await releaseAll();
      const denied = (await platform.events()).filter(
        ({ verb, outcome }) => verb === 'ARCHIVE_PURGED' && outcome === 'denied',
      );
      expect(denied.map(({ details }) => details?.meta?.reason)).toEqual([
        'retention',
        'retention',
        'older-first',
        'legal-hold',
        'legal-hold',
        'legal-hold',
        'retention',
      ]);
    } finally {
      await platform.stop();
    }
  }, 180_000);

  test('believes no clock that was put forward: not the service’s and not the database’s', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 35);
    const { platform, keys } = aged;
    const db = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const [may] = await archiveAll(aged);
      const mayId = may?.archiveId ?? '';
      const refused = async () => {
        expect(await purge(aged, mayId)).toMatchObject({ code: 'denied' });
        const directly = sql`update audit_archive set state = 'purged', purged_at = 1 where archive_id = ${mayId}`;
        await expect(directly.execute(db)).rejects.toThrow('must be kept');
      };
      const real = platform.now();
      // The service's clock jumps, and the log with it.
      platform.advance(8 * 365.25 * DAY);
      await refused();
      // The database's clock jumps as well: still nobody lived through those years.
      await setDatabaseClock(db, platform.now());
      await refused();
      // Years in the log alone do not do it where the database's clock says otherwise.
      await yearsLater(platform, keys, db, 7.5 * 365.25 * DAY);
      await setDatabaseClock(db, real);
      await refused();
      await setDatabaseClock(db, platform.now());
      expect(await purge(aged, mayId)).toMatchObject({ ok: true });
    } finally {
      await platform.stop();
    }
  }, 180_000);

  test('destroys content and key, says what it was, and every head and proof verifies as before', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 1100);
    const { platform, client } = aged;
    const owner = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const before = await readWhole(aged);
      // A value that was sealed in an event of April.
      const { practice_id } = await platform.db
        .selectFrom('practice')
        .select('practice_id')
        .executeTakeFirstOrThrow();
      await platform.db.transaction().execute(async (transaction) => {
        const keys = await sealingKeys(transaction, serviceKey(aged.keys.phiKey, practice_id));
        for (const month of [202604, 202605]) await eventKey(transaction, keys, month, 1);
      });
      const [may, june] = await archiveAll(aged);
      if (may === undefined || june === undefined) throw new Error('No archives');
      await yearsLater(platform, aged.keys, owner, 7.2 * 365.25 * DAY);
      const purged = await purge(aged, may.archiveId);
      if (!purged.ok) throw new Error(purged.message);
      const { certificateId } = purged.value;

      // Nothing that could be opened is left of it.
      const chunks = platform.db.selectFrom('audit_archive_chunk').where('archive_id', '=', may.archiveId);
      const left = await chunks.select(['sealed', 'leaf_hashes']).execute();
      expect(left.length).toBeGreaterThan(1);
      expect(left.every(({ sealed, leaf_hashes }) => sealed === null && leaf_hashes.length > 0)).toBe(true);
      const keys = await platform.db
        .selectFrom('phi_key')
        .select(['purpose', 'version', 'state', 'wrapped'])
        .where('purpose', 'in', ['archive', 'event'])
        .orderBy('purpose')
        .orderBy('version')
        .execute();
      expect(keys).toMatchObject([
        { purpose: 'archive', version: 202605, state: 'destroyed', wrapped: null },
        { purpose: 'archive', version: 202606, state: 'current' },
        { purpose: 'event', version: 202604, state: 'destroyed', wrapped: null },
        { purpose: 'event', version: 202605, state: 'current' },
      ]);

      const accessToken = await aged.token();
      const options = { accessToken };
      // Who asks about its days is told that they are gone, and not that nothing happened.
      const days = { start_date: '2026-05-28', end_date: '2026-05-29' };
      for (const call of [listAuditLogs, listPhiAuditLogs, readHipaaReport]) {
        expect(await client.call(call, days, options)).toMatchObject({
          code: 'not-found',
          message: expect.stringContaining(
            'destroyed for ever, their retention being over: 2026-05',
          ) as string,
        });
      }
      expect(await client.call(searchTrail, {}, options)).toMatchObject({
        ok: true,
        value: { purged: [202605], unsearched: [202606] },
      });
      const rewritten = () =>
        platform.db.selectFrom('phi_key').select('version').where('overwritten_at', 'is not', null).execute();
      await expect.poll(rewritten, { timeout: 60_000 }).toHaveLength(2);
      expect(await client.call(verifyArchive, { archiveId: may.archiveId }, options)).toMatchObject({
        ok: true,
        value: { flaw: 'purged' },
      });
      expect(await client.call(verifyArchive, { archiveId: june.archiveId }, options)).toMatchObject({
        ok: true,
        value: { flaw: null },
      });
      const head = await headOf(aged);
      const leaves = leavesOf(before);
      for (const oldSize of [1, 700, may.lastSeq + 1, june.lastSeq + 3]) {
        const reply = await client.call(proveConsistency, { oldSize, size: head.size }, options);
        if (!reply.ok) throw new Error(reply.message);
        const oldRoot = rootOfLeaves(leaves.slice(0, oldSize), hashes);
        expect(
          verifyConsistency({ oldSize, oldRoot, proof: reply.value.proof.map(bytes), ...head }, hashes),
        ).toBe(true);
      }
      // Whoever kept an event of it can still prove it.
      const reply = await client.call(proveInclusion, { seq: 33, size: head.size }, options);
      if (!reply.ok) throw new Error(reply.message);
      const claim = {
        leaf: leaves[33] as Uint8Array,
        index: 33,
        proof: reply.value.proof.map(bytes),
        ...head,
      };
      expect(verifyInclusion(claim, hashes)).toBe(true);
      const [first] = await readAll(aged, 1);
      expect(first?.seq).toBe(june.firstSeq);

      const [told] = (await platform.events()).filter(
        ({ verb, outcome }) => verb === 'ARCHIVE_PURGED' && outcome === 'success',
      );
      const got = await client.call(getCertificate, { certificateId }, options);
      if (!got.ok) throw new Error(got.message);
      const { body, sha256 } = got.value;
      expect(hash('sha256', body, 'hex')).toBe(sha256);
      expect(canonicalJson(JSON.parse(body) as JsonValue)).toBe(body);
      expect(told).toMatchObject({
        resource: { id: may.archiveId },
        details: {
          meta: {
            firstSeq: 0,
            lastSeq: may.lastSeq,
            events: may.events,
            root: may.root,
            sha256: may.sha256,
            certificate: { certificateId, sha256 },
          },
        },
      });
      expect(JSON.parse(body)).toMatchObject({
        certificateId,
        kind: 'audit-archive',
        method: 'NIST SP 800-88 cryptographic erase',
        reason: 'Its time is over',
        what: { archiveId: may.archiveId, root: may.root, sha256: may.sha256 },
        keys: [
          { purpose: 'archive', version: 202605 },
          { purpose: 'event', version: 202604 },
        ],
      });
      expect(await client.call(listCertificates, {}, options)).toMatchObject({
        ok: true,
        value: { total: 1, certificates: [{ certificateId, sha256 }] },
      });
      expect(await purge(aged, may.archiveId)).toMatchObject({ code: 'conflict' });
      expect(await purge(aged, june.archiveId)).toMatchObject({ ok: true });
    } finally {
      await platform.stop();
    }
  }, 180_000);
});

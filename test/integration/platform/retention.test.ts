import { hash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { listEncounters } from '../../../src/shared/contract/platform/care';
import {
  erasePatient,
  getCertificate,
  listCertificates,
} from '../../../src/shared/contract/platform/destruction';
import { closeIncident, createIncident } from '../../../src/shared/contract/platform/incidents';
import { createPatient, getPatient } from '../../../src/shared/contract/platform/patients';
import {
  applyRetention,
  changeRetentionPolicy,
  listLegalHolds,
  listRetentionPolicies,
  placeLegalHold,
  releaseLegalHold,
} from '../../../src/shared/contract/platform/retention';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import type { Incident } from '../../../src/shared/domain/incident';
import { yearsAfter, yearsBefore } from '../../../src/shared/domain/retention';
import { actsOn } from '../../../src/platform/audit/act';
import { systemDraft } from '../../../src/platform/audit/draft';
import { faultOf } from '../../../src/platform/database/fault';
import { serviceKey } from '../../../src/platform/phi/data-keys';
import { openRecordArchive } from '../../../src/platform/retention/encounters';
import { careForRetention } from '../../../src/platform/retention/nightly';
import { addPatients, addVisit } from './care-rows';
import { onEveryEngine } from './engines';
import { adminName, freshKeys, startTestPlatform, type TestKeys, type TestPlatform } from './running';
import { somebody } from './somebody';

const YEAR = 365.25 * 24 * 3600 * 1_000_000;
const seedTable = [
  ['audit_logs', 6, false],
  ['clinical_notes', 6, true],
  ['encounters', 6, true],
  ['prescriptions', 7, true],
];

async function idOf({ db }: TestPlatform): Promise<string> {
  const row = await db
    .selectFrom('account')
    .select('user_id')
    .where('user_key', '=', adminName)
    .executeTakeFirst();
  return row?.user_id ?? '';
}

onEveryEngine('retention', (engine, test) => {
  async function withPlatform(
    work: (platform: TestPlatform, accessToken: string, keys: TestKeys) => Promise<void>,
  ) {
    const keys = freshKeys();
    const platform = await startTestPlatform(await engine.place(), keys);
    try {
      await work(platform, await platform.claim(), keys);
    } finally {
      await platform.stop();
    }
  }

  test('policies are issue-24’s, change under their version, and never go under six years', async () => {
    await withPlatform(async (platform, accessToken) => {
      const { client, db } = platform;
      const read = await client.call(listRetentionPolicies, {}, { accessToken });
      if (!read.ok) throw new Error(read.message);
      expect(
        read.value.policies.map((policy) => [
          policy.resourceType,
          policy.retentionPeriodYears,
          policy.archiveBeforeDelete,
        ]),
      ).toEqual(seedTable);
      const wanted = {
        resourceType: 'encounters',
        retentionPeriodYears: 10,
        archiveBeforeDelete: true,
        version: 1,
      } as const;
      const change = (more: object) =>
        client.call(changeRetentionPolicy, { ...wanted, ...more }, { accessToken });
      expect(await change({})).toMatchObject({ ok: true, value: { policy: { version: 2 } } });
      expect(await change({ retentionPeriodYears: 11 })).toMatchObject({ code: 'conflict' });
      const less = { ...wanted, retentionPeriodYears: 5, version: 2 };
      expect(await client.call(changeRetentionPolicy, less, { accessToken })).toMatchObject({
        code: 'invalid-request',
      });
      await expect(
        db.updateTable('retention_policy').set({ retention_period_years: 5 }).execute(),
      ).rejects.toThrow();
      const told = (await platform.events()).filter(({ verb }) => verb === 'RETENTION_POLICY_CHANGED');
      expect(told.map(({ outcome, details }) => [outcome, details?.meta?.old, details?.meta?.new])).toEqual([
        [
          'success',
          { retentionPeriodYears: 6, archiveBeforeDelete: true },
          { retentionPeriodYears: 10, archiveBeforeDelete: true },
        ],
        ['failure', undefined, undefined],
      ]);
      expect(
        await client.call(changeRetentionPolicy, wanted, { accessToken: await platform.signInAs('nurse') }),
      ).toMatchObject({ code: 'denied' });
    });
  });

  test('holds are placed once, listed, and released with a reason; nothing else changes them', async () => {
    await withPlatform(async (platform, accessToken) => {
      const { client, db } = platform;
      const id = randomUUID();
      const asked = { id, reach: 'dates', from: 5, until: 9, reason: 'A letter from court' } as const;
      const place = (more: object) =>
        client.call(placeLegalHold, { ...asked, patientId: null, ...more }, { accessToken });
      expect(await place({})).toMatchObject({ ok: true });
      expect(await place({})).toMatchObject({ ok: true });
      expect(await place({ until: 10 })).toMatchObject({ code: 'conflict' });
      for (const unclear of [
        { until: null },
        { from: 9, until: 9 },
        { reach: 'practice' },
        { reach: 'patient', from: null, until: null },
        { patientId: 'p' },
      ]) {
        expect(await place({ id: randomUUID(), ...unclear })).toMatchObject({ code: 'invalid-request' });
      }
      const nobody = { id: randomUUID(), reach: 'patient', from: null, until: null, patientId: 'nobody' };
      expect(await place(nobody)).toMatchObject({ code: 'not-found' });
      expect(await client.call(listLegalHolds, {}, { accessToken })).toMatchObject({
        ok: true,
        value: { total: 1, holds: [{ id, from: 5, until: 9, released: null }] },
      });
      // The event names whom the list showed, and how many holds.
      await addPatients(db, await idOf(platform), ['held']);
      const ofHeld = { id: randomUUID(), reach: 'patient', from: null, until: null, patientId: 'held' };
      for (let sent = 0; sent < 2; sent += 1) expect(await place(ofHeld)).toMatchObject({ ok: true });
      await client.call(listLegalHolds, {}, { accessToken });
      await client.call(listLegalHolds, { from: 1 }, { accessToken });
      const told = await platform.events();
      const listed = told.filter(({ verb }) => verb === 'LEGAL_HOLDS_LISTED');
      expect(listed.map(({ patients, volume }) => [patients, volume?.records])).toEqual([
        [[], 1],
        [['held'], 2],
        [[], 1],
      ]);
      const named = told.filter(
        ({ verb, patients }) => verb === 'LEGAL_HOLD_PLACED' && patients.includes('held'),
      );
      expect(named).toHaveLength(2);
      const fault = async (work: Promise<unknown>) => work.then(() => 'done', faultOf);
      const owner = engine.name === 'PGlite' ? 'append-only' : 'forbidden';
      expect(await fault(db.updateTable('legal_hold').set({ reason: 'x' }).execute())).toBe(owner);
      expect(await fault(db.deleteFrom('legal_hold').execute())).toBe(owner);
      const release = () => client.call(releaseLegalHold, { id, reason: 'It is settled' }, { accessToken });
      expect(await release()).toMatchObject({
        ok: true,
        value: { hold: { released: { reason: 'It is settled' } } },
      });
      expect(await release()).toMatchObject({ code: 'not-found' });
      const again = db.updateTable('legal_hold').set({ released_at: 1 }).where('legal_hold_id', '=', id);
      expect(await fault(again.execute())).toBe('append-only');
    });
  });

  test('encounters past it are archived and hidden; held and younger ones stay', async () => {
    await withPlatform(async (platform, accessToken, keys) => {
      const { client, db } = platform;
      const provider = await idOf(platform);
      await addPatients(db, provider, ['old', 'held', 'young']);
      const now = platform.now();
      for (let i = 0; i < 3; i += 1) await addVisit(db, 'old', provider, now - 6.5 * YEAR - i);
      await addVisit(db, 'held', provider, now - 7 * YEAR);
      await addVisit(db, 'old', provider, now - 9 * YEAR);
      await addVisit(db, 'young', provider, now - 5.9 * YEAR);
      const hold = async (reach: object) => {
        const id = randomUUID();
        const asked = {
          id,
          from: null,
          until: null,
          patientId: null,
          reason: 'A case',
          reach: 'practice',
        } as const;
        const placed = await client.call(placeLegalHold, { ...asked, ...reach }, { accessToken });
        if (!placed.ok) throw new Error(placed.message);
        return () => client.call(releaseLegalHold, { id, reason: 'Over' }, { accessToken });
      };
      const apply = () => client.call(applyRetention, { resourceType: 'encounters' }, { accessToken });
      const releaseAll = await hold({});
      expect(await apply()).toEqual({ ok: true, value: { records: 0, more: false } });
      await releaseAll();
      await hold({ reach: 'patient', patientId: 'held' });
      await hold({ reach: 'dates', from: Math.floor(now - 9.1 * YEAR), until: Math.floor(now - 8.9 * YEAR) });
      expect(await apply()).toEqual({ ok: true, value: { records: 3, more: false } });
      expect(await apply()).toEqual({ ok: true, value: { records: 0, more: false } });

      const shown = await client.call(listEncounters, {}, { accessToken });
      if (!shown.ok) throw new Error(shown.message);
      expect(shown.value.encounters.map(({ patientId }) => patientId)).toEqual(['young', 'held', 'old']);
      const hidden = await db
        .selectFrom('encounter')
        .selectAll()
        .where('deleted_at', 'is not', null)
        .execute();
      expect(hidden).toHaveLength(3);

      const archive = await db.selectFrom('record_archive').selectAll().executeTakeFirstOrThrow();
      expect(hash('sha256', archive.sealed, 'hex')).toBe(archive.sha256);
      expect(Buffer.from(archive.sealed).includes('patient_id')).toBe(false);
      const { practice_id } = await db.selectFrom('practice').select('practice_id').executeTakeFirstOrThrow();
      const service = serviceKey(keys.phiKey, practice_id);
      const kept = (await openRecordArchive(db, service, archive)) as { encounter_id: string }[];
      const ids = (rows: readonly { encounter_id: string }[]) => rows.map((row) => row.encounter_id).sort();
      expect(ids(kept)).toEqual(ids(hidden));
      const other = { ...archive, record_archive_id: randomUUID() };
      expect(await openRecordArchive(db, service, other)).toBeNull();
      const told = (await platform.events()).filter(({ verb }) => verb === 'RETENTION_APPLIED');
      expect(told.map(({ volume }) => volume?.records)).toEqual([0, 3, 0]);
      expect(told[1]?.details?.meta?.archiveId).toBe(archive.record_archive_id);
    });
  });

  test('is applied at night by itself: archived first, in small parts, held ones left, and told of by the system', async () => {
    await withPlatform(async (platform, accessToken, keys) => {
      const { client, db } = platform;
      const provider = await idOf(platform);
      await addPatients(db, provider, ['old', 'held']);
      // 15:26 by the practice's clock.
      const noon = platform.now();
      const cutoff = yearsBefore(noon, 6);
      const HOUR = 3600 * 1_000_000;
      await addVisit(db, 'held', provider, cutoff - 99 * HOUR);
      for (let i = 0; i < 3; i += 1) await addVisit(db, 'old', provider, cutoff - 99 * HOUR - i);
      await addVisit(db, 'old', provider, cutoff - 20 * HOUR);
      const hold = {
        id: randomUUID(),
        reach: 'patient',
        from: null,
        until: null,
        patientId: 'held',
      } as const;
      expect(await client.call(placeLegalHold, { ...hold, reason: 'A case' }, { accessToken })).toMatchObject(
        {
          ok: true,
        },
      );
      const { practice_id } = await db.selectFrom('practice').select('practice_id').executeTakeFirstOrThrow();
      const phi = { key: serviceKey(keys.phiKey, practice_id) };
      const care = {
        acts: actsOn(db, platform.now, () => undefined),
        clock: platform.now,
        phi,
        practice: { timeZone: 'America/Chicago' },
        isStopped: () => false,
      };
      const hidden = async () =>
        Number(
          (
            await db
              .selectFrom('encounter')
              .select((eb) => eb.fn.countAll().as('count'))
              .where('deleted_at', 'is not', null)
              .executeTakeFirstOrThrow()
          ).count,
        );
      await careForRetention({ ...care, isStopped: () => true });
      expect(await hidden()).toBe(0);
      // By day only what should have been hidden in the night before.
      await careForRetention(care);
      expect(await hidden()).toBe(3);
      // Two nodes at once, at three in the morning.
      platform.advance(11.6 * 3600);
      await Promise.all([careForRetention(care), careForRetention(care)]);
      expect(await hidden()).toBe(4);
      await careForRetention(care);

      const archives = await db.selectFrom('record_archive').selectAll().orderBy('version').execute();
      expect(archives.map(({ records }) => records)).toEqual([3, 1]);
      for (const archive of archives) {
        expect(await openRecordArchive(db, phi.key, archive)).toHaveLength(archive.records);
      }
      const told = (await platform.events()).filter(({ verb }) => verb === 'RETENTION_APPLIED');
      expect(
        told.map(({ actor, category, details, volume }) => [
          actor,
          category,
          volume,
          details?.meta?.archiveId,
        ]),
      ).toEqual(
        archives.map(({ record_archive_id, records }) => [{}, 'system', { records }, record_archive_id]),
      );
      expect(told.map((event) => eventSentence(event))[0]).toContain('The system archived and hid records');
    });
  });

  test('days are the calendar’s', () => {
    const at = (text: string) => Date.parse(text) * 1000;
    expect(yearsAfter(at('2026-05-31T23:59:59Z'), 7)).toBe(at('2033-06-01T00:00:00Z'));
    expect(yearsAfter(at('2028-02-29T12:00:00Z'), 7)).toBe(at('2035-03-02T00:00:00Z'));
    expect(yearsBefore(at('2033-06-01T12:00:00Z'), 7)).toBe(at('2026-06-01T00:00:00Z'));
    return Promise.resolve();
  });
});

onEveryEngine('erasing a patient', (engine, test) => {
  test('destroys the sealed record and every key that sealed it, with a certificate, and nobody else’s', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const { client, db } = platform;
      const accessToken = await platform.claim();
      const providerId = await idOf(platform);
      const register = async (mrn: string) => {
        const asked = { ...somebody(mrn), providerId };
        const made = await client.call(createPatient, asked, { accessToken });
        if (!made.ok) throw new Error(made.message);
        return asked.patientId;
      };
      const [mistaken, kept] = [await register('A-1'), await register('A-2')];
      const read = (patientId: string) =>
        client.call(getPatient, { patientId, fields: ['family'], purpose: 'operations' }, { accessToken });
      const erase = (patientId: string, id: string) =>
        client.call(erasePatient, { patientId, id, reason: 'Entered twice' }, { accessToken });

      // Somebody whose record was opened is no mere mistake any more, and their retention is not over.
      expect(await read(kept)).toMatchObject({ ok: true });
      expect(await erase(kept, randomUUID())).toMatchObject({ code: 'denied' });
      expect(await erase('nobody', randomUUID())).toMatchObject({ code: 'not-found' });
      const hold = { id: randomUUID(), reach: 'patient', from: null, until: null } as const;
      await client.call(placeLegalHold, { ...hold, patientId: mistaken, reason: 'A case' }, { accessToken });
      expect(await erase(mistaken, randomUUID())).toMatchObject({ code: 'denied' });
      await client.call(releaseLegalHold, { id: hold.id, reason: 'Over' }, { accessToken });
      // The hold is told of in the trail, and so more than a registration.
      expect(await erase(mistaken, randomUUID())).toMatchObject({ code: 'denied' });

      const second = await register('A-3');
      const id = randomUUID();
      expect(await erase(second, id)).toEqual({
        ok: true,
        value: { basis: 'entered-by-mistake', finishedAt: null },
      });
      expect(await read(second)).toMatchObject({ code: 'not-found' });
      const finished = async () => {
        for (;;) {
          const reply = await erase(second, id);
          if (!reply.ok) throw new Error(reply.message);
          if (reply.value.finishedAt !== null) return;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await finished();
      const keys = await db
        .selectFrom('phi_key')
        .select(['version', 'state', 'wrapped'])
        .where('purpose', '=', 'field')
        .orderBy('version')
        .execute();
      expect(keys).toMatchObject([
        { version: 1, state: 'destroyed', wrapped: null },
        { version: 2, state: 'current' },
      ]);
      // Everybody else's opens as before, under the new key.
      expect(await read(kept)).toMatchObject({ ok: true, value: { fields: { family: 'Canarylindqvist' } } });
      const { rows } = await sql<{ households: number; records: number }>`
        select (select count(*)::int from household) as households,
          (select count(*)::int from patient_record) as records`.execute(db);
      expect(rows[0]).toEqual({ households: 2, records: 2 });
      // The record number is free again.
      await register('A-3');

      const got = await client.call(getCertificate, { certificateId: id }, { accessToken });
      if (!got.ok) throw new Error(got.message);
      expect(hash('sha256', got.value.body, 'hex')).toBe(got.value.sha256);
      expect(JSON.parse(got.value.body)).toMatchObject({
        certificateId: id,
        kind: 'patient-demographics',
        reason: 'Entered twice',
        keys: [{ purpose: 'field', version: 1 }],
        what: { patientId: second, basis: 'entered-by-mistake' },
      });
      expect(got.value.body).not.toMatch(/canary/i);
      const told = (await platform.events()).filter(({ verb }) => verb === 'DESTRUCTION_CERTIFIED');
      expect(told.map(({ details }) => details?.meta?.sha256)).toEqual([got.value.sha256]);
      expect(await client.call(listCertificates, {}, { accessToken })).toMatchObject({
        ok: true,
        value: { total: 1 },
      });

      // Years later the retention of the others is over.
      platform.advance(7.1 * 365.25 * 24 * 3600);
      const later = (await platform.signIn(adminName)).accessToken;
      expect(
        await client.call(
          erasePatient,
          { patientId: kept, id: randomUUID(), reason: 'Its time is over' },
          { accessToken: later },
        ),
      ).toMatchObject({ ok: true, value: { basis: 'retention-over' } });
    } finally {
      await platform.stop();
    }
  });

  test('waits for the end of an open incident that names them, itself, by an event or perhaps by a manifest', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const { client, db } = platform;
      let accessToken = await platform.claim();
      const providerId = await idOf(platform);
      const register = async (mrn: string) => {
        const asked = { ...somebody(mrn), providerId };
        const made = await client.call(createPatient, asked, { accessToken });
        if (!made.ok) throw new Error(made.message);
        return asked.patientId;
      };
      const erase = (patientId: string) =>
        client.call(
          erasePatient,
          { patientId, id: randomUUID(), reason: 'Its time is over' },
          { accessToken },
        );
      const patients = [await register('A-1'), await register('A-2'), await register('A-3')];
      const [named, ofEvent, other] = patients as [string, string, string];
      await platform.placed();
      const { seq } = await db
        .selectFrom('audit_event')
        .select('seq')
        .where(sql<boolean>`patient_ids @> array[${ofEvent}]::text[]`)
        .executeTakeFirstOrThrow();
      const manifest = { count: 200, sha256: '0'.repeat(64), sealed: 'wk1.event.202605.AAAA' };
      const happened = {
        action: 'EXPORT',
        verb: 'PATIENTS_EXPORTED',
        resource: { type: 'Patient' },
      } as const;
      const acts = actsOn(db, platform.now, () => undefined);
      const mistaken = await register('A-4');
      await acts.act((_, record) =>
        record({ ...systemDraft(happened, platform.now()), patientManifest: manifest }),
      );
      await platform.placed();
      // Who was registered before the manifest may be in it; who came after it is not.
      expect(await erase(mistaken)).toMatchObject({
        code: 'denied',
        message: expect.stringContaining('must still be kept') as string,
      });
      expect(await erase(await register('A-5'))).toMatchObject({
        ok: true,
        value: { basis: 'entered-by-mistake' },
      });
      const { seq: ofManifest } = await db
        .selectFrom('audit_event')
        .select('seq')
        .where(sql<boolean>`strpos(body, '"patientManifest"') > 0`)
        .executeTakeFirstOrThrow();

      platform.advance(7.1 * 365.25 * 24 * 3600);
      accessToken = (await platform.signIn(adminName)).accessToken;
      const incident: Omit<Incident, 'events' | 'patients'> = {
        title: 'Charts opened on a closed day',
        summary: null,
        phase: 'detection',
        severity: 'high',
        occurredFrom: null,
        occurredUntil: null,
        discoveredOn: '2033-06-01',
        phiFields: [],
        containment: [],
        assignedTo: null,
        assessment: null,
      };
      const open = async (events: number[], about: string[]) => {
        const id = randomUUID();
        const asked = { id, incident: { ...incident, events, patients: about } };
        const opened = await client.call(createIncident, asked, { accessToken });
        if (!opened.ok) throw new Error(opened.message);
        return async () => {
          const closed = await client.call(
            closeIncident,
            { id, version: 1, reason: 'All is done' },
            { accessToken },
          );
          expect(closed).toMatchObject({ ok: true, value: { outcome: 'saved' } });
        };
      };
      const barred = { code: 'denied', message: expect.stringContaining('An open incident') as string };
      const closeFirst = await open([seq], [named]);
      expect(await erase(named)).toMatchObject(barred);
      expect(await erase(ofEvent)).toMatchObject(barred);
      const closeSecond = await open([ofManifest], []);
      expect(await erase(other)).toMatchObject(barred);
      await closeSecond();
      expect(await erase(other)).toMatchObject({ ok: true, value: { basis: 'retention-over' } });
      await closeFirst();
      expect(await erase(named)).toMatchObject({ ok: true });
      expect(await erase(ofEvent)).toMatchObject({ ok: true });
      const denied = (await platform.events()).filter(
        ({ verb, outcome }) => verb === 'PATIENT_ERASED' && outcome === 'denied',
      );
      expect(denied.map(({ details }) => details?.meta?.reason)).toEqual([
        'retention',
        'incident',
        'incident',
        'incident',
      ]);
    } finally {
      await platform.stop();
    }
  });
});

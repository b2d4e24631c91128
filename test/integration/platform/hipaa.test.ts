import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { actsOn } from '../../../src/platform/audit/act';
import { systemDraft } from '../../../src/platform/audit/draft';
import { faultOf } from '../../../src/platform/database/fault';
import {
  createAgreement,
  deactivateAgreement,
  listAgreements,
  readAgreement,
} from '../../../src/shared/contract/platform/hipaa-agreements';
import {
  readDataResidency,
  readHipaaReport,
  readHipaaStatus,
} from '../../../src/shared/contract/platform/hipaa-readiness';
import { changeHipaaSettings, readHipaaSettings } from '../../../src/shared/contract/platform/hipaa-settings';
import type { AuditEvent, AuditEventDraft } from '../../../src/shared/domain/audit-event/audit-event';
import { actions } from '../../../src/shared/domain/audit-event/vocabulary';
import baa from '../../fixtures/golden/ep-050/baa.json';
import baaList from '../../fixtures/golden/ep-050/baa-list.json';
import dataResidency from '../../fixtures/golden/ep-050/data-residency.json';
import goldenStatus from '../../fixtures/golden/ep-050/status.json';
import { onEveryEngine } from './engines';
import { changeSettings, makeReady, raw, realPractice, signedAgreement, spoilPhiKeys } from './hipaa';
import { sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const ofVerb = async (platform: TestPlatform, verb: string) =>
  (await platform.events()).filter((event) => event.verb === verb);

onEveryEngine('HIPAA settings', (engine, test) => {
  const shared = sharedPlatform(engine);

  test('come with seven years and no region, and a change is recorded with old and new value', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const read = await platform.client.call(readHipaaSettings, {}, { accessToken });
    expect(read).toMatchObject({
      ok: true,
      value: {
        settings: {
          version: 1,
          enabled: false,
          allowedRegions: ['us-east-1', 'us-west-2'],
          region: null,
          retentionYears: 7,
        },
        phiKeyConfigured: true,
        changedAt: null,
      },
    });

    const changed = await changeSettings(platform, accessToken, {
      region: 'us-gov-west-1',
      allowedRegions: ['us-gov-west-1'],
      retentionYears: 10,
    });
    expect(changed).toMatchObject({
      settings: { version: 2, enabled: false, region: 'us-gov-west-1', retentionYears: 10 },
    });
    expect(changed.changedAt).toBeGreaterThan(0);
    const [event, ...others] = await ofVerb(platform, 'HIPAA_SETTINGS_CHANGED');
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      category: 'administration',
      action: 'UPDATE',
      actor: { role: 'admin' },
      details: {
        meta: {
          version: 2,
          changed: {
            allowedRegions: { old: ['us-east-1', 'us-west-2'], new: ['us-gov-west-1'] },
            region: { old: null, new: 'us-gov-west-1' },
            retentionYears: { old: 7, new: 10 },
          },
        },
      },
    });
    expect(event?.details?.meta?.['changed']).not.toHaveProperty('enabled');

    // Nothing else than before is no change, and no event.
    expect((await changeSettings(platform, accessToken, {})).settings.version).toBe(2);
    expect(await ofVerb(platform, 'HIPAA_SETTINGS_CHANGED')).toHaveLength(1);
  });

  test('under six years are refused, by the call and by the table', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const read = await platform.client.call(readHipaaSettings, {}, { accessToken });
    if (!read.ok) throw new Error(read.message);
    const refused = await platform.client.call(
      changeHipaaSettings,
      { ...read.value.settings, retentionYears: 5 },
      { accessToken },
    );
    expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(!refused.ok && refused.message).toContain('six years');
    await expect(sql`update hipaa_setting set retention_years = 5`.execute(platform.db)).rejects.toThrow();
  });

  test('of two who change them at once, one is told to read them again', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const read = await platform.client.call(readHipaaSettings, {}, { accessToken });
    if (!read.ok) throw new Error(read.message);
    const { settings } = read.value;
    const replies = await Promise.all(
      [20, 21, 22, 23].map((retentionYears) =>
        platform.client.call(changeHipaaSettings, { ...settings, retentionYears }, { accessToken }),
      ),
    );
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.code)).sort()).toEqual([
      'conflict',
      'conflict',
      'conflict',
      'ok',
    ]);
    const after = await platform.client.call(readHipaaSettings, {}, { accessToken });
    const won = replies.find((reply) => reply.ok);
    expect(after).toEqual(won);
  });
});

onEveryEngine('business associate agreements', (engine, test) => {
  const shared = sharedPlatform(engine);

  test('are created, listed, read and deactivated in the documented shapes, and nothing is lost', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.claim();
      const created = await raw(platform, accessToken, 'POST', '/api/v1/hipaa/baa', signedAgreement);
      expect(created.status).toBe(200);
      const { id, created_at } = created.body as { id: string; created_at: string };
      expect(id).toMatch(uuid);
      expect(created_at).toMatch(time);
      expect({ ...created.body, id: '<id>', created_at: '<time>' }).toEqual(baa);

      const listed = await raw(platform, accessToken, 'GET', '/api/v1/hipaa/baa');
      expect(listed.body).toEqual({ ...baaList, items: [created.body] });
      expect((await raw(platform, accessToken, 'GET', `/api/v1/hipaa/baa/${id}`)).body).toEqual(created.body);

      const ended = await raw(platform, accessToken, 'DELETE', `/api/v1/hipaa/baa/${id}`);
      expect(ended.status).toBe(200);
      expect(ended.body).toEqual({
        ...created.body,
        is_active: false,
        deactivated_at: expect.stringMatching(time) as unknown,
      });
      expect((await raw(platform, accessToken, 'GET', `/api/v1/hipaa/baa/${id}`)).body).toEqual(ended.body);
      expect((await raw(platform, accessToken, 'GET', '/api/v1/hipaa/baa')).body).toMatchObject({
        items: [ended.body],
        total: 1,
      });
      // A second time it is what it was.
      expect((await raw(platform, accessToken, 'DELETE', `/api/v1/hipaa/baa/${id}`)).body).toEqual(
        ended.body,
      );

      const told = (await platform.events()).filter(({ resource }) => resource?.type === 'HipaaAgreement');
      expect(told.map(({ verb, outcome, resource }) => [verb, outcome, resource?.id])).toEqual([
        ['AGREEMENT_CREATED', 'success', id],
        ['AGREEMENT_DEACTIVATED', 'success', id],
      ]);
    } finally {
      await platform.stop();
    }
  });

  test('sent twice under one id are recorded once, and another under that id is refused', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const id = randomUUID();
    const send = (change = {}) =>
      platform.client.call(createAgreement, { ...signedAgreement, id, ...change }, { accessToken });
    const replies = await Promise.all([send(), send(), send()]);
    expect(replies[0]).toMatchObject({ ok: true, value: { id } });
    expect(replies).toEqual([replies[0], replies[0], replies[0]]);
    expect(await send({ organization_name: 'Another' })).toMatchObject({ ok: false, code: 'conflict' });
    const told = (await ofVerb(platform, 'AGREEMENT_CREATED')).filter((event) => event.resource?.id === id);
    expect(told).toHaveLength(1);
  });

  test('for a region that is not allowed are refused', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const elsewhere = { ...signedAgreement, data_residency_region: 'eu-west-1' };
    const send = () => platform.client.call(createAgreement, elsewhere, { accessToken });
    const refused = await send();
    expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(!refused.ok && refused.message).toContain('data_residency_region');
    await changeSettings(platform, accessToken, { allowedRegions: ['us-east-1', 'us-west-2', 'eu-west-1'] });
    expect(await send()).toMatchObject({ ok: true });
  });

  test('come by pages, the newest first, and unknown ones are not found', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.claim();
      const ids: string[] = [];
      for (let i = 0; i < 5; i += 1) {
        const made = await platform.client.call(createAgreement, signedAgreement, { accessToken });
        if (made.ok) ids.unshift(made.value.id);
      }
      const seen: string[] = [];
      for (const page of [1, 2, 3, 4]) {
        const reply = await platform.client.call(listAgreements, { page, page_size: 2 }, { accessToken });
        if (!reply.ok) throw new Error(reply.message);
        expect(reply.value).toMatchObject({ total: 5, page, page_size: 2 });
        seen.push(...reply.value.items.map(({ id }) => id));
      }
      expect(seen).toEqual(ids);
      for (const call of [readAgreement, deactivateAgreement]) {
        expect(await platform.client.call(call, { id: randomUUID() }, { accessToken })).toMatchObject({
          code: 'not-found',
        });
      }
    } finally {
      await platform.stop();
    }
  });

  test('cannot be rewritten, revived or deleted in the table, by its owner either', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform({ ...place, open: () => place.openAsOwner() });
    try {
      const accessToken = await platform.claim();
      const made = await platform.client.call(createAgreement, signedAgreement, { accessToken });
      if (!made.ok) throw new Error(made.message);
      await platform.client.call(deactivateAgreement, { id: made.value.id }, { accessToken });
      const before = await platform.db.selectFrom('hipaa_agreement').selectAll().execute();
      for (const statement of [
        "update hipaa_agreement set organization_name = 'x'",
        "update hipaa_agreement set organization_name = 'x', deactivated_at = 1",
        'update hipaa_agreement set deactivated_at = null',
        'update hipaa_agreement set deactivated_at = 1',
        'delete from hipaa_agreement',
        'truncate hipaa_agreement',
      ]) {
        const fault = await sql
          .raw(statement)
          .execute(platform.db)
          .then(
            () => 'done',
            (error: unknown) => faultOf(error),
          );
        expect([statement, fault]).toEqual([statement, 'append-only']);
      }
      expect(await platform.db.selectFrom('hipaa_agreement').selectAll().execute()).toEqual(before);
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('HIPAA readiness', (engine, test) => {
  const statusOf = async (platform: TestPlatform, accessToken: string) => {
    const reply = await platform.client.call(readHipaaStatus, {}, { accessToken });
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  };

  test('is whole with all four controls, and each of them lacks alone', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform({ ...place, open: () => place.openAsOwner() }, realPractice);
    try {
      const accessToken = await platform.claim();
      const id = await makeReady(platform, accessToken);
      const whole = async () => {
        const { status, body } = await raw(platform, accessToken, 'GET', '/api/v1/hipaa/status');
        expect([status, body]).toEqual([200, goldenStatus]);
        expect(Object.keys(body)).toEqual(Object.keys(goldenStatus));
      };
      const lacks = async (control: string, why: string) => {
        expect(await statusOf(platform, accessToken)).toEqual({
          ...goldenStatus,
          [control]: false,
          overall_hipaa_ready: false,
        });
        const settings = await platform.client.call(readHipaaSettings, {}, { accessToken });
        const report = await platform.client.call(readHipaaReport, {}, { accessToken });
        if (!settings.ok || !report.ok) throw new Error('No reply');
        expect(settings.value.missing.map((gap) => gap.control)).toEqual([control]);
        expect(settings.value.missing[0]?.why).toContain(why);
        expect(report.value.missing_controls).toEqual(settings.value.missing);
        expect(report.value.status.overall_hipaa_ready).toBe(false);
      };
      await whole();
      expect((await raw(platform, accessToken, 'GET', '/api/v1/hipaa/data-residency')).body).toEqual(
        dataResidency,
      );

      await changeSettings(platform, accessToken, { region: null });
      await lacks('data_residency_configured', 'Nobody has confirmed');
      await changeSettings(platform, accessToken, { region: 'us-east-1', allowedRegions: ['us-west-2'] });
      await lacks('data_residency_configured', 'not allowed');
      await changeSettings(platform, accessToken, {
        region: 'us-west-2',
        allowedRegions: ['us-east-1', 'us-west-2'],
      });
      await lacks('data_residency_configured', 'another region');
      expect(await platform.client.call(readDataResidency, {}, { accessToken })).toMatchObject({
        value: { region: 'us-west-2', region_allowed: true, agreements_elsewhere: 1 },
      });
      await changeSettings(platform, accessToken, { region: 'us-east-1' });
      await whole();

      // Of each of them alone: keepers.test.ts.
      for (const [table, trigger] of [
        ['audit_event', 'append_only'],
        ['checkpoint', 'only_forward'],
      ]) {
        await sql.raw(`alter table ${table} disable trigger ${trigger}`).execute(platform.db);
        await lacks('audit_logging_enabled', 'could be changed');
        await sql.raw(`alter table ${table} enable trigger ${trigger}`).execute(platform.db);
        await lacks('audit_logging_enabled', 'could be changed');
        await sql.raw(`alter table ${table} enable always trigger ${trigger}`).execute(platform.db);
        await whole();
      }

      await platform.client.call(deactivateAgreement, { id }, { accessToken });
      await lacks('has_active_baa', 'No business associate agreement');
      for (const term of [
        { effective_date: '2026-05-30', expiry_date: null },
        { effective_date: '2020-01-01', expiry_date: '2026-05-27' },
      ]) {
        await platform.client.call(createAgreement, { ...signedAgreement, ...term }, { accessToken });
        await lacks('has_active_baa', 'No business associate agreement');
      }
    } finally {
      await platform.stop();
    }
  });

  test('lacks the key alone where the keys of patient data do not open', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const accessToken = await platform.claim();
      await makeReady(platform, accessToken);
      expect(await statusOf(platform, accessToken)).toEqual(goldenStatus);
      await spoilPhiKeys(platform);
      expect(await statusOf(platform, accessToken)).toEqual({
        ...goldenStatus,
        phi_encryption_configured: false,
        overall_hipaa_ready: false,
      });
    } finally {
      await platform.stop();
    }
  });

  test('an agreement holds by the practice’s calendar: from its first day to the end of its last', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      // In Chicago it is the evening of 28 May 2026 when this clock begins at 20:26 UTC on that day.
      const accessToken = await platform.claim();
      const day = { effective_date: '2026-05-28', expiry_date: '2026-05-29' };
      await platform.client.call(createAgreement, { ...signedAgreement, ...day }, { accessToken });
      const holds = async () => {
        const { accessToken: fresh } = await platform.signIn('ann@example.org');
        return (await statusOf(platform, fresh)).has_active_baa;
      };
      expect(new Date(platform.now() / 1000).toISOString().slice(0, 16)).toBe('2026-05-28T20:26');
      expect(await holds()).toBe(true);
      // 05:00 UTC on 30 May is midnight in Chicago, where summer time holds.
      platform.advance(8 * 3600 + 33 * 60 + 24 * 3600);
      expect(new Date(platform.now() / 1000).toISOString().slice(0, 13)).toBe('2026-05-30T04');
      expect(await holds()).toBe(true);
      platform.advance(60);
      expect(await holds()).toBe(false);
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('the HIPAA report', (engine, test) => {
  const HOUR = 3_600_000_000;
  /** Midnight of 1 May 2026 in Chicago. */
  const may = Date.UTC(2026, 4, 1, 5) * 1000;

  /** What happened around May: one of each kind, at its edges and in it. */
  function happenings(): AuditEventDraft[] {
    const instants = [may - 1, may, may + 300 * HOUR, may + 31 * 24 * HOUR - 1, may + 31 * 24 * HOUR];
    return instants.flatMap((at) => {
      const draft = systemDraft({ action: 'READ', verb: 'VIEWED', resource: { type: 'Chart' } }, at);
      const decrypted = { ...draft, verb: 'PHI_DECRYPTED' };
      return [
        draft,
        { ...draft, patients: ['p1', 'p2'] },
        { ...draft, patientManifest: { count: 500, sha256: 'a'.repeat(64), sealed: 'x' } },
        { ...draft, action: 'EXPORT' as const, category: 'export' as const, patients: ['p1'] },
        { ...draft, outcome: 'denied' as const },
        { ...draft, outcome: 'failure' as const },
        decrypted,
        { ...decrypted, outcome: 'denied' as const },
        // Words that stand elsewhere in the event are not what it says.
        { ...draft, details: { meta: { outcome: 'denied', verb: 'PHI_DECRYPTED', patientManifest: 1 } } },
        { ...draft, action: 'DELETE' as const, category: 'modification' as const },
      ];
    });
  }

  test('counts what the trail tells of its days, and is itself recorded', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const accessToken = await platform.claim();
      const id = await makeReady(platform, accessToken);
      const acts = actsOn(platform.db, platform.now, () => undefined);
      await acts.act(async (_, record) => {
        for (const draft of happenings()) await record(draft);
      });
      const events = await platform.events();
      const period = { start_date: '2026-05-01', end_date: '2026-05-31' };
      const reply = await platform.client.call(readHipaaReport, period, { accessToken });
      if (!reply.ok) throw new Error(reply.message);
      const inMay = events.filter(({ occurredAt }) => occurredAt >= may && occurredAt < may + 31 * 24 * HOUR);
      const count = (holds: (event: AuditEvent) => boolean) => inMay.filter(holds).length;
      expect(reply.value).toEqual({
        generated_at: expect.stringMatching(time) as unknown,
        period,
        total_events: inMay.length,
        events_by_action: Object.fromEntries(
          actions.map((action) => [action, count((event) => event.action === action)]),
        ),
        phi_accesses: 3 * 3,
        phi_decryptions: 3,
        denied: 3 * 2,
        exports: 3,
        active_baas: 1,
        audit_log_retention_years: 7,
        status: goldenStatus,
        missing_controls: [],
      });
      expect(count((event) => event.patients.length > 0 || event.patientManifest !== undefined)).toBe(9);

      const [told, ...others] = await ofVerb(platform, 'HIPAA_REPORT_READ');
      expect(others).toEqual([]);
      expect(told).toMatchObject({
        action: 'READ',
        details: { meta: { start: '2026-05-01', end: '2026-05-31' } },
      });

      // What changed since is in the next one.
      await platform.client.call(deactivateAgreement, { id }, { accessToken });
      const next = await platform.client.call(readHipaaReport, period, { accessToken });
      expect(next).toMatchObject({ value: { active_baas: 0, status: { has_active_baa: false } } });
    } finally {
      await platform.stop();
    }
  });

  test('is of the last thirty days unless somebody says, and never runs backwards', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.claim();
      const ask = (request: { start_date?: string; end_date?: string }) =>
        platform.client.call(readHipaaReport, request, { accessToken });
      expect(await ask({})).toMatchObject({
        value: { period: { start_date: '2026-04-29', end_date: '2026-05-28' } },
      });
      expect(await ask({ end_date: '2026-03-01' })).toMatchObject({
        value: { period: { start_date: '2026-01-31', end_date: '2026-03-01' }, total_events: 0 },
      });
      expect(await ask({ start_date: '2026-05-29' })).toMatchObject({ code: 'invalid-request' });
      expect(await ask({ start_date: '2026-05-02', end_date: '2026-05-01' })).toMatchObject({
        code: 'invalid-request',
      });
      expect(await ask({ start_date: '2000-01-01', end_date: '2026-05-01' })).toMatchObject({
        code: 'invalid-request',
      });
    } finally {
      await platform.stop();
    }
  });

  test('finds each of its figures by an index', async () => {
    const { db } = await (await engine.place()).open();
    const plan = (condition: string) =>
      db.transaction().execute(async (transaction) => {
        // A table without rows is read whole, however it is asked.
        await sql`set local enable_seqscan = off`.execute(transaction);
        const { rows } = await sql
          .raw<Record<string, string>>(
            `explain select count(*) from audit_event
              where occurred_at >= 1 and occurred_at < 9 and ${condition}`,
          )
          .execute(transaction);
        return rows.map((row) => Object.values(row).join()).join('\n');
      });
    expect(await plan("action = 'READ'")).toContain('audit_event_by_action');
    expect(
      await plan(`(patient_ids <> '{}' or position('"patientManifest":' in body) > 0)
        and (patient_ids <> '{}' or body::json -> 'patientManifest' is not null)`),
    ).toContain('audit_event_about_patients');
    expect(
      await plan(`position('"outcome":"denied"' in body) > 0 and body::json ->> 'outcome' = 'denied'`),
    ).toContain('audit_event_denied');
    expect(
      await plan(
        `position('"verb":"PHI_DECRYPTED"' in body) > 0 and body::json ->> 'verb' = 'PHI_DECRYPTED'`,
      ),
    ).toContain('audit_event_decrypted');
  });
});

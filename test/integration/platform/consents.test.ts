import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import { consentGate } from '../../../src/platform/access/consents';
import { faultOf } from '../../../src/platform/database/fault';
import { grantConsent, listConsents, revokeConsent } from '../../../src/shared/contract/platform/consents';
import { deactivateAgreement } from '../../../src/shared/contract/platform/hipaa-agreements';
import { formatInstant } from '../../../src/shared/domain/audit-event/instant';
import { onEveryEngine } from './engines';
import { changeSettings, makeReady, raw, realPractice, spoilPhiKeys } from './hipaa';
import { sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const DAY_SECONDS = 86_400;

onEveryEngine('consents', (engine, test) => {
  const shared = sharedPlatform(engine);
  let patients = 0;

  async function aPatient({ db }: TestPlatform): Promise<string> {
    const patientId = `patient ${(patients += 1)}`;
    await db
      .insertInto('patient')
      .values({ patient_id: patientId, pseudonym: `Tamarack ${patients}` })
      .execute();
    return patientId;
  }

  async function desk(platform: TestPlatform) {
    const accessToken = await platform.claim();
    const patient_id = await aPatient(platform);
    const say = (said: Partial<z.input<typeof grantConsent.request>> = {}) =>
      platform.client.call(
        grantConsent,
        { patient_id, id: randomUUID(), consent_type: 'research', ...said },
        { accessToken },
      );
    const told = async () => (await platform.events()).filter((event) => event.patients.includes(patient_id));
    return { accessToken, patient_id, say, told };
  }

  test('are granted, listed and revoked in the columns of the seed, and every act and reading is recorded', async () => {
    const platform = await shared();
    const { accessToken, patient_id, told } = await desk(platform);
    const id = randomUUID();
    const at = `/api/v1/patients/${encodeURIComponent(patient_id)}/consents`;
    const expires_at = formatInstant(platform.now() + DAY_SECONDS * 1_000_000);
    const given = await raw(platform, accessToken, 'POST', at, {
      id,
      consent_type: 'marketing',
      expires_at,
      purpose: 'Flu shot reminders by a partner',
      scope: 'Autumn letters',
    });
    expect(given.status).toBe(200);
    expect(Object.keys(given.body)).toEqual([
      'id',
      'patient_id',
      'consent_type',
      'granted',
      'granted_at',
      'revoked_at',
      'expires_at',
      'granted_by_user_id',
      'purpose',
      'scope',
      'created_at',
    ]);
    expect(given.body).toMatchObject({ id, patient_id, granted: true, revoked_at: null, expires_at });
    expect(given.body['granted_at']).toBe(given.body['created_at']);

    const refusedId = randomUUID();
    const refused = await raw(platform, accessToken, 'POST', at, {
      id: refusedId,
      consent_type: 'third_party_access',
      granted: false,
    });
    expect(refused.body).toMatchObject({ granted: false, granted_at: null, purpose: null, scope: null });

    const revoked = await raw(platform, accessToken, 'POST', `${at}/${id}/revoke`, {});
    expect(revoked.body).toEqual({ ...given.body, revoked_at: expect.any(String) as unknown });
    expect((await raw(platform, accessToken, 'GET', at)).body).toEqual({
      items: [refused.body, revoked.body],
      total: 2,
      page: 1,
      page_size: 20,
    });
    const events = await told();
    expect(events.map(({ action, verb, outcome }) => `${action} ${verb} ${outcome}`)).toEqual([
      'CREATE CONSENT_GRANTED success',
      'CREATE CONSENT_REFUSED success',
      'UPDATE CONSENT_REVOKED success',
      'READ CONSENTS_VIEWED success',
    ]);
    for (const event of events) {
      expect(event.patients).toEqual([patient_id]);
      expect(event.phiFields).toEqual(['consents']);
      // What somebody wrote about a patient is in no event.
      expect(JSON.stringify(event)).not.toMatch(/Flu shot|Autumn/);
    }
    expect(events.map((event) => event.resource?.id)).toEqual([id, refusedId, id, undefined]);
  });

  test('sent or revoked twice are so once; a no is not revoked, and another word under the id is refused', async () => {
    const platform = await shared();
    const { accessToken, patient_id, say, told } = await desk(platform);
    const id = randomUUID();
    const replies = await Promise.all([say({ id }), say({ id }), say({ id })]);
    expect(replies[0]).toMatchObject({ ok: true, value: { id } });
    expect(replies).toEqual([replies[0], replies[0], replies[0]]);
    expect(await say({ id, scope: 'study A' })).toMatchObject({ ok: false, code: 'conflict' });
    const other = await aPatient(platform);
    expect(await say({ id, patient_id: other })).toMatchObject({ ok: false, code: 'conflict' });
    const revoke = (of: string, patient = patient_id) =>
      platform.client.call(revokeConsent, { patient_id: patient, id: of }, { accessToken });
    expect(await revoke(id, other)).toMatchObject({ code: 'not-found' });
    const revoked = await revoke(id);
    expect(revoked).toMatchObject({ ok: true });
    expect(await revoke(id)).toEqual(revoked);
    const no = randomUUID();
    await say({ id: no, granted: false });
    expect(await revoke(no)).toMatchObject({ ok: false, code: 'conflict' });
    const verbs = (await told()).filter(({ outcome }) => outcome === 'success').map(({ verb }) => verb);
    expect(verbs.filter((verb) => verb === 'CONSENT_GRANTED')).toHaveLength(1);
    expect(verbs.filter((verb) => verb === 'CONSENT_REVOKED')).toHaveLength(1);
  });

  test('of nobody, or over before they begin, are refused', async () => {
    const platform = await shared();
    const { accessToken, say } = await desk(platform);
    expect(await say({ patient_id: 'nobody' })).toMatchObject({ ok: false, code: 'not-found' });
    expect(await say({ expires_at: formatInstant(platform.now() - 1_000_000) })).toMatchObject({
      ok: false,
      code: 'invalid-request',
    });
    const list = platform.client.call(listConsents, { patient_id: 'nobody' }, { accessToken });
    expect(await list).toMatchObject({ ok: false, code: 'not-found' });
  });

  test('decide at once about a use that needs one, and about no other', async () => {
    const platform = await shared();
    const { accessToken, patient_id, say } = await desk(platform);
    const may = async (purpose: string, scope?: string) => {
      const use = { patientId: patient_id, purpose, ...(scope !== undefined && { scope }) };
      const refusal = await consentGate(platform.db, use, platform.now());
      expect(refusal?.code ?? 'denied').toBe('denied');
      return refusal === null;
    };
    for (const purpose of ['treatment', 'payment', 'operations', 'patient-request', 'break-glass']) {
      expect([purpose, await may(purpose)]).toEqual([purpose, true]);
    }
    for (const purpose of ['research', 'marketing', 'third-party', 'data-sharing', 'curiosity']) {
      expect([purpose, await may(purpose)]).toEqual([purpose, false]);
    }
    const id = randomUUID();
    await say({ id, scope: 'study A' });
    expect([
      await may('research', 'study A'),
      await may('research', 'study B'),
      await may('research'),
    ]).toEqual([true, false, false]);
    expect(await may('marketing')).toBe(false);
    await platform.client.call(revokeConsent, { patient_id, id }, { accessToken });
    expect(await may('research', 'study A')).toBe(false);

    await say({ expires_at: formatInstant(platform.now() + 60_000_000) });
    expect(await may('research')).toBe(true);
    platform.advance(61);
    expect(await may('research')).toBe(false);
    await say();
    expect(await may('research')).toBe(true);
    await say({ granted: false });
    expect(await may('research')).toBe(false);
  });

  test('cannot be rewritten, revived or deleted in the table, by its owner either', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform({ ...place, open: () => place.openAsOwner() });
    try {
      const { accessToken, patient_id, say } = await desk(platform);
      const id = randomUUID();
      await say({ id });
      await platform.client.call(revokeConsent, { patient_id, id }, { accessToken });
      for (const statement of [
        'update patient_consent set granted = false, granted_at = null',
        'update patient_consent set expires_at = 1, revoked_at = 1',
        'update patient_consent set revoked_at = null',
        'delete from patient_consent',
        'truncate patient_consent',
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
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('data of real patients', (engine, test) => {
  async function practice(platform: TestPlatform) {
    const accessToken = await platform.claim();
    await platform.db.insertInto('patient').values({ patient_id: 'p', pseudonym: 'Tamarack 1' }).execute();
    const write = async () => {
      const reply = await platform.client.call(
        grantConsent,
        { patient_id: 'p', id: randomUUID(), consent_type: 'research' },
        { accessToken },
      );
      return reply.ok ? 'written' : `${reply.code}: ${reply.message}`;
    };
    return { accessToken, write };
  }

  test('is refused until key, agreement and residency are in place and HIPAA mode is on', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const { accessToken, write } = await practice(platform);
      const first = await write();
      expect(first).toMatch(/^denied: Data of real patients is not taken in yet\./);
      expect(first).toContain('No business associate agreement is in force.');
      expect(first).toContain('Nobody has confirmed in which region');
      expect(first).not.toContain('key');

      const id = await makeReady(platform, accessToken);
      expect(await write()).toBe('written');

      await changeSettings(platform, accessToken, { enabled: false });
      expect(await write()).toContain('HIPAA mode is off');
      await changeSettings(platform, accessToken, { enabled: true, region: null });
      expect(await write()).toContain('Nobody has confirmed in which region');
      await changeSettings(platform, accessToken, { region: 'us-east-1' });
      expect(await write()).toBe('written');
      await platform.client.call(deactivateAgreement, { id }, { accessToken });
      expect(await write()).toContain('No business associate agreement is in force.');

      const told = (await platform.events()).filter(({ verb }) => verb === 'CONSENT_GRANTED');
      expect(told.map(({ outcome, details }) => [outcome, details?.meta?.['reason']])).toEqual([
        ['denied', 'phi-gate-shut'],
        ['success', undefined],
        ['denied', 'phi-gate-shut'],
        ['denied', 'phi-gate-shut'],
        ['success', undefined],
        ['denied', 'phi-gate-shut'],
      ]);
      expect(await platform.db.selectFrom('patient_consent').select('id').execute()).toHaveLength(2);
    } finally {
      await platform.stop();
    }
  });

  test('is refused without a key, with all else in place', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const { accessToken, write } = await practice(platform);
      await makeReady(platform, accessToken);
      await spoilPhiKeys(platform);
      expect(await write()).toMatch(/^denied: .*missing, or does not open/);
    } finally {
      await platform.stop();
    }
  });

  test('is nobody’s in a synthetic practice: nothing is asked there', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const { write } = await practice(platform);
      expect(await write()).toBe('written');
    } finally {
      await platform.stop();
    }
  });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import {
  createPatient,
  findPatients,
  getPatient,
  updatePatient,
} from '../../../src/shared/contract/platform/patients';
import { beginBreakGlass } from '../../../src/shared/contract/platform/break-glass';
import { grantConsent } from '../../../src/shared/contract/platform/consents';
import { createRole } from '../../../src/shared/contract/platform/roles';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import { patientFields } from '../../../src/shared/domain/patient-record';
import { onEveryEngine } from './engines';
import { makeReady, realPractice, spoilPhiKeys } from './hipaa';
import { adminName, freshKeys, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

/** Words that must be found nowhere but in the reply to whoever asked for them. */
const canaries = {
  demographics: {
    given: 'Canarymartha',
    family: 'Canarylindqvist',
    bornOn: '1931-03-17',
    sex: 'female',
    phone: '608-555-7531',
    email: 'canary.martha@example.org',
    mrn: 'CANARY-4711',
  },
  address: { line: '7531 Canarystreet Rd', city: 'Canarytown', state: 'WI', postalCode: '54999' },
} as const;
const words = /canary|7531|1931-03-17|54999|4711/i;

let registered = 0;
/** Somebody else each time: record numbers are given once. */
function somebody() {
  registered += 1;
  const { demographics, address } = canaries;
  return {
    patientId: randomUUID(),
    demographics: {
      ...demographics,
      email: `canary.martha.${registered}@example.org`,
      mrn: `CANARY-${registered}`,
    },
    address,
  };
}

onEveryEngine('patients', (engine, test) => {
  const keys = freshKeys();
  const shared = sharedPlatform(engine, keys);

  async function adminOf(platform: TestPlatform) {
    const accessToken = await platform.claim();
    const { user_id: adminId } = await platform.db
      .selectFrom('account')
      .select('user_id')
      .where('user_key', '=', adminName)
      .executeTakeFirstOrThrow();
    return { accessToken, adminId };
  }

  async function register(platform: TestPlatform, providerId: string) {
    const { accessToken } = await adminOf(platform);
    const asked = { ...somebody(), providerId };
    const made = await platform.client.call(createPatient, asked, { accessToken });
    if (!made.ok) throw new Error(`${made.code}: ${made.message}`);
    return { ...asked, ...made.value };
  }

  test('are registered, found and read field by field, and each is an event', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const { patientId, pseudonym, demographics, address } = await register(platform, adminId);
    expect(pseudonym).toMatch(/^[A-Z][a-z]+ \d+$/);

    for (const by of [
      { field: 'mrn', value: demographics.mrn.toLowerCase().replace('-', ' ') },
      { field: 'email', value: demographics.email.toUpperCase() },
      { field: 'pseudonym', value: pseudonym },
    ] as const) {
      const found = await platform.client.call(findPatients, { by, purpose: 'treatment' }, { accessToken });
      expect(found).toEqual({ ok: true, value: { patients: [{ patientId, pseudonym }] } });
    }
    const fields = ['family', 'bornOn'] as const;
    const asked = { patientId, fields: [...fields], purpose: 'operations' as const };
    const read = await platform.client.call(getPatient, asked, { accessToken });
    expect(read).toEqual({
      ok: true,
      value: {
        patientId,
        pseudonym,
        version: 1,
        fields: { family: demographics.family, bornOn: demographics.bornOn },
      },
    });
    const all = await platform.client.call(
      getPatient,
      { patientId, fields: [...patientFields], purpose: 'treatment' },
      { accessToken },
    );
    expect(all).toMatchObject({ ok: true, value: { fields: { ...demographics, address } } });

    const events = (await platform.events()).filter(({ patients }) => patients.includes(patientId));
    expect(
      events.map(({ verb, outcome, phiFields, purpose }) => [verb, outcome, phiFields, purpose]),
    ).toEqual([
      ['PATIENT_CREATED', 'success', [...patientFields], undefined],
      ['PATIENT_LOOKUP', 'success', ['mrn'], 'treatment'],
      ['PATIENT_LOOKUP', 'success', ['email'], 'treatment'],
      ['PATIENT_LOOKUP', 'success', [], 'treatment'],
      ['DEMOGRAPHICS_VIEWED', 'success', ['family', 'bornOn'], 'operations'],
      ['DEMOGRAPHICS_VIEWED', 'success', [...patientFields], 'treatment'],
    ]);
    expect(events.map((event) => eventSentence(event, 'Ann'))).toEqual([
      'Ann added a chart',
      ...Array.from({ length: 3 }, () => 'Ann looked up a chart'),
      ...Array.from({ length: 2 }, () => 'Ann opened demographics'),
    ]);
  });

  test('the same registration twice is one, another under its id or record number none', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const { pseudonym, version, ...asked } = await register(platform, adminId);
    const before = (await platform.events()).length;
    const again = await platform.client.call(createPatient, asked, { accessToken });
    expect(again).toEqual({ ok: true, value: { patientId: asked.patientId, pseudonym, version } });
    expect((await platform.events()).length).toBe(before);

    const other = { ...asked, demographics: { ...asked.demographics, given: 'Eve' } };
    expect(await platform.client.call(createPatient, other, { accessToken })).toMatchObject({
      code: 'conflict',
    });
    const sameMrn = { ...other, patientId: randomUUID() };
    expect(await platform.client.call(createPatient, sameMrn, { accessToken })).toMatchObject({
      code: 'conflict',
    });
    const nobody = { ...asked, ...somebody(), providerId: randomUUID() };
    expect(await platform.client.call(createPatient, nobody, { accessToken })).toMatchObject({
      code: 'invalid-request',
    });
    const events = (await platform.events()).slice(before);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failure', 'failure', 'failure']);
  });

  test('are changed from the version that was read, with old and new values sealed in the event', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const { patientId, demographics } = await register(platform, adminId);
    const change = (version: number, changes: Parameters<typeof send>[0]['changes']) =>
      send({ patientId, version, changes });
    const send = (request: {
      patientId: string;
      version: number;
      changes: { family?: string; phone?: null; mrn?: string };
    }) => platform.client.call(updatePatient, request, { accessToken });

    const changes = { family: 'Canarynew', phone: null };
    expect(await change(1, changes)).toEqual({ ok: true, value: { patientId, version: 2 } });
    expect(await change(1, { family: 'Canarylost' })).toMatchObject({ ok: false, code: 'conflict' });
    // Two at once: one is made, the other sees it.
    const both = await Promise.all([
      change(2, { mrn: `${demographics.mrn}A` }),
      change(2, { mrn: `${demographics.mrn}B` }),
    ]);
    expect(both.map((one) => (one.ok ? 'ok' : one.code)).sort()).toEqual(['conflict', 'ok']);

    const read = await platform.client.call(
      getPatient,
      { patientId, fields: ['given', 'family', 'phone'], purpose: 'treatment' },
      { accessToken },
    );
    expect(read).toMatchObject({
      ok: true,
      value: { version: 3, fields: { given: demographics.given, family: 'Canarynew', phone: null } },
    });
    const event = (await platform.events()).find(
      ({ verb, patients }) => verb === 'DEMOGRAPHICS_EDITED' && patients.includes(patientId),
    );
    expect(event?.phiFields).toEqual(['family', 'phone']);
    const [family, phone] = event?.details?.changes ?? [];
    expect([family?.field, phone?.field, phone?.new]).toEqual(['family', 'phone', undefined]);
  });

  test('who moves leaves the household where it was', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const first = await register(platform, adminId);
    const second = await register(platform, adminId);
    const { household_id } = await platform.db
      .selectFrom('patient_record')
      .select('household_id')
      .where('patient_id', '=', first.patientId)
      .executeTakeFirstOrThrow();
    await platform.db
      .updateTable('patient_record')
      .set({ household_id })
      .where('patient_id', '=', second.patientId)
      .execute();
    const address = { ...first.address, line: '7531 Canarylane' };
    const addressOf = async (patientId: string) => {
      const read = await platform.client.call(
        getPatient,
        { patientId, fields: ['address'], purpose: 'operations' },
        { accessToken },
      );
      return read.ok ? read.value.fields.address : read;
    };
    for (const { patientId } of [first, second]) {
      const moved = await platform.client.call(
        updatePatient,
        { patientId, version: 1, changes: { address } },
        { accessToken },
      );
      expect(moved.ok).toBe(true);
      expect(await addressOf(first.patientId)).toEqual(address);
      expect(await addressOf(second.patientId)).toEqual(
        patientId === second.patientId ? address : second.address,
      );
    }
  });

  test('each role sees those in its reach, and to it the others are not there', async () => {
    const platform = await shared();
    const { accessToken } = await adminOf(platform);
    const grants = (['patients:read', 'patients:register'] as const).map((permission) => ({
      permission,
      scope: 'own' as const,
    }));
    const role = { code: 'custom.own_panel', title: 'Own panel', grants };
    expect((await platform.client.call(createRole, role, { accessToken })).ok).toBe(true);
    const tokens = {
      'custom.own_panel': await platform.signInAs('custom.own_panel'),
      provider: await platform.signInAs('provider'),
      nurse: await platform.signInAs('nurse'),
      patient: await platform.signInAs('patient'),
    };
    const idOf = async (role: string) => {
      const row = await platform.db
        .selectFrom('account')
        .select('user_id')
        .where('user_key', '=', `${role}@example.org`)
        .executeTakeFirstOrThrow();
      return row.user_id;
    };
    const [ownerId, nurseId, patientUserId] = [
      await idOf('custom.own_panel'),
      await idOf('nurse'),
      await idOf('patient'),
    ];
    const colleagueId = await platform.addAccount('colleague@example.org', { role: 'provider' });
    const mine = await register(platform, ownerId);
    const theirs = await register(platform, colleagueId);
    const may = async (role: keyof typeof tokens, { patientId }: { patientId: string }) => {
      const request = { patientId, fields: ['given' as const], purpose: 'treatment' as const };
      const read = await platform.client.call(getPatient, request, { accessToken: tokens[role] });
      return read.ok ? 'ok' : read.code;
    };
    expect([await may('provider', mine), await may('provider', theirs)]).toEqual(['ok', 'ok']);
    const byOwner = [await may('custom.own_panel', mine), await may('custom.own_panel', theirs)];
    expect(byOwner).toEqual(['ok', 'not-found']);
    expect([await may('nurse', mine), await may('nurse', theirs)]).toEqual(['not-found', 'not-found']);
    expect([await may('patient', mine), await may('patient', theirs)]).toEqual(['not-found', 'not-found']);
    expect(await may('custom.own_panel', { patientId: 'Canary typed a name' })).toBe('not-found');

    const now = platform.now();
    const teamId = randomUUID();
    await platform.db.insertInto('care_team').values({ care_team_id: teamId, name: 'Team' }).execute();
    await platform.db
      .insertInto('care_team_membership')
      .values([
        { care_team_id: teamId, user_id: nurseId, since: 0, until: null },
        { care_team_id: teamId, user_id: ownerId, since: 0, until: null },
        { care_team_id: teamId, user_id: colleagueId, since: 0, until: now - 1 },
      ])
      .execute();
    expect([await may('nurse', mine), await may('nurse', theirs)]).toEqual(['ok', 'not-found']);
    const encounter = {
      appointment_id: null,
      patient_id: theirs.patientId,
      user_id: nurseId,
      kind: 'visit' as const,
    };
    const year = 365 * 24 * 3600 * 1_000_000;
    const at = (started_at: number) => ({
      ...encounter,
      encounter_id: randomUUID(),
      started_at,
      ended_at: started_at,
    });
    await platform.db
      .insertInto('encounter')
      .values(at(now - year - 1))
      .execute();
    expect(await may('nurse', theirs)).toBe('not-found');
    await platform.db
      .insertInto('encounter')
      .values(at(now - 1000))
      .execute();
    expect(await may('nurse', theirs)).toBe('ok');
    const { household_id } = await platform.db
      .selectFrom('patient_record')
      .select('household_id')
      .where('patient_id', '=', mine.patientId)
      .executeTakeFirstOrThrow();
    await platform.db
      .insertInto('workforce_record')
      .values({
        user_id: patientUserId,
        household_id,
        patient_id: mine.patientId,
        demographics: '{"given":"x"}',
      })
      .execute();
    expect([await may('patient', mine), await may('patient', theirs)]).toEqual(['ok', 'not-found']);

    // What is not in reach is found by nothing, and registered with nobody.
    const by = { field: 'mrn' as const, value: theirs.demographics.mrn };
    const found = await platform.client.call(
      findPatients,
      { by, purpose: 'treatment' },
      { accessToken: tokens['custom.own_panel'] },
    );
    expect(found).toEqual({ ok: true, value: { patients: [] } });
    const asked = { ...somebody(), providerId: colleagueId };
    const refused = await platform.client.call(createPatient, asked, {
      accessToken: tokens['custom.own_panel'],
    });
    expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });

    const events = await platform.events();
    const denied = events.filter(({ outcome }) => outcome === 'denied');
    expect(denied.filter(({ patients }) => patients[0] === theirs.patientId).length).toBeGreaterThanOrEqual(
      5,
    );
    expect(JSON.stringify(events)).not.toContain('typed a name');
  });

  test('emergency access opens one patient beyond reach, and the reading says so', async () => {
    const platform = await shared();
    const { adminId } = await adminOf(platform);
    const [theirs, other] = [await register(platform, adminId), await register(platform, adminId)];
    const accessToken = await platform.signInAs('nurse');
    const read = async ({ patientId }: { patientId: string }) => {
      const request = { patientId, fields: ['given' as const], purpose: 'treatment' as const };
      const reply = await platform.client.call(getPatient, request, { accessToken });
      return reply.ok ? 'ok' : reply.code;
    };
    expect(await read(theirs)).toBe('not-found');
    const begun = await platform.client.call(
      beginBreakGlass,
      {
        breakGlassId: randomUUID(),
        patientId: theirs.patientId,
        justification: 'Found without consciousness at the front desk',
      },
      { accessToken },
    );
    expect(begun).toMatchObject({ ok: true });
    expect([await read(theirs), await read(other)]).toEqual(['ok', 'not-found']);
    const opened = (await platform.events()).findLast(({ verb }) => verb === 'DEMOGRAPHICS_VIEWED');
    const told = (await platform.events()).filter(
      ({ verb, outcome, patients }) =>
        verb === 'DEMOGRAPHICS_VIEWED' && outcome === 'success' && patients[0] === theirs.patientId,
    );
    expect(told).toMatchObject([
      {
        purpose: 'break-glass',
        justification: 'Found without consciousness at the front desk',
        details: { meta: { use: 'treatment', breakGlass: expect.any(String) as string } },
      },
    ]);
    expect(opened?.outcome).toBe('denied');
    // It is an emergency for their care, and for no other use of what it opens.
    const use = { patientId: theirs.patientId, fields: ['given' as const], purpose: 'marketing' as const };
    expect(await platform.client.call(getPatient, use, { accessToken })).toMatchObject({ code: 'denied' });
    const refused = (await platform.events()).findLast(({ verb }) => verb === 'DEMOGRAPHICS_VIEWED');
    expect(refused).toMatchObject({
      outcome: 'denied',
      purpose: 'marketing',
      details: { meta: { reason: 'no-consent' } },
    });
  });

  test('are not read for a use that needs their consent until they have given it', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const { patientId, demographics } = await register(platform, adminId);
    const use = { purpose: 'research', consentScope: 'Study 12' } as const;
    const read = async () => {
      const request = { patientId, fields: ['bornOn' as const], ...use };
      const reply = await platform.client.call(getPatient, request, { accessToken });
      return reply.ok ? 'ok' : reply.code;
    };
    const find = async () => {
      const by = { field: 'mrn', value: demographics.mrn } as const;
      const reply = await platform.client.call(findPatients, { by, ...use }, { accessToken });
      return reply.ok ? reply.value.patients.length : reply.code;
    };
    expect([await read(), await find()]).toEqual(['denied', 0]);
    const unfound = (await platform.events()).filter(
      ({ verb, patients }) => verb === findPatients.audit.verb && patients.includes(patientId),
    );
    expect(unfound.map(({ outcome, purpose }) => [outcome, purpose])).toEqual([['denied', 'research']]);
    const said = {
      patient_id: patientId,
      id: randomUUID(),
      consent_type: 'research',
      granted: true,
    } as const;
    const granted = await platform.client.call(
      grantConsent,
      { ...said, scope: 'Study 12', purpose: null, expires_at: null },
      { accessToken },
    );
    expect(granted).toMatchObject({ ok: true });
    expect([await read(), await find()]).toEqual(['ok', 1]);
    const told = (await platform.events()).filter(
      ({ verb, patients }) => verb === 'DEMOGRAPHICS_VIEWED' && patients[0] === patientId,
    );
    expect(
      told.map(({ outcome, purpose, details }) => [outcome, purpose, details?.meta?.['reason']]),
    ).toEqual([
      ['denied', 'research', 'no-consent'],
      ['success', 'research', undefined],
    ]);
  });

  test('of real people are taken in only where the practice is ready for them', async () => {
    const platform = await startTestPlatform(await engine.place(), { ...freshKeys(), ...realPractice });
    try {
      const { accessToken, adminId } = await adminOf(platform);
      const asked = { ...somebody(), providerId: adminId };
      const write = () => platform.client.call(createPatient, asked, { accessToken });
      expect(await write()).toMatchObject({ ok: false, code: 'denied' });
      await makeReady(platform, accessToken);
      expect(await write()).toMatchObject({ ok: true });
      await spoilPhiKeys(platform);
      const change = { patientId: asked.patientId, version: 1, changes: { given: 'Ada' } };
      expect(await platform.client.call(updatePatient, change, { accessToken })).toMatchObject({
        ok: false,
        code: 'denied',
      });
    } finally {
      await platform.stop();
    }
  });

  test('of them nothing stands in clear: not in the database, not in the log, not in a refusal', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const { patientId } = await register(platform, adminId);
    const refusals = [
      await platform.client.call(
        createPatient,
        { ...canaries, patientId, providerId: adminId },
        { accessToken },
      ),
      await platform.client.call(
        updatePatient,
        { patientId, version: 1, changes: { bornOn: '1931-03-17Canary' } },
        { accessToken },
      ),
      await platform.client.call(
        findPatients,
        { by: { field: 'mrn', value: 'CANARY!' }, purpose: 'treatment' },
        { accessToken },
      ),
    ];
    expect(refusals.map(({ ok: isOk }) => isOk)).toEqual([false, false, false]);
    await platform.placed();
    expect(JSON.stringify(refusals)).not.toMatch(words);
    expect(platform.logged.join('\n')).not.toMatch(/canary|1931-03-17/i);

    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'planted_misuse'`.execute(
      platform.db,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const { rows } = await sql<{ line: string }>`
        select to_json(t)::text as line from ${sql.table(name)} as t`.execute(platform.db);
      // Ids and hashes hold any digits: names are looked for, and the birth date as it is written.
      const found = rows.filter(({ line }) => /canary|1931-03-17/i.test(line));
      expect([name, found.length]).toEqual([name, 0]);
    }
  });

  test('a value that was moved to another row, or changed, is not shown', async () => {
    const platform = await shared();
    const { accessToken, adminId } = await adminOf(platform);
    const first = await register(platform, adminId);
    const second = await register(platform, adminId);
    const { demographics } = await platform.db
      .selectFrom('patient_record')
      .select('demographics')
      .where('patient_id', '=', first.patientId)
      .executeTakeFirstOrThrow();
    await platform.db
      .updateTable('patient_record')
      .set({ demographics })
      .where('patient_id', '=', second.patientId)
      .execute();
    const asked = { patientId: second.patientId, fields: ['given' as const], purpose: 'treatment' as const };
    const read = await platform.client.call(getPatient, asked, { accessToken });
    expect(read).toMatchObject({ ok: false, code: 'damaged' });
    const last = (await platform.events())
      .filter(({ patients }) => patients.includes(second.patientId))
      .at(-1);
    expect(last).toMatchObject({ verb: 'DEMOGRAPHICS_VIEWED', outcome: 'failure' });
  });
});

import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import { faultOf } from '../../../src/platform/database/fault';
import {
  accountDisclosures,
  amendDisclosure,
  listDisclosures,
  recordDisclosure,
} from '../../../src/shared/contract/platform/disclosures';
import { onEveryEngine } from './engines';
import { realPractice } from './hipaa';
import { sharedPlatform, startTestPlatform, type TestPlatform } from './running';

/** The test platform's clock begins on 28 May 2026. */
const today = '2026-05-28';
const sixYearsAgo = '2020-05-28';

const subpoena = {
  disclosedOn: '2026-03-02',
  recipient: 'Circuit Court of Cook County',
  recipientAddress: '50 W Washington St, Chicago, IL',
  what: 'Notes of the visits of 2025',
  purpose: 'Court order 26-L-0042',
  repeated: null,
};

onEveryEngine('the register of disclosures', (engine, test) => {
  const shared = sharedPlatform(engine);
  let patients = 0;

  async function register(platform: TestPlatform) {
    const accessToken = await platform.claim();
    const patientId = `patient ${(patients += 1)}`;
    await platform.db
      .insertInto('patient')
      .values({ patient_id: patientId, pseudonym: `Tamarack ${patients}` })
      .execute();
    const record = (given: Partial<z.input<typeof recordDisclosure.request>> = {}) =>
      platform.client.call(
        recordDisclosure,
        { patientId, id: randomUUID(), ...subpoena, ...given },
        { accessToken },
      );
    const amend = (
      given: Partial<z.input<typeof amendDisclosure.request>> & { id: string; version: number },
    ) =>
      platform.client.call(
        amendDisclosure,
        { patientId, ...subpoena, reason: 'The day was wrong', ...given },
        { accessToken },
      );
    const list = async () => {
      const reply = await platform.client.call(listDisclosures, { patientId }, { accessToken });
      if (!reply.ok) throw new Error(reply.message);
      return reply.value;
    };
    const account = async (from?: string) => {
      const reply = await platform.client.call(accountDisclosures, { patientId, from }, { accessToken });
      if (!reply.ok) throw new Error(reply.message);
      return reply.value;
    };
    const told = async () => (await platform.events()).filter((event) => event.patients.includes(patientId));
    return { accessToken, patientId, record, amend, list, account, told };
  }

  test('keeps every version, shows the newest, and tells the trail of each act but not what it says', async () => {
    const platform = await shared();
    const { patientId, record, amend, list, told } = await register(platform);
    const id = randomUUID();
    const entered = await record({ id });
    expect(entered).toMatchObject({
      ok: true,
      value: { id, patientId, version: 1, ...subpoena, withdrawn: false, reason: null },
    });
    const amended = await amend({ id, version: 1, disclosedOn: '2026-03-03' });
    expect(amended).toMatchObject({
      ok: true,
      value: { id, version: 2, disclosedOn: '2026-03-03', reason: 'The day was wrong' },
    });
    expect(await list()).toEqual({ disclosures: [amended.ok && amended.value], total: 1 });
    const rows = await platform.db
      .selectFrom('disclosure')
      .select(['version', 'disclosed_on'])
      .where('disclosure_id', '=', id)
      .orderBy('version')
      .execute();
    expect(rows).toEqual([
      { version: 1, disclosed_on: '2026-03-02' },
      { version: 2, disclosed_on: '2026-03-03' },
    ]);
    const events = await told();
    expect(events.map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual([
      'DISCLOSURE_RECORDED success',
      'DISCLOSURE_AMENDED success',
      'DISCLOSURES_VIEWED success',
    ]);
    for (const event of events) expect(JSON.stringify(event)).not.toMatch(/Cook County|Court order/);
  });

  test('enters once what is sent twice, and of two amendments at once takes one', async () => {
    const platform = await shared();
    const { record, amend, list, told } = await register(platform);
    const id = randomUUID();
    const replies = await Promise.all([record({ id }), record({ id }), record({ id })]);
    expect(replies[0]).toMatchObject({ ok: true });
    expect(replies).toEqual([replies[0], replies[0], replies[0]]);
    expect(await record({ id, recipient: 'Somebody else' })).toMatchObject({ ok: false, code: 'conflict' });
    const amendments = await Promise.all(
      ['a', 'b', 'c'].map((recipient) => amend({ id, version: 1, recipient })),
    );
    expect(amendments.map((reply) => (reply.ok ? 'ok' : reply.code)).sort()).toEqual([
      'conflict',
      'conflict',
      'ok',
    ]);
    const won = amendments.find((reply) => reply.ok);
    expect(await list()).toEqual({ disclosures: [won?.ok === true && won.value], total: 1 });
    const done = (await told()).filter(({ outcome }) => outcome === 'success').map(({ verb }) => verb);
    expect(done.filter((verb) => verb === 'DISCLOSURE_RECORDED')).toHaveLength(1);
    expect(done.filter((verb) => verb === 'DISCLOSURE_AMENDED')).toHaveLength(1);
  });

  test('accounts for six years at most, by the newest versions, without what was withdrawn', async () => {
    const platform = await shared();
    const { record, amend, account, told } = await register(platform);
    const enter = async (disclosedOn: string, lastOn: string | null = null) => {
      const id = randomUUID();
      const repeated = lastOn === null ? null : { times: 4, lastOn };
      expect(await record({ id, disclosedOn, repeated })).toMatchObject({ ok: true });
      return id;
    };
    await enter('2020-05-27');
    const oldest = await enter(sixYearsAgo);
    const going = await enter('2019-01-01', '2021-06-01');
    const newest = await enter(today);
    const mistaken = await enter('2025-01-01');
    await amend({ id: mistaken, version: 1, withdrawn: true, reason: 'It was another patient' });
    const moved = await enter('2019-05-05');
    await amend({ id: moved, version: 1, disclosedOn: '2024-05-05' });

    const whole = await account();
    expect(whole).toMatchObject({ askedOn: today, from: sixYearsAgo, dueOn: '2026-07-27' });
    expect(whole.disclosures.map(({ id }) => id)).toEqual([going, oldest, moved, newest]);
    expect((await account('2024-05-06')).disclosures.map(({ id }) => id)).toEqual([newest]);
    // Further back than the law asks for is not given.
    expect((await account('1990-01-01')).from).toBe(sixYearsAgo);
    const accountings = (await told()).filter(({ verb }) => verb === 'ACCOUNTING_OF_DISCLOSURES');
    expect(accountings.map(({ action, volume }) => [action, volume?.records])).toEqual([
      ['EXPORT', 4],
      ['EXPORT', 1],
      ['EXPORT', 4],
    ]);
  });

  test('refuses days that lie ahead, what is not there, and other patients’ entries', async () => {
    const platform = await shared();
    const { accessToken, record, amend } = await register(platform);
    expect(await record({ disclosedOn: '2026-05-29' })).toMatchObject({ ok: false, code: 'invalid-request' });
    const repeated = { times: 2, lastOn: '2026-03-01' };
    expect(await record({ repeated })).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(await record({ patientId: 'nobody' })).toMatchObject({ ok: false, code: 'not-found' });
    expect(await amend({ id: randomUUID(), version: 1 })).toMatchObject({ ok: false, code: 'not-found' });
    const other = await register(platform);
    const id = randomUUID();
    await other.record({ id });
    expect(await amend({ id, version: 1 })).toMatchObject({ ok: false, code: 'not-found' });
    const nobody = { patientId: 'nobody' };
    for (const call of [listDisclosures, accountDisclosures]) {
      expect(await platform.client.call(call, nobody, { accessToken })).toMatchObject({ code: 'not-found' });
    }
  });

  test('waits for the gate in a practice of real people, and its rows refuse every change', async () => {
    const place = await engine.place();
    const owned = { ...place, open: () => place.openAsOwner() };
    const platform = await startTestPlatform(owned, realPractice);
    try {
      const { record, told } = await register(platform);
      const shut = await record();
      expect(shut).toMatchObject({ ok: false, code: 'denied' });
      expect(await platform.db.selectFrom('disclosure').select('version').execute()).toEqual([]);
      expect((await told()).map(({ outcome, details }) => [outcome, details?.meta?.['reason']])).toEqual([
        ['denied', 'phi-gate-shut'],
      ]);
      for (const statement of [
        "update disclosure set what = 'x'",
        'delete from disclosure',
        'truncate disclosure',
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

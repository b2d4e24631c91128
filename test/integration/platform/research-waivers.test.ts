import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import { consentGate } from '../../../src/platform/access/consents';
import { faultOf } from '../../../src/platform/database/fault';
import { grantConsent } from '../../../src/shared/contract/platform/consents';
import {
  endResearchWaiver,
  listResearchWaivers,
  recordResearchWaiver,
} from '../../../src/shared/contract/platform/research-waivers';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { sharedPlatform, startTestPlatform, type TestPlatform } from './running';

function of<T>(reply: Result<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}

onEveryEngine('a board’s waiver', (engine, test) => {
  const shared = sharedPlatform(engine);
  let studies = 0;

  async function scene(platform: TestPlatform) {
    const accessToken = await platform.claim();
    const study = `Study ${(studies += 1)}`;
    const patientId = `patient of ${study}`;
    await platform.db
      .insertInto('patient')
      .values({ patient_id: patientId, pseudonym: `Willow ${studies}` })
      .execute();
    const { client } = platform;
    return {
      study,
      record: (given: Partial<z.input<typeof recordResearchWaiver.request>> = {}) =>
        client.call(
          recordResearchWaiver,
          { id: randomUUID(), study, board: 'Lutheran IRB', approvedOn: '2026-05-20', ...given },
          { accessToken },
        ),
      end: (id: string) => client.call(endResearchWaiver, { id }, { accessToken }),
      list: () => client.call(listResearchWaivers, {}, { accessToken }),
      say: (granted: boolean) =>
        client.call(
          grantConsent,
          { patient_id: patientId, id: randomUUID(), consent_type: 'research', granted, scope: study },
          { accessToken },
        ),
      may: async (purpose: string, scope?: string) => {
        const use = { patientId, purpose, ...(scope !== undefined && { scope }) };
        return (await consentGate(platform.db, use, platform.now())) === null;
      },
    };
  }

  test('lets research of its study go on without consents until it is ended, against nobody’s no', async () => {
    const platform = await shared();
    const { study, record, end, say, may } = await scene(platform);
    expect(await may('research', study)).toBe(false);
    const { id } = of(await record());
    expect(await may('research', study)).toBe(true);
    expect([
      await may('research', 'Study of others'),
      await may('research'),
      await may('marketing', study),
    ]).toEqual([false, false, false]);
    of(await say(false));
    expect(await may('research', study)).toBe(false);
    of(await say(true));
    expect(await may('research', study)).toBe(true);

    const next = await scene(platform);
    const other = of(await next.record());
    expect(await next.may('research', next.study)).toBe(true);
    of(await next.end(other.id));
    expect(await next.may('research', next.study)).toBe(false);
    of(await end(id));
    // The patient's own yes stands without it.
    expect(await may('research', study)).toBe(true);
  });

  test('is recorded and ended once, however often that is sent, each with its event', async () => {
    const platform = await shared();
    const { study, record, end, list } = await scene(platform);
    const id = randomUUID();
    const first = of(await record({ id }));
    expect(first).toMatchObject({
      id,
      study,
      board: 'Lutheran IRB',
      approvedOn: '2026-05-20',
      endedAt: null,
    });
    expect(of(await record({ id }))).toEqual(first);
    expect(await record({ id, board: 'Another' })).toMatchObject({ code: 'conflict' });
    // The practice's clock shows 28 May 2026.
    expect(await record({ approvedOn: '2026-05-29' })).toMatchObject({ code: 'invalid-request' });
    const ended = of(await end(id));
    expect(ended).toEqual({ ...first, endedAt: ended.endedAt, endedBy: first.recordedBy });
    expect(ended.endedAt).not.toBeNull();
    expect(of(await end(id))).toEqual(ended);
    expect(await end(randomUUID())).toMatchObject({ code: 'not-found' });
    expect(of(await list()).items[0]).toEqual(ended);
    const told = (await platform.events()).filter(({ resource }) => resource?.id === id);
    expect(told.map(({ verb, outcome }) => [verb, outcome])).toEqual([
      ['WAIVER_RECORDED', 'success'],
      ['WAIVER_RECORDED', 'failure'],
      ['WAIVER_ENDED', 'success'],
    ]);
    for (const role of ['nurse', 'compliance_officer']) {
      const accessToken = await platform.signInAs(role);
      const waiver = { id: randomUUID(), study, board: 'B', approvedOn: '2026-05-20' };
      expect(await platform.client.call(recordResearchWaiver, waiver, { accessToken })).toMatchObject({
        code: 'denied',
      });
    }
  });

  test('cannot be rewritten, revived or deleted in the table, by its owner either', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform({ ...place, open: () => place.openAsOwner() });
    try {
      const { record, end } = await scene(platform);
      const { id } = of(await record());
      const faults = async (statements: readonly string[]) => {
        for (const statement of statements) {
          const fault = await sql
            .raw(statement)
            .execute(platform.db)
            .then(() => 'done', faultOf);
          expect([statement, fault]).toEqual([statement, 'append-only']);
        }
      };
      await faults([
        `update research_waiver set study = 'Another'`,
        'delete from research_waiver',
        'truncate research_waiver',
      ]);
      of(await end(id));
      await faults(['update research_waiver set ended_at = null, ended_by = null']);
    } finally {
      await platform.stop();
    }
  });
});

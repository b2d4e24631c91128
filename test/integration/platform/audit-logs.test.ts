import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { z } from 'zod';
import {
  listAuditLogs,
  listPhiAuditLogs,
  logPhiAccess,
} from '../../../src/shared/contract/platform/audit-logs';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import { parseCheckpointText } from '../../../src/shared/transparency/checkpoint';
import { searchTrail } from '../../../src/shared/contract/platform/trail-search';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { phiAuditLogs } from '../../../src/shared/domain/audit-event/seeds/phi-audit-logs';
import { fromSource, type SourceFormat } from '../../../src/shared/domain/audit-event/seeds/source-format';
import { vantrexia } from '../../../src/shared/domain/audit-event/seeds/vantrexia';
import type { Result } from '../../../src/shared/domain/result';
import { verifyInclusion } from '../../../src/shared/transparency/proof';
import { actsOn } from '../../../src/platform/audit/act';
import { systemDraft } from '../../../src/platform/audit/draft';
import { trailSearchFor } from '../../../src/platform/audit/trail-search';
import { askTogether } from '../../../src/platform/database/question';
import { hashes } from '../../../src/platform/hashes';
import { onEveryEngine } from './engines';
import { sharedPlatform, type TestPlatform } from './running';

type Golden = Record<string, unknown> & { records: unknown[] };

function golden(name: string): Golden {
  return JSON.parse(readFileSync(`test/fixtures/golden/${name}.json`, 'utf8')) as Golden;
}

const vantrexiaGolden = golden('vantrexia-audit-logs');
const phiGolden = golden('ep-050-audit-logs');

onEveryEngine('documented audit endpoints', (engine, test) => {
  const shared = sharedPlatform(engine);
  let filled: Promise<void> | undefined;

  async function ready(): Promise<{ platform: TestPlatform; accessToken: string }> {
    const platform = await shared();
    const accessToken = await platform.claim();
    filled ??= fill(platform);
    await filled;
    return { platform, accessToken };
  }

  /** The body as it is sent, which no client has read through a schema. */
  async function get({ transport }: TestPlatform, target: string, accessToken: string) {
    const reply = await transport()(
      { method: 'GET', target, body: null, headers: { authorization: `Bearer ${accessToken}` } },
      Infinity,
    );
    return JSON.parse(reply.body) as Record<string, unknown>;
  }

  const searches = async (platform: TestPlatform) =>
    (await platform.events()).filter(({ verb }) => verb === 'TRAIL_SEARCHED').length;

  test('Vantrexia’s endpoint answers as its golden file says, and its links lead on and back', async () => {
    const { platform, accessToken } = await ready();
    const withoutPlace = (reply: Record<string, unknown>) =>
      JSON.parse(JSON.stringify(reply).replace(/(cursor=[ab]\d+-)\d+/g, '$1{seq}')) as unknown;
    const first = await get(platform, '/api/v1/auth/audit-logs/?user=7001&page_size=2', accessToken);
    expect(withoutPlace(first)).toEqual(vantrexiaGolden['of user 7001, two a page']);
    const second = await get(platform, String(first.next), accessToken);
    expect(withoutPlace(second)).toEqual(vantrexiaGolden['the page after it']);
    const back = await get(platform, String(second.previous), accessToken);
    expect(back.results).toEqual(first.results);
    expect(back.previous).toBeNull();
  });

  test('Vantrexia’s filters: action, resource type, address, and days to their end', async () => {
    const { platform, accessToken } = await ready();
    const ids = async (query: string) => {
      const reply = await get(platform, `/api/v1/auth/audit-logs/?${query}`, accessToken);
      return (reply.results as { id: unknown }[]).map(({ id }) => id).filter((id) => typeof id === 'number');
    };
    expect(await ids('action=FAILED_LOGIN')).toEqual([44]);
    expect(await ids('resource_type=Observation&user=7001')).toEqual([42]);
    expect(await ids('ip_address=198.51.100.7')).toEqual([42, 41]);
    expect(await ids('ip_address=2001:db8:0:0::7')).toEqual([43]);
    expect(await ids('user=7001&start_date=2026-03-02&end_date=2026-03-02')).toEqual([42, 41]);
    expect(await ids('user=7001&start_date=2026-03-02T10:00:00Z')).toEqual([43, 42]);
    expect(await ids('user=7001&end_date=2026-03-02T10:00:00Z')).toEqual([41]);
    const refused = await get(platform, '/api/v1/auth/audit-logs/?start_date=2026-02-30', accessToken);
    expect(refused.code).toBe('invalid-request');
  });

  test('EP-050’s list answers as its golden file says, and only of accesses to patient data', async () => {
    const { platform, accessToken } = await ready();
    const ask = (query: string) => get(platform, `/api/v1/hipaa/audit-logs?${query}`, accessToken);
    expect(await ask('user_id=8001&page_size=2')).toEqual(phiGolden['of user 8001, two a page']);
    expect(await ask('user_id=8001&page_size=2&page=2')).toEqual(phiGolden['page 2']);
    expect(await ask('user_id=8001&action=WRITE')).toEqual(phiGolden.writes);
    // Of the other source, what concerned a patient; signing in and reading the trail are none of it.
    const others = (await ask('user_id=7001')).items as { id: unknown }[];
    expect(others.map(({ id }) => id)).toEqual(['41']);
    expect((await ask('page=101&page_size=100')).code).toBe('invalid-request');
  });

  test('EP-050’s entry by hand is in the trail, in the words of whoever made it', async () => {
    const { platform, accessToken } = await ready();
    const entry: z.input<typeof logPhiAccess.request> = {
      resource_type: 'Patient',
      resource_id: 'pt-77',
      action: 'READ',
      phi_fields_accessed: ['diagnosis'],
      purpose: 'treatment',
    };
    const logged = await platform.client.call(logPhiAccess, entry, { accessToken });
    if (!logged.ok) throw new Error(logged.message);
    expect(logged.value).toMatchObject({ ...entry, retention_years: 6, ip_address: '127.0.0.1' });
    const event = (await platform.events()).find(({ patients }) => patients.includes('pt-77'));
    expect(event).toMatchObject({
      action: 'READ',
      actor: { userId: logged.value.user_id, role: 'admin' },
      phiFields: ['diagnosis'],
      purpose: 'treatment',
      retention: { years: 6 },
    });
    const listed = await platform.client.call(
      listPhiAuditLogs,
      { user_id: logged.value.user_id, page_size: 100 },
      { accessToken },
    );
    if (!listed.ok) throw new Error(listed.message);
    expect(listed.value.items).toContainEqual(logged.value);

    // Less than the law says, or more than the log is kept for.
    for (const retention_years of [5, 8]) {
      const other = { ...entry, retention_years };
      expect(await platform.client.call(logPhiAccess, other, { accessToken })).toMatchObject({
        code: 'invalid-request',
      });
    }
    const officer = await platform.signInAs('compliance_officer');
    expect(await platform.client.call(logPhiAccess, entry, { accessToken: officer })).toMatchObject({
      code: 'denied',
    });
  });

  test('a question is recorded once in a session, however often it is asked and whatever page', async () => {
    const { platform, accessToken } = await ready();
    const { client } = platform;
    const before = await searches(platform);
    for (let i = 0; i < 5; i += 1) {
      await client.call(listAuditLogs, { page_size: 5 + i }, { accessToken });
      await client.call(listPhiAuditLogs, { page: i + 1 }, { accessToken });
      await client.call(searchTrail, { patient: 'pt-5', limit: 5 + i }, { accessToken });
      await platform.placed();
    }
    expect(await searches(platform)).toBe(before + 3);
    const asked = (await platform.events()).filter(({ verb }) => verb === 'TRAIL_SEARCHED');
    expect(asked.filter(({ patients }) => patients.includes('pt-5'))).toHaveLength(1);
    await client.call(searchTrail, { patient: 'pt-5' }, { accessToken: await platform.claim() });
    expect(await searches(platform)).toBe(before + 4);
  });

  test('a search finds what every part asks for, page by page, each event with its proof', async () => {
    const { platform, accessToken } = await ready();
    const { client } = platform;
    const found: string[] = [];
    let next: { beforeTime: number; beforeSeq: number } | null = null;
    do {
      const page: Result<ReplyOf<typeof searchTrail>> = await client.call(
        searchTrail,
        { person: '7001', limit: 2, ...(next ?? {}) },
        { accessToken },
      );
      if (!page.ok) throw new Error(page.message);
      const head = parseCheckpointText(`${page.value.checkpoint.split('\n\n')[0]}\n`);
      if (!head.ok) throw new Error(head.message);
      const { root, size } = head.value;
      for (const { event, salt, seq, proof = [] } of page.value.events) {
        found.push(event.source.recordId ?? '');
        const leaf = eventLeafHash(event, salt, hashes);
        const path = proof.map((hash) => new Uint8Array(Buffer.from(hash, 'base64url')));
        expect(verifyInclusion({ leaf, index: seq, size, root, proof: path }, hashes)).toBe(true);
      }
      ({ next } = page.value);
    } while (next !== null);
    expect(found).toEqual(['43', '42', '41']);

    const ids = async (question: Parameters<typeof client.call<typeof searchTrail>>[1]) => {
      const page = await client.call(searchTrail, question, { accessToken });
      if (!page.ok) throw new Error(page.message);
      return page.value.events.map(({ event }) => event.source.recordId ?? event.verb);
    };
    expect(await ids({ patient: 'pt-1' })).toContain('41');
    expect(await ids({ person: '7001', actions: ['READ', 'EXPORT'] })).toEqual(['43', '41']);
    expect(await ids({ person: '7001', resourceType: 'Observation' })).toEqual(['42']);
    expect(await ids({ address: '203.0.113.9' })).toEqual(['44']);
    expect(await ids({ person: '7001', from: 1772445600000000, until: 1772496000000000 })).toEqual(['42']);
    expect(await client.call(searchTrail, { beforeTime: 1 }, { accessToken })).toMatchObject({
      code: 'invalid-request',
    });
  });

  test('less than the whole practice finds only its own', async () => {
    const { platform } = await ready();
    const stretch = { limit: 100, bytes: 1e9 };
    const own = trailSearchFor('7001', 'self');
    const assigned = trailSearchFor('7001', 'assigned');
    const found = await askTogether(platform.db, [
      own.count({}),
      own.newest({ person: '7002' }, stretch),
      assigned.count({}),
    ]);
    expect(found).toEqual([3, { events: [], isMore: false }, 0]);
  });

  test('what was refused is no access to EP-050, and Vantrexia’s record says that it was refused', async () => {
    const { platform, accessToken } = await ready();
    const list = async () =>
      (await get(platform, '/api/v1/hipaa/audit-logs?user_id=somebody-refused', accessToken)) as {
        items: unknown[];
      };
    const draft = (outcome: 'success' | 'denied') => ({
      ...systemDraft(
        { action: 'READ', verb: 'CHART_OPENED', resource: { type: 'Patient', id: 'p' }, outcome },
        platform.now(),
      ),
      actor: { userId: 'somebody-refused' },
      patients: ['p'],
    });
    await actsOn(platform.db, platform.now, () => undefined).act(async (_, record) => {
      await record(draft('denied'));
      await record(draft('success'));
    });
    await platform.placed();
    expect((await list()).items).toHaveLength(1);
    const { results } = (await get(
      platform,
      '/api/v1/auth/audit-logs/?user=somebody-refused',
      accessToken,
    )) as { results: { details: unknown }[] };
    expect(results.map(({ details }) => details)).toEqual([null, { outcome: 'denied' }]);
  });
});

async function fill({ db, now, placed }: TestPlatform): Promise<void> {
  const draftsOf = <T>(format: SourceFormat<T>, records: readonly unknown[]) =>
    records.map((record) => {
      const draft = fromSource(format, record);
      if (!draft.ok) throw new Error(draft.message);
      return draft.value;
    });
  const drafts = [
    ...draftsOf(vantrexia, vantrexiaGolden.records),
    ...draftsOf(phiAuditLogs, phiGolden.records),
  ];
  await actsOn(db, now, () => undefined).act(async (_, record) => {
    for (const draft of drafts) await record(draft);
  });
  await placed();
}

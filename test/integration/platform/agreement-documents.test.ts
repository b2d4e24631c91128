import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { faultOf } from '../../../src/platform/database/fault';
import {
  createAgreementDocument,
  endAgreementDocument,
  executeAgreementDocument,
  getAgreementDocument,
  linkAgreementDocument,
  listAgreementDocuments,
  listAgreementVersions,
  saveAgreementDocument,
  sendAgreementDocument,
  takeBackAgreementDocument,
} from '../../../src/shared/contract/platform/agreement-documents';
import { createAgreement } from '../../../src/shared/contract/platform/hipaa-agreements';
import { createIncident, getIncident } from '../../../src/shared/contract/platform/incidents';
import type { AgreementDocument } from '../../../src/shared/domain/agreement-document';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { signedAgreement } from './hipaa';
import { sharedPlatform } from './running';

/** The test platform’s clock begins on 28 May 2026. */
const today = '2026-05-28';
const hash = 'ab'.repeat(32);

const content: AgreementDocument = {
  title: 'With the billing service',
  kind: 'business-associate',
  direction: 'entrusting',
  parties: [
    { name: 'Test practice', part: 'covered-entity', address: null, signatory: null },
    {
      name: 'Acme Billing',
      part: 'business-associate',
      address: '1 Main St, Springfield',
      signatory: { name: 'Bo Signer', title: null, email: 'bo@acme.example' },
    },
  ],
  clauses: [{ id: 'breach-report', text: 'Reports within ten days.' }],
  effectiveOn: '2026-06-01',
  expiresOn: null,
};

function of<T>(reply: Result<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}

onEveryEngine('drafts of agreements', (engine, test) => {
  const shared = sharedPlatform(engine);

  async function scene() {
    const platform = await shared();
    const accessToken = await platform.signInAs('compliance_officer');
    await platform.placed();
    const from = (await platform.events()).length;
    const { client } = platform;
    const with_ = { accessToken };
    return {
      platform,
      accessToken,
      create: (id: string, agreement = content) =>
        client.call(createAgreementDocument, { id, agreement }, with_),
      get: (id: string, version?: number) => client.call(getAgreementDocument, { id, version }, with_),
      save: (id: string, version: number, agreement: AgreementDocument) =>
        client.call(saveAgreementDocument, { id, version, agreement }, with_),
      versions: (id: string) => client.call(listAgreementVersions, { id }, with_),
      send: (id: string, version: number) => client.call(sendAgreementDocument, { id, version }, with_),
      takeBack: (id: string, version: number) =>
        client.call(takeBackAgreementDocument, { id, version, reason: 'They ask for a change' }, with_),
      execute: (id: string, version: number, executedOn = today, documentSha256 = hash) =>
        client.call(executeAgreementDocument, { id, version, documentSha256, executedOn }, with_),
      end: (id: string, version: number, endedOn = '2026-12-31') =>
        client.call(endAgreementDocument, { id, version, endedOn, reason: 'Another service' }, with_),
      link: (id: string, version: number, hipaaAgreementId: string) =>
        client.call(linkAgreementDocument, { id, version, hipaaAgreementId }, with_),
      told: async (id: string) =>
        (await platform.events()).slice(from).filter(({ resource }) => resource?.id === id),
    };
  }

  test('are written, sent, taken back, executed and ended, and the trail tells of each step', async () => {
    const { create, save, send, takeBack, execute, end, versions, told } = await scene();
    const id = randomUUID();
    expect(of(await create(id))).toMatchObject({ version: 1, content, standing: { state: 'draft' } });
    of(await save(id, 1, { ...content, title: 'With Acme' }));
    expect(of(await send(id, 2)).newest).toMatchObject({ version: 3, standing: { state: 'sent' } });
    expect(await save(id, 3, content)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await send(id, 3)).toMatchObject({ ok: false, code: 'conflict' });
    of(await takeBack(id, 3));
    of(await save(id, 4, { ...content, title: 'With Acme Billing' }));
    of(await send(id, 5));
    expect(of(await execute(id, 6)).newest).toMatchObject({
      version: 7,
      standing: { state: 'executed', documentSha256: hash, executedOn: today },
    });
    expect(of(await end(id, 7)).newest).toMatchObject({
      version: 8,
      content: { title: 'With Acme Billing' },
      standing: { state: 'ended', documentSha256: hash, reason: 'Another service', endedOn: '2026-12-31' },
    });
    expect(of(await versions(id)).items.map(({ standing }) => standing.state)).toEqual([
      'ended',
      'executed',
      'sent',
      'draft',
      'draft',
      'sent',
      'draft',
      'draft',
    ]);
    const done = (await told(id)).filter(({ outcome }) => outcome === 'success');
    expect(done.map(({ verb }) => verb?.replace('AGREEMENT_', ''))).toEqual([
      'DRAFT_CREATED',
      'DRAFT_EDITED',
      'DRAFT_SENT',
      'DRAFT_TAKEN_BACK',
      'DRAFT_EDITED',
      'DRAFT_SENT',
      'EXECUTED',
      'ENDED',
      'VERSIONS_LISTED',
    ]);
    expect(done[6]?.details?.meta).toEqual({
      version: 7,
      documentSha256: hash,
      state: { old: 'sent', new: 'executed' },
    });
    for (const event of done) expect(JSON.stringify(event)).not.toMatch(/Acme|Another service|ten days/);
  });

  test('are sealed once executed: by the calls, and by the table', async () => {
    const { platform, create, save, takeBack, execute, get } = await scene();
    const id = randomUUID();
    of(await create(id));
    const executed = of(await execute(id, 1));
    expect(of(await execute(id, 1))).toEqual(executed);
    expect(await save(id, 2, { ...content, title: 'Changed' })).toMatchObject({ code: 'conflict' });
    expect(await takeBack(id, 2)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await execute(id, 2, today, 'cd'.repeat(32))).toMatchObject({ ok: false, code: 'conflict' });
    const add = (contentVersion: string, sha256: string) => `
      insert into document_version
      select document_id, 3, kind, form, state, phase, heading, ${contentVersion},
        ${contentVersion === '3' ? 'heading' : 'null'}, ${sha256}, user_id, saved_at
      from document_version where document_id = '${id}' and version = 2`;
    for (const statement of [
      add('3', 'document_sha256'),
      add('1', 'null'),
      add('1', `'${'cd'.repeat(32)}'`),
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
    expect(of(await get(id))).toEqual(executed.newest);
  });

  test('are executed only when they are whole and signed, and end after that', async () => {
    const { create, execute, end } = await scene();
    const id = randomUUID();
    of(await create(id, { ...content, clauses: [], effectiveOn: null }));
    const lacking = await execute(id, 1);
    expect(lacking).toMatchObject({ ok: false, code: 'conflict' });
    expect(!lacking.ok && lacking.message).toContain('a clause and an effective date');
    const other = randomUUID();
    of(await create(other));
    expect(await execute(other, 1, '2026-05-29')).toMatchObject({ ok: false, code: 'invalid-request' });
    of(await execute(other, 1));
    expect(await end(other, 2, '2026-05-27')).toMatchObject({ ok: false, code: 'invalid-request' });
    // A draft is given up.
    expect(of(await end(id, 1)).newest.standing).toMatchObject({ state: 'ended', documentSha256: null });
    expect(await execute(id, 2)).toMatchObject({ ok: false, code: 'conflict' });
  });

  test('name the recorded agreement of the same document', async () => {
    const { platform, create, execute, link, end } = await scene();
    const admin = await platform.claim();
    const recorded = async (signed_document_hash: string) =>
      of(
        await platform.client.call(
          createAgreement,
          { ...signedAgreement, id: randomUUID(), signed_document_hash },
          { accessToken: admin },
        ),
      ).id;
    const [right, again, wrong] = [
      await recorded(hash),
      await recorded(hash),
      await recorded('cd'.repeat(32)),
    ];
    const id = randomUUID();
    of(await create(id));
    expect(await link(id, 1, right)).toMatchObject({ ok: false, code: 'invalid-request' });
    of(await execute(id, 1));
    expect(await link(id, 2, wrong)).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(await link(id, 2, randomUUID())).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(of(await link(id, 2, right)).newest.standing.hipaaAgreementId).toBe(right);
    expect(await link(id, 3, again)).toMatchObject({ ok: false, code: 'conflict' });
    expect(of(await end(id, 3)).newest.standing.hipaaAgreementId).toBe(right);
  });

  test('are kept apart from incidents', async () => {
    const { platform, accessToken, create, get } = await scene();
    const id = randomUUID();
    of(await create(id));
    const read = await platform.client.call(getIncident, { id }, { accessToken });
    expect(read).toMatchObject({ ok: false, code: 'not-found' });
    const incident = {
      title: 'Under the same id',
      summary: null,
      phase: 'detection' as const,
      severity: 'low' as const,
      occurredFrom: null,
      occurredUntil: null,
      discoveredOn: today,
      events: [],
      patients: [],
      phiFields: [],
      containment: [],
      assignedTo: null,
      assessment: null,
    };
    const made = await platform.client.call(createIncident, { id, incident }, { accessToken });
    expect(made).toMatchObject({ ok: false, code: 'conflict' });
    expect(of(await get(id)).content).toEqual(content);
    const { items } = of(
      await platform.client.call(listAgreementDocuments, { state: 'draft' }, { accessToken }),
    );
    expect(items.map((item) => item.id)).toContain(id);
    expect(items.every(({ standing }) => standing.state === 'draft')).toBe(true);
  });
});

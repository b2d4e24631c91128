import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { faultOf } from '../../../src/platform/database/fault';
import { hashes } from '../../../src/platform/hashes';
import { eventKey, sealingKeys, serviceKey } from '../../../src/platform/phi/data-keys';
import { openText } from '../../../src/platform/phi/envelope';
import { monthOf } from '../../../src/platform/phi/event-values';
import {
  closeIncident,
  createIncident,
  getIncident,
  listIncidents,
  listIncidentVersions,
  reopenIncident,
  saveIncident,
  signOffIncident,
} from '../../../src/shared/contract/platform/incidents';
import { decryptPhi } from '../../../src/shared/contract/platform/phi';
import { patientList } from '../../../src/shared/domain/audit-event/patient-manifest';
import type { Incident } from '../../../src/shared/domain/incident';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { freshKeys, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const content: Incident = {
  title: 'Charts opened on a closed day',
  summary: 'Somebody looked at charts of neighbours',
  phase: 'detection',
  severity: 'high',
  occurredFrom: '2026-05-01',
  occurredUntil: null,
  discoveredOn: '2026-05-20',
  events: [0],
  patients: [],
  phiFields: ['given', 'family'],
  containment: [{ act: 'sessions-ended', seq: 1, note: 'By telephone' }],
  assignedTo: null,
  assessment: null,
};

const assessment: NonNullable<Incident['assessment']> = {
  encrypted: null,
  keySafe: null,
  exception: null,
  factors: { nature: null, recipient: null, acquisition: null, mitigation: null },
  otherFactors: [],
  conclusion: 'breach',
  grounds: 'Nothing shows a low probability',
};

function of<T>(reply: Result<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}

onEveryEngine('incidents', (engine, test) => {
  const keys = freshKeys();
  const shared = sharedPlatform(engine, keys);
  let patients = 0;

  async function somePatients({ db }: TestPlatform, count: number): Promise<string[]> {
    const added = Array.from({ length: count }, () => `incident patient ${(patients += 1)}`);
    await db
      .insertInto('patient')
      .values(added.map((id) => ({ patient_id: id, pseudonym: `Of ${id}` })))
      .execute();
    return added;
  }

  /** Two people who may: `ann` the administrator, `ben` the compliance officer. */
  async function scene() {
    const platform = await shared();
    const ann = await platform.claim();
    const ben = await platform.signInAs('compliance_officer');
    await platform.placed();
    const from = (await platform.events()).length;
    const as = (accessToken: string) => ({
      create: (id: string, incident: Incident) =>
        platform.client.call(createIncident, { id, incident }, { accessToken }),
      get: (id: string, version?: number) =>
        platform.client.call(getIncident, { id, version }, { accessToken }),
      save: (id: string, version: number, incident: Incident) =>
        platform.client.call(saveIncident, { id, version, incident }, { accessToken }),
      versions: (id: string) => platform.client.call(listIncidentVersions, { id }, { accessToken }),
      list: (filter: object = {}) => platform.client.call(listIncidents, filter, { accessToken }),
      signOff: (id: string, version: number, statement = 'Read and agreed') =>
        platform.client.call(signOffIncident, { id, version, statement }, { accessToken }),
      close: (id: string, version: number, reason = 'All is done') =>
        platform.client.call(closeIncident, { id, version, reason }, { accessToken }),
      reopen: (id: string, version: number, reason = 'Something came up') =>
        platform.client.call(reopenIncident, { id, version, reason }, { accessToken }),
    });
    const told = async (id: string) =>
      (await platform.events()).slice(from).filter(({ resource }) => resource?.id === id);
    const userId = async (userName: string) =>
      (
        await platform.db
          .selectFrom('account')
          .select('user_id')
          .where('user_key', '=', userName)
          .executeTakeFirstOrThrow()
      ).user_id;
    return {
      platform,
      ann: as(ann),
      ben: as(ben),
      annId: await userId('ann@example.org'),
      benId: await userId('compliance_officer@example.org'),
      told,
    };
  }

  test('keep every version whole, and tell of each act with its patients but not what it says', async () => {
    const { platform, ann, ben, annId, benId, told } = await scene();
    const [one, two] = await somePatients(platform, 2);
    const id = randomUUID();
    const first = { ...content, patients: [one as string] };
    const created = of(await ann.create(id, first));
    expect(created).toMatchObject({ id, version: 1, content: first, savedBy: annId });
    expect(created.standing).toEqual({ state: 'open', reason: null, assessedBy: null, signOff: null });

    const second = { ...first, phase: 'containment' as const, patients: [one as string, two as string] };
    const saved = of(await ben.save(id, 1, second));
    expect(saved).toMatchObject({
      outcome: 'saved',
      newest: { id, version: 2, content: second, savedBy: benId },
    });
    expect(of(await ann.get(id))).toEqual(saved.newest);
    expect(of(await ann.get(id, 1))).toEqual(created);
    expect(await ann.get(id, 3)).toMatchObject({ ok: false, code: 'not-found' });
    const versions = of(await ann.versions(id));
    expect(versions.total).toBe(2);
    expect(versions.items.map(({ version, savedBy, heading }) => [version, savedBy, heading.phase])).toEqual([
      [2, benId, 'containment'],
      [1, annId, 'detection'],
    ]);

    const events = await told(id);
    expect(events.map(({ verb, outcome, patients }) => [verb, outcome, patients])).toEqual([
      ['INCIDENT_CREATED', 'success', [one]],
      ['INCIDENT_EDITED', 'success', [one, two]],
      ['INCIDENT_VIEWED', 'success', [one, two]],
      ['INCIDENT_VIEWED', 'success', [one]],
      ['INCIDENT_VERSIONS_LISTED', 'success', []],
    ]);
    expect(events[1]?.details?.meta).toEqual({
      version: 2,
      changed: ['patients', 'phase'],
      phase: { old: 'detection', new: 'containment' },
    });
    for (const event of events) expect(JSON.stringify(event)).not.toMatch(/closed day|neighbours|telephone/);
  });

  test('lie sealed in the database, each version in its own place', async () => {
    const { platform, ann } = await scene();
    const id = randomUUID();
    of(await ann.create(id, content));
    of(await ann.save(id, 1, { ...content, title: 'Another title' }));
    const rows = await platform.db
      .selectFrom('document_version')
      .selectAll()
      .where('document_id', '=', id)
      .orderBy('version')
      .execute();
    expect(rows.map(({ kind, state, phase }) => [kind, state, phase])).toEqual([
      ['incident', 'open', 'detection'],
      ['incident', 'open', 'detection'],
    ]);
    for (const row of rows) {
      expect(JSON.stringify(row)).not.toMatch(/closed day|Another|neighbours/);
      expect(row.heading).toMatch(/^wk1\.value\./);
      expect(row.body).toMatch(/^wk1\.value\./);
    }
    // Nor does the call that opens values of others open ours.
    for (const ciphertext of [rows[0]?.heading ?? '', rows[0]?.body ?? '']) {
      const opened = await platform.client.call(
        decryptPhi,
        { ciphertext, purpose: 'operations' },
        { accessToken: await platform.claim() },
      );
      expect(opened).toMatchObject({ ok: false, code: 'invalid-request' });
    }
    // A version that was copied to another document does not open.
    const copy = randomUUID();
    await platform.db
      .insertInto('document_version')
      .values({ ...(rows[0] as (typeof rows)[0]), document_id: copy })
      .execute();
    expect(await ann.get(copy)).toMatchObject({ ok: false, code: 'damaged' });
    expect(await ann.save(copy, 1, content)).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('refuse to be changed or to lose a version, whoever asks the database', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform(place);
    const id = randomUUID();
    try {
      const accessToken = await platform.claim();
      of(
        await platform.client.call(
          createIncident,
          { id, incident: { ...content, events: [], containment: [] } },
          { accessToken },
        ),
      );
    } finally {
      await platform.stop();
    }
    const owner = await place.openAsOwner();
    try {
      const row = `select document_id, %s, kind, form, state, phase, heading, %s, body, document_sha256, user_id,
        saved_at from document_version where document_id = '${id}' and version = 1`;
      for (const statement of [
        `update document_version set state = 'closed'`,
        'delete from document_version',
        'truncate document_version',
        // No version is left out, and none is of another kind.
        `insert into document_version ${row.replace('%s', '3').replace('%s', '3')}`,
        `insert into document_version ${row
          .replace('%s', '2')
          .replace('%s', '2')
          .replace('kind,', `'agreement',`)}`,
      ]) {
        const fault = await sql
          .raw(statement)
          .execute(owner.db)
          .then(
            () => 'done',
            (error: unknown) => faultOf(error),
          );
        expect([statement, fault]).toEqual([statement, 'append-only']);
      }
    } finally {
      await owner.close();
    }
  });

  test('show who saves over an older version the newest one, and change nothing', async () => {
    const { platform, ann, ben, annId, told } = await scene();
    const [one] = await somePatients(platform, 1);
    const id = randomUUID();
    of(await ann.create(id, content));
    const hers = { ...content, title: 'By Ann', patients: [one as string] };
    const his = { ...content, title: 'By Ben' };
    of(await ann.save(id, 1, hers));
    const lost = of(await ben.save(id, 1, his));
    expect(lost).toMatchObject({
      outcome: 'conflict',
      newest: { version: 2, content: hers, savedBy: annId },
    });
    expect(of(await ben.get(id)).content).toEqual(hers);
    expect(await ben.save(id, 9, his)).toMatchObject({ ok: false, code: 'not-found' });
    const failed = (await told(id)).filter(({ outcome }) => outcome === 'failure');
    expect(failed[0]).toMatchObject({
      verb: 'INCIDENT_EDITED',
      patients: [one],
      details: { meta: { reason: 'changed-meanwhile', version: 2 } },
    });

    // Of several at once one is kept, and the others are shown it.
    const replies = await Promise.all(
      [1, 2, 3, 4].map((i) => (i % 2 === 0 ? ann : ben).save(id, 2, { ...hers, title: `Try ${i}` })),
    );
    const outcomes = replies.map((reply) => of(reply).outcome).sort();
    expect(outcomes).toEqual(['conflict', 'conflict', 'conflict', 'saved']);
    const kept = of(replies.find((reply) => of(reply).outcome === 'saved') as (typeof replies)[0]);
    for (const reply of replies) expect(of(reply).newest).toEqual(kept.newest);
  });

  test('are made and saved once by what is sent twice', async () => {
    const { platform, ann, ben, told } = await scene();
    const id = randomUUID();
    const made = await Promise.all([ann.create(id, content), ann.create(id, content)]);
    expect(of(made[0])).toEqual(of(made[1]));
    expect(await ann.create(id, { ...content, title: 'Other' })).toMatchObject({
      ok: false,
      code: 'conflict',
    });
    expect(await ben.create(id, content)).toMatchObject({ ok: false, code: 'conflict' });

    const next = { ...content, severity: 'critical' as const };
    const twice = [of(await ann.save(id, 1, next)), of(await ann.save(id, 1, next))];
    expect(twice[0]).toEqual(twice[1]);
    expect(twice[0]).toMatchObject({ outcome: 'saved', newest: { version: 2 } });
    // The same from somebody else is another save.
    expect(of(await ben.save(id, 1, next))).toMatchObject({ outcome: 'conflict' });
    // Nothing new is no version.
    expect(of(await ben.save(id, 2, next))).toMatchObject({ outcome: 'saved', newest: { version: 2 } });
    of(await ben.save(id, 2, { ...next, title: 'Later' }));
    // Sent once more after others went on: it was kept, and the newest is theirs.
    expect(of(await ann.save(id, 1, next))).toMatchObject({ outcome: 'saved', newest: { version: 3 } });
    const rows = await platform.db
      .selectFrom('document_version')
      .select('version')
      .where('document_id', '=', id)
      .execute();
    expect(rows).toHaveLength(3);
    const edits = (await told(id)).filter(
      ({ verb, outcome }) => verb === 'INCIDENT_EDITED' && outcome === 'success',
    );
    expect(edits).toHaveLength(2);
  });

  test('are closed and opened again with a reason, and closed ones are left as they are', async () => {
    const { platform, ann, ben, told } = await scene();
    const id = randomUUID();
    of(await ann.create(id, content));
    const closed = of(await ann.close(id, 1));
    expect(closed.newest).toMatchObject({
      version: 2,
      content,
      standing: { state: 'closed', reason: 'All is done' },
    });
    expect(of(await ann.close(id, 1))).toEqual(closed);
    expect(await ben.save(id, 2, { ...content, title: 'Late' })).toMatchObject({ code: 'conflict' });
    expect(await ben.close(id, 2)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await ben.signOff(id, 2)).toMatchObject({ ok: false, code: 'conflict' });
    const open = of(await ben.reopen(id, 2));
    expect(open.newest).toMatchObject({
      version: 3,
      standing: { state: 'open', reason: 'Something came up' },
    });
    expect(await ben.reopen(id, 3)).toMatchObject({ ok: false, code: 'conflict' });
    // What only changes its standing does not keep its content once more.
    const rows = await platform.db
      .selectFrom('document_version')
      .select(['version', 'content_version'])
      .where('document_id', '=', id)
      .orderBy('version')
      .execute();
    expect(rows.map((row) => row.content_version)).toEqual([1, 1, 1]);
    expect(of(await ann.save(id, 3, { ...content, title: 'Again' })).newest.standing.reason).toBeNull();
    const events = await told(id);
    expect(events.filter(({ outcome }) => outcome === 'success').map(({ verb }) => verb)).toEqual([
      'INCIDENT_CREATED',
      'INCIDENT_CLOSED',
      'INCIDENT_VIEWED',
      'INCIDENT_REOPENED',
      'INCIDENT_EDITED',
    ]);
    for (const event of events) expect(JSON.stringify(event)).not.toMatch(/All is done|came up/);
  });

  test('have their assessment signed off by a second person, until it changes', async () => {
    const { ann, ben, annId, benId } = await scene();
    const id = randomUUID();
    of(await ann.create(id, content));
    expect(await ben.signOff(id, 1)).toMatchObject({ ok: false, code: 'conflict' });
    const assessed = of(await ann.save(id, 1, { ...content, assessment }));
    expect(assessed.newest.standing.assessedBy).toBe(annId);
    expect(await ann.signOff(id, 2)).toMatchObject({ ok: false, code: 'denied' });
    const signed = of(await ben.signOff(id, 2));
    const signOff = { by: benId, inVersion: 3, statement: 'Read and agreed' };
    expect(signed.newest).toMatchObject({ version: 3, savedBy: benId, standing: { signOff } });
    expect(of(await ben.signOff(id, 2))).toEqual(signed);
    const later = { ...content, assessment, phase: 'notification' as const };
    expect(of(await ann.save(id, 3, later)).newest.standing.signOff).toEqual(signOff);
    const changed = { ...later, assessment: { ...assessment, grounds: 'Other grounds' } };
    expect(of(await ben.save(id, 4, changed)).newest.standing).toMatchObject({
      assessedBy: benId,
      signOff: null,
    });
    expect(await ben.signOff(id, 5)).toMatchObject({ ok: false, code: 'denied' });
    of(await ann.signOff(id, 5));
  });

  test('are listed by state and phase in pages, the one saved last first', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.claim();
      const call = platform.client;
      const ids = Array.from({ length: 5 }, () => randomUUID());
      for (const [i, id] of ids.entries()) {
        const incident = { ...content, events: [], containment: [], title: `Incident ${i}` };
        of(await call.call(createIncident, { id, incident }, { accessToken }));
        if (i === 1) of(await call.call(closeIncident, { id, version: 1, reason: 'Done' }, { accessToken }));
        if (i === 2) {
          const moved = { ...incident, phase: 'recovery' as const };
          of(await call.call(saveIncident, { id, version: 1, incident: moved }, { accessToken }));
        }
      }
      const list = async (filter: object) => {
        const { items, total } = of(await call.call(listIncidents, filter, { accessToken }));
        return [items.map(({ heading }) => heading.title.replace('Incident ', '')).join(''), total];
      };
      expect(await list({})).toEqual(['43210', 5]);
      expect(await list({ state: 'open' })).toEqual(['4320', 4]);
      expect(await list({ state: 'closed' })).toEqual(['1', 1]);
      expect(await list({ phase: 'recovery' })).toEqual(['2', 1]);
      expect(await list({ phase: 'detection', state: 'open' })).toEqual(['430', 3]);
      expect(await list({ page: 2, pageSize: 2 })).toEqual(['21', 5]);
      const listed = (await platform.events()).filter(({ verb }) => verb === 'INCIDENTS_LISTED');
      expect(listed).toHaveLength(6);
      for (const event of listed) expect(JSON.stringify(event)).not.toMatch(/Incident \d/);
    } finally {
      await platform.stop();
    }
  });

  test('name more than a hundred patients in events by a manifest that leads to the version', async () => {
    const { platform, ann, told } = await scene();
    const many = await somePatients(platform, 5000);
    const id = randomUUID();
    of(await ann.create(id, { ...content, patients: many }));
    expect(of(await ann.get(id)).content.patients).toEqual(many);
    const [created, viewed] = await told(id);
    expect(viewed?.patients).toEqual([]);
    expect(viewed?.patientManifest?.count).toBe(5000);
    const manifest = created?.patientManifest;
    if (manifest === undefined) throw new Error('No manifest');
    const { practice_id: practiceId } = await platform.db
      .selectFrom('practice')
      .select('practice_id')
      .executeTakeFirstOrThrow();
    const service = serviceKey(keys.phiKey, practiceId);
    const text = await platform.db.transaction().execute(async (transaction) => {
      const month = monthOf(created?.occurredAt ?? 0);
      const key = await eventKey(transaction, await sealingKeys(transaction, service), month, 0);
      return openText(key, [practiceId, 'patientManifest', manifest.sha256], manifest.sealed);
    });
    const where = JSON.parse(text ?? 'null') as { document: string; version: number; salt: string };
    expect(where).toMatchObject({ document: id, version: 1 });
    expect(patientList(many, where.salt, hashes).sha256).toBe(manifest.sha256);
  });

  test('name only patients, events and people that there are', async () => {
    const { ann, benId, told } = await scene();
    const id = randomUUID();
    for (const unknown of [
      { patients: ['nobody'] },
      { events: [1_000_000] },
      { containment: [{ act: 'other' as const, seq: 1_000_000, note: null }] },
      { assignedTo: randomUUID() },
    ]) {
      const reply = await ann.create(id, { ...content, ...unknown });
      expect([unknown, reply.ok ? 'ok' : reply.code]).toEqual([unknown, 'invalid-request']);
    }
    expect((await told(id)).map(({ verb, outcome, patients }) => [verb, outcome, patients])).toEqual(
      Array.from({ length: 4 }, () => ['INCIDENT_CREATED', 'failure', []]),
    );
    of(await ann.create(id, { ...content, assignedTo: benId }));
    expect(await ann.save(id, 1, { ...content, patients: ['nobody'] })).toMatchObject({
      code: 'invalid-request',
    });
  });

  test('are for administrators and compliance officers alone', async () => {
    const { platform } = await scene();
    for (const role of ['nurse', 'provider', 'clinical_manager', 'developer', 'imaging.super_admin']) {
      const accessToken = await platform.signInAs(role);
      const reply = await platform.client.call(listIncidents, {}, { accessToken });
      expect([role, reply.ok ? 'ok' : reply.code]).toEqual([role, 'denied']);
    }
  });
});

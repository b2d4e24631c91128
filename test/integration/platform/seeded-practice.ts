import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { PlatformCall, ReplyOf } from '../../../src/shared/contract/platform/call';
import { createAgreementDocument } from '../../../src/shared/contract/platform/agreement-documents';
import { makeAssignment, makeReferral } from '../../../src/shared/contract/platform/assignments';
import { planShift } from '../../../src/shared/contract/platform/care-teams';
import { grantConsent } from '../../../src/shared/contract/platform/consents';
import { recordDisclosure } from '../../../src/shared/contract/platform/disclosures';
import { createAgreement } from '../../../src/shared/contract/platform/hipaa-agreements';
import { createIncident } from '../../../src/shared/contract/platform/incidents';
import { createPatient } from '../../../src/shared/contract/platform/patients';
import { recordResearchWaiver } from '../../../src/shared/contract/platform/research-waivers';
import { placeLegalHold, releaseLegalHold } from '../../../src/shared/contract/platform/retention';
import { createRole } from '../../../src/shared/contract/platform/roles';
import type { AgreementDocument } from '../../../src/shared/domain/agreement-document';
import type { Incident } from '../../../src/shared/domain/incident';
import type { Database } from '../../../src/platform/database/schema';
import { archiveAll, DAY, recordSome } from './archived';
import { addVisit } from './care-rows';
import type { Engine } from './engines';
import { signedAgreement } from './hipaa';
import { adminName, freshKeys, startTestPlatform, type TestKeys, type TestPlatform } from './running';

/** Everybody in it but those who ask. */
export const seeded = '@seed.example';

/** A small practice with a little of everything, made by the calls that make it wherever there is one. */
export interface SeededPractice {
  platform: TestPlatform;
  keys: TestKeys;
  /** The same database, as whoever owns the schema sees it. */
  owner: Database;
  /** Has another administrator do something, as all that there is was done. Throws what is refused. */
  asBoss<Call extends PlatformCall>(call: Call, request: z.input<Call['request']>): Promise<ReplyOf<Call>>;
  idOf(name: string): string;
  patients: readonly string[];
}

export const incidentContent: Incident = {
  title: 'Charts opened on a closed day',
  summary: null,
  phase: 'detection',
  severity: 'high',
  occurredFrom: '2026-05-01',
  occurredUntil: null,
  discoveredOn: '2026-05-20',
  events: [],
  patients: [],
  phiFields: ['given'],
  containment: [],
  assignedTo: null,
  assessment: {
    encrypted: null,
    keySafe: null,
    exception: null,
    factors: { nature: null, recipient: null, acquisition: null, mitigation: null },
    otherFactors: [],
    conclusion: 'breach',
    grounds: 'Nothing shows a low probability',
  },
};

export const agreementContent: AgreementDocument = {
  title: 'With the billing service',
  kind: 'business-associate',
  direction: 'entrusting',
  parties: [
    { name: 'Test practice', part: 'covered-entity', address: null, signatory: null },
    { name: 'Acme Billing', part: 'business-associate', address: null, signatory: null },
  ],
  clauses: [{ id: 'breach-report', text: 'Reports within ten days.' }],
  effectiveOn: '2026-06-01',
  expiresOn: null,
};

const people = {
  boss: 'admin',
  leaver: 'admin',
  pia: 'provider',
  paul: 'provider',
  nora: 'nurse',
  max: 'ma',
  cora: 'compliance_officer',
  dev: 'developer',
  desk: 'custom.front_desk',
} as const;

export async function seedPractice(engine: Engine): Promise<SeededPractice> {
  const place = await engine.place();
  const keys = freshKeys();
  const platform = await startTestPlatform(place, keys);
  await platform.claim();
  await recordSome(platform, 'may', 20);
  platform.advance(10 * DAY);
  await recordSome(platform, 'june', 5);
  platform.advance(125 * DAY);
  const token = async () => (await platform.signIn(adminName)).accessToken;
  await archiveAll({ platform, keys, client: platform.client, token });

  const ids = new Map<string, string>();
  for (const [name, role] of Object.entries(people))
    ids.set(name, await platform.addAccount(`${name}${seeded}`, { role, display_name: name }));
  const idOf = (name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`${name} does not work here`);
    return id;
  };
  let accessToken: string | undefined;
  const asBoss: SeededPractice['asBoss'] = async (call, request) => {
    accessToken ??= (await platform.signIn(`boss${seeded}`)).accessToken;
    let reply = await platform.client.call(call, request, { accessToken });
    if (!reply.ok && reply.code === 'not-signed-in') {
      // The clock went on, or somebody ended the session.
      accessToken = (await platform.signIn(`boss${seeded}`)).accessToken;
      reply = await platform.client.call(call, request, { accessToken });
    }
    if (!reply.ok) throw new Error(`${call.name}: ${reply.code}: ${reply.message}`);
    return reply.value;
  };

  const grants = [
    { permission: 'patients:register', scope: 'practice' },
    { permission: 'consents:write', scope: 'practice' },
  ] as const;
  await asBoss(createRole, { code: 'custom.front_desk', title: 'Front desk', grants: [...grants] });
  await asBoss(createRole, { code: 'custom.reception', title: 'Reception', grants: [...grants] });

  const patients: string[] = [];
  for (const [i, given] of ['Martha', 'Otto', 'Lena', 'Hugo'].entries()) {
    const patientId = randomUUID();
    await asBoss(createPatient, {
      patientId,
      demographics: {
        given,
        family: 'Canary',
        bornOn: '1931-03-17',
        sex: 'other',
        mrn: `MRN ${i}`,
        email: `${given.toLowerCase()}@example.org`,
      },
      address: { line: '1 Main St', city: 'Springfield', state: 'IL', postalCode: '62701' },
      providerId: idOf(i < 2 ? 'pia' : 'paul'),
    });
    patients.push(patientId);
    await addVisit(platform.db, patientId, idOf(i < 2 ? 'pia' : 'paul'), platform.now() - 1000);
    await asBoss(grantConsent, { patient_id: patientId, id: randomUUID(), consent_type: 'research' });
    await asBoss(recordDisclosure, {
      patientId,
      id: randomUUID(),
      disclosedOn: '2026-06-01',
      recipient: 'County health department',
      recipientAddress: null,
      what: 'A test result',
      purpose: 'Reporting of a disease',
      repeated: null,
    });
  }
  const team = randomUUID();
  await platform.db.insertInto('care_team').values({ care_team_id: team, name: 'Blue' }).execute();
  await platform.db
    .insertInto('care_team_membership')
    .values(
      ['pia', 'nora'].map((name) => ({ care_team_id: team, user_id: idOf(name), since: 1, until: null })),
    )
    .execute();
  const [patientId = ''] = patients;
  const [now, hour] = [platform.now(), 3_600_000_000];
  const shift = { userId: idOf('nora'), startsAt: now, endsAt: now + hour, careTeamId: team };
  await asBoss(planShift, { ...shift, kind: 'clinic' });
  await asBoss(makeAssignment, { assignmentId: randomUUID(), patientId, to: { userId: idOf('nora') } });
  const ends = { fromUserId: idOf('nora'), toUserId: idOf('pia'), until: now + hour };
  await asBoss(makeReferral, { referralId: randomUUID(), patientId, ...ends });
  await asBoss(recordResearchWaiver, {
    id: randomUUID(),
    study: 'Acme heart study',
    board: 'County review board',
    approvedOn: '2026-06-01',
  });
  for (const _ of [1, 2]) {
    await asBoss(createIncident, {
      id: randomUUID(),
      incident: { ...incidentContent, patients: patients.slice(0, 1) },
    });
    await asBoss(createAgreementDocument, { id: randomUUID(), agreement: agreementContent });
  }
  await asBoss(createAgreement, signedAgreement);
  await asBoss(placeLegalHold, {
    id: randomUUID(),
    reach: 'patient',
    patientId,
    reason: 'A claim was announced',
  });
  await platform.placed();
  const owner = engine.name === 'PGlite' ? platform.db : (await place.openAsOwner()).db;
  return { platform, keys, owner, asBoss, idOf, patients };
}

/** Everybody works here again as on the first day, whatever was done to their accounts, settings and holds. */
export async function backToWork({ platform, asBoss }: SeededPractice): Promise<void> {
  const { password_hash } = await platform.db
    .selectFrom('account')
    .select('password_hash')
    .where('user_key', '=', adminName)
    .executeTakeFirstOrThrow();
  // All cases come from one address: what one call's wrong passwords have done would keep the next one out.
  await platform.db.deleteFrom('failed_sign_in').execute();
  await platform.db.updateTable('address_block').set({ released_at: 0 }).execute();
  for (const [name, role] of Object.entries(people)) {
    await platform.db
      .updateTable('account')
      .set({ role, status: 'active', ended_at: null, password_hash })
      .where('user_key', '=', `${name}${seeded}`)
      .execute();
  }
  await platform.db.updateTable('detection_setting').set({ settings: '{}' }).execute();
  await platform.db.updateTable('identity_setting').set({ second_factor_roles: '[]' }).execute();
  const regions = { allowed_regions: ['us-east-1', 'us-west-2'], region: null, retention_years: 7 };
  await platform.db
    .updateTable('hipaa_setting')
    .set({ ...regions, enabled: false })
    .execute();
  const held = await platform.db
    .selectFrom('legal_hold')
    .select('legal_hold_id as id')
    .where('released_at', 'is', null)
    .where('reach', '<>', 'patient')
    .execute();
  for (const { id } of held) await asBoss(releaseLegalHold, { id, reason: 'The next call' });
}

/** Resolves when no key is being replaced, no patient erased and no archive moved. */
export async function settled({ platform: { db, placed } }: SeededPractice): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from phi_key where state = 'retiring' union all
      select 1 from patient_erasure where finished_at is null union all
      select 1 from audit_archive where state not in ('archived', 'restored', 'purged')`.execute(db);
    if (rows.length === 0) return placed();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

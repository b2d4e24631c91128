import { sql } from 'kysely';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { generateSync } from 'otplib';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import type { PlatformCallName } from '../../../src/shared/contract/platform/calls';
import {
  createAgreementDocument,
  executeAgreementDocument,
  sendAgreementDocument,
} from '../../../src/shared/contract/platform/agreement-documents';
import { beginBreakGlass } from '../../../src/shared/contract/platform/break-glass';
import { registerCosigner } from '../../../src/shared/contract/platform/cosignatures';
import { readDetectionSettings } from '../../../src/shared/contract/platform/detection-settings';
import { createAgreement } from '../../../src/shared/contract/platform/hipaa-agreements';
import { readHipaaSettings } from '../../../src/shared/contract/platform/hipaa-settings';
import { readIdentitySettings } from '../../../src/shared/contract/platform/identity-settings';
import { closeIncident, createIncident } from '../../../src/shared/contract/platform/incidents';
import { getPatient, updatePatient } from '../../../src/shared/contract/platform/patients';
import { encryptPhi } from '../../../src/shared/contract/platform/phi';
import { readCheckpoint } from '../../../src/shared/contract/platform/proofs';
import { applyProvisioning, previewProvisioning } from '../../../src/shared/contract/platform/provisioning';
import { beginSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import { createAccount, inviteToAccount } from '../../../src/shared/contract/platform/workforce';
import { cosign, ed25519Cosigner } from '../../../src/shared/transparency/checkpoint';
import { noteSignatureType, verifierKeyText } from '../../../src/shared/transparency/signed-note';
import { rawPublicKey } from '../../../src/platform/audit/log-key';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import { digestOfKey } from '../../../src/platform/identity/failures';
import { validRequests, type Fields } from '../../helpers/fuzz/requests';
import { careSupplies } from './care-supplies';
import { signedAgreement } from './hipaa';
import { adminPassword } from './running';
import { agreementContent, incidentContent, seeded, type SeededPractice } from './seeded-practice';
import { always, each, newPatient, newPerson, twice, type Asker, type Supplies } from './supply';

type Rows = Promise<{ rows: Fields[] }>;

const accounts = (db: Database, as: string): Rows =>
  sql<Fields>`select user_id as ${sql.id(as)}, version from account
    where user_key like ${`%${seeded}`} and role <> 'admin' order by user_id`.execute(db);
const patients = (db: Database, as: string): Rows =>
  sql<Fields>`select patient_id as ${sql.id(as)}, version from patient_record order by patient_id`.execute(
    db,
  );
const documents = (db: Database, kind: string): Rows =>
  sql<Fields>`select document_id as id, max(version) as version from document_version
    where kind = ${kind} group by document_id order by max(saved_at) desc`.execute(db);
const sizes = (db: Database): Rows =>
  sql<Fields>`select size, size / 2 as "oldSize", size - 1 as seq from checkpoint`.execute(db);

/**
 * What there is of the kind that a field names, each with what belongs to it: a field of a call's request is looked up
 * here by `area.field`, then by its name.
 */
const kinds: Readonly<Record<string, (db: Database) => Rows>> = {
  userId: (db) => accounts(db, 'userId'),
  user: (db) => accounts(db, 'user'),
  user_id: (db) => accounts(db, 'user_id'),
  person: (db) => accounts(db, 'person'),
  providerId: (db) =>
    sql<Fields>`select user_id as "providerId" from account
    where user_key in (${`pia${seeded}`}, ${`paul${seeded}`})`.execute(db),
  patientId: (db) => patients(db, 'patientId'),
  patient_id: (db) => patients(db, 'patient_id'),
  patient: (db) => patients(db, 'patient'),
  'patients.userId': (db) =>
    sql<Fields>`select user_id as "userId", patient_id as "patientId" from patient_account
      order by until nulls first, user_id`.execute(db),
  'patients.by': (db) =>
    sql<Fields>`select json_build_object('field', 'pseudonym', 'value', pseudonym) as "by" from patient`.execute(
      db,
    ),
  'roles.userId': (db) =>
    sql<Fields>`select user_id as "userId", role as "from" from account
      where user_key like ${`%${seeded}`} and role <> 'admin' order by user_id`.execute(db),
  'roles.code': (db) =>
    sql<Fields>`select code, version from custom_role where retired_at is null`.execute(db),
  'roles.to': (db) => sql<Fields>`select code as "to" from custom_role where retired_at is null`.execute(db),
  'workforce.role': () => Promise.resolve({ rows: [{ role: 'nurse' }, { role: 'custom.reception' }] }),
  'incidents.id': (db) => documents(db, 'incident'),
  'agreementDocuments.id': (db) => documents(db, 'agreement'),
  'hipaa.id': (db) =>
    sql<Fields>`select agreement_id as id from hipaa_agreement order by created_at desc`.execute(db),
  'consents.id': (db) =>
    sql<Fields>`select id, patient_id from patient_consent order by revoked_at nulls first, id`.execute(db),
  'disclosures.id': (db) =>
    sql<Fields>`select disclosure_id as id, patient_id as "patientId", max(version) as version from disclosure
      group by disclosure_id, patient_id order by disclosure_id`.execute(db),
  careTeamId: (db) =>
    sql<Fields>`select care_team_id as "careTeamId", version from care_team
      where ended_at is null order by care_team_id`.execute(db),
  'shifts.userId': (db) =>
    sql<Fields>`select user_id as "userId", starts_at as "startsAt" from shift
      where cancelled_at is null order by starts_at, user_id`.execute(db),
  'assignments.assignmentId': (db) =>
    sql<Fields>`select patient_assignment_id as "assignmentId" from patient_assignment
      order by until nulls first, patient_assignment_id`.execute(db),
  'referrals.referralId': (db) =>
    sql<Fields>`select referral_id as "referralId" from referral order by until desc, referral_id`.execute(
      db,
    ),
  'appointments.appointmentId': (db) =>
    sql<Fields>`select appointment_id as "appointmentId", version from appointment order by appointment_id`.execute(
      db,
    ),
  'encounters.encounterId': (db) =>
    sql<Fields>`select encounter_id as "encounterId", version from encounter
      where ended_at is null order by encounter_id`.execute(db),
  'researchWaivers.id': (db) =>
    sql<Fields>`select research_waiver_id as id from research_waiver
      order by ended_at nulls first, research_waiver_id`.execute(db),
  alertId: (db) =>
    sql<Fields>`select alert_id as "alertId", version from alert order by raised_at desc`.execute(db),
  'legalHolds.id': (db) =>
    sql<Fields>`select legal_hold_id as id from legal_hold order by released_at nulls first`.execute(db),
  archiveId: (db) =>
    sql<Fields>`select archive_id as "archiveId" from audit_archive order by first_seq`.execute(db),
  certificateId: (db) =>
    sql<Fields>`select certificate_id as "certificateId" from destruction_certificate`.execute(db),
  provisioningId: (db) =>
    sql<Fields>`select provisioning_id as "provisioningId" from provisioning`.execute(db),
  breakGlassId: (db) => sql<Fields>`select break_glass_id as "breakGlassId" from break_glass`.execute(db),
  sessionIds: (db) =>
    sql<Fields>`select json_build_array(session_id) as "sessionIds" from session natural join account
      where user_key like ${`%${seeded}`} order by session.ended_at nulls first, opened_at desc limit 9`.execute(
      db,
    ),
  seq: sizes,
  size: sizes,
  oldSize: sizes,
  'retention.resourceType': (db) =>
    sql<Fields>`select resource_type as "resourceType", version from retention_policy`.execute(db),
  provision: (db) =>
    sql<Fields>`select provision, max(version) as version from attestation group by provision`.execute(db),
};

/** Ids that whoever sends the request makes: mostly new ones. */
const madeBySender: Readonly<Partial<Record<PlatformCallName, string>>> = {
  'workforce.create': 'userId',
  'patients.create': 'patientId',
  'patients.erase': 'id',
  'incidents.create': 'id',
  'agreementDocuments.create': 'id',
  'hipaa.createBaa': 'id',
  'consents.grant': 'id',
  'disclosures.record': 'id',
  'legalHolds.place': 'id',
  'breakGlass.begin': 'breakGlassId',
  'careTeams.create': 'careTeamId',
  'assignments.make': 'assignmentId',
  'referrals.make': 'referralId',
  'appointments.book': 'appointmentId',
  'encounters.open': 'encounterId',
  'researchWaivers.record': 'id',
  'provisioning.apply': 'provisioningId',
};

const text = 'As agreed by telephone';

async function newAccount({ asBoss }: SeededPractice): Promise<{ userId: string; version: number }> {
  const userId = randomUUID();
  const made = await asBoss(createAccount, {
    userId,
    userName: `${userId}${seeded}`,
    displayName: 'Somebody new',
    pronoun: null,
    role: 'nurse',
    jobTitle: '',
  });
  return { userId, version: made.version };
}

async function newDocument(
  { asBoss }: SeededPractice,
  until: 'draft' | 'sent' | 'executed',
  hash = 'ab'.repeat(32),
) {
  const id = randomUUID();
  await asBoss(createAgreementDocument, { id, agreement: agreementContent });
  if (until === 'sent') await asBoss(sendAgreementDocument, { id, version: 1 });
  if (until === 'executed')
    await asBoss(executeAgreementDocument, {
      id,
      version: 1,
      documentSha256: hash,
      executedOn: '2026-06-01',
    });
  return { id, version: until === 'draft' ? 1 : 2 };
}

async function newIncident({ asBoss }: SeededPractice): Promise<{ id: string; version: number }> {
  const id = randomUUID();
  await asBoss(createIncident, { id, incident: incidentContent });
  return { id, version: 1 };
}

const csv = (name: string) => `user_name,display_name,role\n${name}${seeded},Listed,nurse\n`;

async function newList({ asBoss }: SeededPractice) {
  const list = csv(randomUUID());
  const { plan } = await asBoss(previewProvisioning, { csv: list });
  return { provisioningId: randomUUID(), csv: list, plan };
}

function consoleKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = rawPublicKey(privateKey);
  const name = `console.example/${randomUUID()}`;
  const signer = (bytes: string) => new Uint8Array(sign(null, Buffer.from(bytes), privateKey));
  return {
    cosigner: ed25519Cosigner(name, publicKey, signer, hashes),
    verifierKey: verifierKeyText(name, noteSignatureType.cosignature, publicKey, hashes),
  };
}

async function newAlert({ platform, idOf }: SeededPractice): Promise<Fields> {
  const alertId = randomUUID();
  const now = platform.now();
  await platform.db
    .insertInto('alert')
    .values({
      alert_id: alertId,
      kind: 'bulk-reads',
      subject: alertId,
      user_id: idOf('max'),
      address: null,
      session_id: null,
      first_at: now,
      last_at: now,
      raised_at: now,
      count: 1,
      reason: 'Many charts in an hour',
      facts: '{}',
    })
    .execute();
  return { alertId, version: 1 };
}

/** Changes a patient; gives the place of that event. */
async function changedPatient({ asBoss, patients, platform }: SeededPractice): Promise<number> {
  const [patientId = ''] = patients;
  const asked = { patientId, fields: ['family' as const], purpose: 'operations' as const };
  const { version, fields } = await asBoss(getPatient, asked);
  await asBoss(updatePatient, { patientId, version, changes: { family: `${fields.family}s` } });
  await platform.placed();
  const { rows } = await sql<{ seq: number }>`
    select max(seq)::integer as seq from audit_event where body::json ->> 'verb' = 'DEMOGRAPHICS_EDITED'`.execute(
    platform.db,
  );
  return rows[0]?.seq ?? NaN;
}

/** What a request of this call needs besides ids: words that must fit, codes that work once, things in the right state. */
const supplies: Supplies = {
  ...careSupplies,
  'auth.signIn': always({ userName: `nora${seeded}`, password: adminPassword, code: undefined }),
  'auth.refreshSession': async ({ platform }) => {
    const { refreshToken } = await platform.signIn(`max${seeded}`);
    const other = await platform.signIn(`pia${seeded}`);
    // Used, used again, and then one of another session.
    return (turn) => (turn < 2 ? { refreshToken } : turn === 2 ? { refreshToken: other.refreshToken } : {});
  },
  'auth.beginSecondFactor': always({ password: adminPassword }),
  'auth.confirmSecondFactor': async ({ platform }, { accessToken }) => {
    const begun = await platform.client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
    if (!begun.ok) throw new Error(begun.message);
    const { secret } = begun.value;
    return (turn) =>
      turn < 2 ? { code: generateSync({ secret, epoch: Math.floor(platform.now() / 1_000_000) }) } : {};
  },
  'auth.changePassword': always({ password: adminPassword, newPassword: 'Another-Horse-9-Battery' }),
  'auth.endSessions': always({ sessionIds: undefined }),
  'auth.resetSecondFactor': each(2, async ({ platform, idOf }, _, i) => {
    const userId = idOf(i === 0 ? 'dev' : 'max');
    await platform.db
      .insertInto('second_factor')
      .values({ user_id: userId, confirmed_at: 1 })
      .onConflict((known) => known.column('user_id').doUpdateSet({ confirmed_at: 1, reset_at: null }))
      .execute();
    return { userId, reason: text };
  }),
  'auth.resetPassword': each(2, async (practice) => ({
    userId: await newPerson(practice, 'nurse'),
    reason: text,
  })),
  'sessions.end': each(2, async ({ platform }) => {
    await platform.signIn(`max${seeded}`);
    return {};
  }),
  'lockouts.releaseAccount': each(1, async ({ platform, idOf }) => {
    const now = platform.now();
    await platform.db
      .insertInto('failed_sign_in')
      .values(
        [1, 2, 3, 4, 5].map((i) => ({
          user_key_digest: digestOfKey(`max${seeded}`),
          address: '192.0.2.9',
          failed_at: now - i,
        })),
      )
      .execute();
    return { userId: idOf('max'), reason: text };
  }),
  'lockouts.releaseAddress': each(1, async ({ platform }) => {
    const now = platform.now();
    await platform.db
      .insertInto('address_block')
      .values({
        address_block_id: randomUUID(),
        address: '192.0.2.8',
        user_names: 20,
        blocked_at: now,
        blocked_until: now + 600_000_000,
        released_at: null,
      })
      .execute();
    return { address: '192.0.2.8', reason: text };
  }),
  'workforce.create': () =>
    Promise.resolve(() => ({ userName: `${randomUUID()}${seeded}`, displayName: 'New' })),
  'workforce.update': () =>
    Promise.resolve((turn) => ({ displayName: `Renamed ${turn}`, userName: undefined, role: undefined })),
  'workforce.putOnLeave': each(3, newAccount),
  'workforce.deactivate': each(3, newAccount),
  'workforce.reactivate': each(3, async (practice) => {
    const { userId, version } = await newAccount(practice);
    await practice.platform.db
      .updateTable('account')
      .set({ status: 'ended' })
      .where('user_id', '=', userId)
      .execute();
    return { userId, version: version + 1 };
  }),
  'workforce.invite': each(3, async (practice) => ({ userId: (await newAccount(practice)).userId })),
  'workforce.claimInvitation': twice(async (practice) => {
    const { userId } = await newAccount(practice);
    const { code } = await practice.asBoss(inviteToAccount, { userId });
    return { code, password: 'Correct-Horse-9-Battery' };
  }),
  'provisioning.preview': always({ csv: csv('previewed') }),
  'provisioning.apply': twice(newList),
  'provisioning.read': each(1, async (practice) => {
    const list = await newList(practice);
    await practice.asBoss(applyProvisioning, list);
    return { provisioningId: list.provisioningId };
  }),
  'provisioning.undoRow': twice(async (practice) => {
    const list = await newList(practice);
    await practice.asBoss(applyProvisioning, list);
    return { provisioningId: list.provisioningId, row: 1 };
  }),
  'breakGlass.begin': always({ justification: 'Unconscious in the waiting room', minutes: 60 }),
  'breakGlass.end': each(2, async ({ platform, patients: all }, { accessToken }, i) => {
    const breakGlassId = randomUUID();
    const asked = { breakGlassId, patientId: all[i] ?? '', justification: 'Unconscious in the waiting room' };
    const begun = await platform.client.call(beginBreakGlass, asked, { accessToken });
    if (!begun.ok) throw new Error(begun.message);
    return { breakGlassId };
  }),
  'breakGlass.review': each(2, async ({ platform, idOf, patients: all }) => {
    const breakGlassId = randomUUID();
    await platform.db
      .insertInto('break_glass')
      .values({
        break_glass_id: breakGlassId,
        user_id: idOf('nora'),
        patient_id: all[0] ?? '',
        justification: 'Unconscious in the waiting room',
        began_at: 1,
        expires_at: 2,
        review_due_at: 3,
      })
      .execute();
    return { breakGlassId, note: 'It was an emergency' };
  }),
  'roles.create': () =>
    Promise.resolve((turn) => ({
      code: `custom.made_${'abcdefgh'.charAt(turn % 8)}`,
      title: `Made ${turn}`,
      grants: [{ permission: 'staff:read', scope: 'own' }],
    })),
  'roles.change': () =>
    Promise.resolve((turn) => ({
      title: `Changed ${turn}`,
      grants: [{ permission: 'consents:write', scope: 'practice' }],
    })),
  'roles.retire': each(2, async ({ platform }, _, i) => {
    const code = `custom.over_${'ab'.charAt(i)}`;
    await platform.db
      .insertInto('custom_role')
      .values({ code, title: code, grants: '[]', version: 1, created_at: 1, changed_at: 1, retired_at: null })
      .execute();
    return { code, version: 1 };
  }),
  'patients.get': always({ fields: ['given', 'address'], purpose: 'treatment', consentScope: undefined }),
  'patients.find': always({ purpose: 'treatment', consentScope: undefined }),
  'patients.create': () =>
    Promise.resolve(() => ({
      demographics: { given: 'Ina', family: 'Canary', bornOn: '1960-01-02', sex: 'female' },
    })),
  'patients.update': () => Promise.resolve((turn) => ({ changes: { given: `Martha ${turn}` } })),
  'patients.erase': each(2, async (practice) => ({ patientId: await newPatient(practice), reason: text })),
  'audit.openChanges': async (practice) => {
    const seq = await changedPatient(practice);
    return () => ({ seq, purpose: 'operations', consentScope: undefined });
  },
  'phi.decrypt': each(3, async ({ asBoss }) => await asBoss(encryptPhi, { plaintext: 'Canary' })),
  'settings.changeHipaa': async ({ asBoss }) =>
    Promise.resolve(async () => (await asBoss(readHipaaSettings, {})).settings),
  'settings.changeDetection': async ({ asBoss }) =>
    Promise.resolve(async () => (await asBoss(readDetectionSettings, {})).settings),
  'settings.changeIdentity': async ({ asBoss }) =>
    Promise.resolve(async () => (await asBoss(readIdentitySettings, {})).settings),
  'hipaa.logPhiAccess': always({ retention_years: 7 }),
  'hipaa.createBaa': always({ ...signedAgreement }),
  'hipaa.report': always({ start_date: '2026-07-01', end_date: '2026-09-30' }),
  'hipaa.listAuditLogs': always({ page: 1, start_date: undefined, end_date: undefined }),
  'auth.listAuditLogs': always({ start_date: undefined, end_date: undefined, cursor: undefined }),
  'audit.search': always({ beforeTime: undefined, beforeSeq: undefined }),
  'consents.grant': always({ consent_type: 'research', expires_at: null, purpose: null, scope: null }),
  'researchWaivers.list': always({ page: 1 }),
  'researchWaivers.record': always({ approvedOn: '2026-06-01' }),
  'disclosures.record': always({ disclosedOn: '2026-06-01', repeated: null, recipient: 'A court' }),
  'disclosures.amend': always({ disclosedOn: '2026-06-01', repeated: null, reason: text }),
  'disclosures.account': always({ from: undefined }),
  'incidents.create': always({ incident: incidentContent }),
  'incidents.save': async () =>
    Promise.resolve((turn) => ({ incident: { ...incidentContent, summary: `${turn}` } })),
  'incidents.proofs': each(1, async ({ asBoss, platform }) => {
    const id = randomUUID();
    const { rows } = await sizes(platform.db);
    await asBoss(createIncident, {
      id,
      incident: { ...incidentContent, events: [Number(rows[0]?.['seq'])] },
    });
    return { id, version: undefined };
  }),
  'incidents.signOff': each(2, newIncident),
  'incidents.close': each(2, newIncident),
  'incidents.reopen': each(2, async (practice) => {
    const { id, version } = await newIncident(practice);
    await practice.asBoss(closeIncident, { id, version, reason: text });
    return { id, version: version + 1 };
  }),
  'agreementDocuments.create': always({ agreement: agreementContent }),
  'agreementDocuments.save': always({ agreement: agreementContent }),
  'agreementDocuments.send': each(2, (practice) => newDocument(practice, 'draft')),
  'agreementDocuments.takeBack': each(2, (practice) => newDocument(practice, 'sent')),
  'agreementDocuments.execute': each(2, async (practice) => ({
    ...(await newDocument(practice, 'sent')),
    executedOn: '2026-06-01',
  })),
  'agreementDocuments.end': each(2, async (practice) => ({
    ...(await newDocument(practice, 'executed')),
    endedOn: '2026-07-01',
  })),
  'agreementDocuments.link': each(2, async (practice) => {
    const hash = Buffer.from(randomUUID().replaceAll('-', '').repeat(2), 'hex').toString('hex');
    const { id: hipaaAgreementId } = await practice.asBoss(createAgreement, {
      ...signedAgreement,
      signed_document_hash: hash,
    });
    return { ...(await newDocument(practice, 'executed', hash)), hipaaAgreementId };
  }),
  'hipaa.deactivateBaa': each(2, async ({ asBoss }) => {
    const { id } = await asBoss(createAgreement, signedAgreement);
    return { id };
  }),
  'evidence.attest': async ({ platform }) =>
    Promise.resolve(async () => {
      const provision = '164.308(a)(1)(ii)(A)';
      const { rows } = await sql<{ version: number }>`select coalesce(max(version), 0)::int as version
        from attestation where provision = ${provision}`.execute(platform.db);
      return { provision, version: rows[0]?.version ?? 0, claim: 'in-place', validUntil: '2027-05-01' };
    }),
  'alerts.acknowledge': each(2, newAlert),
  'alerts.close': each(2, newAlert),
  'audit.registerCosigner': each(2, () => Promise.resolve({ verifierKey: consoleKey().verifierKey })),
  'audit.cosignCheckpoint': twice(async ({ platform }, { accessToken }) => {
    const key = consoleKey();
    const registered = await platform.client.call(
      registerCosigner,
      { verifierKey: key.verifierKey },
      { accessToken },
    );
    if (!registered.ok) throw new Error(registered.message);
    await platform.placed();
    const head = await platform.client.call(readCheckpoint, {}, { accessToken });
    if (!head.ok) throw new Error(head.message);
    const note = cosign(head.value.checkpoint, key.cosigner, Math.floor(platform.now() / 1_000_000));
    if (!note.ok) throw new Error(note.message);
    return { note: note.value };
  }),
  'retention.changePolicy': always({ retentionPeriodYears: 8 }),
  'legalHolds.place': always({ reach: 'patient', from: null, until: null, reason: text }),
  'legalHolds.release': each(1, () => Promise.resolve({ reason: text })),
};

/**
 * Requests of one call as somebody's work makes them: of the declared shape, with ids that there are and versions as
 * they are at that moment. The call's area is the first part of its name.
 */
export async function realRequests(
  call: PlatformCall,
  practice: SeededPractice,
  asker: Asker,
): Promise<(turn: number) => Promise<Fields>> {
  const name = call.name as PlatformCallName;
  const [area = ''] = call.name.split('.');
  const declared = Object.keys(call.request.shape);
  const bases = validRequests(call, 40);
  const supplied = await supplies[name]?.(practice, asker);
  const ownId = madeBySender[name];
  return async (turn) => {
    const fields: Fields = { ...bases[turn % bases.length] };
    const drawn = new Set<string>();
    for (const field of declared) {
      if (drawn.has(field)) continue;
      if (field === ownId && turn % 4 !== 3) {
        fields[field] = randomUUID();
        continue;
      }
      const kind = kinds[`${area}.${field}`] ?? kinds[field];
      if (kind === undefined) continue;
      const { rows } = await kind(practice.platform.db);
      const row = rows[turn % rows.length] ?? {};
      for (const [key, value] of Object.entries(row)) {
        if (!declared.includes(key)) continue;
        fields[key] = typeof value === 'bigint' ? Number(value) : value;
        drawn.add(key);
      }
    }
    return { ...fields, ...(await supplied?.(turn)) };
  };
}

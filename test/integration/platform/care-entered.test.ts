import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { PlatformCall, ReplyOf } from '../../../src/shared/contract/platform/call';
import {
  endAssignment,
  endReferral,
  listAssignments,
  listReferrals,
  makeAssignment,
  makeReferral,
} from '../../../src/shared/contract/platform/assignments';
import {
  bookAppointment,
  changeAppointment,
  closeEncounter,
  listAppointments,
  listEncounters,
  openEncounter,
  settleAppointment,
} from '../../../src/shared/contract/platform/care';
import {
  addCareTeamMember,
  cancelShift,
  changeCareTeam,
  createCareTeam,
  endCareTeam,
  getCareTeam,
  listCareTeams,
  listShifts,
  planShift,
  removeCareTeamMember,
} from '../../../src/shared/contract/platform/care-teams';
import {
  linkPatientAccount,
  readPatientAccount,
  unlinkPatientAccount,
} from '../../../src/shared/contract/platform/patient-accounts';
import { createPatient, getPatient } from '../../../src/shared/contract/platform/patients';
import { createRole } from '../../../src/shared/contract/platform/roles';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import type { Result } from '../../../src/shared/domain/result';
import { addPatients, addVisit } from './care-rows';
import { onEveryEngine } from './engines';
import { makeReady, realPractice } from './hipaa';
import { sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const HOUR = 3600;
const micros = (seconds: number) => seconds * 1_000_000;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.code);

/** Somebody signed in, who asks. */
interface Person {
  userId: string;
  ask<Call extends PlatformCall>(
    call: Call,
    request: z.input<Call['request']>,
  ): Promise<Result<ReplyOf<Call>>>;
}

async function personOf(platform: TestPlatform, role: string): Promise<Person> {
  const userName = `${role}-${randomUUID()}`;
  const userId = await platform.addAccount(userName, { role });
  // The clock goes on in these tests: before a session can have ended, another one is opened.
  const soon = () => platform.now() + micros(HOUR / 5);
  let until = soon();
  let { accessToken } = await platform.signIn(userName);
  return {
    userId,
    ask: async (call, request) => {
      if (platform.now() > until) {
        ({ accessToken } = await platform.signIn(userName));
        until = soon();
      }
      return platform.client.call(call, request, { accessToken });
    },
  };
}

/** Patients with one visit each that somebody else had, so that a list of visits tells who is within reach. */
async function patientsOf({ db, now }: TestPlatform, provider: string, names: readonly string[]) {
  const name = randomUUID().slice(0, 8);
  const ids = names.map((one) => `${one} ${name}`);
  await addPatients(db, provider, ids);
  for (const patientId of ids) await addVisit(db, patientId, provider, now() - 1000);
  return ids as [string, ...string[]];
}

/** The first words of the patients whose visits somebody sees. */
async function seenBy({ ask }: Person): Promise<string[]> {
  const { encounters } = valueOf(await ask(listEncounters, {}));
  return [...new Set(encounters.map(({ patientId }) => patientId.split(' ')[0] ?? ''))].sort();
}

onEveryEngine('care that is entered', (engine, test) => {
  const shared = sharedPlatform(engine);

  /** What the trail tells of one person's deeds, from the first one on. */
  const deedsOf = async (platform: TestPlatform, userId: string) =>
    (await platform.events())
      .filter(({ actor, action }) => actor.userId === userId && action !== 'LOGIN' && action !== 'READ')
      .map((event) => eventSentence(event, 'Ann').replace('Ann ', ''));

  test('assigned reaches what teams, shifts, assignments and visits give, and no more once each is over', async () => {
    const platform = await shared();
    const [manager, provider, other, nurse] = [
      await personOf(platform, 'clinical_manager'),
      await personOf(platform, 'provider'),
      await personOf(platform, 'provider'),
      await personOf(platform, 'nurse'),
    ];
    await patientsOf(platform, provider.userId, ['panel']);
    const [given, mine = '', booked = '', visited = ''] = await patientsOf(platform, other.userId, [
      'given',
      'mine',
      'booked',
      'visited',
    ]);
    const far = await personOf(platform, 'provider');
    await patientsOf(platform, far.userId, ['far']);
    expect(await seenBy(nurse)).toEqual([]);

    // A team: its members' panels, and whoever is given to it.
    const careTeamId = randomUUID();
    let { version } = valueOf(await manager.ask(createCareTeam, { careTeamId, name: `Blue ${careTeamId}` }));
    for (const { userId } of [provider, nurse])
      ({ version } = valueOf(
        await manager.ask(addCareTeamMember, { careTeamId, version, userId, duty: 'Lead' }),
      ));
    expect(await seenBy(nurse)).toEqual(['panel']);
    const toTeam = { assignmentId: randomUUID(), patientId: given, to: { careTeamId } };
    valueOf(await manager.ask(makeAssignment, toTeam));
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);

    // To one person, from an instant on and until another.
    const later = platform.now() + micros(HOUR);
    const toNurse = {
      assignmentId: randomUUID(),
      patientId: mine,
      to: { userId: nurse.userId },
      since: later,
      until: later + micros(HOUR),
    };
    valueOf(await manager.ask(makeAssignment, toNurse));
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);
    platform.advance(HOUR + 60);
    expect(await seenBy(nurse)).toEqual(['given', 'mine', 'panel']);
    platform.advance(HOUR);
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);

    // A shift with another team.
    const otherTeam = randomUUID();
    valueOf(await manager.ask(createCareTeam, { careTeamId: otherTeam, name: `Red ${otherTeam}` }));
    valueOf(
      await manager.ask(addCareTeamMember, {
        careTeamId: otherTeam,
        version: 1,
        userId: far.userId,
        duty: 'Lead',
      }),
    );
    const startsAt = platform.now();
    const shift = {
      userId: nurse.userId,
      startsAt,
      endsAt: startsAt + micros(4 * HOUR),
      kind: 'clinic' as const,
      careTeamId: otherTeam,
    };
    valueOf(await manager.ask(planShift, shift));
    expect(await seenBy(nurse)).toEqual(['far', 'given', 'panel']);
    expect(codeOf(await nurse.ask(getCareTeam, { careTeamId: otherTeam }))).toBe('ok');
    valueOf(await manager.ask(cancelShift, { userId: nurse.userId, startsAt }));
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);
    // Planned anew under the same beginning, and over by itself.
    valueOf(await manager.ask(planShift, shift));
    expect(valueOf(await manager.ask(listShifts, { userId: nurse.userId })).shifts).toEqual([shift]);
    expect(await seenBy(nurse)).toEqual(['far', 'given', 'panel']);
    platform.advance(4 * HOUR);
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);

    // A visit to come, and one that goes on.
    const appointmentId = randomUUID();
    valueOf(
      await provider.ask(bookAppointment, {
        appointmentId,
        patientId: booked,
        userId: nurse.userId,
        startsAt: platform.now() + micros(HOUR),
        minutes: 20,
        visitType: 'Follow-up',
      }),
    );
    expect(await seenBy(nurse)).toEqual(['booked', 'given', 'panel']);
    valueOf(await provider.ask(settleAppointment, { appointmentId, version: 1, status: 'cancelled' }));
    expect(await seenBy(nurse)).toEqual(['given', 'panel']);
    const encounter = { encounterId: randomUUID(), patientId: visited, userId: nurse.userId };
    valueOf(await provider.ask(openEncounter, { ...encounter, kind: 'visit' }));
    expect(await seenBy(nurse)).toEqual(['given', 'panel', 'visited']);

    // Everything ends.
    valueOf(await manager.ask(endAssignment, { assignmentId: toTeam.assignmentId }));
    expect(await seenBy(nurse)).toEqual(['panel', 'visited']);
    ({ version } = valueOf(
      await manager.ask(removeCareTeamMember, { careTeamId, version, userId: nurse.userId }),
    ));
    expect(await seenBy(nurse)).toEqual(['visited']);
    ({ version } = valueOf(
      await manager.ask(addCareTeamMember, { careTeamId, version, userId: nurse.userId, duty: 'Float' }),
    ));
    expect(await seenBy(nurse)).toEqual(['panel', 'visited']);
    valueOf(await manager.ask(endCareTeam, { careTeamId, version }));
    expect(await seenBy(nurse)).toEqual(['visited']);
    const teams = valueOf(await manager.ask(listCareTeams, {})).careTeams.map((team) => team.careTeamId);
    expect([teams.includes(otherTeam), teams.includes(careTeamId)]).toEqual([true, false]);
    expect(valueOf(await manager.ask(getCareTeam, { careTeamId })).endedAt).not.toBeNull();

    expect(await deedsOf(platform, manager.userId)).toEqual([
      'added a care team',
      'added a care team member',
      'added a care team member',
      'gave a patient into somebody’s care',
      'gave a patient into somebody’s care',
      'added a care team',
      'added a care team member',
      'added a shift',
      'took a shift off the plan',
      'added a shift',
      'took a patient out of somebody’s care',
      'removed a care team member',
      'added a care team member',
      'ended a care team',
    ]);
    expect(await deedsOf(platform, provider.userId)).toEqual([
      'added an appointment',
      'cancelled an appointment',
      'started an encounter',
    ]);
    const told = (await platform.events()).filter(({ verb }) => verb === 'PATIENT_ASSIGNED');
    expect(told.map(({ patients, details }) => [patients, details?.meta])).toEqual([
      [[given], { careTeamId }],
      [[mine], { userId: nurse.userId }],
    ]);
  });

  test('self reaches the patient whose account it is, while it is', async () => {
    const platform = await shared();
    const [provider, nurse, patient, sibling] = [
      await personOf(platform, 'provider'),
      await personOf(platform, 'nurse'),
      await personOf(platform, 'patient'),
      await personOf(platform, 'patient'),
    ];
    const register = async (given: string) => {
      const patientId = randomUUID();
      const demographics = { given, family: 'Doe', bornOn: '1970-01-02', sex: 'other' as const };
      const address = { line: '1 Main St', city: 'Springfield', state: 'IL', postalCode: '62701' };
      const asked = { patientId, demographics, address, providerId: provider.userId };
      return valueOf(await provider.ask(createPatient, asked)).patientId;
    };
    const [me, them] = [await register('me'), await register('them')];
    const names = new Map([
      [me, 'me'],
      [them, 'them'],
    ]);
    const readable = async ({ ask }: Person) => {
      const seen: (string | undefined)[] = [];
      for (const patientId of [me, them]) {
        const asked = { patientId, fields: ['given' as const], purpose: 'patient-request' as const };
        const reply = await ask(getPatient, asked);
        if (reply.ok) seen.push(reply.value.fields.given ?? undefined);
      }
      return seen;
    };
    expect(await readable(patient)).toEqual([]);
    const link = { patientId: me, userId: patient.userId };
    const linked = valueOf(await provider.ask(linkPatientAccount, link));
    expect(valueOf(await provider.ask(linkPatientAccount, link))).toEqual(linked);
    expect(await readable(patient)).toEqual(['me']);
    expect(await readable(sibling)).toEqual([]);
    expect(valueOf(await provider.ask(readPatientAccount, { patientId: me })).account).toEqual(linked);

    const refused = [
      { patientId: them, userId: patient.userId },
      { patientId: me, userId: sibling.userId },
      { patientId: them, userId: nurse.userId },
      { patientId: them, userId: randomUUID() },
      { patientId: 'typed by somebody', userId: sibling.userId },
    ];
    const codes: string[] = [];
    for (const one of refused) codes.push(codeOf(await provider.ask(linkPatientAccount, one)));
    expect(codes).toEqual(['conflict', 'conflict', 'invalid-request', 'invalid-request', 'not-found']);
    expect(codeOf(await nurse.ask(linkPatientAccount, link))).toBe('denied');
    const typed = { patientId: 'typed by somebody' };
    expect(codeOf(await provider.ask(readPatientAccount, typed))).toBe('not-found');

    valueOf(await provider.ask(unlinkPatientAccount, link));
    valueOf(await provider.ask(unlinkPatientAccount, link));
    expect(await readable(patient)).toEqual([]);
    expect(codeOf(await provider.ask(unlinkPatientAccount, { ...link, patientId: them }))).toBe('not-found');
    // Afterwards it can be somebody else's.
    valueOf(await provider.ask(linkPatientAccount, { patientId: them, userId: patient.userId }));
    expect(await readable(patient)).toEqual(['them']);

    const told = (await platform.events()).filter(({ actor }) => actor.userId === provider.userId);
    expect(
      told
        .filter(({ verb }) => verb?.startsWith('PATIENT_ACCOUNT') === true)
        .map(({ verb, outcome, patients }) => [verb, outcome, names.get(patients[0] ?? '')]),
    ).toEqual([
      ['PATIENT_ACCOUNT_LINKED', 'success', 'me'],
      ['PATIENT_ACCOUNT_VIEWED', 'success', 'me'],
      ['PATIENT_ACCOUNT_LINKED', 'failure', 'them'],
      ['PATIENT_ACCOUNT_LINKED', 'failure', 'me'],
      ['PATIENT_ACCOUNT_LINKED', 'failure', 'them'],
      ['PATIENT_ACCOUNT_LINKED', 'failure', 'them'],
      ['PATIENT_ACCOUNT_LINKED', 'denied', undefined],
      ['PATIENT_ACCOUNT_VIEWED', 'denied', undefined],
      ['PATIENT_ACCOUNT_UNLINKED', 'success', 'me'],
      ['PATIENT_ACCOUNT_UNLINKED', 'failure', 'them'],
      ['PATIENT_ACCOUNT_LINKED', 'success', 'them'],
    ]);
    expect(JSON.stringify(told)).not.toContain('typed by');
  });

  test('referred reaches the patients of referrals from and to oneself, while they hold', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const role = {
      code: 'custom.referring',
      title: 'Referring',
      grants: [{ permission: 'encounters:read' as const, scope: 'referred' as const }],
    };
    valueOf(await platform.client.call(createRole, role, { accessToken }));
    const [provider, from, to, stranger] = [
      await personOf(platform, 'provider'),
      await personOf(platform, role.code),
      await personOf(platform, role.code),
      await personOf(platform, role.code),
    ];
    const [patientId, other = ''] = await patientsOf(platform, provider.userId, ['sent', 'kept']);
    const referral = {
      referralId: randomUUID(),
      patientId,
      fromUserId: from.userId,
      toUserId: to.userId,
      until: platform.now() + micros(2 * HOUR),
    };
    const make = async (more: Partial<typeof referral> = {}) =>
      codeOf(await provider.ask(makeReferral, { ...referral, ...more }));
    expect([await make(), await make()]).toEqual(['ok', 'ok']);
    expect([await seenBy(from), await seenBy(to), await seenBy(stranger)]).toEqual([['sent'], ['sent'], []]);
    const listed = valueOf(await provider.ask(listReferrals, { userId: to.userId })).referrals;
    expect(listed).toMatchObject([{ patientId, fromUserId: from.userId, toUserId: to.userId }]);
    expect([
      await make({ patientId: other }),
      await make({ referralId: randomUUID() }),
      await make({ referralId: randomUUID(), toUserId: from.userId }),
      await make({ referralId: randomUUID(), patientId: other, until: platform.now() - 1 }),
    ]).toEqual(['conflict', 'conflict', 'invalid-request', 'invalid-request']);

    valueOf(await provider.ask(endReferral, { referralId: referral.referralId }));
    valueOf(await provider.ask(endReferral, { referralId: referral.referralId }));
    expect([await seenBy(from), await seenBy(to)]).toEqual([[], []]);
    expect(await make({ referralId: randomUUID() })).toBe('ok');
    expect(await seenBy(from)).toEqual(['sent']);
    platform.advance(2 * HOUR);
    expect([await seenBy(from), await seenBy(to)]).toEqual([[], []]);
    expect(await deedsOf(platform, provider.userId)).toEqual([
      'added a referral',
      ...Array.from({ length: 2 }, () => 'tried to add a referral, which failed: it was there already'),
      'tried to add a referral, which failed: it is nobody of those who work here',
      'tried to add a referral, which failed: its time does not fit',
      'ended a referral',
      'added a referral',
    ]);
  });

  test('what is sent twice is one, and an old version changes nothing', async () => {
    const platform = await shared();
    const provider = await personOf(platform, 'provider');
    const [patientId] = await patientsOf(platform, provider.userId, ['one']);
    const startsAt = platform.now() + micros(HOUR);
    const booking = {
      appointmentId: randomUUID(),
      patientId,
      userId: provider.userId,
      startsAt,
      minutes: 20,
      visitType: 'Follow-up',
    };
    const { appointmentId } = booking;
    const book = async (more: Partial<typeof booking> = {}) =>
      codeOf(await provider.ask(bookAppointment, { ...booking, ...more }));
    expect([await book(), await book(), await book({ minutes: 40 })]).toEqual(['ok', 'ok', 'conflict']);
    const elsewhere = { appointmentId: randomUUID() };
    expect([
      await book({ ...elsewhere, userId: randomUUID() }),
      await book({ ...elsewhere, startsAt: 5 }),
      await book({ ...elsewhere, patientId: 'typed by somebody' }),
    ]).toEqual(['invalid-request', 'invalid-request', 'not-found']);

    const change = async (version: number, changes: { minutes?: number; visitType?: string }) =>
      codeOf(await provider.ask(changeAppointment, { appointmentId, version, changes }));
    expect([
      await change(1, { minutes: 40 }),
      await change(1, { minutes: 40 }),
      await change(1, { minutes: 60 }),
    ]).toEqual(['ok', 'ok', 'conflict']);
    const both = await Promise.all([
      change(2, { visitType: 'Physical' }),
      change(2, { visitType: 'Procedure' }),
    ]);
    expect(both.sort()).toEqual(['conflict', 'ok']);
    const settle = async (version: number, status: 'booked' | 'kept' | 'missed') =>
      codeOf(await provider.ask(settleAppointment, { appointmentId, version, status }));
    platform.advance(60);
    expect([
      await settle(2, 'kept'),
      await settle(3, 'missed'),
      await settle(4, 'booked'),
      await settle(5, 'kept'),
      await change(6, { minutes: 20 }),
    ]).toEqual(['conflict', 'ok', 'ok', 'ok', 'conflict']);
    const [listed] = valueOf(await provider.ask(listAppointments, { patientId, limit: 1 })).appointments;
    expect(listed).toMatchObject({ appointmentId, minutes: 40, status: 'kept', version: 6 });

    const encounter = {
      encounterId: randomUUID(),
      patientId,
      userId: provider.userId,
      kind: 'visit' as const,
      appointmentId,
    };
    const open = async (more: Partial<typeof encounter> = {}) =>
      codeOf(await provider.ask(openEncounter, { ...encounter, ...more }));
    const strange = { encounterId: randomUUID(), appointmentId: randomUUID() };
    expect([
      await open(),
      await open(),
      await open({ appointmentId: randomUUID() }),
      await open(strange),
    ]).toEqual(['ok', 'ok', 'conflict', 'invalid-request']);
    const close = async (endedAt?: number) =>
      codeOf(await provider.ask(closeEncounter, { encounterId: encounter.encounterId, version: 1, endedAt }));
    expect([await close(5), await close(), await close(), await close(platform.now())]).toEqual([
      'invalid-request',
      'ok',
      'ok',
      'conflict',
    ]);
    const [visit] = valueOf(await provider.ask(listEncounters, { patientId, limit: 1 })).encounters;
    expect(visit).toMatchObject({ encounterId: encounter.encounterId, version: 2 });
    expect(visit?.endedAt).toBeGreaterThan(visit?.startedAt ?? Infinity);

    const events = (await platform.events()).filter(
      ({ actor, action }) => actor.userId === provider.userId && action !== 'LOGIN' && action !== 'READ',
    );
    expect(events.filter(({ outcome }) => outcome === 'success').map(({ verb }) => verb)).toEqual([
      'APPOINTMENT_CREATED',
      'APPOINTMENT_CHANGED',
      'APPOINTMENT_CHANGED',
      'APPOINTMENT_MISSED',
      'APPOINTMENT_REOPENED',
      'APPOINTMENT_KEPT',
      'ENCOUNTER_STARTED',
      'ENCOUNTER_ENDED',
    ]);
    expect(events.map(({ details }) => details?.changes).filter(Boolean)).toEqual([
      [{ field: 'minutes' }],
      [{ field: 'visit_type' }],
    ]);
    expect(events.filter(({ verb }) => verb === 'ENCOUNTER_ENDED').map((one) => one.encounterId)).toEqual([
      encounter.encounterId,
      encounter.encounterId,
      encounter.encounterId,
    ]);
    expect(JSON.stringify(events)).not.toMatch(/Follow-up|typed by/);
  });

  test('a team is changed from the version that was read, and only with the whole practice’s scope', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const role = {
      code: 'custom.own_teams',
      title: 'Own teams',
      grants: (['care-teams:write', 'care-teams:read', 'appointments:write'] as const).map((permission) => ({
        permission,
        scope: 'own' as const,
      })),
    };
    valueOf(await platform.client.call(createRole, role, { accessToken }));
    const [manager, nurse, narrow] = [
      await personOf(platform, 'clinical_manager'),
      await personOf(platform, 'nurse'),
      await personOf(platform, role.code),
    ];
    const ended = await platform.addAccount(`ended-${randomUUID()}`, { status: 'ended', ended_at: 1 });
    const careTeamId = randomUUID();
    const name = `Green ${careTeamId}`;
    const create = async (more: object = {}) =>
      codeOf(await manager.ask(createCareTeam, { careTeamId, name, ...more }));
    expect([
      await create(),
      await create(),
      await create({ name: 'Another' }),
      await create({ careTeamId: randomUUID(), name: name.toUpperCase() }),
    ]).toEqual(['ok', 'ok', 'conflict', 'conflict']);
    const rename = async (version: number, to: string) =>
      codeOf(await manager.ask(changeCareTeam, { careTeamId, version, name: to }));
    expect([await rename(1, `${name}!`), await rename(1, `${name}!`), await rename(1, `${name}?`)]).toEqual([
      'ok',
      'ok',
      'conflict',
    ]);
    const add = async (version: number, userId: string, more: object = {}) =>
      codeOf(
        await manager.ask(addCareTeamMember, { careTeamId, version, userId, duty: 'Float nurse', ...more }),
      );
    const later = platform.now() + micros(HOUR);
    expect([
      await add(2, ended),
      await add(2, randomUUID()),
      await add(2, nurse.userId, { since: later, until: later }),
      await add(2, nurse.userId, { since: later }),
      await add(2, nurse.userId, { since: later }),
      await add(3, nurse.userId),
    ]).toEqual(['invalid-request', 'invalid-request', 'invalid-request', 'ok', 'ok', 'conflict']);
    const members = async () => valueOf(await manager.ask(getCareTeam, { careTeamId })).members;
    expect(await members()).toEqual([
      { userId: nurse.userId, duty: 'Float nurse', since: later, until: null },
    ]);
    // Taken off before it began, it never holds; and it can be planned again.
    const remove = async (version: number) =>
      codeOf(await manager.ask(removeCareTeamMember, { careTeamId, version, userId: nurse.userId }));
    expect([await remove(2), await remove(3), await remove(3), await members()]).toEqual([
      'conflict',
      'ok',
      'ok',
      [],
    ]);
    expect([await add(4, nurse.userId, { since: later }), (await members()).length]).toEqual(['ok', 1]);

    const denied = [
      await narrow.ask(changeCareTeam, { careTeamId, version: 5, name: 'Mine' }),
      await narrow.ask(endCareTeam, { careTeamId, version: 5 }),
      await nurse.ask(endCareTeam, { careTeamId, version: 5 }),
    ];
    expect(denied.map(codeOf)).toEqual(['denied', 'denied', 'denied']);
    expect(codeOf(await narrow.ask(getCareTeam, { careTeamId }))).toBe('not-found');

    // With the scope own one books for the own panel and with oneself, and nothing else.
    const [own] = await patientsOf(platform, narrow.userId, ['own']);
    const [theirs] = await patientsOf(platform, nurse.userId, ['theirs']);
    const book = async (patientId: string, userId: string) =>
      codeOf(
        await narrow.ask(bookAppointment, {
          appointmentId: randomUUID(),
          patientId,
          userId,
          startsAt: later,
          minutes: 20,
          visitType: 'Follow-up',
        }),
      );
    expect([
      await book(own, narrow.userId),
      await book(own, nurse.userId),
      await book(theirs, nurse.userId),
      await book(theirs, narrow.userId),
    ]).toEqual(['ok', 'invalid-request', 'not-found', 'not-found']);
    const refused = (await platform.events()).filter(
      ({ verb, outcome }) => verb === 'APPOINTMENT_CREATED' && outcome === 'denied',
    );
    expect(refused.at(-1)).toMatchObject({
      patients: [theirs],
      details: { meta: { reason: 'out-of-reach' } },
    });
  });

  test('data of real patients is taken in once the gate is open; what ends is ended before', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const accessToken = await platform.claim();
      const provider = await personOf(platform, 'provider');
      const manager = await personOf(platform, 'clinical_manager');
      const patient = await personOf(platform, 'patient');
      const [patientId] = await patientsOf(platform, provider.userId, ['real']);
      const assignmentId = randomUUID();
      await platform.db
        .insertInto('patient_assignment')
        .values({
          patient_assignment_id: assignmentId,
          patient_id: patientId,
          user_id: provider.userId,
          care_team_id: null,
          since: 1,
          until: null,
        })
        .execute();
      const { userId } = provider;
      const entering = async () => [
        codeOf(
          await provider.ask(bookAppointment, {
            appointmentId: randomUUID(),
            patientId,
            userId,
            startsAt: platform.now() + micros(HOUR),
            minutes: 20,
            visitType: 'Follow-up',
          }),
        ),
        codeOf(
          await provider.ask(openEncounter, { encounterId: randomUUID(), patientId, userId, kind: 'visit' }),
        ),
        codeOf(
          await manager.ask(makeAssignment, {
            assignmentId: randomUUID(),
            patientId,
            to: { userId: manager.userId },
          }),
        ),
        codeOf(
          await provider.ask(makeReferral, {
            referralId: randomUUID(),
            patientId,
            fromUserId: userId,
            toUserId: manager.userId,
            until: platform.now() + micros(HOUR),
          }),
        ),
        codeOf(await provider.ask(linkPatientAccount, { patientId, userId: patient.userId })),
      ];
      expect(await entering()).toEqual(['denied', 'denied', 'denied', 'denied', 'denied']);
      const denied = (await platform.events()).filter(
        ({ details }) => details?.meta?.['reason'] === 'phi-gate-shut',
      );
      expect(denied.map(({ verb }) => verb)).toEqual([
        'APPOINTMENT_CREATED',
        'ENCOUNTER_STARTED',
        'PATIENT_ASSIGNED',
        'REFERRAL_CREATED',
        'PATIENT_ACCOUNT_LINKED',
      ]);
      expect(codeOf(await manager.ask(endAssignment, { assignmentId }))).toBe('ok');
      await makeReady(platform, accessToken);
      expect(await entering()).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
      const given = valueOf(await manager.ask(listAssignments, { patientId })).assignments;
      expect(given.map((one) => one.userId)).toEqual([manager.userId]);
    } finally {
      await platform.stop();
    }
  });

  test('of two who enter the same at once, each by a node of their own where there are two, one does it', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      await platform.claim();
      const manager = await personOf(platform, 'clinical_manager');
      const provider = await personOf(platform, 'provider');
      const [patientId] = await patientsOf(platform, provider.userId, ['one']);
      const atOnce = async <Call extends PlatformCall>(
        call: Call,
        requestOf: (which: number) => z.input<Call['request']>,
      ) => (await Promise.all([0, 1].map((which) => manager.ask(call, requestOf(which))))).map(codeOf).sort();

      const careTeamId = randomUUID();
      expect(await atOnce(createCareTeam, () => ({ careTeamId, name: 'Blue' }))).toEqual(['ok', 'ok']);
      expect(await atOnce(createCareTeam, () => ({ careTeamId: randomUUID(), name: 'Red' }))).toEqual([
        'conflict',
        'ok',
      ]);
      const to = { userId: provider.userId };
      const assignmentId = randomUUID();
      expect(await atOnce(makeAssignment, () => ({ assignmentId, patientId, to }))).toEqual(['ok', 'ok']);
      expect(
        await atOnce(makeAssignment, () => ({
          assignmentId: randomUUID(),
          patientId,
          to: { careTeamId },
        })),
      ).toEqual(['conflict', 'ok']);
      expect(
        await atOnce(addCareTeamMember, (which) => ({
          careTeamId,
          version: 1,
          userId: which === 0 ? provider.userId : manager.userId,
          duty: 'Lead',
        })),
      ).toEqual(['conflict', 'ok']);
      const startsAt = platform.now();
      expect(
        await atOnce(planShift, (which) => ({
          userId: provider.userId,
          startsAt,
          endsAt: startsAt + micros(HOUR) + which,
          kind: 'clinic' as const,
        })),
      ).toEqual(['conflict', 'ok']);
      const done = (await platform.events()).filter(
        ({ actor, outcome, action }) =>
          actor.userId === manager.userId && outcome === 'success' && action !== 'LOGIN',
      );
      expect(done.map(({ verb }) => verb)).toEqual([
        'CARE_TEAM_CREATED',
        'CARE_TEAM_CREATED',
        'PATIENT_ASSIGNED',
        'PATIENT_ASSIGNED',
        'CARE_TEAM_MEMBER_ADDED',
        'SHIFT_CREATED',
      ]);
    } finally {
      await platform.stop();
    }
  });
});

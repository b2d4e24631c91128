import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { listAppointments, listEncounters } from '../../../src/shared/contract/platform/care';
import { listCareTeams } from '../../../src/shared/contract/platform/care-teams';
import type { Result } from '../../../src/shared/domain/result';
import type { Caller } from '../../../src/platform/access/caller';
import { careTeamsFor, encountersFor } from '../../../src/platform/access/care';
import { addPatients, addVisit } from './care-rows';
import { onEveryEngine } from './engines';
import { sharedPlatform, type TestPlatform } from './running';

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

onEveryEngine('care', (engine, test) => {
  const shared = sharedPlatform(engine);

  /** Two people with a panel of one patient each, who was seen twice, and a nurse in the first one's team. */
  async function scene() {
    const platform = await shared();
    const { client, db } = platform;
    const name = randomUUID().slice(0, 8);
    const ours = await platform.addAccount(`ours-${name}`, { role: 'nurse' });
    const theirs = await platform.addAccount(`theirs-${name}`, { role: 'nurse' });
    const nurse = await platform.addAccount(`nurse-${name}`, { role: 'nurse' });
    const [mine, other] = [`mine ${name}`, `other ${name}`];
    await addPatients(db, ours, [mine]);
    await addPatients(db, theirs, [other]);
    for (const at of [100, 200]) {
      await addVisit(db, mine, ours, at);
      await addVisit(db, other, theirs, at);
    }
    const team = randomUUID();
    const join = (user_id: string, until: number | null = null) =>
      db
        .insertInto('care_team_membership')
        .values({ care_team_id: team, user_id, since: until === null ? 1 : 2, until })
        .execute();
    await db
      .insertInto('care_team')
      .values({ care_team_id: team, name: `Team ${name}` })
      .execute();
    await join(ours);
    await join(nurse);
    // Who left the team brings nobody's patients into it.
    await join(theirs, 3);
    const tokenOf = async (userName: string) => (await platform.signIn(`${userName}-${name}`)).accessToken;
    const appointments = async (accessToken: string, part: object = {}) =>
      client.call(listAppointments, part, { accessToken });
    const encounters = async (accessToken: string, part: object = {}) =>
      client.call(listEncounters, part, { accessToken });
    const callerOf = (userId: string, access: Caller['access']): Caller => ({
      account: { userId, userName: userId, displayName: userId, role: 'nurse' },
      role: null,
      sessionId: randomUUID(),
      network: { address: '127.0.0.1', userAgent: undefined },
      access,
    });
    return {
      platform,
      client,
      db,
      ours,
      theirs,
      nurse,
      mine,
      other,
      team,
      tokenOf,
      callerOf,
      appointments,
      encounters,
    };
  }

  const readings = async (platform: TestPlatform, userId: string) =>
    (await platform.events())
      .filter(({ actor, verb }) => actor.userId === userId && verb?.endsWith('_VIEWED') === true)
      .map(({ verb, outcome, patients, purpose, volume, details }) => ({
        verb,
        outcome,
        patients,
        purpose,
        records: volume?.records,
        reason: details?.meta?.['reason'],
      }));

  test('assigned reaches the own panel and those of the care team, and each reading is an event', async () => {
    const { platform, nurse, ours, mine, theirs, other, tokenOf, encounters } = await scene();
    const asNurse = await tokenOf('nurse');
    const seen = valueOf(await encounters(asNurse, { purpose: 'treatment' })).encounters;
    expect(seen.map(({ patientId, startedAt }) => [patientId, startedAt])).toEqual([
      [mine, 200],
      [mine, 100],
    ]);
    const visits = valueOf(await encounters(asNurse, { patientId: mine, from: 150, until: 201 })).encounters;
    expect(visits.map(({ startedAt }) => startedAt)).toEqual([200]);
    const own = valueOf(await encounters(await tokenOf('ours'))).encounters;
    expect(own.map(({ patientId }) => patientId)).toEqual([mine, mine]);
    const former = valueOf(await encounters(await tokenOf('theirs'))).encounters;
    expect(former.map(({ patientId }) => patientId)).toEqual([other, other]);

    // The same answer for a patient of others and for one who is not there.
    const refused = await encounters(asNurse, { patientId: other });
    expect(refused).toMatchObject({ code: 'not-found' });
    expect(await encounters(asNurse, { patientId: 'typed by somebody' })).toEqual(refused);
    // That there is nothing of one's own patient is something to know.
    expect(valueOf(await encounters(asNurse, { patientId: mine, until: 5 })).encounters).toEqual([]);
    const told = {
      verb: 'ENCOUNTERS_VIEWED',
      outcome: 'success',
      patients: [mine],
      purpose: undefined,
      reason: undefined,
    };
    const denied = { ...told, outcome: 'denied', records: undefined };
    expect(await readings(platform, nurse)).toEqual([
      { ...told, purpose: 'treatment', records: 2 },
      { ...told, records: 1 },
      { ...denied, patients: [other], reason: 'out-of-reach' },
      { ...denied, patients: [], reason: 'unknown-patient' },
      { ...told, records: 0 },
    ]);
    expect(await readings(platform, ours)).toHaveLength(1);
    expect(await readings(platform, theirs)).toHaveLength(1);
  });

  test('the practice’s scope reaches everybody, and whoever has no grant gets nothing', async () => {
    const { platform, other, appointments } = await scene();
    const manager = await platform.signInAs('clinical_manager');
    expect(valueOf(await appointments(manager, { patientId: other })).appointments).toHaveLength(2);
    expect(await appointments(await platform.signInAs('developer'))).toMatchObject({ code: 'denied' });
  });

  test('own reaches the own panel and visits, self oneself as a patient, and referred nobody', async () => {
    const { platform, db, ours, theirs, mine, other, callerOf } = await scene();
    const household = await db.selectFrom('household').select('household_id').executeTakeFirstOrThrow();
    await db
      .insertInto('workforce_record')
      .values({ ...household, user_id: theirs, patient_id: mine, demographics: '{}' })
      .execute();
    await addVisit(db, other, ours, 300);
    const seen = async (userId: string, access: Caller['access']) => {
      const reach = { caller: callerOf(userId, access), emergency: null, now: platform.now() };
      const rows = await encountersFor(db, reach, { limit: 100 });
      return rows.map((row) => [row.patient_id, row.started_at]);
    };
    expect(await seen(ours, 'own')).toEqual([
      [other, 300],
      [mine, 200],
      [mine, 100],
    ]);
    expect(await seen(theirs, 'self')).toEqual([
      [mine, 200],
      [mine, 100],
    ]);
    expect(await seen(ours, 'self')).toEqual([]);
    expect(await seen(ours, 'referred')).toEqual([]);
    expect(await seen(ours, 'all')).toEqual([]);
  });

  test('a list goes on by pages, each visit once', async () => {
    const { platform, db, ours, mine, appointments, encounters } = await scene();
    for (const at of [100, 200, 200, 300]) await addVisit(db, mine, ours, at);
    const accessToken = await platform.signInAs('clinical_manager');
    const read = async (page: (after: string | undefined) => Promise<[string[], string | null]>) => {
      const ids: string[] = [];
      let after: string | null | undefined;
      for (let pages = 0; after !== null; pages += 1) {
        expect(pages).toBeLessThan(5);
        const [more, next] = await page(after);
        ids.push(...more);
        after = next;
      }
      return ids;
    };
    const all = await read(async (after) => {
      const value = valueOf(await appointments(accessToken, { patientId: mine, limit: 2, after }));
      return [value.appointments.map(({ appointmentId }) => appointmentId), value.next];
    });
    expect([all.length, new Set(all).size]).toEqual([6, 6]);
    const visits = await read(async (after) => {
      const value = valueOf(await encounters(accessToken, { patientId: mine, limit: 4, after }));
      return [value.encounters.map(({ encounterId }) => encounterId), value.next];
    });
    expect([visits.length, new Set(visits).size]).toEqual([6, 6]);
  });

  test('care teams are those the caller is in, or all of the practice’s, as they are now', async () => {
    const { platform, client, db, ours, nurse, theirs, team, callerOf } = await scene();
    const teams = (userId: string) => careTeamsFor(db, callerOf(userId, 'assigned'), platform.now());
    const own = await teams(nurse);
    expect(own.map((found) => found.care_team_id)).toEqual([team]);
    expect(own[0]?.members.map((member) => member.user_id).sort()).toEqual([ours, nurse].sort());
    // Who has left it does not see it.
    expect(await teams(theirs)).toEqual([]);
    expect(await careTeamsFor(db, callerOf(nurse, 'referred'), platform.now())).toEqual([]);
    const accessToken = await platform.claim();
    const all = valueOf(await client.call(listCareTeams, {}, { accessToken })).careTeams;
    expect(all.map(({ careTeamId }) => careTeamId)).toContain(team);
  });
});

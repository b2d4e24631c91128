import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import {
  beginBreakGlass,
  endBreakGlass,
  listBreakGlass,
  listOwnBreakGlass,
  reviewBreakGlass,
} from '../../../src/shared/contract/platform/break-glass';
import { createRole } from '../../../src/shared/contract/platform/roles';
import { listEncounters } from '../../../src/shared/contract/platform/care';
import type { Result } from '../../../src/shared/domain/result';
import { addPatients, addVisit } from './care-rows';
import { onEveryEngine } from './engines';
import { sharedPlatform } from './running';

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

const justification = 'Unconscious after a fall, on blood thinner';
const note = 'Called by the emergency department; noted in the chart.';

onEveryEngine('emergency access', (engine, test) => {
  const shared = sharedPlatform(engine);

  /** A patient of somebody else, and a nurse who is on duty alone. */
  async function scene() {
    const platform = await shared();
    const { client, db } = platform;
    const name = randomUUID().slice(0, 8);
    const provider = await platform.addAccount(`provider-${name}`, { role: 'provider' });
    const nurse = await platform.addAccount(`nurse-${name}`, { role: 'nurse' });
    const [patientId, another] = [`patient ${name}`, `another ${name}`];
    await addPatients(db, provider, [patientId, another]);
    await addVisit(db, patientId, provider, 100);
    const signIn = async () => ({ accessToken: (await platform.signIn(`nurse-${name}`)).accessToken });
    const asNurse = await signIn();
    const request = { breakGlassId: randomUUID(), patientId, justification };
    return {
      platform,
      client,
      provider,
      nurse,
      patientId,
      another,
      asNurse,
      signIn,
      request,
      begin: (change: object = {}, who = asNurse) =>
        client.call(beginBreakGlass, { ...request, ...change }, who),
      review: (accessToken: string, change: object = {}) =>
        client.call(
          reviewBreakGlass,
          { breakGlassId: request.breakGlassId, disposition: 'justified', note, ...change },
          { accessToken },
        ),
      events: async () => (await platform.events()).filter(({ actor }) => actor.userId === nurse),
    };
  }

  test('it opens one patient for a time; every reading carries the purpose and the justification', async () => {
    const { platform, client, asNurse, patientId, another, begin, signIn, events, request } = await scene();
    const read = (who = asNurse, of = patientId) =>
      client.call(listEncounters, { patientId: of, purpose: 'treatment' }, who);
    expect(await read()).toMatchObject({ code: 'not-found' });
    for (const empty of ['', '          ', 'short']) {
      expect(await begin({ justification: empty })).toMatchObject({ code: 'invalid-request' });
    }
    expect(await begin({ minutes: 241 })).toMatchObject({ code: 'invalid-request' });
    const begun = valueOf(await begin());
    expect(begun.expiresAt - begun.beganAt).toBe(60 * 60 * 1_000_000);
    expect(valueOf(await begin())).toEqual(begun);
    expect(await begin({ patientId: another })).toMatchObject({ code: 'conflict' });
    expect(await begin({ breakGlassId: randomUUID() })).toMatchObject({ code: 'conflict' });

    expect(valueOf(await read()).encounters).toHaveLength(1);
    expect(await read(asNurse, another)).toMatchObject({ code: 'not-found' });
    // Other lists stay as narrow as they were.
    expect(valueOf(await client.call(listEncounters, {}, asNurse)).encounters).toEqual([]);
    const own = valueOf(await client.call(listOwnBreakGlass, {}, asNurse));
    expect(own.sessions).toEqual([begun]);
    const readings = (await events()).filter(
      ({ verb, outcome }) => verb === 'ENCOUNTERS_VIEWED' && outcome === 'success',
    );
    expect(readings.map((event) => [event.purpose, event.justification, event.patients])).toEqual([
      ['break-glass', justification, [patientId]],
      [undefined, undefined, []],
    ]);
    expect(readings[0]?.details?.meta).toEqual({ breakGlass: request.breakGlassId });

    platform.advance(60 * 60);
    const later = await signIn();
    expect(await read(later)).toMatchObject({ code: 'not-found' });
    expect(valueOf(await client.call(listOwnBreakGlass, {}, later)).sessions).toEqual([]);
  });

  test('its owner ends it before its time, nobody else does, and it is over at once', async () => {
    const { platform, client, asNurse, patientId, begin, events, request } = await scene();
    valueOf(await begin());
    const { breakGlassId } = request;
    const other = { accessToken: await platform.signInAs('nurse') };
    expect(await client.call(endBreakGlass, { breakGlassId }, other)).toMatchObject({ code: 'not-found' });
    const ended = valueOf(await client.call(endBreakGlass, { breakGlassId }, asNurse));
    expect(ended.endedAt).not.toBeNull();
    expect(ended.reviewDueAt).toBe((ended.endedAt ?? 0) + 3 * 24 * 3600 * 1_000_000);
    expect(valueOf(await client.call(endBreakGlass, { breakGlassId }, asNurse))).toEqual(ended);
    expect(await client.call(listEncounters, { patientId }, asNurse)).toMatchObject({ code: 'not-found' });
    const verbs = (await events()).map(({ verb }) => verb).filter((verb) => verb?.startsWith('BREAK'));
    expect(verbs.slice(0, 2)).toEqual(['BREAK_GLASS_STARTED', 'BREAK_GLASS_ENDED']);
    const ofThis = (await platform.events()).filter(
      ({ details }) => details?.meta?.['breakGlass'] === breakGlassId,
    );
    expect(ofThis.filter(({ verb }) => verb === 'BREAK_GLASS_ENDED')).toMatchObject([
      { outcome: 'denied', patients: [patientId] },
      { outcome: 'success', patients: [patientId] },
    ]);
    expect((await events()).find(({ verb }) => verb === 'BREAK_GLASS_STARTED')).toMatchObject({
      purpose: 'break-glass',
      justification,
      patients: [patientId],
      resource: { type: 'Patient', id: patientId },
    });
  });

  test('somebody else looks at it afterwards, once; what waits too long is overdue', async () => {
    const { platform, client, begin, review, request, patientId } = await scene();
    const { breakGlassId } = request;
    valueOf(await begin({ minutes: 5 }));
    const list = async (state: 'running' | 'open' | 'overdue' | 'reviewed', accessToken: string) => {
      const value = valueOf(await client.call(listBreakGlass, { state }, { accessToken }));
      return { ...value, found: value.sessions.some((session) => session.breakGlassId === breakGlassId) };
    };
    const officer = await platform.signInAs('compliance_officer');
    expect(await list('running', officer)).toMatchObject({ found: true });
    expect(await list('open', officer)).toMatchObject({ found: false });
    expect(await review(officer)).toMatchObject({ code: 'conflict' });
    platform.advance(5 * 60);
    expect(await list('open', officer)).toMatchObject({ found: true });
    expect(await list('overdue', officer)).toMatchObject({ found: false });
    platform.advance(3 * 24 * 60 * 60 + 1);
    const late = await platform.signInAs('compliance_officer');
    const before = await list('overdue', late);
    expect(before.found).toBe(true);
    expect(await review(late, { note: ' ' })).toMatchObject({ code: 'invalid-request' });
    const reviewed = valueOf(await review(late, { disposition: 'unjustified' }));
    expect(reviewed.review).toMatchObject({ disposition: 'unjustified', note });
    expect(await review(late)).toMatchObject({ code: 'conflict' });
    const after = await list('overdue', late);
    expect([after.found, after.overdue, after.open]).toEqual([false, before.overdue - 1, before.open - 1]);
    expect(await list('reviewed', late)).toMatchObject({ found: true });
    const told = (await platform.events()).filter(({ verb }) => verb === 'BREAK_GLASS_REVIEWED');
    expect(told.at(-1)).toMatchObject({
      patients: [patientId],
      details: { meta: { disposition: 'unjustified', isLate: true } },
    });
    expect(told.at(-1)?.purpose).toBeUndefined();
  });

  test('nobody reviews their own, and the database agrees', async () => {
    const { platform, begin, nurse, review, request } = await scene();
    valueOf(await begin({ minutes: 5 }));
    platform.advance(5 * 60);
    const officer = await platform.signInAs('compliance_officer');
    // Somebody who used it and has since become a reviewer.
    const own = await platform.db
      .selectFrom('account')
      .select('user_id')
      .where('user_key', '=', 'compliance_officer@example.org')
      .executeTakeFirstOrThrow();
    const set = (change: object) =>
      platform.db
        .updateTable('break_glass')
        .set(change)
        .where('break_glass_id', '=', request.breakGlassId)
        .execute();
    await set({ user_id: own.user_id });
    expect(await review(officer)).toMatchObject({ code: 'conflict' });
    const last = (await platform.events()).filter(({ verb }) => verb === 'BREAK_GLASS_REVIEWED').at(-1);
    expect(last).toMatchObject({ outcome: 'denied', details: { meta: { reason: 'oneself' } } });
    const filled = { reviewer_id: own.user_id, reviewed_at: 1, disposition: 'justified' as const, note };
    await expect(set(filled)).rejects.toThrow();
    await set({ user_id: nurse });
    expect(await review(officer)).toMatchObject({ ok: true });
  });

  test('a role that reaches only a part is refused as if there were nothing, and that is recorded', async () => {
    const { platform, client, begin, review, patientId } = await scene();
    const grants = (['break-glass:use', 'break-glass:review'] as const).map((permission) => ({
      permission,
      scope: 'own' as const,
    }));
    const code = 'custom.own_emergencies';
    const role = { code, title: 'Own emergencies', grants };
    valueOf(await client.call(createRole, role, { accessToken: await platform.claim() }));
    const accessToken = await platform.signInAs(code);
    expect(await begin({}, { accessToken })).toMatchObject({ code: 'not-found' });
    expect(await review(accessToken)).toMatchObject({ code: 'not-found' });
    const told = (await platform.events()).filter(({ actor }) => actor.role === code).slice(-2);
    expect(told.map(({ verb, outcome }) => [verb, outcome])).toEqual([
      ['BREAK_GLASS_STARTED', 'denied'],
      ['BREAK_GLASS_REVIEWED', 'denied'],
    ]);
    expect(JSON.stringify(told)).not.toContain(patientId);
    expect(
      await platform.db.selectFrom('break_glass').selectAll().where('patient_id', '=', patientId).execute(),
    ).toEqual([]);
  });

  test('at most five run at once', async () => {
    const { platform, provider, begin } = await scene();
    const ids = Array.from({ length: 6 }, () => `many ${randomUUID()}`);
    await addPatients(platform.db, provider, ids);
    const codes: string[] = [];
    for (const patientId of ids) {
      const reply = await begin({ patientId, breakGlassId: randomUUID() });
      codes.push(reply.ok ? 'ok' : reply.code);
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'conflict']);
    expect(await begin({ patientId: 'nobody knows', breakGlassId: randomUUID() })).toMatchObject({
      code: 'not-found',
    });
  });
});

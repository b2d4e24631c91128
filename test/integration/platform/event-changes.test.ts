import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { z } from 'zod';
import { erasePatient } from '../../../src/shared/contract/platform/destruction';
import { openEventChanges } from '../../../src/shared/contract/platform/event-changes';
import { createPatient, updatePatient } from '../../../src/shared/contract/platform/patients';
import { rotatePhiKeys } from '../../../src/shared/contract/platform/phi';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import { eventOf } from '../../../src/platform/audit/trail';
import { readDataKeys, serviceKey } from '../../../src/platform/phi/data-keys';
import { openedChanges } from '../../../src/platform/phi/event-values';
import { OPENINGS_A_MINUTE } from '../../../src/platform/phi/openings';
import { archiveAll, DAY, recordSome } from './archived';
import { onEveryEngine, type Engine } from './engines';
import { adminName, freshKeys, startTestPlatform } from './running';
import { somebody } from './somebody';

const reason = 'The patient says that nobody told them of the change';

onEveryEngine('old and new values of a change', (engine, test) => {
  test('are opened for whoever says why, and that is an event', async () => {
    const { platform, patientId, seq, open, events } = await scene(engine);
    try {
      const officer = await platform.signInAs('compliance_officer');
      expect(await open({}, officer)).toEqual({
        ok: true,
        value: {
          seq,
          patientId,
          changes: [
            { field: 'family', old: 'Canarylindqvist', new: 'Canarynew' },
            { field: 'email', old: null, new: 'canary@example.org' },
          ],
        },
      });
      const [opened] = await events();
      expect(opened).toMatchObject({
        outcome: 'success',
        patients: [patientId],
        phiFields: ['family', 'email'],
        purpose: 'operations',
        justification: reason,
        resource: { type: 'AuditEvent', id: String(seq) },
      });
      expect(opened && eventSentence(opened, 'Cora')).toBe('Cora opened the old and new values of a change');
      expect(JSON.stringify(await platform.events())).not.toMatch(/canary/i);
      expect(platform.logged.join()).not.toMatch(/canary/i);
    } finally {
      await platform.stop();
    }
  });

  test('are closed to everybody else, without a reason, where there are none, and for a use without consent', async () => {
    const { platform, patientId, seq, open, events } = await scene(engine);
    try {
      for (const role of ['provider', 'nurse', 'clinical_manager', 'imaging.super_admin', 'developer']) {
        expect([role, await open({}, await platform.signInAs(role))]).toMatchObject([
          role,
          { code: 'denied' },
        ]);
      }
      for (const empty of ['', '   '])
        expect(await open({ reason: empty })).toMatchObject({ code: 'invalid-request' });
      for (const other of [0, 1_000_000]) {
        expect(await open({ seq: other })).toMatchObject({ code: 'not-found' });
      }
      expect(await open({ purpose: 'marketing' })).toMatchObject({ code: 'denied' });
      const told = (await events()).map(({ outcome, patients, purpose, details }) => ({
        ...{ outcome, patients, purpose, meta: details?.meta },
      }));
      expect(told.slice(-3)).toMatchObject([
        { outcome: 'failure', patients: [] },
        { outcome: 'failure', patients: [] },
        { outcome: 'denied', patients: [patientId], purpose: 'marketing', meta: { reason: 'no-consent' } },
      ]);
      // A denial because of one's role says nothing of what was asked for.
      const byRole = (await events()).slice(0, -3);
      expect(
        byRole.map(({ outcome, resource, patients, phiFields }) => [outcome, resource, patients, phiFields]),
      ).toEqual(Array.from({ length: 5 }, () => ['denied', { type: 'AuditEvent' }, [], undefined]));
      expect(await open()).toMatchObject({ ok: true, value: { seq } });
    } finally {
      await platform.stop();
    }
  });

  test('open after their keys were wrapped anew, and out of an archive', async () => {
    const { platform, keys, seq, open } = await scene(engine);
    try {
      const token = async () => (await platform.signIn(adminName)).accessToken;
      expect(await platform.client.call(rotatePhiKeys, {}, { accessToken: await token() })).toMatchObject({
        code: 'too-many',
      });
      platform.advance(2 * 3600);
      expect(await platform.client.call(rotatePhiKeys, {}, { accessToken: await token() })).toMatchObject({
        ok: true,
      });
      expect(await open({}, await token())).toMatchObject({ ok: true, value: { seq } });
      platform.advance(10 * DAY);
      await recordSome(platform, 'june', 1);
      platform.advance(125 * DAY);
      await archiveAll({ platform, keys, client: platform.client, token });
      const { rows } = await sql`select from audit_event where seq = ${seq}`.execute(platform.db);
      expect(rows).toEqual([]);
      expect(await open({}, await token())).toMatchObject({
        ok: true,
        value: { seq, changes: [{ old: 'Canarylindqvist' }, { old: null }] },
      });
    } finally {
      await platform.stop();
    }
  });

  test('stay closed once the record was destroyed, though the trail still holds them', async () => {
    const { platform, patientId, open, accessToken, events } = await scene(engine);
    try {
      platform.advance(12 * 365 * DAY);
      const fresh = (await platform.signIn(adminName)).accessToken;
      const asked = { patientId, id: randomUUID(), reason: 'Its time is over' };
      expect(await platform.client.call(erasePatient, asked, { accessToken: fresh })).toMatchObject({
        ok: true,
      });
      expect(await open({}, fresh)).toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('destroyed') as string,
      });
      expect((await events()).at(-1)).toMatchObject({
        outcome: 'failure',
        details: { meta: { reason: 'erased' } },
      });
      expect(accessToken).not.toBe(fresh);
    } finally {
      await platform.stop();
    }
  });

  test('count among the values that one person may have opened in a minute', async () => {
    const { platform, open, events } = await scene(engine);
    try {
      for (let i = 0; i < OPENINGS_A_MINUTE; i += 1) expect(await open()).toMatchObject({ ok: true });
      expect([await open(), await open()]).toMatchObject([{ code: 'too-many' }, { code: 'too-many' }]);
      expect((await events()).filter(({ outcome }) => outcome === 'denied')).toHaveLength(1);
      platform.advance(60);
      expect(await open()).toMatchObject({ ok: true });
    } finally {
      await platform.stop();
    }
  });

  test('do not open for another patient, field or side, nor after a change', async () => {
    const { platform, keys, patientId, seq } = await scene(engine);
    try {
      const { db } = platform;
      const { practice_id } = await db.selectFrom('practice').select('practice_id').executeTakeFirstOrThrow();
      const { body } = await db
        .selectFrom('audit_event')
        .select('body')
        .where('seq', '=', seq)
        .executeTakeFirstOrThrow();
      const [family, email] = eventOf(body).details?.changes ?? [];
      if (family?.old === undefined || family.new === undefined || email === undefined) throw new Error(body);
      const service = serviceKey(keys.phiKey, practice_id);
      const dataKeys = await readDataKeys(db, service);
      const opens = async (change: typeof family, whose = patientId) =>
        (await openedChanges(db, dataKeys, service, whose, [change])) !== null;
      expect(await opens(family)).toBe(true);
      const { field, old, new: next } = family;
      const altered = `${old.slice(0, 30)}${old[30] === 'A' ? 'B' : 'A'}${old.slice(31)}`;
      const wrong = [
        { field: 'email', old, new: next },
        { field, old: next, new: old },
        { field, old: altered, new: next },
        { field, old: 'in clear', new: next },
        { field, old: old.replace(/event\.\d+/, 'event.202512'), new: next },
      ];
      for (const change of wrong) expect([change, await opens(change)]).toEqual([change, false]);
      expect(await opens(family, randomUUID())).toBe(false);
    } finally {
      await platform.stop();
    }
  });
});

/** A patient whose name was changed and e-mail address added, by an administrator who asks for it. */
async function scene(engine: Engine) {
  const keys = freshKeys();
  const platform = await startTestPlatform(await engine.place(), keys);
  const accessToken = await platform.claim();
  const { client, db } = platform;
  const { user_id: providerId } = await db
    .selectFrom('account')
    .select('user_id')
    .where('user_key', '=', adminName)
    .executeTakeFirstOrThrow();
  const registered = { ...somebody('A-1'), providerId };
  const { patientId } = registered;
  const changes = { family: 'Canarynew', email: 'canary@example.org' };
  const made = await client.call(createPatient, registered, { accessToken });
  const changed = await client.call(updatePatient, { patientId, version: 1, changes }, { accessToken });
  if (!made.ok || !changed.ok) throw new Error('The patient was not changed');
  await platform.placed();
  const { seq } = await db
    .selectFrom('audit_event')
    .select((eb) => eb.fn.max<number>('seq').as('seq'))
    .where(sql<string>`body::json ->> 'verb'`, '=', updatePatient.audit.verb)
    .executeTakeFirstOrThrow();
  return {
    ...{ platform, keys, accessToken, patientId, seq: Number(seq) },
    open: (given: Partial<z.input<typeof openEventChanges.request>> = {}, token = accessToken) =>
      client.call(
        openEventChanges,
        { seq: Number(seq), purpose: 'operations', reason, ...given },
        { accessToken: token },
      ),
    events: async () => (await platform.events()).filter(({ verb }) => verb === 'CHANGES_OPENED'),
  };
}

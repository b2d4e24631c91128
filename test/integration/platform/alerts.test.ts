import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import {
  acknowledgeAlert,
  closeAlert,
  listAlerts,
  type Alert,
} from '../../../src/shared/contract/platform/alerts';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { refreshSession, signIn, signOut, whoAmI } from '../../../src/shared/contract/platform/auth';
import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { recordConsoleActs, type ConsoleActKind } from '../../../src/shared/contract/platform/console-acts';
import {
  changeDetectionSettings,
  readDetectionSettings,
  type DetectionSettings,
} from '../../../src/shared/contract/platform/detection-settings';
import { checkEvidence } from '../../../src/shared/contract/platform/evidence';
import { listLockouts, releaseAddress } from '../../../src/shared/contract/platform/lockouts';
import {
  changePassword,
  endAllSessions,
  endOwnSessions,
  listSessions,
} from '../../../src/shared/contract/platform/sessions';
import type { FindingKind } from '../../../src/shared/detection/detector';
import type { Result } from '../../../src/shared/domain/result';
import { actsOn } from '../../../src/platform/audit/act';
import { draftBy, type Happened } from '../../../src/platform/audit/draft';
import { lookOnce } from '../../../src/platform/detection/watch';
import { blockForFailures } from '../../../src/platform/identity/address-blocks';
import { behindProxy, consoleAt } from './behind-proxy';
import { onBothEngines, onEveryEngine } from './engines';
import { placeAll, silentActs, testLogKey, tickingClock } from './log-of-events';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
const wrong = 'not it, at all';
const note = 'Called the person and asked';

/** Resolves when every event has its place and was looked at. */
async function lookedAt(platform: TestPlatform): Promise<void> {
  for (;;) {
    await platform.placed();
    const { next_seq, size } = await platform.db
      .selectFrom('detection_cursor')
      .innerJoin('checkpoint', (join) => join.onTrue())
      .select(['next_seq', 'size'])
      .executeTakeFirstOrThrow();
    const waiting = await platform.db
      .selectFrom('audit_intake')
      .select('arrival')
      .limit(1)
      .executeTakeFirst();
    if (next_seq !== null && next_seq >= size && waiting === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function alerts(platform: TestPlatform, accessToken: string, kind?: FindingKind): Promise<Alert[]> {
  await lookedAt(platform);
  const reply = await platform.client.call(listAlerts, { kind }, { accessToken });
  if (!reply.ok) throw new Error(reply.message);
  return reply.value.alerts;
}

async function fail(client: PlatformClient, userName: string): Promise<string> {
  return code(await client.call(signIn, { userName, password: wrong }));
}

async function enter(client: PlatformClient, userName: string) {
  const reply = await client.call(signIn, { userName, password: adminPassword });
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}

async function change(
  platform: TestPlatform,
  accessToken: string,
  changes: (settings: DetectionSettings) => Partial<DetectionSettings>,
  client = platform.client,
) {
  const now = await client.call(readDetectionSettings, {}, { accessToken });
  if (!now.ok) throw new Error(now.message);
  const { settings } = now.value;
  return client.call(changeDetectionSettings, { ...settings, ...changes(settings) }, { accessToken });
}

/** What an employee does at their desk, as another service of the practice would record it. */
function deedsOf(platform: TestPlatform, userId: string) {
  const acts = actsOn(platform.db, platform.now, () => undefined);
  const who = {
    account: { userId, userName: 'colleen', displayName: 'Colleen', role: 'nurse' },
    role: null,
    sessionId: '6f0e2a54-0f3a-4bd5-8a3e-1d2f3c4b5a69',
    network: { address: '10.20.10.5', userAgent: 'x' },
  };
  return (happened: Happened, more: object) =>
    acts.act((_, record) => record({ ...draftBy(who, happened, platform.now()), ...more }));
}

/** An export of so many records. */
function exportsOf(platform: TestPlatform, userId: string) {
  const event = deedsOf(platform, userId);
  return async (records: number, type: string) =>
    event({ action: 'EXPORT', verb: 'LIST_EXPORTED', resource: { type } }, { volume: { records } });
}

const told = async (platform: TestPlatform, verb: string) =>
  (await platform.events()).filter((event) => event.verb === verb);

onEveryEngine('alerts', (engine, test) => {
  async function withPlatform(work: (platform: TestPlatform, admin: string) => Promise<void>) {
    const platform = await startTestPlatform(await engine.place(), { transport: behindProxy });
    try {
      await work(platform, await platform.claim());
    } finally {
      await platform.stop();
    }
  }

  test('failed sign-ins with one account raise one alert, told of once, and joined by what follows', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      for (const [i, wait] of [1, 2, 4, 8].entries()) {
        expect(await fail(consoleAt(platform, `198.51.100.${i}`), 'colleen')).toBe('wrong-credentials');
        platform.advance(wait);
      }
      expect(await alerts(platform, admin)).toEqual([]);
      await fail(consoleAt(platform, '203.0.113.5'), 'colleen');
      const [first, ...others] = await alerts(platform, admin);
      expect(others).toEqual([]);
      expect(first).toMatchObject({
        kind: 'account-failures',
        userId,
        count: 1,
        state: 'open',
        version: 1,
        answer: null,
        reason: '5 sign-ins with this account failed within 30 minutes, from 2 networks.',
        facts: { failures: 5, networks: 2, threshold: 5, minutes: 30 },
      });
      await fail(consoleAt(platform, '203.0.113.6'), 'colleen');
      expect(await alerts(platform, admin)).toEqual([
        {
          ...first,
          count: 2,
          version: 2,
          lastAt: expect.any(Number) as number,
          reason: expect.stringContaining('6 sign-ins') as string,
          facts: expect.objectContaining({ failures: 6 }) as object,
        },
      ]);
      expect(await told(platform, 'ALERT_RAISED')).toMatchObject([
        { category: 'system', actor: {}, resource: { type: 'Alert', id: first?.alertId } },
      ]);
    }));

  test('raising, listing and looking leave at most one event each: nothing feeds back', () =>
    withPlatform(async (platform, admin) => {
      await platform.addAccount('colleen');
      for (const wait of [1, 2, 4, 8, 0]) {
        await fail(platform.client, 'colleen');
        platform.advance(wait);
      }
      await lookedAt(platform);
      const before = await platform.events();
      for (let i = 0; i < 20; i += 1) await alerts(platform, admin);
      expect(await platform.events()).toHaveLength(before.length);
      expect(before.filter(({ verb }) => verb === 'ALERT_RAISED')).toHaveLength(1);
    }));

  test('are acknowledged and closed by one person at a time; what is found afterwards is another alert', () =>
    withPlatform(async (platform, admin) => {
      await platform.addAccount('colleen');
      const attempt = async (host: number) => {
        for (const wait of [1, 2, 4, 8, 0]) {
          await fail(consoleAt(platform, `198.51.100.${host}`), 'colleen');
          platform.advance(wait);
        }
      };
      await attempt(1);
      const [first] = await alerts(platform, admin);
      if (first === undefined) throw new Error('No alert');
      const officer = await platform.signInAs('compliance_officer');
      const { alertId } = first;
      const acknowledge = (version: number) =>
        platform.client.call(acknowledgeAlert, { alertId, version, note }, { accessToken: officer });
      const close = (version: number) =>
        platform.client.call(
          closeAlert,
          { alertId, version, disposition: 'mistake', note },
          { accessToken: admin },
        );
      expect(code(await acknowledge(2))).toBe('conflict');
      expect(await acknowledge(1)).toMatchObject({
        ok: true,
        value: { state: 'acknowledged', version: 2, acknowledged: { note }, closed: null },
      });
      expect([code(await acknowledge(2)), code(await close(1))]).toEqual(['conflict', 'conflict']);
      // Two at once: one closes it.
      const both = await Promise.all([close(2), close(2)]);
      expect(both.map(code).sort()).toEqual(['conflict', 'ok']);
      expect(code(await close(3))).toBe('conflict');
      const nobody = { alertId: '00000000-0000-4000-8000-000000000000', version: 1, note };
      expect(code(await platform.client.call(acknowledgeAlert, nobody, { accessToken: admin }))).toBe(
        'not-found',
      );

      await attempt(2);
      const now = await alerts(platform, admin);
      expect(now.map(({ state }) => state)).toEqual(['open', 'closed']);
      expect(now[1]).toMatchObject({ alertId, closed: { disposition: 'mistake', note } });
      const open = await platform.client.call(
        listAlerts,
        { state: 'open', limit: 1 },
        { accessToken: admin },
      );
      expect(open).toMatchObject({ ok: true, value: { open: 1, next: null } });
      const page = await platform.client.call(listAlerts, { limit: 1 }, { accessToken: admin });
      const after = page.ok ? (page.value.next ?? undefined) : undefined;
      const rest = await platform.client.call(listAlerts, { limit: 1, after }, { accessToken: admin });
      expect(rest).toMatchObject({ ok: true, value: { alerts: [{ alertId }], next: null } });

      expect(
        (await told(platform, 'ALERT_CLOSED')).map(({ actor, outcome, justification, details }) => [
          actor.userName,
          outcome,
          justification,
          details?.meta?.['disposition'],
        ]),
      ).toEqual([
        [adminName, 'failure', note, undefined],
        [adminName, 'success', note, 'mistake'],
        [adminName, 'failure', note, undefined],
        [adminName, 'failure', note, undefined],
      ]);
      expect((await told(platform, 'ALERT_ACKNOWLEDGED')).map(({ outcome }) => outcome)).toEqual([
        'failure',
        'success',
        'failure',
        'failure',
      ]);
      const nurse = await platform.signInAs('nurse');
      expect(code(await platform.client.call(listAlerts, {}, { accessToken: nurse }))).toBe('denied');
    }));

  test('who comes in after spraying is an alert of their own, whatever was acknowledged and whatever fails next', () =>
    withPlatform(async (platform, admin) => {
      const names = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6'];
      const ids: string[] = [];
      for (const name of names) ids.push(await platform.addAccount(name));
      for (const [i, name] of names.slice(0, 6).entries()) {
        await fail(consoleAt(platform, `203.0.113.${i}`), name);
      }
      const [sprayed] = await alerts(platform, admin, 'spraying');
      expect(sprayed).toMatchObject({ userId: null, address: '203.0.113.0/24', state: 'open', version: 1 });
      const alertId = sprayed?.alertId ?? '';
      const acknowledged = await platform.client.call(
        acknowledgeAlert,
        { alertId, version: 1, note },
        { accessToken: admin },
      );
      expect(code(acknowledged)).toBe('ok');

      await enter(consoleAt(platform, '203.0.113.50'), 'u3');
      const cameIn = {
        userId: ids[3],
        address: '203.0.113.0/24',
        reason: 'After many names had failed from this network, one of them came in from it.',
        facts: { cameIn: 1, names: 6 },
      };
      const kept = { alertId, state: 'acknowledged', version: 2, facts: { names: 6 } };
      expect(await alerts(platform, admin, 'spraying')).toMatchObject([
        { ...cameIn, state: 'open', count: 1 },
        kept,
      ]);
      // The next failure is spraying going on, which somebody has to look at again; it covers nobody's coming in.
      await fail(consoleAt(platform, '203.0.113.60'), 'u6');
      expect(await alerts(platform, admin, 'spraying')).toMatchObject([
        { userId: null, state: 'open', count: 1 },
        { ...cameIn, state: 'open', count: 1 },
        kept,
      ]);
      expect(await told(platform, 'ALERT_RAISED')).toHaveLength(3);
    }));

  test('the worst speaks for an alert; once that is acknowledged, more is another alert', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      const exported = exportsOf(platform, userId);
      const volumes = async () => alerts(platform, await platform.claim(), 'export-volume');
      await exported(120, 'PatientList');
      const [small] = await alerts(platform, admin, 'export-volume');
      expect(small).toMatchObject({ facts: { records: 120 }, version: 1 });
      await exported(10, 'PatientList');
      expect(await volumes()).toMatchObject([{ facts: { records: 130 }, version: 2, count: 2 }]);
      const acknowledge = (version: number) =>
        platform.client.call(
          acknowledgeAlert,
          { alertId: small?.alertId ?? '', version, note },
          { accessToken: admin },
        );
      // Who saw 120 has not seen 130.
      expect([code(await acknowledge(1)), code(await acknowledge(2))]).toEqual(['conflict', 'ok']);

      await exported(5000, 'PatientList');
      const kept = { alertId: small?.alertId, state: 'acknowledged', facts: { records: 130 } };
      expect(await volumes()).toMatchObject([{ state: 'open', version: 1, facts: { records: 5130 } }, kept]);
      platform.advance(20 * 3600);
      await exported(110, 'PatientList');
      expect(await volumes()).toMatchObject([
        { state: 'open', version: 2, count: 2, facts: { records: 5130 } },
        kept,
      ]);
    }));

  test('what leaves the audit trail as a file counts, by a threshold of its own; receiving it does not', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('olga', { role: 'compliance_officer' });
      const { accessToken } = await platform.signIn('olga');
      const { client } = platform;
      const upload = (kind: ConsoleActKind, records: number) =>
        client.call(
          recordConsoleActs,
          { acts: [{ actId: randomUUID(), kind, occurredAt: platform.now(), records }] },
          { accessToken },
        );
      const set = await change(platform, admin, ({ thresholds }) => ({
        thresholds: { ...thresholds, exportTrailLines: 60 },
      }));
      expect(set.ok).toBe(true);
      // Her console receives the trail: pages with more lines than the threshold.
      const visit = deedsOf(platform, await platform.addAccount('colleen'));
      for (let i = 0; i < 70; i += 1) {
        await visit({ action: 'UPDATE', verb: 'VISIT_NOTED', resource: { type: 'Visit' } }, {});
      }
      await lookedAt(platform);
      for (let i = 0; i < 3; i += 1) {
        const page = await client.call(listEvents, { from: i, limit: 5000 }, { accessToken });
        expect(page.ok && page.value.events.length).toBeGreaterThan(60);
      }
      expect(code(await upload('people-exported', 500))).toBe('ok');
      expect(code(await upload('chart-exported', 500))).toBe('ok');
      expect(code(await upload('trail-exported', 59))).toBe('ok');
      expect(await alerts(platform, admin)).toEqual([]);
      expect(code(await upload('trail-exported', 1))).toBe('ok');
      expect(await alerts(platform, admin)).toMatchObject([
        { kind: 'trail-export', userId, facts: { lines: 60, exports: 2, threshold: 60 } },
      ]);
    }));

  test('very many failures from one address block it, and a release forgets them', () =>
    withPlatform(async (platform, admin) => {
      const desk = consoleAt(platform, '203.0.113.9');
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const wait of [1, 2, 4, 8, 0]) {
        for (const name of names) expect(await fail(desk, `${name} nobody`)).toBe('wrong-credentials');
        platform.advance(wait);
      }
      const [alert] = await alerts(platform, admin, 'address-failures');
      expect(alert).toMatchObject({
        address: '203.0.113.9',
        answer: 'address-blocked',
        facts: { failuresToBlock: 30, blockThreshold: 30 },
      });
      // Unknown names take five tries each: thirty are six names, from one network.
      expect(await alerts(platform, admin, 'spraying')).toMatchObject([
        { address: '203.0.113.0/24', facts: { names: 6, triesWithUnknownNames: 30 } },
      ]);
      expect(code(await desk.call(signIn, { userName: adminName, password: adminPassword }))).toBe(
        'too-many',
      );
      expect(await enter(consoleAt(platform, '203.0.113.8'), adminName)).toBeDefined();
      const blocked = await platform.client.call(listLockouts, {}, { accessToken: admin });
      expect(blocked.ok && blocked.value.addresses).toMatchObject([{ address: '203.0.113.9', userNames: 6 }]);
      const release = { address: '203.0.113.9', reason: note };
      expect(code(await platform.client.call(releaseAddress, release, { accessToken: admin }))).toBe('ok');
      expect(await fail(desk, 'g nobody')).toBe('wrong-credentials');
      await lookedAt(platform);
      expect(await enter(desk, adminName)).toBeDefined();
      expect((await told(platform, 'ADDRESS_BLOCKED')).map(({ details }) => details?.meta)).toEqual([
        { userNames: 6, reason: 'many-failures' },
      ]);
    }));

  test('an attempt that is just being looked at is none of the failures that block its address', () =>
    withPlatform(async ({ db, now }) => {
      const address = '203.0.113.9';
      const begun = now();
      await db
        .insertInto('failed_sign_in')
        .values({ user_key_digest: 'somebody', address, failed_at: begun })
        .execute();
      const block = (failedBy: number) =>
        db
          .transaction()
          .execute((transaction) => blockForFailures(transaction, address, failedBy, begun + 1));
      expect(await block(begun - 1)).toBeNull();
      expect(await block(begun)).toBe(1);
    }));

  test('a session that goes on by another program is ended; on another network it is only told of', () =>
    withPlatform(async (platform, admin) => {
      await platform.addAccount('colleen', { role: 'compliance_officer' });
      await platform.addAccount('dora', { role: 'compliance_officer' });
      // A call that leaves no event of its own.
      const read = async (client: PlatformClient, accessToken: string) =>
        code(await client.call(whoAmI, {}, { accessToken }));
      const colleen = await enter(consoleAt(platform, '10.20.10.5'), 'colleen');
      const dora = await enter(consoleAt(platform, '10.20.10.6'), 'dora');
      const sessions = async () => {
        const reply = await platform.client.call(listSessions, {}, { accessToken: admin });
        return reply.ok ? reply.value.sessions.map(({ userName }) => userName) : [];
      };
      // A newer version of the same program is the same.
      expect(
        await read(consoleAt(platform, '10.20.10.5', 'Wardkeeper/2 (Windows)'), colleen.accessToken),
      ).toBe('ok');
      for (let i = 0; i < 3; i += 1) {
        expect(await read(consoleAt(platform, '198.18.4.4'), dora.accessToken)).toBe('ok');
      }
      expect(await alerts(platform, admin)).toMatchObject([
        { kind: 'session-change', answer: null, facts: { network: '198.18.4.0/24', programChanged: 0 } },
      ]);
      expect(await sessions()).toEqual(expect.arrayContaining(['colleen', 'dora']));

      const thief = consoleAt(platform, '203.0.113.7', 'curl/8.5');
      expect(await read(thief, colleen.accessToken)).toBe('ok');
      const raised = await alerts(platform, admin, 'session-change');
      expect(raised.map(({ answer }) => answer)).toEqual(['session-ended', null]);
      for (const client of [thief, consoleAt(platform, '10.20.10.5')]) {
        expect(await read(client, colleen.accessToken)).toBe('not-signed-in');
      }
      expect(await sessions()).not.toContain('colleen');
      const { refreshToken } = dora;
      expect(code(await consoleAt(platform, '100.64.1.9').call(refreshSession, { refreshToken }))).toBe('ok');
      // Each place once, however often it is used.
      const moves = (await told(platform, 'SESSION_MOVED')).map(({ actor, network }) => [
        actor.userName,
        network?.ip,
      ]);
      expect(moves).toEqual([
        ['dora', '198.18.4.4'],
        ['colleen', '203.0.113.7'],
        ['dora', '100.64.1.9'],
      ]);
      const ended = (await told(platform, 'SIGNED_OUT')).map(({ actor, details }) => [
        actor.userName,
        details?.meta,
      ]);
      expect(ended).toEqual([['colleen', { reason: 'session-changed' }]]);
    }));

  test('whoever ended other sessions is watched as before, whoever’s they were', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen', { role: 'compliance_officer' });
      const desk = consoleAt(platform, '10.20.10.5');
      await enter(desk, 'colleen');
      const { accessToken } = await enter(desk, 'colleen');
      expect(code(await desk.call(endOwnSessions, {}, { accessToken }))).toBe('ok');
      const ended = await desk.call(endAllSessions, { userId, reason: 'A test' }, { accessToken: admin });
      expect(code(ended)).toBe('ok');
      const again = await enter(desk, 'colleen');
      const thief = consoleAt(platform, '203.0.113.7', 'curl/8.5');
      for (const token of [admin, again.accessToken]) {
        expect(code(await thief.call(whoAmI, {}, { accessToken: token }))).toBe('ok');
      }
      await lookedAt(platform);
      for (const token of [admin, again.accessToken]) {
        expect(code(await desk.call(whoAmI, {}, { accessToken: token }))).toBe('not-signed-in');
      }
    }));

  test('passwords that are guessed within a session count like those of sign-ins', () =>
    withPlatform(async (platform, admin) => {
      await platform.addAccount('colleen');
      const { accessToken } = await enter(consoleAt(platform, '10.20.10.5'), 'colleen');
      for (const wait of [1, 2, 4, 8, 0]) {
        const guess = { password: wrong, newPassword: 'Another-Horse-9-Battery' };
        const reply = await consoleAt(platform, '10.20.10.5').call(changePassword, guess, { accessToken });
        expect(code(reply)).toBe('wrong-credentials');
        platform.advance(wait);
      }
      expect(await alerts(platform, admin)).toMatchObject([{ kind: 'account-failures' }]);
    }));

  test('a refresh token that comes a second time raises an alert, an ordinary sign-out none', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      await platform.addAccount('dora');
      const dora = await enter(consoleAt(platform, '10.20.10.6'), 'dora');
      const { accessToken } = dora;
      expect(code(await consoleAt(platform, '10.20.10.6').call(signOut, {}, { accessToken }))).toBe('ok');
      const desk = consoleAt(platform, '10.20.10.5');
      const { refreshToken } = await enter(desk, 'colleen');
      expect(code(await desk.call(refreshSession, { refreshToken }))).toBe('ok');
      const thief = consoleAt(platform, '203.0.113.7');
      expect(code(await thief.call(refreshSession, { refreshToken }))).toBe('not-signed-in');
      expect(await alerts(platform, admin, 'session-change')).toMatchObject([
        {
          kind: 'session-change',
          userId,
          address: '203.0.113.7',
          facts: { tokenReused: 1, network: '203.0.113.0/24', networkBefore: '10.20.10.0/24' },
          reason: expect.stringContaining('from another network') as string,
        },
      ]);
    }));

  test('whoever signs in beside a console that is open elsewhere is told of, though that does nothing', () =>
    withPlatform(async (platform) => {
      const ids = new Map<string, string>();
      for (const name of ['idle', 'left', 'gone', 'here']) ids.set(name, await platform.addAccount(name));
      const desk = consoleAt(platform, '10.20.10.5');
      const [idle, , gone] = [
        await enter(desk, 'idle'),
        await enter(desk, 'left'),
        await enter(desk, 'gone'),
        await enter(desk, 'here'),
      ];
      platform.advance(14 * 60);
      // A console that is open renews its session, and that leaves no event; one that was left locks itself.
      const renewed = await desk.call(refreshSession, { refreshToken: idle.refreshToken });
      expect(code(renewed)).toBe('ok');
      const { accessToken } = gone;
      expect(code(await desk.call(signOut, {}, { accessToken }))).toBe('ok');
      platform.advance(10 * 60);
      for (const name of ['idle', 'left', 'gone']) await enter(consoleAt(platform, '203.0.113.7'), name);
      await enter(consoleAt(platform, '10.20.10.99'), 'here');
      expect(await alerts(platform, await platform.claim(), 'concurrent-sessions')).toMatchObject([
        {
          userId: ids.get('idle'),
          facts: { networks: '10.20.10.0/24 203.0.113.0/24', sessions: 2, minutes: 15 },
        },
      ]);
    }));

  test('a sign-in from too far away, by the table of places, and from a place that is new', () =>
    withPlatform(async (platform) => {
      const userId = await platform.addAccount('colleen');
      for (let day = 0; day < 11; day += 1) {
        await enter(consoleAt(platform, '10.20.10.5'), 'colleen');
        platform.advance(8 * 3600);
      }
      const fresh = async () => (await enter(platform.client, adminName)).accessToken;
      expect(await alerts(platform, await fresh())).toEqual([]);
      await enter(consoleAt(platform, '10.20.10.5'), 'colleen');
      platform.advance(1800);
      await enter(consoleAt(platform, '192.0.2.77'), 'colleen');
      const raised = await alerts(platform, await fresh());
      const own = raised.filter((alert) => alert.userId === userId);
      expect(own.map(({ kind }) => kind).sort()).toEqual(['impossible-travel', 'new-place']);
      expect(own.find(({ kind }) => kind === 'impossible-travel')?.facts).toMatchObject({
        from: 'La Crosse (US)',
        to: 'Lagos (NG)',
        minutes: 30,
      });
      // An unknown network is nowhere: it says nothing of the way.
      platform.advance(60);
      await enter(consoleAt(platform, '172.16.0.9'), 'colleen');
      expect(await alerts(platform, await fresh(), 'impossible-travel')).toHaveLength(1);
    }));

  test('reads and exports are held against what an administrator has set', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      const event = deedsOf(platform, userId);
      const exported = exportsOf(platform, userId);
      const read = (patient: string) =>
        event(
          { action: 'READ', verb: 'CHART_OPENED', resource: { type: 'Patient' } },
          { patients: [patient] },
        );
      const set = await change(platform, admin, ({ thresholds }) => ({
        thresholds: { ...thresholds, readsInAnHour: 12, exportUnknown: 40 },
      }));
      expect(set.ok).toBe(true);
      for (let i = 0; i < 11; i += 1) {
        // The same patients again are no more patients.
        await read(`patient ${i}`);
        await read(`patient ${i}`);
        platform.advance(60);
      }
      expect(await alerts(platform, admin)).toEqual([]);
      await read('patient 11');
      expect(await alerts(platform, admin)).toMatchObject([
        { kind: 'bulk-reads', userId, facts: { patientsInAnHour: 12, threshold: 12 } },
      ]);
      await exported(39, 'PatientList');
      expect(await alerts(platform, admin, 'export-volume')).toEqual([]);
      await exported(1, 'PatientList');
      const [volume] = await alerts(platform, admin, 'export-volume');
      expect(volume?.facts).toMatchObject({ records: 40, exports: 2, ownThreshold: 40 });
      expect(JSON.stringify(await alerts(platform, admin))).not.toContain('patient 1');
    }));
});

onEveryEngine('where one may sign in from', (engine, test) => {
  test('elsewhere the right password gets the answer of a wrong one, and an alert; this computer is a way in', async () => {
    const platform = await startTestPlatform(await engine.place(), { transport: behindProxy });
    try {
      const admin = await platform.claim();
      const userId = await platform.addAccount('colleen');
      await platform.addAccount('gone', { ended_at: 1, status: 'ended' });
      const allowed = { countries: ['US'], networks: ['203.0.113.64/26'] };
      expect(await change(platform, admin, () => ({ signInFrom: allowed }))).toMatchObject({
        ok: true,
        value: { settings: { version: 2, signInFrom: allowed } },
      });
      const attempt = (from: string, userName: string, password: string) =>
        consoleAt(platform, from).call(signIn, { userName, password });
      const refused = await attempt('203.0.113.1', 'colleen', wrong);
      expect(code(refused)).toBe('wrong-credentials');
      platform.advance(1);
      expect(await attempt('203.0.113.1', 'colleen', adminPassword)).toEqual(refused);
      // Nor is it told there that an account has ended.
      expect(await attempt('203.0.113.2', 'gone', adminPassword)).toEqual(refused);
      expect(code(await attempt('172.16.0.1', 'colleen', adminPassword))).toBe('wrong-credentials');
      for (const from of ['203.0.113.65', '10.20.10.9', '127.0.0.1']) {
        expect([from, code(await attempt(from, 'colleen', adminPassword))]).toEqual([from, 'ok']);
      }
      expect(code(await attempt('127.0.0.1', 'gone', adminPassword))).toBe('account-ended');
      const refusals = (await platform.events())
        .filter(({ details }) => details?.meta?.['reason'] === 'place-not-allowed')
        .map(({ action, outcome, actor, network }) => [action, outcome, actor.userName, network?.ip]);
      expect(refusals).toEqual([
        ['FAILED_LOGIN', 'failure', 'colleen', '203.0.113.1'],
        ['FAILED_LOGIN', 'failure', 'gone', '203.0.113.2'],
        ['FAILED_LOGIN', 'failure', 'colleen', '172.16.0.1'],
      ]);
      const raised = await alerts(platform, admin, 'place-refused');
      expect(raised.find((alert) => alert.userId === userId)).toMatchObject({
        count: 2,
        address: '172.16.0.1',
      });
      expect(raised).toHaveLength(2);
    } finally {
      await platform.stop();
    }
  });

  test('nobody keeps themself out, allows nowhere, or overwrites what somebody else set', async () => {
    const platform = await startTestPlatform(await engine.place(), { transport: behindProxy });
    try {
      const here = await platform.claim();
      const home = consoleAt(platform, '198.51.100.20');
      const { accessToken } = await enter(home, adminName);
      const only = (networks: string[], client = home, token = accessToken) =>
        change(platform, token, () => ({ signInFrom: { countries: [], networks } }), client);
      expect(await only(['10.0.0.0/8'])).toMatchObject({
        ok: false,
        message: expect.stringContaining('You could not sign in') as string,
      });
      const nowhere = await change(platform, here, () => ({
        signInFrom: { countries: ['FR'], networks: [] },
      }));
      expect(nowhere).toMatchObject({
        ok: false,
        message: expect.stringContaining('no place is known in FR') as string,
      });
      expect(code(await only([]))).toBe('invalid-request');
      expect(code(await only(['10.0.0.1/8']))).toBe('invalid-request');
      expect(code(await only(['198.51.100.0/24', '10.0.0.0/8']))).toBe('ok');
      // From this computer it may be shut for all others: it stays open itself.
      expect(code(await only(['10.0.0.0/8'], platform.client, here))).toBe('ok');
      expect(code(await home.call(signIn, { userName: adminName, password: adminPassword }))).toBe(
        'wrong-credentials',
      );
      expect(await enter(platform.client, adminName)).toBeDefined();
      platform.advance(1);

      // The practice's own table makes a country known.
      const place = {
        network: '198.51.100.0/24',
        country: 'FR',
        name: 'Lyon',
        latitude: 45.76,
        longitude: 4.84,
      };
      const moved = await change(platform, here, () => ({
        places: [place],
        signInFrom: { countries: ['FR'], networks: [] },
      }));
      expect(code(moved)).toBe('ok');
      expect(await enter(home, adminName)).toBeDefined();

      const stale = await change(platform, here, () => ({ version: 1 }));
      expect(code(stale)).toBe('conflict');
      const same = await change(platform, here, () => ({}));
      expect(same).toMatchObject({ ok: true, value: { settings: { version: 4 } } });
      expect(
        (await told(platform, 'DETECTION_SETTINGS_CHANGED')).map(({ details }) => details?.meta),
      ).toEqual([
        { version: 2, changed: { signInFrom: { old: 'everywhere', new: '198.51.100.0/24 10.0.0.0/8' } } },
        { version: 3, changed: { signInFrom: { old: '198.51.100.0/24 10.0.0.0/8', new: '10.0.0.0/8' } } },
        { version: 4, changed: { places: { old: 0, new: 1 }, signInFrom: { old: '10.0.0.0/8', new: 'FR' } } },
      ]);
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('a detector that sees nothing', (engine, test) => {
  test('is shown with its reason, in the settings and in the evidence, until places are known', async () => {
    const real = { name: 'Elm Street', timeZone: 'America/Chicago', synthetic: false };
    const platform = await startTestPlatform(await engine.place(), { practice: real });
    try {
      const accessToken = await platform.claim();
      const blind = (reply: Result<{ blind: unknown }>) => {
        if (!reply.ok) throw new Error(reply.message);
        return reply.value.blind;
      };
      const monitored = async () => {
        const reply = await platform.client.call(checkEvidence, {}, { accessToken });
        if (!reply.ok) throw new Error(reply.message);
        return reply.value.provisions.find(({ id }) => id === '164.308(a)(5)(ii)(C)');
      };
      const read = await platform.client.call(readDetectionSettings, {}, { accessToken });
      expect(blind(read)).toEqual([
        { kind: 'impossible-travel', reason: expect.stringContaining('No place is known') as string },
      ]);
      expect(await monitored()).toMatchObject({
        reason: expect.stringContaining('As it is set, impossible-travel is not seen.') as string,
        facts: { blindDetectors: 'impossible-travel' },
      });
      const place = (network: string, latitude: number) => ({
        ...{ network, country: 'US', name: `At ${latitude}`, latitude, longitude: -91 },
      });
      const [desk, clinic, home] = [
        place('10.20.10.0/24', 43.8),
        place('10.20.20.0/24', 43.9),
        place('198.51.100.0/24', 30.2),
      ] as const;
      expect(blind(await change(platform, accessToken, () => ({ places: [desk, clinic] })))).toEqual([
        { kind: 'impossible-travel', reason: expect.stringContaining('lie near each other') as string },
      ]);
      expect(blind(await change(platform, accessToken, () => ({ places: [desk, clinic, home] })))).toEqual(
        [],
      );
      const seen = await monitored();
      expect(seen?.reason).not.toContain('not seen');
      expect(seen?.facts).not.toHaveProperty('blindDetectors');
    } finally {
      await platform.stop();
    }
  });
});

onBothEngines('looking at the log', (engine, test) => {
  const key = testLogKey();
  const practice = { practiceId: 'p', name: 'x', timeZone: 'America/Chicago', synthetic: false };
  const failed = (at: number, userId: string) => ({
    ...draftBy(
      { network: { address: '203.0.113.5', userAgent: 'x' } },
      { action: 'FAILED_LOGIN', verb: 'LOGIN', resource: { type: 'Session' }, outcome: 'failure' },
      at,
    ),
    actor: { userId, userName: userId },
  });

  test('several nodes at once look at each event once', async () => {
    const place = await engine.place();
    const [one, other] = [await place.open(), engine.name === 'PGlite' ? null : await place.open()];
    const clock = tickingClock();
    const nodes = [one, other ?? one].map(({ db }) => ({
      db,
      acts: silentActs(db, clock),
      clock,
      practice,
      since: 0,
    }));
    const people = Array.from({ length: 30 }, (_, i) => `person ${i}`);
    for (let round = 0; round < 40; round += 1) {
      await silentActs(one.db, clock).act(async (_, record) => {
        for (const person of people) await record(failed(clock(), person));
      });
    }
    await placeAll(one.db, key, clock);
    let looks = 0;
    for (let moved = 1; moved > 0;) {
      const both = await Promise.all(nodes.map((node) => lookOnce(node)));
      moved = both.reduce((sum, look) => sum + look.moved, 0);
      await placeAll(one.db, key, clock);
      looks += 1;
    }
    expect(looks).toBeGreaterThan(2);
    const rows = await one.db
      .selectFrom('alert')
      .select(['kind', 'count', 'facts'])
      .orderBy('subject')
      .execute();
    const byAccount = rows.filter(({ kind }) => kind === 'account-failures');
    expect(byAccount).toHaveLength(people.length);
    // From the fifth of forty on: each was counted, and none twice.
    expect(new Set(byAccount.map(({ count }) => count))).toEqual(new Set([36]));
  });

  test('in one look, too, whoever came in after spraying is told of apart from what failed afterwards', async () => {
    const { db } = await (await engine.place()).open();
    const clock = tickingClock();
    const acts = silentActs(db, clock);
    const cameIn = (userId: string) => ({
      ...draftBy(
        { network: { address: '203.0.113.9', userAgent: 'x' } },
        { action: 'LOGIN', verb: 'LOGIN', resource: { type: 'Session' } },
        clock(),
      ),
      actor: { userId, userName: userId },
    });
    await acts.act(async (_, record) => {
      for (let i = 0; i < 6; i += 1) await record(failed(clock(), `person ${i}`));
      await record(cameIn('person 3'));
      for (let i = 6; i < 9; i += 1) await record(failed(clock(), `person ${i}`));
    });
    await placeAll(db, key, clock);
    await lookOnce({ db, acts, clock, practice, since: 0 });
    const rows = await db
      .selectFrom('alert')
      .select(['user_id', 'address', 'count', 'facts'])
      .where('kind', '=', 'spraying')
      .orderBy('subject')
      .execute();
    expect(
      rows.map((row) => [row.user_id, row.address, row.count, JSON.parse(row.facts) as unknown]),
    ).toEqual([
      [null, '203.0.113.0/24', 4, expect.objectContaining({ names: 8 })],
      ['person 3', '203.0.113.0/24', 1, expect.objectContaining({ cameIn: 1, names: 6 })],
    ]);
  });

  test('from an older log it learns and raises nothing; a look that fails changes nothing', async () => {
    const { db } = await (await engine.place()).open();
    const clock = tickingClock();
    const acts = silentActs(db, clock);
    await acts.act(async (_, record) => {
      for (let i = 0; i < 4; i += 1) await record(failed(clock(), 'colleen'));
    });
    await placeAll(db, key, clock);
    const since = clock();
    const parts = { db, acts, clock, practice, since };
    await lookOnce(parts);
    expect(await db.selectFrom('alert').selectAll().execute()).toEqual([]);
    await acts.act((_, record) => record(failed(clock(), 'colleen')));
    await placeAll(db, key, clock);
    const broken = {
      ...parts,
      clock: (): number => {
        throw new Error('torn');
      },
    };
    await expect(lookOnce(broken)).rejects.toThrow('torn');
    await lookOnce(parts);
    // The four of before count with the fifth.
    expect(await db.selectFrom('alert').select(['kind', 'count']).execute()).toEqual([
      { kind: 'account-failures', count: 1 },
    ]);
    // The alert's own event is looked at like any other, and is nothing to it.
    await placeAll(db, key, clock);
    expect((await lookOnce(parts)).moved).toBe(1);
    expect((await lookOnce(parts)).moved).toBe(0);
  });
});

import { expect } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { roleByCode } from '../../../src/shared/domain/roles';
import { openCheckpoint } from '../../../src/shared/transparency/checkpoint';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import { parseVerifierKey } from '../../../src/shared/transparency/signed-note';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { hashes } from '../../../src/platform/hashes';
import { beginAttempt } from '../../../src/platform/identity/failures';
import { onEveryEngine, type Place } from './engines';
import { adminName, adminPassword, freshKeys, startTestPlatform, type TestPlatform } from './running';

onEveryEngine('calls', (engine, test) => {
  /** Runs a platform of its own for one test. */
  async function withPlatform(work: (platform: TestPlatform, place: Place) => Promise<void>): Promise<void> {
    const place = await engine.place();
    const platform = await startTestPlatform(place);
    try {
      await work(platform, place);
    } finally {
      await platform.stop();
    }
  }

  const verbs = async ({ db }: TestPlatform) => {
    const rows = await db.selectFrom('audit_event').select('body').orderBy('seq').execute();
    return rows.map((row) => {
      const event = JSON.parse(row.body) as { verb: string; outcome: string };
      return `${event.verb} ${event.outcome}`;
    });
  };

  /** What every node records of itself. */
  const ofEach = (verb: string) => Array<string>(engine.nodes).fill(verb);

  test('from an empty database to a trail that proves itself', () =>
    withPlatform(async (platform) => {
      const { client } = platform;
      const claimed = await client.call(claimPractice, {
        setupCode: platform.setupCode ?? '',
        displayName: ' Ann Administrator ',
        userName: adminName,
        password: adminPassword,
      });
      expect(claimed).toMatchObject({
        ok: true,
        value: { account: { userName: adminName, displayName: 'Ann Administrator', role: 'admin' } },
      });
      const opened = await client.call(signIn, {
        userName: ` ${adminName.toUpperCase()}`,
        password: adminPassword,
      });
      expect(opened).toMatchObject({ ok: true, value: { expiresIn: 900 } });
      if (!opened.ok || !claimed.ok) return;
      const { accessToken } = opened.value;
      expect(opened.value.account).toEqual(claimed.value.account);
      expect(await client.call(whoAmI, {}, { accessToken })).toEqual({
        ok: true,
        value: {
          account: claimed.value.account,
          practice: claimed.value.practice,
          permissions: roleByCode('admin')?.grants.map(({ permission }) => permission),
        },
      });

      await platform.placed();
      const page = await client.call(listEvents, { from: 0 }, { accessToken });
      if (!page.ok) throw new Error(page.message);
      const { events, checkpoint, verifierKey } = page.value;
      expect(events.map(({ event }) => event.verb)).toEqual([
        'PRACTICE_CREATED',
        ...ofEach('SERVICE_STARTED'),
        'PRACTICE_CLAIMED',
        'LOGIN',
      ]);
      // Everything a reader needs is in the reply: the key, the signed head, events and salts.
      const key = parseVerifierKey(verifierKey, hashes);
      if (!key.ok) throw new Error(key.message);
      const verifier = logKeyFrom(freshKeys().logKey, key.value.name).verifier;
      expect(openCheckpoint(checkpoint, verifier)).toMatchObject({ ok: false });
      const root = rootOfLeaves(
        events.map(({ event, salt }) => eventLeafHash(event, salt, hashes)),
        hashes,
      );
      expect(checkpoint.split('\n').slice(0, 3)).toEqual([
        key.value.name,
        String(3 + engine.nodes),
        Buffer.from(root).toString('base64'),
      ]);
    }));

  test('a wrong set-up code, and a second claim, are refused and recorded', () =>
    withPlatform(async (platform) => {
      const { client } = platform;
      const request = { displayName: 'Eve', userName: 'eve', password: adminPassword };
      expect(await client.call(claimPractice, { ...request, setupCode: 'X'.repeat(31) })).toMatchObject({
        ok: false,
        code: 'wrong-credentials',
      });
      const setupCode = platform.setupCode ?? '';
      const both = await Promise.all([
        client.call(claimPractice, { ...request, setupCode }),
        client.call(claimPractice, { ...request, userName: 'mallory', setupCode }),
      ]);
      expect(both.map((reply) => (reply.ok ? 'ok' : reply.code)).sort()).toEqual(['conflict', 'ok']);
      platform.advance(60);
      expect(await client.call(claimPractice, { ...request, setupCode })).toMatchObject({ code: 'conflict' });
      expect(await platform.db.selectFrom('account').select('user_name').execute()).toHaveLength(1);
      await platform.placed();
      expect((await verbs(platform)).filter((verb) => verb.startsWith('PRACTICE_CLAIMED')).sort()).toEqual([
        'PRACTICE_CLAIMED denied',
        'PRACTICE_CLAIMED denied',
        'PRACTICE_CLAIMED denied',
        'PRACTICE_CLAIMED success',
      ]);
    }));

  test('unknown name and wrong password get one answer, then waits, then a lockout; another account is free', () =>
    withPlatform(async (platform) => {
      const { client } = platform;
      await platform.claim();
      const wrong = { userName: adminName, password: 'not it' };
      const unknown = { userName: 'nobody@example.org', password: 'not it' };
      const waits: (number | undefined)[] = [];
      for (let failure = 1; failure <= 5; failure += 1) {
        const replies = [await client.call(signIn, wrong), await client.call(signIn, unknown)];
        expect(replies[0]).toMatchObject({ ok: false, code: 'wrong-credentials' });
        expect(replies[1]).toEqual(replies[0]);
        const refused = [await client.call(signIn, wrong), await client.call(signIn, unknown)];
        expect(refused[1]).toEqual(refused[0]);
        const [first] = refused;
        if (first === undefined || first.ok) throw new Error('The service did not ask to wait');
        expect(first.code).toBe('too-many');
        waits.push(first.retryAfter);
        platform.advance(first.retryAfter ?? 0);
        // In a lockout even the right password waits.
        if (failure === 4) platform.advance(-1);
        if (failure === 4) {
          expect(await client.call(signIn, { userName: adminName, password: adminPassword })).toMatchObject({
            code: 'too-many',
          });
          platform.advance(1);
        }
      }
      expect(waits).toEqual([1, 2, 4, 8, 30 * 60]);
      const again = await client.call(signIn, { userName: adminName, password: adminPassword });
      expect(again).toMatchObject({ ok: true });

      await platform.placed();
      // Alerts follow by themselves.
      const recorded = (await verbs(platform)).filter((verb) => !verb.startsWith('ALERT_RAISED')).slice(-21);
      expect(recorded.filter((verb) => verb === 'LOGIN failure')).toHaveLength(8);
      expect(recorded.filter((verb) => verb === 'LOCKED_OUT failure')).toHaveLength(2);
      // Of each wait the first attempt that it refused.
      expect(recorded.filter((verb) => verb === 'LOGIN denied')).toHaveLength(10);
      expect(recorded.at(-1)).toBe('LOGIN success');
    }));

  test('guesses sent at once are counted before any is looked at', () =>
    withPlatform(async (platform) => {
      await platform.claim();
      const guesses = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          platform.client.call(signIn, { userName: adminName, password: `guess ${i}` }),
        ),
      );
      const codes = guesses.map((reply) => (reply.ok ? 'ok' : reply.code));
      expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(1);
      expect(codes.filter((code) => code === 'too-many')).toHaveLength(11);
    }));

  test('failures at one desk lock nobody out at another', async () => {
    const { db } = await engine.shared();
    const start = 1_780_000_000_000_000;
    const attempt = (address: string, seconds: number) =>
      db
        .transaction()
        .execute((transaction) =>
          beginAttempt(transaction, { userKey: adminName, address }, start + seconds * 1_000_000),
        );
    for (const seconds of [0, 1, 3, 7, 15]) await attempt('192.0.2.1', seconds);
    expect(await attempt('192.0.2.1', 60)).toMatchObject({ waitSeconds: 15 + 30 * 60 - 60 });
    expect(await attempt('192.0.2.2', 60)).toMatchObject({ waitSeconds: 0, failures: 1 });
  });

  test('failures under a clock that ran ahead count as just now when it is right again', async () => {
    const { db } = await engine.shared();
    const start = 1_780_000_000_000_000;
    const attempt = (seconds: number) =>
      db
        .transaction()
        .execute((transaction) =>
          beginAttempt(transaction, { userKey: 'ahead', address: '192.0.2.3' }, start + seconds * 1_000_000),
        );
    const year = 365 * 24 * 3600;
    for (const seconds of [0, 1, 3, 7, 15]) await attempt(year + seconds);
    expect(await attempt(0)).toMatchObject({ waitSeconds: 30 * 60 });
    expect(await attempt(60)).toMatchObject({ waitSeconds: 29 * 60 });
    expect(await attempt(30 * 60)).toMatchObject({ waitSeconds: 0, failures: 1 });
  });

  test('what was typed for a name is neither kept nor recorded, and its failures are forgotten', () =>
    withPlatform(async (platform) => {
      const { client, db } = platform;
      await platform.claim();
      await client.call(signIn, { userName: 'Typed-Secret', password: 'x' });
      const kept = await db.selectFrom('failed_sign_in').selectAll().execute();
      expect(kept).toHaveLength(1);
      expect(JSON.stringify(kept)).not.toMatch(/typed-secret/i);
      platform.advance(60 * 60);
      await client.call(signIn, { userName: ` ${adminName.toUpperCase()}`, password: 'x' });
      const later = await db.selectFrom('failed_sign_in').selectAll().execute();
      expect(later).toHaveLength(1);
      expect(later).not.toEqual(kept);
      await platform.placed();
      const rows = await db.selectFrom('audit_event').select('body').orderBy('seq').execute();
      const actors = rows.map((row) => JSON.parse(row.body) as { action: string; actor: object });
      const { user_id: userId } = await db.selectFrom('account').select('user_id').executeTakeFirstOrThrow();
      expect(actors.filter(({ action }) => action === 'FAILED_LOGIN').map(({ actor }) => actor)).toEqual([
        {},
        { userId, userName: adminName },
      ]);
    }));

  test('once the log is damaged nothing is done and nothing is read', () =>
    withPlatform(async (platform) => {
      const { client, db } = platform;
      const accessToken = await platform.claim();
      await platform.placed();
      expect(await client.call(listEvents, { from: 0 }, { accessToken })).toMatchObject({ ok: true });
      await platform.placed();
      await db.updateTable('checkpoint').set({ size: 1000 }).execute();
      await platform.claim();
      const damages = () => platform.logged.filter((line) => line.includes('log-damaged'));
      // Each node sees it for itself, at its next look.
      await expect.poll(() => damages().length).toBe(engine.nodes);
      const asked = [
        await client.call(listEvents, { from: 0 }, { accessToken }),
        await client.call(signIn, { userName: adminName, password: adminPassword }),
      ];
      expect(asked).toMatchObject([{ code: 'damaged' }, { code: 'damaged' }]);
      expect(damages()).toHaveLength(engine.nodes);
    }));

  test('a session ends with its time, when it is ended, and with its account', () =>
    withPlatform(async (platform) => {
      const { client, db } = platform;
      const code = async (accessToken: string) => {
        const reply = await client.call(whoAmI, {}, { accessToken });
        return reply.ok ? 'ok' : reply.code;
      };
      const old = await platform.claim();
      expect(await code(old)).toBe('ok');
      platform.advance(15 * 60);
      expect(await code(old)).toBe('not-signed-in');

      const ended = await platform.claim();
      expect(await code(ended)).toBe('ok');
      await db.updateTable('session').set({ ended_at: 1 }).execute();
      expect(await code(ended)).toBe('not-signed-in');

      const orphan = await platform.claim();
      expect(await code(orphan)).toBe('ok');
      await db.updateTable('account').set({ ended_at: 1 }).execute();
      expect(await code(orphan)).toBe('account-ended');
    }));

  test('reading the trail is recorded once for a session and run, and does not feed itself', () =>
    withPlatform(async (platform) => {
      const { client } = platform;
      const accessToken = await platform.claim();
      await platform.placed();
      const before = (await verbs(platform)).length;
      let from = 0;
      for (let poll = 0; poll < 100; poll += 1) {
        const page = await client.call(listEvents, { from, limit: 2 }, { accessToken });
        if (!page.ok) throw new Error(page.message);
        from += page.value.events.length;
        await platform.placed();
      }
      const after = await verbs(platform);
      expect(after.slice(before)).toEqual(['TRAIL_READ success']);
      expect(from).toBe(before + 1);

      // Reading again what was read is the same run; another session, and a place beyond, are others.
      await client.call(listEvents, { from: 1, limit: 2 }, { accessToken });
      await platform.placed();
      expect(await verbs(platform)).toEqual(after);
      const other = await platform.claim();
      await client.call(listEvents, { from: 2 }, { accessToken: other });
      await client.call(listEvents, { from: 0, limit: 1 }, { accessToken: other });
      await platform.placed();
      expect((await verbs(platform)).slice(after.length)).toEqual([
        'LOGIN success',
        'TRAIL_READ success',
        'TRAIL_READ success',
      ]);
    }));

  test('a role without the permission is denied, and the denial is recorded', () =>
    withPlatform(async (platform) => {
      const accessToken = await platform.signInAs('nurse');
      expect(await platform.client.call(listEvents, { from: 0 }, { accessToken })).toMatchObject({
        code: 'denied',
      });
      await platform.placed();
      expect((await verbs(platform)).at(-1)).toBe('TRAIL_READ denied');
    }));

  test('what is logged names nobody and quotes nothing', () =>
    withPlatform(async (platform) => {
      await platform.claim();
      await platform.client.call(signIn, { userName: 'canary-name', password: 'canary-password' });
      const text = platform.logged.join('\n');
      expect(text).toContain('auth.signIn');
      for (const secret of [
        'canary',
        adminName,
        adminPassword,
        platform.launchSecret,
        platform.setupCode ?? '-',
      ]) {
        expect(text).not.toContain(secret);
      }
    }));

  test('stopped and started again it goes on where it was', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const first = await startTestPlatform(place, keys);
    await first.claim();
    await first.stop();
    const second = await startTestPlatform(place, keys);
    try {
      expect(second.setupCode).toBeNull();
      await second.claim();
      await second.placed();
      expect((await verbs(second)).map((verb) => verb.split(' ')[0])).toEqual([
        'PRACTICE_CREATED',
        ...ofEach('SERVICE_STARTED'),
        'PRACTICE_CLAIMED',
        'LOGIN',
        ...ofEach('SERVICE_STOPPED'),
        ...ofEach('SERVICE_STARTED'),
        'LOGIN',
      ]);
    } finally {
      await second.stop();
    }
    await expect(startTestPlatform(place, freshKeys())).rejects.toThrow('damaged');
  });
});

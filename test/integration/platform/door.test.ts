import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import { listLockouts, releaseAccount, releaseAddress } from '../../../src/shared/contract/platform/lockouts';
import { beginSecondFactor, confirmSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import { lockoutAt, mostFailuresAnywhere, mostNamesFailing } from '../../../src/shared/domain/lockout';
import type { Result } from '../../../src/shared/domain/result';
import { actsOn } from '../../../src/platform/audit/act';
import { passwordHandlers } from '../../../src/platform/handlers/password';
import { secondFactorHandlers } from '../../../src/platform/handlers/second-factor';
import { signInHandlers } from '../../../src/platform/handlers/sign-in';
import { accessTokens } from '../../../src/platform/identity/access-token';
import { digestOfKey } from '../../../src/platform/identity/failures';
import { passwordHashes } from '../../../src/platform/identity/password-hash';
import { secretSeal } from '../../../src/platform/identity/sealed-secret';
import type { Service } from '../../../src/platform/service';
import { behindProxy, consoleAt } from './behind-proxy';
import { onEveryEngine } from './engines';
import {
  adminName,
  adminPassword,
  cheapCost,
  freshKeys,
  startTestPlatform,
  type TestPlatform,
} from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
const wrong = 'not it, at all';
const reason = 'She called and gave her birth date';
const SECOND = 1_000_000;

onEveryEngine('the door', (engine, test) => {
  async function withPlatform(work: (platform: TestPlatform, admin: string) => Promise<void>) {
    const platform = await startTestPlatform(await engine.place(), { transport: behindProxy });
    try {
      await work(platform, await platform.claim());
    } finally {
      await platform.stop();
    }
  }
  const attempt = async (
    platform: TestPlatform,
    from: string,
    userName: string,
    password = adminPassword,
    typed?: string,
  ) => consoleAt(platform, from).call(signIn, { userName, password, code: typed });
  async function lockouts(platform: TestPlatform, accessToken: string) {
    const reply = await platform.client.call(listLockouts, {}, { accessToken });
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  }
  /** Turns a second factor on; gives what its app shows. */
  async function setUp(platform: TestPlatform, userName: string): Promise<() => string> {
    const { accessToken } = await platform.signIn(userName);
    const begun = await platform.client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
    if (!begun.ok) throw new Error(begun.message);
    const shows = () =>
      generateSync({ secret: begun.value.secret, epoch: Math.floor(platform.now() / SECOND) });
    const confirmed = await platform.client.call(confirmSecondFactor, { code: shows() }, { accessToken });
    if (!confirmed.ok) throw new Error(confirmed.message);
    platform.advance(60);
    return shows;
  }

  test('all addresses of one IPv6 subscriber are one: for waits, lockouts, blocks and their release', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      let host = 0;
      const next = () => `2001:db8:5:7::${(host += 1).toString(16)}`;
      for (const wait of [1, 2, 4, 8, 0]) {
        expect(code(await attempt(platform, next(), 'colleen', wrong))).toBe('wrong-credentials');
        expect(await attempt(platform, next(), 'colleen')).toMatchObject({ code: 'too-many' });
        platform.advance(wait);
      }
      const { accounts } = await lockouts(platform, admin);
      expect(accounts).toMatchObject([{ account: { userId }, address: '2001:db8:5:7::/64', failures: 5 }]);
      // Next door, and at an address of IPv4, she comes in.
      expect(code(await attempt(platform, '2001:db8:5:8::1', 'colleen'))).toBe('ok');
      expect(code(await attempt(platform, '192.0.2.1', 'colleen'))).toBe('ok');

      for (let i = 0; i < mostNamesFailing; i += 1) await attempt(platform, next(), `nobody ${i}`, wrong);
      expect(code(await attempt(platform, next(), adminName))).toBe('too-many');
      expect((await lockouts(platform, admin)).addresses).toMatchObject([{ address: '2001:db8:5:7::/64' }]);
      const release = (address: string) =>
        platform.client.call(releaseAddress, { address, reason }, { accessToken: admin });
      expect(code(await release('2001:db8:5:8::/64'))).toBe('not-found');
      expect(code(await release(next()))).toBe('ok');
      expect(code(await attempt(platform, next(), adminName))).toBe('ok');
      const told = (await platform.events()).filter(({ resource }) => resource?.type === 'Address');
      expect(new Set(told.map(({ resource }) => resource?.id))).toEqual(
        new Set(['2001:db8:5:7::/64', '2001:db8:5:8::/64']),
      );
    }));

  test('wrong codes are counted for the account, wherever they come from, and released by an administrator', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      const shows = await setUp(platform, 'colleen');
      let desk = 0;
      const guess = (typed: string, password = adminPassword) =>
        attempt(platform, `198.51.100.${(desk += 1)}`, 'colleen', password, typed);
      for (const wait of [1, 2, 4, 8]) {
        expect(code(await guess('000000'))).toBe('wrong-credentials');
        // Elsewhere as well, and the right one too.
        expect(await guess(shows())).toMatchObject({ code: 'too-many', retryAfter: wait });
        expect(await guess(shows())).toMatchObject({ code: 'too-many', retryAfter: wait });
        platform.advance(wait);
      }
      expect(code(await guess('000000'))).toBe('wrong-credentials');
      expect(await guess(shows())).toMatchObject({ code: 'too-many', retryAfter: 1800 });
      // Whoever does not know the password learns nothing of that, and adds nothing to it.
      expect(code(await guess(shows(), wrong))).toBe('wrong-credentials');
      expect((await lockouts(platform, admin)).accounts).toMatchObject([
        { account: { userId }, address: null, failures: lockoutAt },
      ]);
      const told = (await platform.events()).filter(({ action }) => action === 'FAILED_LOGIN');
      const count = (outcome: string, why: string) =>
        told.filter((event) => event.outcome === outcome && event.details?.meta?.['reason'] === why).length;
      expect([count('failure', 'wrong-code'), count('denied', 'too-soon')]).toEqual([5, 4]);
      expect(count('denied', 'account-locked')).toBe(1);

      const release = { userId, reason };
      expect(await platform.client.call(releaseAccount, release, { accessToken: admin })).toMatchObject({
        ok: true,
        value: { addresses: expect.arrayContaining([null]) as unknown },
      });
      expect(code(await guess(shows()))).toBe('ok');
      expect((await lockouts(platform, admin)).accounts).toEqual([]);
    }));

  test('wrong passwords from many addresses come to an end, save for who has come from there before', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      expect(code(await attempt(platform, '192.0.2.1', 'colleen'))).toBe('ok');
      // As many as that, each of them looked at: what a network of addresses leaves.
      const failed = Array.from({ length: mostFailuresAnywhere - 1 }, (_, i) => ({
        user_key_digest: digestOfKey('colleen'),
        address: `198.51.${100 + Math.floor(i / 100)}.${i % 100}`,
        failed_at: platform.now() + i,
      }));
      platform.advance(60);
      await platform.db.insertInto('failed_sign_in').values(failed).execute();
      expect(code(await attempt(platform, '203.0.113.1', 'colleen', wrong))).toBe('wrong-credentials');
      expect(await attempt(platform, '203.0.113.2', 'colleen')).toMatchObject({
        code: 'too-many',
        retryAfter: 30 * 60 - 60,
      });
      expect(code(await attempt(platform, '192.0.2.1', 'colleen'))).toBe('ok');
      // Of other accounts it says nothing.
      expect(code(await attempt(platform, '203.0.113.2', adminName))).toBe('ok');
      expect((await lockouts(platform, admin)).accounts).toMatchObject([
        { account: { userId }, address: null, failures: mostFailuresAnywhere },
      ]);
      const release = { userId, reason };
      expect(code(await platform.client.call(releaseAccount, release, { accessToken: admin }))).toBe('ok');
      expect(code(await attempt(platform, '203.0.113.2', 'colleen'))).toBe('ok');
    }));

  test('it ends by itself, when the first of so many is forgotten', () =>
    withPlatform(async (platform) => {
      await platform.addAccount('colleen');
      const failed = Array.from({ length: mostFailuresAnywhere }, (_, i) => ({
        user_key_digest: digestOfKey('colleen'),
        address: `198.51.100.${i}`,
        failed_at: platform.now() + i * SECOND,
      }));
      await platform.db.insertInto('failed_sign_in').values(failed).execute();
      platform.advance(30 * 60 - 1);
      expect(await attempt(platform, '203.0.113.2', 'colleen')).toMatchObject({ code: 'too-many' });
      platform.advance(1);
      expect(code(await attempt(platform, '203.0.113.2', 'colleen'))).toBe('ok');
    }));

  /** The handlers of the platform's database, where `meanwhile` happens while a password is looked at. */
  function handlersOf(platform: TestPlatform, meanwhile: () => Promise<unknown>) {
    const { db } = platform;
    const clock = () => platform.now();
    const { tokenKey } = freshKeys();
    const real = passwordHashes(cheapCost);
    const service = {
      db,
      clock,
      acts: actsOn(db, clock, () => undefined),
      passwords: {
        hash: (password: string) => real.hash(password),
        async fits(password: string, encoded: string | null) {
          const fits = await real.fits(password, encoded);
          await meanwhile();
          return fits;
        },
      },
      practice: {
        practiceId: '6f0e2a54-0f3a-4bd5-8a3e-1d2f3c4b5a69',
        name: 'Test practice',
        timeZone: 'UTC',
        synthetic: true,
      },
      tokens: accessTokens(tokenKey, 'wardkeeper/test', clock),
      seal: secretSeal(tokenKey),
    } as Partial<Service> as Service;
    return { ...signInHandlers(service), ...passwordHandlers(service), ...secondFactorHandlers(service) };
  }

  test('a password that is changed, or an account that ends, while it is looked at lets nobody in', () =>
    withPlatform(async (platform) => {
      const never = new AbortController().signal;
      const other = await passwordHashes(cheapCost).hash('Quiet-Harbour-2031');
      const { db } = platform;
      for (const [name, change, expected] of [
        ['password', { password_hash: other }, 'wrong-credentials'],
        ['leave', { status: 'on-leave' }, 'wrong-credentials'],
        ['end', { status: 'ended', ended_at: 5 }, 'account-ended'],
        ['nothing', { last_seen_at: 5 }, 'ok'],
      ] as const) {
        const userName = `changes-${name}`;
        const userId = await platform.addAccount(userName);
        const { account, accessToken } = await platform.signIn(userName);
        const live = () =>
          db
            .selectFrom('session')
            .select('session_id')
            .where('user_id', '=', userId)
            .where('ended_at', 'is', null)
            .execute();
        const { sessionId, userAgent } = await db
          .selectFrom('session')
          .select(['session_id as sessionId', 'user_agent as userAgent'])
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow();
        // The same program as before: another one would end the session.
        const network = { address: '127.0.0.1', userAgent: userAgent ?? undefined };
        const caller = { network, account, role: null, sessionId, access: 'self' } as const;
        const asWas = await db
          .selectFrom('account')
          .select(['password_hash', 'status', 'ended_at'])
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow();
        const set = (values: object) =>
          db.updateTable('account').set(values).where('user_id', '=', userId).execute();
        const handlers = handlersOf(platform, () => set(change));

        const opened = await handlers['auth.signIn'](
          { userName, password: adminPassword },
          { network },
          never,
        );
        expect([name, code(opened)]).toEqual([name, expected]);
        expect(await live()).toHaveLength(expected === 'ok' ? 2 : 1);

        const attempts = () => db.deleteFrom('failed_sign_in').execute();
        await attempts();
        await set(asWas);
        const begun = await handlers['auth.beginSecondFactor']({ password: adminPassword }, caller, never);
        expect([name, code(begun)]).toEqual([name, expected === 'ok' ? 'ok' : 'wrong-credentials']);

        await attempts();
        await set(asWas);
        const fresh = { password: adminPassword, newPassword: 'Tamarack-lane-88' };
        const changed = await handlers['auth.changePassword'](fresh, caller, never);
        expect([name, code(changed)]).toEqual([name, expected === 'ok' ? 'ok' : 'conflict']);
        expect(code(await platform.client.call(whoAmI, {}, { accessToken }))).toBe(
          { leave: 'not-signed-in', end: 'account-ended', password: 'ok', nothing: 'ok' }[name],
        );
        await attempts();
      }
      const secrets = await db.selectFrom('second_factor').select('user_id').execute();
      expect(secrets).toHaveLength(1);
    }));

  test('another app takes the place of one by a code of that one, and ends the other sessions', () =>
    withPlatform(async (platform) => {
      await platform.addAccount('colleen');
      const shows = await setUp(platform, 'colleen');
      const { client } = platform;
      const here = await platform.signIn('colleen', shows());
      platform.advance(60);
      const elsewhere = await platform.signIn('colleen', shows());
      platform.advance(60);
      const begin = (typed?: string) =>
        client.call(
          beginSecondFactor,
          { password: adminPassword, code: typed },
          { accessToken: here.accessToken },
        );
      const who = async ({ accessToken }: { accessToken: string }) =>
        code(await client.call(whoAmI, {}, { accessToken }));
      expect(code(await begin())).toBe('code-needed');
      expect(code(await begin('000000'))).toBe('wrong-credentials');
      // It is counted with those of sign-ins.
      expect(code(await begin(shows()))).toBe('too-many');
      platform.advance(60);
      const pending = () => platform.db.selectFrom('second_factor').select('pending_secret').execute();
      expect(await pending()).toEqual([{ pending_secret: null }]);
      const begun = await begin(shows());
      if (!begun.ok) throw new Error(begun.message);
      const next = () =>
        generateSync({ secret: begun.value.secret, epoch: Math.floor(platform.now() / SECOND) });
      const { accessToken } = here;
      expect(await who(elsewhere)).toBe('ok');
      expect(code(await client.call(confirmSecondFactor, { code: next() }, { accessToken }))).toBe('ok');
      expect([await who(here), await who(elsewhere)]).toEqual(['ok', 'not-signed-in']);
      const ended = (await platform.events()).filter(({ verb }) => verb === 'SESSION_ENDED');
      expect(ended.map(({ details }) => details?.meta?.['reason'])).toContain('second-factor-changed');
      platform.advance(60);
      expect(code(await attempt(platform, '192.0.2.5', 'colleen', adminPassword, shows()))).toBe(
        'wrong-credentials',
      );
      platform.advance(60);
      expect(code(await attempt(platform, '192.0.2.5', 'colleen', adminPassword, next()))).toBe('ok');
    }));
});

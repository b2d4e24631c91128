import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../src/shared/contract/platform/client';
import { beginSecondFactor, confirmSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminPassword, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const STEP = 30;
const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
/** What the trail tells of somebody: action, verb, outcome, and why or by which factor. */
const lines = async (platform: TestPlatform, userName: string) =>
  (await platform.events())
    .filter(({ actor }) => actor.userName === userName)
    .map(({ verb, action, outcome, details }) => {
      const { reason, secondFactor } = details?.meta ?? {};
      const why = typeof reason === 'string' ? reason : secondFactor;
      return [action, verb, outcome, typeof why === 'string' ? why : ''].join(' ').trim();
    });

onEveryEngine('the second factor', (engine, test) => {
  interface Phone {
    /** The code that the app shows, some seconds from now by the service's clock. */
    shows(seconds?: number): string;
    recoveryCodes: string[];
    accessToken: string;
  }

  const shared = sharedPlatform(engine);
  let people = 0;
  /** With somebody who has no second factor yet. */
  async function withSomebody(work: (platform: TestPlatform, userName: string) => Promise<void>) {
    const platform = await shared();
    const userName = `person${(people += 1)}@example.org`;
    await platform.addAccount(userName);
    await work(platform, userName);
  }

  const appOf =
    (platform: TestPlatform, secret: string) =>
    (seconds = 0) =>
      generateSync({ secret, epoch: Math.floor(platform.now() / 1_000_000) + seconds });

  async function setUp(platform: TestPlatform, userName: string): Promise<Phone> {
    const { accessToken } = await platform.signIn(userName);
    const begun = await platform.client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
    if (!begun.ok) throw new Error(begun.message);
    const shows = appOf(platform, begun.value.secret);
    const confirmed = await platform.client.call(confirmSecondFactor, { code: shows() }, { accessToken });
    if (!confirmed.ok) throw new Error(confirmed.message);
    // The code that turned it on is spent.
    platform.advance(STEP);
    return { shows, recoveryCodes: confirmed.value.recoveryCodes, accessToken };
  }

  const attempt = (platform: TestPlatform, userName: string, typed?: string, password = adminPassword) =>
    platform.client.call(signIn, { userName, password, code: typed });

  test('is on once a code of the app confirms it, and not before', () =>
    withSomebody(async (platform, userName) => {
      const { client } = platform;
      const { accessToken } = await platform.signIn(userName);
      const confirm = (typed: string) => client.call(confirmSecondFactor, { code: typed }, { accessToken });
      expect(code(await confirm('123456'))).toBe('conflict');
      expect(code(await client.call(beginSecondFactor, { password: 'not it' }, { accessToken }))).toBe(
        'wrong-credentials',
      );
      platform.advance(1);
      const begin = async () => {
        const begun = await client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
        if (!begun.ok) throw new Error(begun.message);
        return begun.value;
      };
      const first = await begin();
      const second = await begin();
      expect(first.secret).not.toBe(second.secret);
      expect(second.uri).toMatch(
        /^otpauth:\/\/totp\/Wardkeeper%20Test%20practice:person\d+%40example\.org\?/,
      );
      expect(new URL(second.uri).searchParams.get('secret')).toBe(second.secret);
      expect(new URL(second.uri).searchParams.get('issuer')).toBe('Wardkeeper Test practice');
      // The secret of an earlier begin is replaced; nothing is on yet.
      expect(code(await confirm(appOf(platform, first.secret)()))).toBe('wrong-credentials');
      expect(await attempt(platform, userName)).toMatchObject({
        ok: true,
        value: { recoveryCodesLeft: null },
      });

      const confirmed = await confirm(appOf(platform, second.secret)());
      if (!confirmed.ok) throw new Error(confirmed.message);
      expect(new Set(confirmed.value.recoveryCodes).size).toBe(10);
      expect(code(await attempt(platform, userName))).toBe('code-needed');
      const { secret } = await platform.db
        .selectFrom('second_factor')
        .innerJoin('account', 'account.user_id', 'second_factor.user_id')
        .select('secret')
        .where('user_name', '=', userName)
        .executeTakeFirstOrThrow();
      expect(secret).toMatch(/^2\.[\w-]{60,}$/);
      expect(secret).not.toContain(second.secret);

      expect((await lines(platform, userName)).filter((line) => line.includes('MFA'))).toEqual([
        'UPDATE MFA_ENABLED failure not-begun',
        'UPDATE MFA_SETUP_STARTED failure wrong-password',
        'UPDATE MFA_SETUP_STARTED success',
        'UPDATE MFA_SETUP_STARTED success',
        'UPDATE MFA_ENABLED failure wrong-code',
        'UPDATE MFA_ENABLED success',
      ]);
    }));

  test('a code lets its owner in once, in its step or the next; one that was replayed, is old or early does not', () =>
    withSomebody(async (platform, userName) => {
      const { shows } = await setUp(platform, userName);
      const now = shows();
      expect(await attempt(platform, userName, `${now.slice(0, 3)} ${now.slice(3)}`)).toMatchObject({
        ok: true,
        value: { recoveryCodesLeft: 10 },
      });
      const wrongPassword = await attempt(platform, userName, now, 'not it');
      expect(wrongPassword).toMatchObject({ code: 'wrong-credentials' });
      for (const [what, typed] of [
        ['replayed', now],
        ['of the step before the last accepted', shows(-STEP)],
        ['two steps old', shows(-2 * STEP)],
        ['early', shows(STEP)],
        ['no code of anything', '000000'],
        ['no recovery code', 'AAAAAA-AAAAAA-AAAAAA-AAAAAA'],
      ] as const) {
        // What was wrong is not told.
        await platform.db.deleteFrom('failed_sign_in').execute();
        expect([what, await attempt(platform, userName, typed)]).toEqual([what, wrongPassword]);
      }
      await platform.db.deleteFrom('failed_sign_in').execute();
      const next = shows(STEP);
      platform.advance(2 * STEP);
      expect(code(await attempt(platform, userName, next))).toBe('ok');

      const told = await lines(platform, userName);
      expect(told.filter((line) => line === 'FAILED_LOGIN LOGIN failure wrong-code')).toHaveLength(6);
      expect(told.filter((line) => line === 'LOGIN LOGIN success app')).toHaveLength(2);
    }));

  test('without a code the password is no failure, and forgets none', () =>
    withSomebody(async (platform, userName) => {
      const { shows } = await setUp(platform, userName);
      for (const wait of [1, 2, 4]) {
        expect(code(await attempt(platform, userName, '000000'))).toBe('wrong-credentials');
        platform.advance(wait);
        for (let i = 0; i < 3; i += 1) expect(code(await attempt(platform, userName))).toBe('code-needed');
      }
      expect(code(await attempt(platform, userName, '000000'))).toBe('wrong-credentials');
      platform.advance(8);
      // The fifth wrong code in a row locks out, whatever was asked in between.
      expect(code(await attempt(platform, userName))).toBe('code-needed');
      expect(code(await attempt(platform, userName, '000000'))).toBe('wrong-credentials');
      expect(await attempt(platform, userName, shows())).toMatchObject({
        code: 'too-many',
        retryAfter: 30 * 60,
      });
      platform.advance(30 * 60);
      expect(code(await attempt(platform, userName, shows()))).toBe('ok');
      expect(await platform.db.selectFrom('failed_sign_in').selectAll().execute()).toEqual([]);
      expect((await lines(platform, userName)).slice(-3)).toEqual([
        'FAILED_LOGIN LOCKED_OUT failure wrong-code',
        'FAILED_LOGIN LOGIN denied account-locked',
        'LOGIN LOGIN success app',
      ]);
    }));

  test('each recovery code lets in once, however it is typed; new ones replace the old', () =>
    withSomebody(async (platform, userName) => {
      const { recoveryCodes, shows } = await setUp(platform, userName);
      const [first = '', second = ''] = recoveryCodes;
      expect(await attempt(platform, userName, first)).toMatchObject({
        ok: true,
        value: { recoveryCodesLeft: 9 },
      });
      expect(code(await attempt(platform, userName, first))).toBe('wrong-credentials');
      platform.advance(1);
      const typed = second.replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase();
      const opened = await attempt(platform, userName, typed);
      expect(opened).toMatchObject({ ok: true, value: { recoveryCodesLeft: 8 } });
      if (!opened.ok) return;
      const kept = JSON.stringify(await platform.db.selectFrom('recovery_code').selectAll().execute());
      for (const one of recoveryCodes) expect(kept).not.toContain(one);

      const { accessToken } = opened.value;
      const begun = await platform.client.call(
        beginSecondFactor,
        { password: adminPassword, code: recoveryCodes[3] },
        { accessToken },
      );
      if (!begun.ok) throw new Error(begun.message);
      const renewed = await platform.client.call(
        confirmSecondFactor,
        { code: appOf(platform, begun.value.secret)() },
        { accessToken },
      );
      expect(renewed).toMatchObject({ ok: true });
      expect(code(await attempt(platform, userName, recoveryCodes[2]))).toBe('wrong-credentials');
      platform.advance(STEP);
      expect(code(await attempt(platform, userName, shows()))).toBe('wrong-credentials');
      platform.advance(2 * STEP);
      expect(await attempt(platform, userName, appOf(platform, begun.value.secret)())).toMatchObject({
        ok: true,
        value: { recoveryCodesLeft: 10 },
      });
    }));

  test('one code at two desks at once lets one in', () =>
    withSomebody(async (platform, userName) => {
      const { shows } = await setUp(platform, userName);
      const typed = shows();
      const desks = ['127.0.0.1', '127.0.0.2'].map((from) => platformClient(platform.transport(from)));
      const replies = await Promise.all(
        desks.map((desk) => desk.call(signIn, { userName, password: adminPassword, code: typed })),
      );
      expect(replies.map(code).sort()).toEqual(['ok', 'wrong-credentials']);
    }));

  test('judged by the service’s clock: an hour off no code fits, and set back none is accepted again', () =>
    withSomebody(async (platform, userName) => {
      const { shows } = await setUp(platform, userName);
      const rightTime = shows();
      platform.advance(3600);
      expect(code(await attempt(platform, userName, rightTime))).toBe('wrong-credentials');
      platform.advance(1);
      const ahead = shows();
      expect(code(await attempt(platform, userName, ahead))).toBe('ok');
      platform.advance(-3601);
      // The app is right again, but a step up to the accepted one never is.
      expect(code(await attempt(platform, userName, rightTime))).toBe('wrong-credentials');
      platform.advance(3601 + STEP);
      expect(code(await attempt(platform, userName, ahead))).toBe('wrong-credentials');
      platform.advance(1);
      expect(code(await attempt(platform, userName, shows()))).toBe('ok');
    }));

  test('a factor without an app asks for no code in a synthetic practice, and lets nobody in in a real one', async () => {
    const real = await startTestPlatform(await engine.place(), {
      practice: { name: 'P', timeZone: 'UTC', synthetic: false },
    });
    try {
      const userName = 'without-app@example.org';
      for (const platform of [await shared(), real]) {
        const user_id = await platform.addAccount(userName);
        await platform.db.insertInto('second_factor').values({ user_id, confirmed_at: 1 }).execute();
      }
      expect(code(await attempt(await shared(), userName))).toBe('ok');
      expect(code(await attempt(real, userName))).toBe('code-needed');
      expect(code(await attempt(real, userName, '123456'))).toBe('wrong-credentials');
    } finally {
      await real.stop();
    }
  });
});

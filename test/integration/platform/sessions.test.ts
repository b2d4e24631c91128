import { expect } from 'vitest';
import { refreshSession, signIn, signOut, whoAmI } from '../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../src/shared/contract/platform/client';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminPassword, sharedPlatform, type TestPlatform } from './running';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);

onEveryEngine('sessions', (engine, test) => {
  const shared = sharedPlatform(engine);
  let people = 0;
  /** With somebody who has not signed in yet. */
  async function withSomebody(work: (platform: TestPlatform, userName: string) => Promise<void>) {
    const platform = await shared();
    const userName = `person${(people += 1)}@example.org`;
    await platform.addAccount(userName);
    await work(platform, userName);
  }

  const who = async ({ client }: TestPlatform, accessToken: string) =>
    code(await client.call(whoAmI, {}, { accessToken }));
  const refresh = ({ client }: TestPlatform, refreshToken: string) =>
    client.call(refreshSession, { refreshToken });
  async function refreshed(platform: TestPlatform, refreshToken: string) {
    const reply = await refresh(platform, refreshToken);
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  }
  const endings = async (platform: TestPlatform, userName: string) =>
    (await platform.events())
      .filter(({ action, actor }) => action === 'LOGOUT' && actor.userName === userName)
      .map(({ verb, details }) => [verb, details?.meta?.['reason'] ?? '']);

  test('goes on by its refresh token, each of which works once, for a day at most', () =>
    withSomebody(async (platform, userName) => {
      const opened = await platform.signIn(userName);
      expect(opened).toMatchObject({ expiresIn: 15 * MINUTE, refreshExpiresIn: 30 * MINUTE });
      let { accessToken, refreshToken } = opened;
      const seen = new Set([refreshToken]);
      const before = (await platform.events()).length;
      for (let minutes = 0; minutes < 24 * 60 - 20; minutes += 20) {
        platform.advance(20 * MINUTE);
        expect(await who(platform, accessToken)).toBe('not-signed-in');
        ({ accessToken, refreshToken } = await refreshed(platform, refreshToken));
        expect(await who(platform, accessToken)).toBe('ok');
        expect(seen.has(refreshToken)).toBe(false);
        seen.add(refreshToken);
      }
      const kept = JSON.stringify(await platform.db.selectFrom('refresh_token').selectAll().execute());
      for (const token of seen) expect(kept).not.toContain(token);
      // A console that stays open leaves nothing in the trail.
      expect(await platform.events()).toHaveLength(before);
      platform.advance(20 * MINUTE);
      expect(code(await refresh(platform, refreshToken))).toBe('not-signed-in');
      expect(await who(platform, accessToken)).toBe('not-signed-in');
      // The next sign-in forgets tokens that can do nothing any more.
      const old = platform.db
        .selectFrom('refresh_token')
        .where('issued_at', '<', platform.now() - (24 * HOUR - 1) * 1_000_000)
        .select('token_digest');
      expect(await old.execute()).not.toEqual([]);
      await platform.signIn(userName);
      expect(await old.execute()).toEqual([]);
    }));

  test('ends half an hour after its last refresh', () =>
    withSomebody(async (platform, userName) => {
      let { refreshToken } = await platform.signIn(userName);
      platform.advance(30 * MINUTE - 1);
      ({ refreshToken } = await refreshed(platform, refreshToken));
      platform.advance(30 * MINUTE);
      expect(code(await refresh(platform, refreshToken))).toBe('not-signed-in');
    }));

  test('a refresh token used twice ends its session, and only that one', () =>
    withSomebody(async (platform, userName) => {
      const other = await platform.signIn(userName);
      const opened = await platform.signIn(userName);
      const renewed = await refreshed(platform, opened.refreshToken);
      expect(await who(platform, renewed.accessToken)).toBe('ok');
      expect(code(await refresh(platform, opened.refreshToken))).toBe('not-signed-in');
      // Whoever has the newer one is out as well.
      expect(await who(platform, renewed.accessToken)).toBe('not-signed-in');
      expect(code(await refresh(platform, renewed.refreshToken))).toBe('not-signed-in');
      expect(code(await refresh(platform, opened.refreshToken))).toBe('not-signed-in');
      expect(await who(platform, other.accessToken)).toBe('ok');
      expect(await endings(platform, userName)).toEqual([['SIGNED_OUT', 'token-reused']]);
    }));

  test('of two refreshes at once one is the second use', () =>
    withSomebody(async (platform, userName) => {
      const opened = await platform.signIn(userName);
      const both = await Promise.all([1, 2].map(() => refresh(platform, opened.refreshToken)));
      expect(both.map(code).sort()).toEqual(['not-signed-in', 'ok']);
      expect(await who(platform, opened.accessToken)).toBe('not-signed-in');
      expect(await endings(platform, userName)).toHaveLength(1);
    }));

  test('what is no token of ours is not signed in, and ends nothing', () =>
    withSomebody(async (platform, userName) => {
      const { accessToken, refreshToken } = await platform.signIn(userName);
      const [head, body, signature = ''] = accessToken.split('.');
      const tampered = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      expect(await who(platform, tampered)).toBe('not-signed-in');
      expect(await who(platform, refreshToken)).toBe('not-signed-in');
      for (const token of [accessToken, tampered, `${refreshToken}x`, refreshToken.slice(1), 'x']) {
        expect(code(await refresh(platform, token.slice(0, 256)))).toBe('not-signed-in');
      }
      expect(await who(platform, accessToken)).toBe('ok');
      expect(code(await refresh(platform, refreshToken))).toBe('ok');
    }));

  test('signing out ends all sessions of a person at once, refresh tokens and all; nobody else’s', () =>
    withSomebody(async (platform, userName) => {
      const colleague = `colleague-of-${userName}`;
      await platform.addAccount(colleague);
      const theirs = await platform.signIn(colleague);
      const other = await platform.signIn(userName);
      const { accessToken, refreshToken } = await platform.signIn(userName);
      expect(code(await platform.client.call(signOut, {}, { accessToken }))).toBe('ok');
      for (const ended of [{ accessToken, refreshToken }, other]) {
        expect(await who(platform, ended.accessToken)).toBe('not-signed-in');
        expect(code(await refresh(platform, ended.refreshToken))).toBe('not-signed-in');
      }
      expect(code(await platform.client.call(signOut, {}, { accessToken }))).toBe('not-signed-in');
      expect(await who(platform, theirs.accessToken)).toBe('ok');
      expect(await endings(platform, userName)).toEqual([
        ['LOGOUT', ''],
        ['SESSION_ENDED', 'signed-out'],
      ]);
    }));

  test('a console that locks ends its own session and no other', () =>
    withSomebody(async (platform, userName) => {
      const other = await platform.signIn(userName);
      const { accessToken, refreshToken } = await platform.signIn(userName);
      expect(code(await platform.client.call(signOut, { onlyThis: true }, { accessToken }))).toBe('ok');
      expect(await who(platform, accessToken)).toBe('not-signed-in');
      expect(code(await refresh(platform, refreshToken))).toBe('not-signed-in');
      expect(await who(platform, other.accessToken)).toBe('ok');
      expect(await endings(platform, userName)).toEqual([['LOGOUT', '']]);
    }));

  test('a sixth ends the oldest; those that have ended count no more', () =>
    withSomebody(async (platform, userName) => {
      const all = [];
      for (let i = 0; i < 7; i += 1) all.push(await platform.signIn(userName));
      expect(await Promise.all(all.map(({ accessToken }) => who(platform, accessToken)))).toEqual([
        'not-signed-in',
        'not-signed-in',
        ...Array<string>(5).fill('ok'),
      ]);
      expect(await endings(platform, userName)).toEqual([
        ['SIGNED_OUT', 'too-many-sessions'],
        ['SIGNED_OUT', 'too-many-sessions'],
      ]);
      platform.advance(31 * MINUTE);
      const [, , , , , , newest] = all;
      await platform.signIn(userName);
      expect(code(await refresh(platform, newest?.refreshToken ?? ''))).toBe('not-signed-in');
      expect(await endings(platform, userName)).toHaveLength(2);
    }));

  test('two sign-ins at once are two sessions, and the sixth of six at once is one too many', () =>
    withSomebody(async (platform, userName) => {
      // Each from an address of its own: at one, an attempt counts as failed until it has succeeded.
      const replies = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          platformClient(platform.transport(`127.0.0.${i + 2}`)).call(signIn, {
            userName,
            password: adminPassword,
          }),
        ),
      );
      const tokens = replies.map((reply) => (reply.ok ? reply.value.accessToken : reply.code));
      expect(new Set(tokens).size).toBe(6);
      const standing = await Promise.all(tokens.map((accessToken) => who(platform, accessToken)));
      expect(standing.sort()).toEqual(['not-signed-in', ...Array<string>(5).fill('ok')]);
      expect(await endings(platform, userName)).toEqual([['SIGNED_OUT', 'too-many-sessions']]);
    }));

  test('tells of the sign-in before, and when its owner was last seen', () =>
    withSomebody(async (platform, userName) => {
      expect((await platform.signIn(userName)).previousSignIn).toBeNull();
      const at = platform.now();
      platform.advance(HOUR);
      const { previousSignIn } = await platform.signIn(userName);
      expect(previousSignIn?.address).toBe('127.0.0.1');
      expect(Math.abs((previousSignIn?.at ?? 0) - at)).toBeLessThan(1_000_000);
      const { last_seen_at } = await platform.db
        .selectFrom('account')
        .select('last_seen_at')
        .where('user_key', '=', userName)
        .executeTakeFirstOrThrow();
      expect((last_seen_at ?? 0) - at).toBeGreaterThanOrEqual(HOUR * 1_000_000);
    }));

  test('a clock that is an hour off ends sessions, and never lengthens one', () =>
    withSomebody(async (platform, userName) => {
      const before = await platform.signIn(userName);
      platform.advance(HOUR);
      expect(await who(platform, before.accessToken)).toBe('not-signed-in');
      const ahead = await platform.signIn(userName);
      expect(await who(platform, ahead.accessToken)).toBe('ok');
      platform.advance(-HOUR);
      expect(await who(platform, ahead.accessToken)).toBe('not-signed-in');
      expect(code(await refresh(platform, ahead.refreshToken))).toBe('not-signed-in');
      // What was opened under the right clock is as it was; small corrections end nothing.
      expect(await who(platform, before.accessToken)).toBe('ok');
      platform.advance(-30);
      const { accessToken } = await refreshed(platform, before.refreshToken);
      expect(await who(platform, accessToken)).toBe('ok');
    }));

  test('who has ended, is on leave or is a program cannot sign in; only who knows the password hears of an end', () =>
    withSomebody(async (platform) => {
      const reasons: unknown[] = [];
      for (const [fields, password, expected] of [
        [{ status: 'ended' }, adminPassword, 'account-ended'],
        [{ ended_at: 1 }, adminPassword, 'account-ended'],
        [{ status: 'ended' }, 'not it', 'wrong-credentials'],
        [{ status: 'on-leave' }, adminPassword, 'wrong-credentials'],
        [{ service: true }, adminPassword, 'wrong-credentials'],
        [{ password_hash: null }, adminPassword, 'wrong-credentials'],
      ] as const) {
        const userName = `barred${reasons.length}@example.org`;
        await platform.addAccount(userName, fields);
        expect(code(await platform.client.call(signIn, { userName, password }))).toBe(expected);
        // Detectors may have an event of their own after it by now.
        const refused = (await platform.events()).findLast(({ action }) => action === 'FAILED_LOGIN');
        reasons.push(refused?.details?.meta?.['reason']);
      }
      expect(reasons).toEqual([
        'account-ended',
        'account-ended',
        'account-ended',
        'account-on-leave',
        'service-account',
        'wrong-password',
      ]);
    }));

  test('ends with the leave or the end of its account, and says which', () =>
    withSomebody(async (platform) => {
      for (const [status, expected] of [
        ['on-leave', 'not-signed-in'],
        ['ended', 'account-ended'],
      ] as const) {
        const userName = `${status}@example.org`;
        await platform.addAccount(userName);
        const { accessToken, refreshToken } = await platform.signIn(userName);
        await platform.db.updateTable('account').set({ status }).where('user_key', '=', userName).execute();
        expect(await who(platform, accessToken)).toBe(expected);
        expect(code(await refresh(platform, refreshToken))).toBe(expected);
      }
    }));
});

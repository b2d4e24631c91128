import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { refreshSession, signOut, whoAmI } from '../../../src/shared/contract/platform/auth';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import {
  changeIdentitySettings,
  readIdentitySettings,
} from '../../../src/shared/contract/platform/identity-settings';
import { beginSecondFactor, confirmSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import { listOwnSessions } from '../../../src/shared/contract/platform/sessions';
import { listStaff } from '../../../src/shared/contract/platform/workforce';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);

onEveryEngine('a role that needs a second factor', (engine, test) => {
  async function withPlatform(work: (platform: TestPlatform, admin: string) => Promise<void>) {
    const platform = await startTestPlatform(await engine.place());
    try {
      await work(platform, await platform.claim());
    } finally {
      await platform.stop();
    }
  }
  const change = (platform: TestPlatform, accessToken: string, version: number, roles: string[]) =>
    platform.client.call(changeIdentitySettings, { version, secondFactorRoles: roles }, { accessToken });

  test('lets who has none do nothing but set one up, or leave; who has one, and other roles, all they may', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const nurse = await platform.signInAs('nurse');
      const provider = await platform.signInAs('provider');
      const staff = async (accessToken: string) => code(await client.call(listStaff, {}, { accessToken }));
      expect([await staff(nurse), await staff(provider)]).toEqual(['ok', 'ok']);
      expect(await change(platform, admin, 1, ['provider', 'nurse'])).toMatchObject({
        ok: true,
        value: { settings: { version: 2, secondFactorRoles: ['nurse', 'provider'] } },
      });
      // At the next request, of sessions that are open too.
      expect(await client.call(listStaff, {}, { accessToken: nurse })).toMatchObject({
        code: 'second-factor-needed',
        hint: expect.stringContaining('Settings') as string,
      });
      expect(code(await client.call(listOwnSessions, {}, { accessToken: nurse }))).toBe(
        'second-factor-needed',
      );
      expect(await staff(admin)).toBe('ok');
      expect(code(await client.call(whoAmI, {}, { accessToken: nurse }))).toBe('ok');

      const opened = await platform.signIn('nurse@example.org');
      expect(await staff(opened.accessToken)).toBe('second-factor-needed');
      const { refreshToken } = opened;
      expect(code(await client.call(refreshSession, { refreshToken }))).toBe('ok');
      const { accessToken } = opened;
      const begun = await client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
      if (!begun.ok) throw new Error(begun.message);
      expect(await staff(accessToken)).toBe('second-factor-needed');
      const shown = generateSync({
        secret: begun.value.secret,
        epoch: Math.floor(platform.now() / 1_000_000),
      });
      expect(code(await client.call(confirmSecondFactor, { code: shown }, { accessToken }))).toBe('ok');
      expect(await staff(accessToken)).toBe('ok');
      expect(await staff(provider)).toBe('second-factor-needed');
      expect(code(await client.call(signOut, {}, { accessToken: provider }))).toBe('ok');

      const open = Object.values(platformCalls).filter((call) => 'beforeSecondFactor' in call);
      expect(open.map(({ name }) => name).sort()).toEqual([
        'auth.beginSecondFactor',
        'auth.confirmSecondFactor',
        'auth.signOut',
        'auth.whoAmI',
      ]);

      // Somebody made up, who has one without an app, is not kept from anything either.
      const user_id = await platform.addAccount('made-up', { role: 'provider' });
      await platform.db.insertInto('second_factor').values({ user_id, confirmed_at: 1 }).execute();
      expect(await staff((await platform.signIn('made-up')).accessToken)).toBe('ok');
    }));

  test('is set by whoever may, as they saw it, and never so that they are kept out themselves', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const read = () => client.call(readIdentitySettings, {}, { accessToken: admin });
      expect(await read()).toEqual({
        ok: true,
        value: { settings: { version: 1, secondFactorRoles: [] }, changedAt: null },
      });
      expect(code(await change(platform, admin, 1, ['admin']))).toBe('conflict');
      expect(code(await change(platform, admin, 2, ['nurse']))).toBe('conflict');
      expect(code(await change(platform, admin, 1, ['wizard']))).toBe('invalid-request');
      expect(code(await change(platform, admin, 1, ['nurse', 'nurse']))).toBe('invalid-request');
      expect(code(await change(platform, admin, 1, []))).toBe('ok');
      const both = await Promise.all([['nurse'], ['ma']].map((roles) => change(platform, admin, 1, roles)));
      expect(both.map(code).sort()).toEqual(['conflict', 'ok']);
      const nurse = await platform.signInAs('developer');
      expect(code(await change(platform, nurse, 2, []))).toBe('denied');
      const told = (await platform.events()).filter(({ verb }) => verb === 'IDENTITY_SETTINGS_CHANGED');
      expect(
        told.map(({ actor, outcome, details }) => [actor.userName, outcome, details?.meta?.['reason']]),
      ).toEqual([
        [adminName, 'failure', 'second-factor-needed'],
        [adminName, 'failure', 'changed-meanwhile'],
        [adminName, 'failure', 'unknown-role'],
        [adminName, 'success', undefined],
        [adminName, 'failure', 'changed-meanwhile'],
        ['developer@example.org', 'denied', undefined],
      ]);
      expect(told[3]?.details?.meta).toMatchObject({ version: 2, old: [] });
    }));
});

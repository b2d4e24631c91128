import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import { listLockouts, releaseAccount, releaseAddress } from '../../../src/shared/contract/platform/lockouts';
import { platformClient } from '../../../src/shared/contract/platform/client';
import {
  beginSecondFactor,
  confirmSecondFactor,
  resetSecondFactor,
} from '../../../src/shared/contract/platform/second-factor';
import { claimInvitation } from '../../../src/shared/contract/platform/workforce';
import type { Result } from '../../../src/shared/domain/result';
import { mostNamesFailing } from '../../../src/shared/domain/lockout';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
const reason = 'He called and gave his birth date';

onEveryEngine('locked out', (engine, test) => {
  async function withPlatform(work: (platform: TestPlatform, admin: string) => Promise<void>) {
    const platform = await startTestPlatform(await engine.place());
    try {
      await work(platform, await platform.claim());
    } finally {
      await platform.stop();
    }
  }
  const lockouts = async ({ client }: TestPlatform, accessToken: string) => {
    const reply = await client.call(listLockouts, {}, { accessToken });
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  };
  const deskAt = (platform: TestPlatform, from: string) => platformClient(platform.transport(from));
  const told = async (platform: TestPlatform, verb: string) =>
    (await platform.events())
      .filter((event) => event.verb === verb)
      .map(({ actor, outcome, resource, justification, details }) => ({
        by: actor.userName,
        outcome,
        id: resource?.id,
        justification,
        reason: details?.meta?.['reason'],
      }));

  test('a locked account is listed with where and why, and released it is tried at once', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      const wrong = (userName: string) =>
        platform.client.call(signIn, { userName, password: 'not it, at all' });
      for (const wait of [1, 2, 4, 8, 0]) {
        expect(code(await wrong('Colleen'))).toBe('wrong-credentials');
        expect(code(await wrong('nobody here'))).toBe('wrong-credentials');
        if (wait === 8) expect((await lockouts(platform, admin)).accounts).toEqual([]);
        platform.advance(wait);
      }
      const right = () => platform.client.call(signIn, { userName: 'colleen', password: adminPassword });
      expect(code(await right())).toBe('too-many');
      const { accounts } = await lockouts(platform, admin);
      expect(accounts).toHaveLength(2);
      const hers = accounts.find(({ account }) => account !== null);
      expect(hers).toMatchObject({
        account: { userId, userName: 'colleen' },
        address: '127.0.0.1',
        failures: 5,
      });
      expect((hers?.until ?? 0) - (hers?.since ?? 0)).toBe(30 * 60 * 1_000_000);

      const release = () => platform.client.call(releaseAccount, { userId, reason }, { accessToken: admin });
      expect(await release()).toEqual({ ok: true, value: { addresses: ['127.0.0.1'] } });
      expect(code(await right())).toBe('ok');
      expect((await lockouts(platform, admin)).accounts.map(({ account }) => account)).toEqual([null]);
      expect(code(await release())).toBe('not-found');
      expect(await told(platform, 'ACCOUNT_RELEASED')).toEqual([
        { by: adminName, outcome: 'success', id: userId, justification: reason, reason: undefined },
        { by: adminName, outcome: 'failure', id: userId, justification: reason, reason: 'not-found' },
      ]);
    }));

  test('many names from one address block it, until it is released; elsewhere people come in', () =>
    withPlatform(async (platform, admin) => {
      const sprayer = deskAt(platform, '127.0.0.9');
      const spray = async (from: number, count: number) => {
        const codes = new Set<string>();
        for (let i = from; i < from + count; i += 1)
          codes.add(code(await sprayer.call(signIn, { userName: `name ${i}`, password: 'not it, at all' })));
        return [...codes];
      };
      const right = { userName: adminName, password: adminPassword };
      expect(await spray(0, mostNamesFailing - 1)).toEqual(['wrong-credentials']);
      // Right passwords in between count for nothing.
      expect(code(await sprayer.call(signIn, right))).toBe('ok');
      expect(await told(platform, 'ADDRESS_BLOCKED')).toHaveLength(1);
      expect(await sprayer.call(signIn, right)).toMatchObject({ code: 'too-many', retryAfter: 1800 });
      expect(code(await platform.client.call(signIn, right))).toBe('ok');
      const listed = await lockouts(platform, admin);
      expect(listed.addresses).toEqual([
        expect.objectContaining({ address: '127.0.0.9', userNames: mostNamesFailing }),
      ]);
      const release = () =>
        platform.client.call(releaseAddress, { address: '127.0.0.9', reason }, { accessToken: admin });
      expect(code(await release())).toBe('ok');
      expect(code(await sprayer.call(signIn, right))).toBe('ok');
      expect(code(await release())).toBe('not-found');
      expect(await told(platform, 'ADDRESS_BLOCKED')).toEqual([
        {
          by: undefined,
          outcome: 'success',
          id: '127.0.0.9',
          justification: undefined,
          reason: 'many-names',
        },
      ]);
      expect((await told(platform, 'ADDRESS_RELEASED')).map(({ outcome }) => outcome)).toEqual([
        'success',
        'failure',
      ]);
      // It ends by itself as well.
      expect(await spray(100, mostNamesFailing)).toEqual(['wrong-credentials']);
      expect(code(await sprayer.call(signIn, right))).toBe('too-many');
      platform.advance(30 * 60);
      expect(code(await sprayer.call(signIn, right))).toBe('ok');
    }));

  test('an address whose wrong codes of invitations make everybody wait there is let go', () =>
    withPlatform(async (platform, admin) => {
      const claim = async () =>
        code(
          await platform.client.call(claimInvitation, {
            code: 'ABCDE-FGHJK-LMNPQ-RSTUV',
            password: 'Correct-Horse-9-Battery',
          }),
        );
      for (const wait of [1, 2, 4, 8, 0]) {
        expect(await claim()).toBe('wrong-credentials');
        platform.advance(wait);
      }
      expect(await claim()).toBe('too-many');
      const [first] = (await lockouts(platform, admin)).accounts;
      expect(first).toMatchObject({ account: null, address: '127.0.0.1' });
      const release = { address: '127.0.0.1', reason };
      expect(code(await platform.client.call(releaseAddress, release, { accessToken: admin }))).toBe('ok');
      expect(await claim()).toBe('wrong-credentials');
      expect((await lockouts(platform, admin)).addresses).toEqual([]);
    }));

  test('a lost second factor is taken away with its codes and sessions, by somebody else who may as much', () =>
    withPlatform(async (platform, admin) => {
      const userId = await platform.addAccount('colleen');
      const { accessToken } = await platform.signIn('colleen');
      const begun = await platform.client.call(
        beginSecondFactor,
        { password: adminPassword },
        { accessToken },
      );
      if (!begun.ok) throw new Error(begun.message);
      const shown = generateSync({
        secret: begun.value.secret,
        epoch: Math.floor(platform.now() / 1_000_000),
      });
      const confirmed = await platform.client.call(confirmSecondFactor, { code: shown }, { accessToken });
      if (!confirmed.ok) throw new Error(confirmed.message);
      const attempt = (typed?: string) =>
        platform.client.call(signIn, { userName: 'colleen', password: adminPassword, code: typed });
      expect(code(await attempt())).toBe('code-needed');

      const reset = (who: string, by: string) =>
        platform.client.call(resetSecondFactor, { userId: who, reason }, { accessToken: by });
      const adminId = (await platform.signIn(adminName)).account.userId;
      expect(code(await reset(adminId, admin))).toBe('denied');
      const helpdesk = JSON.stringify([{ permission: 'second-factors:reset', scope: 'practice' }]);
      const values = { title: 'Help desk', grants: helpdesk, version: 1, created_at: 0, changed_at: 0 };
      await platform.db
        .insertInto('custom_role')
        .values({ code: 'custom.help_desk', retired_at: null, ...values })
        .execute();
      const helper = await platform.signInAs('custom.help_desk');
      expect(code(await reset(userId, helper))).toBe('denied');
      expect(code(await attempt())).toBe('code-needed');

      expect(await reset(userId, admin)).toEqual({ ok: true, value: { sessionsEnded: 1 } });
      expect(code(await platform.client.call(whoAmI, {}, { accessToken }))).toBe('not-signed-in');
      expect(code(await attempt())).toBe('ok');
      const left = platform.db.selectFrom('recovery_code').select('user_id').where('user_id', '=', userId);
      expect(await left.execute()).toEqual([]);
      expect(code(await reset(userId, admin))).toBe('not-found');
      expect((await told(platform, 'MFA_RESET')).map(({ outcome, reason: why }) => [outcome, why])).toEqual([
        ['denied', 'own-second-factor'],
        ['denied', 'more-than-held'],
        ['success', undefined],
        ['failure', 'not-found'],
      ]);
      expect((await told(platform, 'SESSION_ENDED')).map(({ by, reason: why }) => [by, why])).toEqual([
        [adminName, 'second-factor-reset'],
      ]);
    }));
});

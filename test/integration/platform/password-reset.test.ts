import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import { resetPassword } from '../../../src/shared/contract/platform/password-reset';
import {
  claimInvitation,
  createAccount,
  inviteToAccount,
  readAccount,
} from '../../../src/shared/contract/platform/workforce';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, startTestPlatform, type TestPlatform } from './running';

const reason = 'She called from the front desk and was known there';
const password = 'Another-Horse-7-Battery';
const codeOf = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

onEveryEngine('a forgotten password', (engine, test) => {
  async function withPlatform(work: (platform: TestPlatform, admin: string) => Promise<void>) {
    const platform = await startTestPlatform(await engine.place());
    try {
      await work(platform, await platform.claim());
    } finally {
      await platform.stop();
    }
  }
  const reset = ({ client }: TestPlatform, userId: string, accessToken: string) =>
    client.call(resetPassword, { userId, reason }, { accessToken });
  const told = async (platform: TestPlatform, verbs: readonly string[]) =>
    (await platform.events())
      .filter(({ verb }) => verb !== undefined && verbs.includes(verb))
      .map(({ verb, actor, outcome, justification, details }) => [
        verb,
        actor.userName ?? null,
        outcome,
        justification ?? null,
        details?.meta?.['reason'] ?? null,
      ]);

  test('is reset with a reason: the old one and every session end, and its owner chooses another by the code', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const userId = await platform.addAccount('colleen');
      const sessions = [await platform.signIn('colleen'), await platform.signIn('colleen')];
      const tryIn = (typed: string) => client.call(signIn, { userName: 'colleen', password: typed });
      const { code, expiresAt, sessionsEnded } = valueOf(await reset(platform, userId, admin));
      expect(sessionsEnded).toBe(2);
      expect(expiresAt - platform.now()).toBeGreaterThan(59 * 60_000_000);
      expect(expiresAt - platform.now()).toBeLessThanOrEqual(60 * 60_000_000);
      for (const { accessToken } of sessions) {
        expect(codeOf(await client.call(whoAmI, {}, { accessToken }))).toBe('not-signed-in');
      }
      for (const wait of [1, 2, 4, 8, 0]) {
        expect(codeOf(await tryIn(adminPassword))).toBe('wrong-credentials');
        platform.advance(wait);
      }
      expect(codeOf(await tryIn(adminPassword))).toBe('too-many');

      // A password like the owner's name is not taken, and costs nothing.
      for (let i = 0; i < 2; i += 1) {
        const claim = { code, password: 'Colleen-Horse-7-Battery' };
        expect(codeOf(await client.call(claimInvitation, claim))).toBe('invalid-request');
      }
      const claim = { code: ` ${code.toLowerCase()} `, password };
      expect(valueOf(await client.call(claimInvitation, claim)).account.userId).toBe(userId);
      expect(codeOf(await tryIn(password))).toBe('ok');
      expect(codeOf(await tryIn(adminPassword))).toBe('wrong-credentials');
      platform.advance(1);

      // It works once, and one that never was gets the same answer.
      const again = await client.call(claimInvitation, claim);
      platform.advance(1800);
      expect(await client.call(claimInvitation, { ...claim, code: '0'.repeat(26) })).toEqual(again);
      expect(again).toMatchObject({ code: 'wrong-credentials' });

      const kept = await platform.db.selectFrom('invitation').selectAll().execute();
      expect(kept.map(({ purpose }) => purpose)).toEqual(['password-reset']);
      const trail = JSON.stringify([kept, await platform.events()]);
      expect(trail).not.toContain(code);
      expect(await told(platform, ['PASSWORD_RESET', 'SESSION_ENDED', 'PASSWORD_RESET_CLAIMED'])).toEqual([
        ['PASSWORD_RESET', adminName, 'success', reason, null],
        ['SESSION_ENDED', adminName, 'success', null, 'password-reset'],
        ['SESSION_ENDED', adminName, 'success', null, 'password-reset'],
        ['PASSWORD_RESET_CLAIMED', 'colleen', 'success', null, null],
      ]);
    }));

  test('its code holds for an hour and until the next; an invitation does not lengthen it', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const userId = await platform.addAccount('late');
      const first = valueOf(await reset(platform, userId, admin));
      const second = valueOf(await reset(platform, userId, admin));
      expect(second.sessionsEnded).toBe(0);
      expect(codeOf(await client.call(claimInvitation, { code: first.code, password }))).toBe(
        'wrong-credentials',
      );
      expect(codeOf(await client.call(inviteToAccount, { userId }, { accessToken: admin }))).toBe('conflict');
      platform.advance(60 * 60);
      expect(codeOf(await client.call(claimInvitation, { code: second.code, password }))).toBe(
        'wrong-credentials',
      );
      platform.advance(60);
      const accessToken = await platform.claim();
      const third = valueOf(await reset(platform, userId, accessToken));
      expect(valueOf(await client.call(readAccount, { userId }, { accessToken })).invitedUntil).toBe(
        third.expiresAt,
      );
      expect(codeOf(await client.call(claimInvitation, { code: third.code, password }))).toBe('ok');
    }));

  test('wrong codes wait longer and longer, whatever they are for', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const { code } = valueOf(await reset(platform, await platform.addAccount('guessed'), admin));
      for (const wait of [1, 2, 4, 8]) {
        expect(codeOf(await client.call(claimInvitation, { code: 'A'.repeat(26), password }))).toBe(
          'wrong-credentials',
        );
        expect(await client.call(claimInvitation, { code, password })).toMatchObject({
          code: 'too-many',
          retryAfter: wait,
        });
        platform.advance(wait);
      }
      expect(codeOf(await client.call(claimInvitation, { code, password }))).toBe('ok');
    }));

  test('is reset by nobody for themself, for who may do more, or for an account that has none', () =>
    withPlatform(async (platform, admin) => {
      const { client } = platform;
      const userId = await platform.addAccount('nurse');
      const adminId = (await platform.signIn(adminName)).account.userId;
      expect(codeOf(await reset(platform, adminId, admin))).toBe('denied');
      const grants = JSON.stringify([{ permission: 'passwords:reset', scope: 'practice' }]);
      await platform.db
        .insertInto('custom_role')
        .values({
          ...{ code: 'custom.help_desk', title: 'Help desk', grants, version: 1 },
          ...{ created_at: 0, changed_at: 0, retired_at: null },
        })
        .execute();
      const helper = await platform.signInAs('custom.help_desk');
      expect(codeOf(await reset(platform, userId, helper))).toBe('denied');
      expect(codeOf(await reset(platform, userId, await platform.signInAs('compliance_officer')))).toBe(
        'denied',
      );

      const fresh = randomUUID();
      const fields = { userName: 'fresh', displayName: 'Fresh', pronoun: null, role: 'ma', jobTitle: '' };
      valueOf(await client.call(createAccount, { userId: fresh, ...fields }, { accessToken: admin }));
      expect(codeOf(await reset(platform, fresh, admin))).toBe('not-found');
      expect(codeOf(await client.call(inviteToAccount, { userId: fresh }, { accessToken: admin }))).toBe(
        'ok',
      );
      const program = await platform.addAccount('program', { service: true });
      expect(codeOf(await reset(platform, program, admin))).toBe('not-found');
      const former = await platform.addAccount('former', { ended_at: 5, status: 'ended' });
      expect(codeOf(await reset(platform, former, admin))).toBe('not-found');
      expect(codeOf(await reset(platform, randomUUID(), admin))).toBe('not-found');

      // The helper could come in as whoever they let in.
      await platform.db
        .updateTable('custom_role')
        .set({ grants: JSON.stringify([{ permission: 'workforce:write', scope: 'practice' }]) })
        .execute();
      expect(codeOf(await client.call(inviteToAccount, { userId: fresh }, { accessToken: helper }))).toBe(
        'conflict',
      );
      expect(await platform.signIn('nurse')).toMatchObject({ account: { userId } });
      expect(
        (await told(platform, ['PASSWORD_RESET'])).map(([, , outcome, , why]) => [outcome, why]),
      ).toEqual([
        ['denied', 'own-password'],
        ['denied', 'more-than-held'],
        // By who lacks the permission.
        ['denied', null],
        ['failure', 'not-found'],
        ['failure', 'not-found'],
        ['failure', 'not-found'],
        ['failure', 'not-found'],
      ]);
    }));
});

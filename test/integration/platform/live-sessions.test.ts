import { expect } from 'vitest';
import { refreshSession, signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import {
  changePassword,
  endAllSessions,
  endOwnSessions,
  endSessions,
  listOwnSessions,
  listSessions,
  type ListedSession,
} from '../../../src/shared/contract/platform/sessions';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, sharedPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
const reason = 'The workstation was left open';
const fresh = 'Quiet-Harbour-2031';

onEveryEngine('ending sessions', (engine, test) => {
  const shared = sharedPlatform(engine);
  let people = 0;
  async function withSomebody(
    work: (platform: TestPlatform, userName: string, userId: string) => Promise<void>,
  ) {
    const platform = await shared();
    const userName = `someone${(people += 1)}@example.org`;
    await work(platform, userName, await platform.addAccount(userName));
  }
  const who = async ({ client }: TestPlatform, accessToken: string) =>
    code(await client.call(whoAmI, {}, { accessToken }));
  const idsOf = (reply: Result<{ ended: ListedSession[] }>) =>
    reply.ok ? reply.value.ended.map(({ sessionId }) => sessionId).sort() : reply.code;
  async function own({ client }: TestPlatform, accessToken: string) {
    const reply = await client.call(listOwnSessions, {}, { accessToken });
    if (!reply.ok) throw new Error(reply.message);
    return reply.value.sessions;
  }
  const currentOf = async (platform: TestPlatform, accessToken: string) =>
    (await own(platform, accessToken)).find(({ current }) => current)?.sessionId ?? '';
  /** The events of ended sessions of one person: who did it and why. */
  const told = async (platform: TestPlatform, userId: string) =>
    (await platform.events())
      .filter(({ verb, details }) => verb === 'SESSION_ENDED' && details?.meta?.['userId'] === userId)
      .map(({ actor, resource, justification, details }) => ({
        by: actor.userName,
        session: resource?.id,
        justification,
        reason: details?.meta?.['reason'],
      }));

  test('one sees one’s own, and ends one of them or all but this, at once', () =>
    withSomebody(async (platform, userName, userId) => {
      const opened = [];
      for (let i = 0; i < 4; i += 1) opened.push((await platform.signIn(userName)).accessToken);
      const [first = '', second = '', third = '', here = ''] = opened;
      const sessions = await own(platform, here);
      expect(sessions).toHaveLength(4);
      expect(sessions.map(({ current }) => current)).toEqual([true, false, false, false]);
      expect(sessions[0]).toMatchObject({ userId, userName, address: '127.0.0.1' });
      const firstId = await currentOf(platform, first);
      const end = (sessionIds?: string[]) =>
        platform.client.call(endOwnSessions, { sessionIds }, { accessToken: here });
      expect(idsOf(await end([firstId]))).toEqual([firstId]);
      expect(await who(platform, first)).toBe('not-signed-in');
      expect(await who(platform, second)).toBe('ok');
      // What has ended does not end again.
      expect(idsOf(await end([firstId]))).toEqual([]);
      const others = [await currentOf(platform, second), await currentOf(platform, third)].sort();
      expect(idsOf(await end())).toEqual(others);
      expect([await who(platform, second), await who(platform, third), await who(platform, here)]).toEqual([
        'not-signed-in',
        'not-signed-in',
        'ok',
      ]);
      const ends = await told(platform, userId);
      expect(ends.map(({ session }) => session).sort()).toEqual([firstId, ...others].sort());
      expect(new Set(ends.map(({ by }) => by))).toEqual(new Set([userName]));
    }));

  test('nobody ends another’s without the permission, and nobody sees them', () =>
    withSomebody(async (platform, userName, userId) => {
      const admin = await platform.claim();
      const adminSession = await currentOf(platform, admin);
      const { accessToken } = await platform.signIn(userName);
      const reply = await platform.client.call(
        endOwnSessions,
        { sessionIds: [adminSession] },
        { accessToken },
      );
      expect(idsOf(reply)).toEqual([]);
      expect(await who(platform, admin)).toBe('ok');
      for (const refused of [
        await platform.client.call(listSessions, {}, { accessToken }),
        await platform.client.call(endSessions, { sessionIds: [adminSession], reason }, { accessToken }),
        await platform.client.call(endAllSessions, { userId, reason }, { accessToken }),
      ])
        expect(code(refused)).toBe('denied');

      // For a part of the practice it is the same as one's own.
      await platform.db
        .insertInto('custom_role')
        .values({
          code: `custom.part_${people}`,
          title: `Part ${people}`,
          grants: JSON.stringify([
            { permission: 'sessions:read', scope: 'assigned' },
            { permission: 'sessions:end', scope: 'assigned' },
          ]),
          version: 1,
          created_at: 0,
          changed_at: 0,
          retired_at: null,
        })
        .execute();
      await platform.db
        .updateTable('account')
        .set({ role: `custom.part_${people}` })
        .where('user_id', '=', userId)
        .execute();
      const seen = await platform.client.call(listSessions, {}, { accessToken });
      expect(seen).toMatchObject({ ok: true, value: { total: 1, sessions: [{ userId }] } });
      const tried = await platform.client.call(
        endSessions,
        { sessionIds: [adminSession], reason },
        { accessToken },
      );
      expect(idsOf(tried)).toEqual([]);
      expect(await who(platform, admin)).toBe('ok');
    }));

  test('an administrator sees everybody’s by pages, and ends several or all of one person, with a reason', () =>
    withSomebody(async (platform, userName, userId) => {
      const admin = await platform.claim();
      const tokens = [];
      for (let i = 0; i < 3; i += 1) tokens.push(await platform.signIn(userName));
      const list = async (request: { userId?: string; from?: number; limit?: number }) => {
        const reply = await platform.client.call(listSessions, request, { accessToken: admin });
        if (!reply.ok) throw new Error(reply.message);
        return reply.value;
      };
      const all = await list({});
      expect(all.total).toBe(all.sessions.length);
      expect(all.total).toBeGreaterThan(3);
      const pages = [...(await list({ limit: 2 })).sessions, ...(await list({ from: 2 })).sessions];
      expect(pages.map(({ sessionId }) => sessionId)).toEqual(all.sessions.map(({ sessionId }) => sessionId));
      const theirs = await list({ userId });
      expect(theirs.sessions.map((one) => one.userId)).toEqual([userId, userId, userId]);

      const [newest = '', ...rest] = theirs.sessions.map(({ sessionId }) => sessionId);
      const ended = await platform.client.call(
        endSessions,
        { sessionIds: [newest], reason },
        { accessToken: admin },
      );
      expect(idsOf(ended)).toEqual([newest]);
      const others = await platform.client.call(endAllSessions, { userId, reason }, { accessToken: admin });
      expect(idsOf(others)).toEqual([...rest].sort());
      for (const { accessToken, refreshToken } of tokens) {
        expect(await who(platform, accessToken)).toBe('not-signed-in');
        expect(code(await platform.client.call(refreshSession, { refreshToken }))).toBe('not-signed-in');
      }
      expect(await told(platform, userId)).toEqual(
        [newest, ...[...rest].sort()].map((session) => ({
          by: adminName,
          session,
          justification: reason,
          reason: undefined,
        })),
      );
      const nobody = { userId: crypto.randomUUID(), reason };
      expect(code(await platform.client.call(endAllSessions, nobody, { accessToken: admin }))).toBe(
        'not-found',
      );
      const noReason = { userId, reason: '  ' };
      expect(code(await platform.client.call(endAllSessions, noReason, { accessToken: admin }))).toBe(
        'invalid-request',
      );
    }));

  test('a changed password ends the other sessions and keeps this one', () =>
    withSomebody(async (platform, userName, userId) => {
      const other = await platform.signIn(userName);
      const { accessToken, refreshToken } = await platform.signIn(userName);
      const otherId = await currentOf(platform, other.accessToken);
      const change = (password: string, newPassword: string) =>
        platform.client.call(changePassword, { password, newPassword }, { accessToken });
      expect(idsOf(await change(adminPassword, fresh))).toEqual([otherId]);
      expect(await who(platform, other.accessToken)).toBe('not-signed-in');
      expect(await who(platform, accessToken)).toBe('ok');
      expect(code(await platform.client.call(refreshSession, { refreshToken }))).toBe('ok');
      expect(code(await platform.client.call(signIn, { userName, password: fresh }))).toBe('ok');
      expect(code(await platform.client.call(signIn, { userName, password: adminPassword }))).toBe(
        'wrong-credentials',
      );
      expect(await told(platform, userId)).toEqual([
        { by: userName, session: otherId, justification: undefined, reason: 'password-changed' },
      ]);
      const changes = (await platform.events()).filter(
        ({ verb, actor }) => verb === 'PASSWORD_CHANGED' && actor.userId === userId,
      );
      expect(changes.map(({ outcome }) => outcome)).toEqual(['success']);
      expect(JSON.stringify(await platform.events())).not.toContain(fresh);
    }));

  test('a password that is wrong, the old one, well known or one’s own name changes nothing', () =>
    withSomebody(async (platform, userName, userId) => {
      const { accessToken } = await platform.signIn(userName);
      const change = (password: string, newPassword: string) =>
        platform.client.call(changePassword, { password, newPassword }, { accessToken });
      for (const newPassword of [
        adminPassword,
        'P@ssw0rd1234!',
        'Short-1',
        `A-1-${userName.split('@')[0] ?? ''}`,
        'My-Test-practice-1',
      ])
        expect([newPassword, code(await change(adminPassword, newPassword))]).toEqual([
          newPassword,
          'invalid-request',
        ]);
      expect(code(await change('not it, at all', fresh))).toBe('wrong-credentials');
      // Guessing by this way waits as a sign-in does.
      expect(code(await change(adminPassword, fresh))).toBe('too-many');
      platform.advance(1);
      expect(code(await platform.client.call(signIn, { userName, password: adminPassword }))).toBe('ok');
      const outcomes = (await platform.events())
        .filter(({ verb, actor }) => verb === 'PASSWORD_CHANGED' && actor.userId === userId)
        .map(({ outcome, details }) => [outcome, details?.meta?.['reason']]);
      expect(outcomes).toEqual([
        ['failure', 'wrong-password'],
        ['denied', 'too-soon'],
      ]);
    }));
});

import { expect } from 'vitest';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { aboutPractice, claimPractice, tryPractice } from '../../../src/shared/contract/platform/practice';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminPassword, freshKeys, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);

onEveryEngine('the practice', (engine, test) => {
  const claims: string[] = [];

  async function withPlatform(synthetic: boolean, work: (platform: TestPlatform) => Promise<void>) {
    claims.length = 0;
    const platform = await startTestPlatform(await engine.place(), {
      practice: { name: 'Lakeview Family Practice', timeZone: 'America/Chicago', synthetic },
      claimed: () => claims.push('claimed'),
    });
    try {
      await work(platform);
    } finally {
      await platform.stop();
    }
  }

  /** What the generator leaves: people without passwords. */
  async function addPeople(platform: TestPlatform): Promise<void> {
    const person = (name: string, more: object) => ({
      user_id: crypto.randomUUID(),
      user_name: name,
      user_key: name,
      display_name: name,
      role: 'admin',
      password_hash: null,
      created_at: 5,
      ended_at: null,
      ...more,
    });
    await platform.db
      .insertInto('account')
      .values([
        person('second-admin', { created_at: 9 }),
        person('first-admin', {}),
        person('former-admin', { created_at: 1, status: 'ended' }),
        person('nightly-job', { created_at: 1, service: true }),
        person('nurse', { role: 'nurse' }),
        person('on-leave', { role: 'nurse', status: 'on-leave' }),
      ])
      .execute();
  }

  const tries = async (platform: TestPlatform) =>
    (await platform.events())
      .filter(({ verb }) => verb === 'PRACTICE_CLAIMED')
      .map(({ action, outcome }) => `${action} ${outcome}`);

  test('tells anybody whose it is, and the key of its log', () =>
    withPlatform(false, async (platform) => {
      const about = await platform.client.call(aboutPractice, {});
      expect(about).toMatchObject({
        ok: true,
        value: { practice: { name: 'Lakeview Family Practice', synthetic: false }, version: '0.0.0-test' },
      });
      if (!about.ok) return;
      const { practiceId } = about.value.practice;
      expect(about.value.verifierKey.startsWith(`wardkeeper/${practiceId}+`)).toBe(true);
    }));

  test('a synthetic one is opened to whoever tries it: one password for all who may sign in', () =>
    withPlatform(true, async (platform) => {
      const { client, db } = platform;
      await addPeople(platform);
      const setupCode = platform.setupCode ?? '';
      const request = { setupCode, password: adminPassword };
      expect(code(await client.call(tryPractice, { ...request, setupCode: 'X'.repeat(31) }))).toBe(
        'wrong-credentials',
      );
      // It has people already: nobody becomes its administrator beside them, and the code is not spent by it.
      const claim = { ...request, displayName: 'Eve', userName: 'eve' };
      expect(code(await client.call(claimPractice, claim))).toBe('conflict');
      const both = await Promise.all([client.call(tryPractice, request), client.call(tryPractice, request)]);
      expect(both.map(code).sort()).toEqual(['conflict', 'ok']);
      expect(both.find((reply) => reply.ok)).toMatchObject({
        value: { account: { userName: 'first-admin', role: 'admin' }, practice: { synthetic: true } },
      });
      platform.advance(60);
      expect(code(await client.call(tryPractice, request))).toBe('conflict');
      expect(claims).toEqual(['claimed']);

      const without = await db
        .selectFrom('account')
        .select('user_name')
        .where('password_hash', 'is', null)
        .orderBy('user_name')
        .execute();
      expect(without.map(({ user_name }) => user_name)).toEqual(['former-admin', 'nightly-job']);

      const attempts: string[] = [];
      for (const { user_name } of await db
        .selectFrom('account')
        .select('user_name')
        .orderBy('user_name')
        .execute()) {
        const reply = await client.call(signIn, { userName: user_name, password: adminPassword });
        attempts.push(`${user_name} ${code(reply)}`);
      }
      expect(attempts).toEqual([
        'first-admin ok',
        'former-admin wrong-credentials',
        'nightly-job wrong-credentials',
        'nurse ok',
        'on-leave wrong-credentials',
        'second-admin ok',
      ]);
      expect((await tries(platform)).sort()).toEqual([
        'CREATE denied',
        'CREATE denied',
        'CREATE denied',
        'CREATE denied',
        'UPDATE success',
      ]);
    }));

  test('a real one is never opened so, nor a synthetic one without people', async () => {
    for (const [synthetic, expected] of [
      [false, 'denied'],
      [true, 'not-found'],
    ] as const) {
      await withPlatform(synthetic, async (platform) => {
        if (!synthetic) await addPeople(platform);
        const { setupCode } = platform;
        const tried = await platform.client.call(tryPractice, {
          setupCode: setupCode ?? '',
          password: adminPassword,
        });
        expect(code(tried)).toBe(expected);
        const hashes = await platform.db.selectFrom('account').select('password_hash').execute();
        expect(hashes.filter(({ password_hash }) => password_hash !== null)).toEqual([]);
        expect(claims).toEqual([]);
        expect(await tries(platform)).toEqual(['CREATE denied']);
      });
    }
  });

  test('wrong codes, and claims of what is claimed, fill no trail', () =>
    withPlatform(true, async (platform) => {
      const { client } = platform;
      const claim = (setupCode: string) =>
        client.call(claimPractice, {
          setupCode,
          displayName: 'Eve',
          userName: 'eve',
          password: adminPassword,
        });
      const open = (setupCode: string) => client.call(tryPractice, { setupCode, password: adminPassword });
      const wrong = 'X'.repeat(31);
      for (const wait of [1, 2, 4, 8, 1800]) {
        expect(code(await claim(wrong))).toBe('wrong-credentials');
        for (let i = 0; i < 5; i += 1)
          expect(await (i % 2 === 0 ? open(wrong) : claim(wrong))).toMatchObject({
            code: 'too-many',
            retryAfter: wait,
          });
        if (wait < 1800) platform.advance(wait);
      }
      // Of each wait the first.
      expect(await tries(platform)).toHaveLength(10);
      const named = { displayName: 'Eve Moneypenny', userName: 'eve', password: 'Moneypenny-88-x' };
      expect(
        await client.call(claimPractice, { ...named, setupCode: platform.setupCode ?? '' }),
      ).toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining('your name') as string,
      });
      // Whoever holds the code is kept out by nobody.
      expect(code(await claim(platform.setupCode ?? ''))).toBe('ok');
      for (let i = 0; i < 5; i += 1) {
        expect(code(await claim(platform.setupCode ?? ''))).toBe('conflict');
        expect(code(await open(wrong))).toBe('conflict');
      }
      expect(await tries(platform)).toHaveLength(11);
    }));

  test('has one set-up code at each start, on every node, until somebody can sign in', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const first = await startTestPlatform(place, keys);
    await addPeople(first);
    await first.stop();
    const second = await startTestPlatform(place, keys);
    expect(second.setupCode).not.toBeNull();
    expect(second.setupCode).toBe(first.setupCode);
    const tried = await second.client.call(tryPractice, {
      setupCode: second.setupCode ?? '',
      password: adminPassword,
    });
    expect(code(tried)).toBe('ok');
    await second.stop();
    const third = await startTestPlatform(place, keys);
    expect(third.setupCode).toBeNull();
    await third.stop();
  });
});

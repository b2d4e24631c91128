import { expect } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { whoAmI } from '../../../src/shared/contract/platform/auth';
import type { ReplyOf, RequestOf } from '../../../src/shared/contract/platform/call';
import {
  assignRole,
  changeRole,
  createRole,
  listRoles,
  retireRole,
} from '../../../src/shared/contract/platform/roles';
import { listWorkforce } from '../../../src/shared/contract/platform/workforce';
import { builtInRoles } from '../../../src/shared/domain/roles';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminName, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
type Grants = RequestOf<typeof createRole>['grants'];
const reads: Grants = [
  { permission: 'audit:read', scope: 'practice' },
  { permission: 'workforce:read', scope: 'practice' },
];

onEveryEngine('roles', (engine, test) => {
  const shared = sharedPlatform(engine);
  let made = 0;
  const freshCode = () => `custom.role_${(made += 1)}`;

  async function make(
    platform: TestPlatform,
    grants: Grants,
    accessToken?: string,
    roleCode = freshCode(),
  ): Promise<Result<ReplyOf<typeof createRole>>> {
    return platform.client.call(
      createRole,
      { code: roleCode, title: `Title of ${roleCode}`, grants },
      { accessToken: accessToken ?? (await platform.claim()) },
    );
  }
  async function makeOrThrow(platform: TestPlatform, grants: Grants) {
    const reply = await make(platform, grants);
    if (!reply.ok) throw new Error(reply.message);
    return reply.value.role;
  }
  const assign = (platform: TestPlatform, accessToken: string, userId: string, from: string, to: string) =>
    platform.client.call(assignRole, { userId, from, to }, { accessToken });
  const permissionsOf = async ({ client }: TestPlatform, accessToken: string) => {
    const reply = await client.call(whoAmI, {}, { accessToken });
    return reply.ok ? reply.value.permissions : reply.code;
  };
  const list = async ({ client }: TestPlatform, accessToken: string) => {
    const reply = await client.call(listRoles, {}, { accessToken });
    if (!reply.ok) throw new Error(reply.message);
    return reply.value.roles;
  };
  /** What the trail tells of one role or account: verb, outcome, and what else was kept. */
  const told = async (platform: TestPlatform, id: string) =>
    (await platform.events())
      .filter(({ resource }) => resource?.id === id)
      .map(({ verb, outcome, actor, details }) => ({ verb, outcome, by: actor.userName, ...details?.meta }));

  test('a role of the practice’s own is made, listed and held, and its holder may what it says and no more', async () => {
    const platform = await shared();
    const admin = await platform.claim();
    const role = await makeOrThrow(platform, reads);
    expect(role).toEqual({
      code: role.code,
      title: `Title of ${role.code}`,
      grants: reads,
      builtIn: false,
      version: 1,
      retiredAt: null,
      holders: 0,
    });
    const token = await platform.signInAs(role.code);
    expect(await permissionsOf(platform, token)).toEqual(['audit:read', 'workforce:read']);
    expect(code(await platform.client.call(listEvents, { from: 0 }, { accessToken: token }))).toBe('ok');
    expect(code(await platform.client.call(listRoles, {}, { accessToken: token }))).toBe('denied');

    const roles = await list(platform, admin);
    expect(roles.slice(0, builtInRoles.length).map((one) => one.code)).toEqual(
      builtInRoles.map((one) => one.code),
    );
    expect(roles.find((one) => one.code === role.code)).toEqual({ ...role, holders: 1 });
    expect(roles.find((one) => one.code === 'admin')).toMatchObject({
      builtIn: true,
      version: 0,
      holders: 1,
    });
    expect(await told(platform, role.code)).toEqual([
      {
        verb: 'ROLE_CREATED',
        outcome: 'success',
        by: adminName,
        title: role.title,
        grants: ['audit:read practice', 'workforce:read practice'],
        version: 1,
      },
    ]);
    // Who has no title of their own for their job is called by their role.
    const workforce = await platform.client.call(listWorkforce, {}, { accessToken: admin });
    const members = workforce.ok ? (workforce.value.members ?? []) : [];
    expect(members.find((member) => member.role === role.code)?.jobTitle).toBe(role.title);
  });

  test('code and title are each used once; what is no permission, or granted twice, is not taken', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const role = await makeOrThrow(platform, reads);
    expect(code(await make(platform, reads, accessToken, role.code))).toBe('conflict');
    const called = (title: string) =>
      platform.client.call(createRole, { code: freshCode(), title, grants: [] }, { accessToken });
    expect(code(await called(role.title.toUpperCase()))).toBe('conflict');
    expect(code(await called('administrator'))).toBe('conflict');
    expect(code(await called(' '))).toBe('invalid-request');
    for (const grants of [
      [{ permission: 'everything:do', scope: 'practice' }],
      [{ permission: 'audit:read', scope: 'world' }],
      [...reads, ...reads],
    ])
      expect(code(await make(platform, grants as Grants))).toBe('invalid-request');
    expect(code(await make(platform, reads, accessToken, 'nurse'))).toBe('invalid-request');
    const failed = (await told(platform, role.code)).slice(1);
    expect(failed).toEqual([expect.objectContaining({ outcome: 'failure', reason: 'exists' })]);
  });

  test('a change is seen at once by who holds the role, and is refused to who read an older version', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const role = await makeOrThrow(platform, reads);
    const holder = await platform.signInAs(role.code);
    const change = (version: number, grants: Grants, title = role.title) =>
      platform.client.call(changeRole, { code: role.code, version, title, grants }, { accessToken });
    const narrower: Grants = [{ permission: 'roles:read', scope: 'self' }];
    expect(await change(1, narrower, 'Door')).toMatchObject({
      ok: true,
      value: { role: { version: 2, title: 'Door', grants: narrower, holders: 1 } },
    });
    expect(await permissionsOf(platform, holder)).toEqual(['roles:read']);
    expect(code(await platform.client.call(listEvents, { from: 0 }, { accessToken: holder }))).toBe('denied');
    // Less than the whole practice's scope: only one's own role.
    expect((await list(platform, holder)).map((one) => one.code)).toEqual([role.code]);

    expect(code(await change(1, reads))).toBe('conflict');
    const [first, second] = await Promise.all([change(2, reads), change(2, [])]);
    expect([code(first), code(second)].sort()).toEqual(['conflict', 'ok']);
    expect((await told(platform, role.code)).map(({ outcome }) => outcome).sort()).toEqual([
      'failure',
      'failure',
      'success',
      'success',
      'success',
    ]);
  });

  test('the built-in roles cannot be changed or retired', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    for (const { code: builtIn } of builtInRoles) {
      const request = { code: builtIn, version: 1 };
      const change = { ...request, title: 'Mine now', grants: [] };
      expect(code(await platform.client.call(changeRole, change, { accessToken }))).toBe('conflict');
      expect(code(await platform.client.call(retireRole, request, { accessToken }))).toBe('conflict');
    }
    expect(
      await platform.db.selectFrom('custom_role').where('code', 'not like', 'custom.%').execute(),
    ).toEqual([]);
  });

  test('a role that is held is not retired; a retired one grants nothing, is given to nobody and keeps its code', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const role = await makeOrThrow(platform, reads);
    const userId = await platform.addAccount(`holder-of-${role.code}`, { role: role.code });
    const retire = (version: number) =>
      platform.client.call(retireRole, { code: role.code, version }, { accessToken });
    expect(code(await retire(1))).toBe('conflict');
    expect(code(await assign(platform, accessToken, userId, role.code, 'nurse'))).toBe('ok');
    expect(code(await retire(7))).toBe('conflict');
    expect(await retire(1)).toMatchObject({
      ok: true,
      value: { role: { version: 2, retiredAt: expect.any(Number) as number } },
    });
    expect(code(await retire(2))).toBe('conflict');
    expect(code(await assign(platform, accessToken, userId, 'nurse', role.code))).toBe('not-found');
    expect(code(await make(platform, [], accessToken, role.code))).toBe('conflict');
    // As of an account that had ended when the role was retired, and is used again.
    expect(await permissionsOf(platform, await platform.signInAs(role.code))).toBe('denied');
    expect((await told(platform, role.code)).map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual([
      'ROLE_CREATED success',
      'ROLE_RETIRED failure',
      'ROLE_RETIRED failure',
      'ROLE_RETIRED success',
      'ROLE_RETIRED failure',
      'ROLE_CREATED failure',
    ]);
  });

  test('another role is there at the next request, and the trail keeps both and who gave it', async () => {
    const platform = await shared();
    const admin = await platform.claim();
    const userName = 'moved@example.org';
    const userId = await platform.addAccount(userName, { role: 'nurse' });
    const { accessToken } = await platform.signIn(userName);
    expect(code(await platform.client.call(listEvents, { from: 0 }, { accessToken }))).toBe('denied');
    expect(await assign(platform, admin, userId, 'nurse', 'compliance_officer')).toEqual({
      ok: true,
      value: { userId, role: 'compliance_officer' },
    });
    expect(code(await platform.client.call(listEvents, { from: 0 }, { accessToken }))).toBe('ok');
    expect(code(await assign(platform, admin, userId, 'nurse', 'provider'))).toBe('conflict');
    expect(code(await assign(platform, admin, userId, 'compliance_officer', 'custom.nowhere'))).toBe(
      'not-found',
    );
    expect(code(await assign(platform, admin, crypto.randomUUID(), 'nurse', 'provider'))).toBe('not-found');
    const changes = (await told(platform, userId)).filter(({ verb }) => verb === 'ROLE_CHANGED');
    expect(changes).toEqual([
      {
        verb: 'ROLE_CHANGED',
        outcome: 'success',
        by: adminName,
        role: { from: 'nurse', to: 'compliance_officer' },
      },
      expect.objectContaining({ outcome: 'failure', reason: 'changed-meanwhile' }),
      expect.objectContaining({ outcome: 'failure', reason: 'unknown-role' }),
    ]);
  });

  test('nobody makes, changes or gives a role that allows more than their own', async () => {
    const platform = await shared();
    const admin = await platform.claim();
    const manager = await makeOrThrow(platform, [
      { permission: 'roles:write', scope: 'practice' },
      { permission: 'roles:assign', scope: 'practice' },
      { permission: 'patients:read', scope: 'assigned' },
    ]);
    const token = await platform.signInAs(manager.code);
    expect(code(await make(platform, [{ permission: 'patients:read', scope: 'assigned' }], token))).toBe(
      'ok',
    );
    for (const [permission, scope] of [
      ['patients:read', 'practice'],
      ['patients:read', 'self'],
      ['phi:decrypt', 'practice'],
    ] as const) {
      const refused = freshCode();
      expect(code(await make(platform, [{ permission, scope }], token, refused))).toBe('denied');
      expect(await told(platform, refused)).toEqual([
        expect.objectContaining({ outcome: 'denied', reason: 'more-than-held' }),
      ]);
    }
    // Neither their own role, nor one above them: not even to take from it.
    const request = { code: manager.code, version: 1, title: manager.title };
    const grown = { ...request, grants: [...(manager.grants as Grants), ...reads] };
    expect(code(await platform.client.call(changeRole, grown, { accessToken: token }))).toBe('denied');
    const above = await makeOrThrow(platform, reads);
    const emptied = { code: above.code, version: 1, title: above.title, grants: [] };
    expect(code(await platform.client.call(changeRole, emptied, { accessToken: token }))).toBe('denied');
    expect(
      code(await platform.client.call(retireRole, { code: above.code, version: 1 }, { accessToken: token })),
    ).toBe('denied');

    const puppet = await platform.addAccount('puppet', { role: 'developer' });
    const boss = await platform.addAccount('boss', { role: 'admin' });
    expect(code(await assign(platform, token, puppet, 'developer', 'admin'))).toBe('denied');
    expect(code(await assign(platform, token, puppet, 'developer', manager.code))).toBe('denied');
    expect(code(await assign(platform, token, boss, 'admin', manager.code))).toBe('denied');
    expect(code(await assign(platform, admin, puppet, 'developer', manager.code))).toBe('ok');
    await platform.db.updateTable('account').set({ status: 'ended' }).where('user_id', '=', boss).execute();
  });

  test('nobody gives themselves another role, not even a lesser one', async () => {
    const platform = await shared();
    const role = await makeOrThrow(platform, [
      { permission: 'roles:assign', scope: 'practice' },
      { permission: 'staff:read', scope: 'practice' },
    ]);
    const lesser = await makeOrThrow(platform, [{ permission: 'staff:read', scope: 'practice' }]);
    const token = await platform.signInAs(role.code);
    const { userId } = (await platform.signIn(`${role.code}@example.org`)).account;
    expect(code(await assign(platform, token, userId, role.code, lesser.code))).toBe('conflict');
    const other = await platform.addAccount('holds-the-same', { role: role.code });
    expect(code(await assign(platform, token, other, role.code, lesser.code))).toBe('ok');
    expect(await told(platform, userId)).toContainEqual(
      expect.objectContaining({ verb: 'ROLE_CHANGED', outcome: 'failure', reason: 'oneself' }),
    );
    // A member of the workforce is no patient by their role.
    expect(code(await assign(platform, await platform.claim(), other, lesser.code, 'patient'))).toBe(
      'not-found',
    );
  });

  test('what a role allows only for a part of the practice changes no role', async () => {
    const platform = await shared();
    const part = await makeOrThrow(platform, [
      { permission: 'roles:write', scope: 'own' },
      { permission: 'roles:assign', scope: 'own' },
    ]);
    const token = await platform.signInAs(part.code);
    const refused = freshCode();
    expect(code(await make(platform, [], token, refused))).toBe('denied');
    expect(await told(platform, refused)).toEqual([
      expect.objectContaining({ outcome: 'denied', reason: 'no-permission' }),
    ]);
    const other = await platform.addAccount('out-of-reach', { role: part.code });
    expect(code(await assign(platform, token, other, part.code, part.code))).toBe('not-found');
  });

  test('the last administrator who can sign in stays one, also where two demote each other at once', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const ann = await platform.claim();
      const annId = (await platform.signIn(adminName)).account.userId;
      // None of these can sign in.
      for (const [userName, fields] of [
        ['gone', { status: 'ended' }],
        ['ended', { ended_at: 1 }],
        ['away', { status: 'on-leave' }],
        ['program', { service: true }],
        ['invited', { password_hash: null }],
      ] as const)
        await platform.addAccount(userName, { role: 'admin', ...fields });
      expect(await assign(platform, ann, annId, 'admin', 'nurse')).toMatchObject({ code: 'conflict' });
      expect(await told(platform, annId)).toContainEqual(
        expect.objectContaining({ outcome: 'failure', reason: 'oneself' }),
      );

      const bobId = await platform.addAccount('bob', { role: 'admin' });
      const bob = (await platform.signIn('bob')).accessToken;
      const replies = await Promise.all([
        assign(platform, ann, bobId, 'admin', 'nurse'),
        assign(platform, bob, annId, 'admin', 'nurse'),
      ]);
      // Whoever comes second is no administrator any more, or is told that nobody else is.
      expect([
        ['conflict', 'ok'],
        ['denied', 'ok'],
      ]).toContainEqual(replies.map(code).sort());
      const administrators = platform.db.selectFrom('account').select('user_id').where('role', '=', 'admin');
      const left = await administrators.where('user_id', 'in', [annId, bobId]).execute();
      expect(left).toHaveLength(1);
    } finally {
      await platform.stop();
    }
  });
});

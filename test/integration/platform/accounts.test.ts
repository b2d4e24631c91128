import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import {
  claimInvitation,
  createAccount,
  deactivateAccount,
  inviteToAccount,
  listStaff,
  putOnLeave,
  reactivateAccount,
  readAccount,
  updateAccount,
} from '../../../src/shared/contract/platform/workforce';
import type { Result } from '../../../src/shared/domain/result';
import { onBothEngines } from './engines';
import { adminName, adminPassword, sharedPlatform, type TestPlatform } from './running';

const fields = {
  displayName: 'Elena Vasquez, MD',
  pronoun: 'she' as const,
  role: 'provider',
  jobTitle: 'Family physician',
};

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/** The last events of an account: verb and outcome. */
async function lastOf(platform: TestPlatform, userId: string) {
  const events = await platform.events();
  return events.filter(({ resource }) => resource?.id === userId);
}

onBothEngines('accounts', (engine, test) => {
  const shared = sharedPlatform(engine);
  const begin = async () => {
    const platform = await shared();
    return { platform, accessToken: await platform.claim(), client: platform.client };
  };
  type Begun = Awaited<ReturnType<typeof begin>>;
  const create = async ({ client, accessToken }: Begun, userName: string, change: object = {}) => {
    const userId = randomUUID();
    const request = { userId, userName, ...fields, ...change };
    return valueOf(await client.call(createAccount, request, { accessToken })).member.userId;
  };
  const read = async ({ client, accessToken }: Begun, userId: string): Promise<ReplyOf<typeof readAccount>> =>
    valueOf(await client.call(readAccount, { userId }, { accessToken }));

  test('an account is added once, however often it is sent, and its name belongs to it alone', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const request = { userId: randomUUID(), userName: ' Elena ', ...fields };
    const first = valueOf(await client.call(createAccount, request, { accessToken }));
    expect(first).toMatchObject({
      version: 1,
      invitedUntil: null,
      member: { ...fields, userName: 'Elena', status: 'active', lastSeenAt: null },
    });
    expect(await client.call(createAccount, request, { accessToken })).toEqual({ ok: true, value: first });
    expect(await client.call(createAccount, { ...request, role: 'nurse' }, { accessToken })).toMatchObject({
      code: 'conflict',
    });
    const namesake = { ...request, userId: randomUUID(), userName: 'ELENA' };
    expect(await client.call(createAccount, namesake, { accessToken })).toMatchObject({ code: 'conflict' });
    for (const role of ['patient', 'wizard', '__proto__']) {
      const strange = { ...request, userId: randomUUID(), userName: `as ${role}`, role };
      expect(await client.call(createAccount, strange, { accessToken })).toMatchObject({
        code: 'invalid-request',
      });
    }
    for (const displayName of ['two\nlines', 'turned \u202egnp.exe', '  ']) {
      const strange = { ...request, userId: randomUUID(), userName: 'strange', displayName };
      expect(await client.call(createAccount, strange, { accessToken })).toMatchObject({
        code: 'invalid-request',
      });
    }
    const events = await lastOf(platform, request.userId);
    expect(events.map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual([
      'USER_CREATED success',
      'USER_CREATED failure',
    ]);
    expect(events[0]?.details?.changes?.map(({ field }) => field)).toContain('displayName');
    expect(JSON.stringify(events)).not.toContain('Vasquez');
  });

  test('an invitation lets its owner in once, and until then nobody', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const userId = await create(begun, 'invited');
    expect(await client.call(signIn, { userName: 'invited', password: adminPassword })).toMatchObject({
      code: 'wrong-credentials',
    });
    const old = valueOf(await client.call(inviteToAccount, { userId }, { accessToken }));
    const { code, expiresAt } = valueOf(await client.call(inviteToAccount, { userId }, { accessToken }));
    expect(await read(begun, userId)).toMatchObject({ invitedUntil: expiresAt });
    const kept = await platform.db
      .selectFrom('invitation')
      .selectAll()
      .where('user_id', '=', userId)
      .execute();
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toContain(code);
    expect(JSON.stringify(await platform.events())).not.toContain(code);

    // The one before it can no longer be claimed; a wrong code makes everybody here wait.
    const password = 'Correct-Horse-9-Battery';
    expect(await client.call(claimInvitation, { code: old.code, password })).toMatchObject({
      code: 'wrong-credentials',
    });
    expect(await client.call(claimInvitation, { code, password })).toMatchObject({
      code: 'too-many',
      retryAfter: 1,
    });
    platform.advance(1);
    expect(await client.call(claimInvitation, { code, password: 'short' })).toMatchObject({
      code: 'invalid-request',
    });
    const both = await Promise.all([
      client.call(claimInvitation, { code: code.toLowerCase(), password }),
      client.call(claimInvitation, { code, password: adminPassword }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    platform.advance(60 * 60);
    expect(await client.call(claimInvitation, { code, password })).toMatchObject({
      code: 'wrong-credentials',
    });
    platform.advance(60 * 60);
    const chosen = both[0]?.ok === true ? password : adminPassword;
    expect(await client.call(signIn, { userName: 'invited', password: chosen })).toMatchObject({ ok: true });
    const admin = await platform.claim();
    expect(await client.call(inviteToAccount, { userId }, { accessToken: admin })).toMatchObject({
      code: 'conflict',
    });
    const verbs = (await lastOf(platform, userId)).map(({ verb, outcome }) => `${verb} ${outcome}`);
    expect(verbs).toEqual([
      'USER_CREATED success',
      'USER_INVITED success',
      'USER_INVITED success',
      'INVITATION_CLAIMED success',
    ]);
  });

  test('who may do less than an account is not given its code: whoever holds that is in it', async () => {
    const begun = await begin();
    const { client, platform } = begun;
    const grants = ['workforce:read', 'workforce:write', 'staff:read'].map((permission) => ({
      permission,
      scope: 'practice',
    }));
    const custom = { title: 'Front office', grants: JSON.stringify(grants), version: 1 };
    await platform.db
      .insertInto('custom_role')
      .values({ code: 'custom.front', ...custom, created_at: 0, changed_at: 0, retired_at: null })
      .execute();
    const front = await platform.signInAs('custom.front');
    const invite = (userId: string) => client.call(inviteToAccount, { userId }, { accessToken: front });
    for (const role of ['compliance_officer', 'provider']) {
      const userId = await create(begun, `waiting-${role}`, { role });
      expect(await invite(userId)).toMatchObject({ code: 'conflict' });
      expect((await lastOf(platform, userId)).at(-1)).toMatchObject({
        verb: 'USER_INVITED',
        outcome: 'denied',
        details: { meta: { reason: 'more-than-held' } },
      });
      const codes = platform.db.selectFrom('invitation').selectAll().where('user_id', '=', userId);
      expect(await codes.execute()).toEqual([]);
    }
    expect(await invite(await create(begun, 'waiting-equal', { role: 'custom.front' }))).toMatchObject({
      ok: true,
    });
  });

  test('an invitation ends with its time and with its account', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const password = 'Correct-Horse-9-Battery';
    const late = await create(begun, 'late');
    const { code } = valueOf(await client.call(inviteToAccount, { userId: late, days: 1 }, { accessToken }));
    platform.advance(24 * 60 * 60);
    expect(await client.call(claimInvitation, { code, password })).toMatchObject({
      code: 'wrong-credentials',
    });
    platform.advance(60 * 60);
    const admin = { ...begun, accessToken: await platform.claim() };
    const gone = await create(admin, 'gone');
    const invited = valueOf(await client.call(inviteToAccount, { userId: gone }, admin));
    const { version } = await read(admin, gone);
    expect(valueOf(await client.call(deactivateAccount, { userId: gone, version }, admin))).toMatchObject({
      invitedUntil: null,
    });
    expect(await client.call(claimInvitation, { code: invited.code, password })).toMatchObject({
      code: 'wrong-credentials',
    });
    platform.advance(60 * 60);
    expect(await client.call(inviteToAccount, { userId: gone }, admin)).toMatchObject({
      code: 'not-signed-in',
    });
  });

  test('a change names the version it was made to, and the trail the fields and codes it changed', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const userId = await create(begun, 'changing');
    const change = (version: number, change: object) =>
      client.call(updateAccount, { userId, version, ...change }, { accessToken });
    expect(valueOf(await change(1, { jobTitle: 'Partner', displayName: 'Elena Vasquez' }))).toMatchObject({
      version: 2,
      member: { jobTitle: 'Partner', displayName: 'Elena Vasquez', role: 'provider' },
    });
    expect(await change(1, { jobTitle: 'Other' })).toMatchObject({ code: 'conflict' });
    expect(valueOf(await change(2, { role: 'clinical_manager' }))).toMatchObject({ version: 3 });
    // What is so already changes nothing and tells nothing.
    expect(valueOf(await change(3, { role: 'clinical_manager' }))).toMatchObject({ version: 3 });
    // Of two at once one comes too late.
    const both = await Promise.all([change(3, { jobTitle: 'A' }), change(3, { jobTitle: 'B' })]);
    expect(both.map((reply) => (reply.ok ? 'ok' : reply.code)).sort()).toEqual(['conflict', 'ok']);
    expect(await change(4, { userName: adminName.toUpperCase() })).toMatchObject({ code: 'conflict' });
    const events = await lastOf(platform, userId);
    expect(
      events.map(({ verb, outcome, details }) => [
        verb,
        outcome,
        details?.changes?.map(({ field }) => field),
        details?.meta,
      ]),
    ).toEqual([
      ['USER_CREATED', 'success', expect.anything(), { role: 'provider' }],
      ['USER_MODIFIED', 'success', ['displayName', 'jobTitle'], {}],
      ['USER_MODIFIED', 'failure', undefined, { reason: 'changed-since' }],
      ['ROLE_CHANGED', 'success', ['role'], { role: { from: 'provider', to: 'clinical_manager' } }],
      ['USER_MODIFIED', 'success', ['jobTitle'], {}],
      ['USER_MODIFIED', 'failure', undefined, { reason: 'changed-since' }],
      ['USER_MODIFIED', 'failure', undefined, { reason: 'name-taken' }],
    ]);
  });

  test('the database counts versions, whatever statement changes what an account says', async () => {
    const { db } = await shared();
    const begun = await begin();
    const userId = await create(begun, 'counted');
    const set = (change: object) =>
      db.updateTable('account').set(change).where('user_id', '=', userId).execute();
    await set({ last_seen_at: 5, password_hash: 'x' });
    expect(await read(begun, userId)).toMatchObject({ version: 1 });
    await set({ role: 'nurse' });
    await set({ version: 1 });
    expect(await read(begun, userId)).toMatchObject({ version: 2 });
  });

  test('leave and the end of an account are effective at once, and nothing is deleted', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const userId = await platform.addAccount('leaving');
    const theirs = (await platform.signIn('leaving')).accessToken;
    await platform.signIn('leaving');
    const asThem = async (token: string) => {
      const reply = await client.call(whoAmI, {}, { accessToken: token });
      return reply.ok ? 'ok' : reply.code;
    };
    expect(await asThem(theirs)).toBe('ok');
    const until = platform.now() + 1;
    const away = valueOf(await client.call(putOnLeave, { userId, version: 1, until }, { accessToken }));
    expect(away).toMatchObject({ version: 2, member: { status: 'on-leave', statusUntil: until } });
    expect(await asThem(theirs)).toBe('not-signed-in');
    expect(await client.call(signIn, { userName: 'leaving', password: adminPassword })).toMatchObject({
      code: 'wrong-credentials',
    });
    platform.advance(60);
    const back = valueOf(await client.call(reactivateAccount, { userId, version: 2 }, { accessToken }));
    expect(back).toMatchObject({ version: 3, member: { status: 'active', statusUntil: null } });
    // The sessions of before stay ended.
    expect(await asThem(theirs)).toBe('not-signed-in');
    const again = (await platform.signIn('leaving')).accessToken;
    const ended = valueOf(await client.call(deactivateAccount, { userId, version: 3 }, { accessToken }));
    expect(ended).toMatchObject({ version: 4, member: { status: 'ended' } });
    expect(await asThem(again)).toBe('account-ended');
    expect(await read(begun, userId)).toEqual(ended);
    const opened = valueOf(await client.call(reactivateAccount, { userId, version: 4 }, { accessToken }));
    expect(opened.member.status).toBe('active');
    expect(await asThem(again)).toBe('not-signed-in');
    const events = (await lastOf(platform, userId)).filter(({ category }) => category === 'administration');
    expect(events.map(({ verb, details }) => [verb, details?.meta])).toEqual([
      ['USER_PUT_ON_LEAVE', { status: { from: 'active', to: 'on-leave' }, endedSessions: 2 }],
      ['USER_REACTIVATED', { status: { from: 'on-leave', to: 'active' }, endedSessions: 0 }],
      ['USER_DEACTIVATED', { status: { from: 'active', to: 'ended' }, endedSessions: 1 }],
      ['USER_REACTIVATED', { status: { from: 'ended', to: 'active' }, endedSessions: 0 }],
    ]);
  });

  test('nobody ends their own account or gives themselves a role, and of two administrators one stays', async () => {
    const begun = await begin();
    const { client, accessToken, platform } = begun;
    const { user_id: own } = await platform.db
      .selectFrom('account')
      .select('user_id')
      .where('user_key', '=', adminName)
      .executeTakeFirstOrThrow();
    expect(await client.call(deactivateAccount, { userId: own, version: 1 }, { accessToken })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('own') as string,
    });
    expect(
      await client.call(updateAccount, { userId: own, version: 1, role: 'nurse' }, { accessToken }),
    ).toMatchObject({ code: 'conflict' });
    expect((await lastOf(platform, own)).slice(-2).map(({ outcome, details }) => [outcome, details])).toEqual(
      [
        ['denied', { meta: { reason: 'oneself' } }],
        ['denied', { meta: { reason: 'oneself' } }],
      ],
    );
    const other = await platform.addAccount('other-admin', { role: 'admin' });
    const theirs = (await platform.signIn('other-admin')).accessToken;
    const both = await Promise.all([
      client.call(deactivateAccount, { userId: other, version: 1 }, { accessToken }),
      client.call(deactivateAccount, { userId: own, version: 1 }, { accessToken: theirs }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const left = await platform.db
      .selectFrom('account')
      .select('user_name')
      .where('role', '=', 'admin')
      .where('status', '=', 'active')
      .execute();
    expect(left).toHaveLength(1);
    // The tests of this file go on with the first administrator.
    await platform.db
      .updateTable('account')
      .set({ status: 'active', ended_at: null })
      .where('user_id', '=', own)
      .execute();
  });

  test('the directory names whoever works here now, to whoever works here', async () => {
    const begun = await begin();
    const { client, platform } = begun;
    const here = await create(begun, 'works-here');
    await platform.addAccount('worked-here', { ended_at: 5 });
    await platform.addAccount('a-program', { service: true });
    const nurse = await platform.signInAs('nurse');
    const { staff } = valueOf(await client.call(listStaff, {}, { accessToken: nurse }));
    expect(staff.find(({ userId }) => userId === here)).toEqual({ userId: here, ...fields });
    const names = staff.map(({ displayName }) => displayName);
    expect(names).not.toContain('worked-here');
    expect(names).not.toContain('a-program');
    const patient = await platform.signInAs('patient');
    expect(await client.call(listStaff, {}, { accessToken: patient })).toMatchObject({ code: 'denied' });
    expect(await client.call(readAccount, { userId: here }, { accessToken: nurse })).toMatchObject({
      code: 'denied',
    });
  });
});

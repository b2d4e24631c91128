import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import {
  applyProvisioning,
  previewProvisioning,
  readProvisioning,
  undoProvisionedRow,
} from '../../../src/shared/contract/platform/provisioning';
import { createRole, retireRole } from '../../../src/shared/contract/platform/roles';
import { updateAccount } from '../../../src/shared/contract/platform/workforce';
import type { Result } from '../../../src/shared/domain/result';
import { readAccountList } from '../../../src/platform/provisioning/account-list';
import { applyRows, keepPlan, readRows } from '../../../src/platform/provisioning/apply-list';
import { actsOn, type Acts } from '../../../src/platform/audit/act';
import type { SignedIn } from '../../../src/platform/access/caller';
import { roleByCode } from '../../../src/shared/domain/roles';
import { onEveryEngine } from './engines';
import { adminName, sharedPlatform } from './running';

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

onEveryEngine('lists of accounts', (engine, test) => {
  const shared = sharedPlatform(engine);
  const begin = async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const { client } = platform;
    const accounts = () => platform.db.selectFrom('account').selectAll().orderBy('user_id').execute();
    return {
      platform,
      accounts,
      preview: (csv: string) => client.call(previewProvisioning, { csv }, { accessToken }),
      apply: (request: { provisioningId: string; csv: string; plan: string }) =>
        client.call(applyProvisioning, request, { accessToken }),
      read: (provisioningId: string) => client.call(readProvisioning, { provisioningId }, { accessToken }),
      undo: (provisioningId: string, row: number) =>
        client.call(undoProvisionedRow, { provisioningId, row }, { accessToken }),
      accountOf: (userName: string) =>
        platform.db
          .selectFrom('account')
          .selectAll()
          .where('user_key', '=', userName)
          .executeTakeFirstOrThrow(),
      update: (userId: string, version: number, change: object) =>
        client.call(updateAccount, { userId, version, ...change }, { accessToken }),
    };
  };

  test('a preview says of each row what it would do and why not, and changes nothing', async () => {
    const { platform, accounts, preview } = await begin();
    await platform.addAccount('known', { display_name: 'Known', role: 'nurse', job_title: 'Nurse' });
    await platform.addAccount('former', { ended_at: 5, status: 'ended' });
    await platform.addAccount('program', { service: true });
    const before = await accounts();
    const eventsBefore = (await platform.events()).length;
    const csv = [
      'Role,user_name,display_name,status',
      'nurse,new-one,=SUM(A1),',
      'nurse,KNOWN,Known,',
      'provider,known2,Known Two,active',
      ',known,Renamed,',
      ',former,,',
      'nurse,program,Program,',
      'wizard,other,Other,',
      'nurse,,Nobody,',
      'nurse,short,,',
      'nurse,late,Late,ended',
      'nurse,bad,Bad,gone',
      `,${adminName},,ended`,
    ].join('\r\n');
    const { rows } = valueOf(await preview(csv));
    expect(rows.map(({ kind, changes, refused }) => [kind, changes.join(), refused?.field ?? null])).toEqual([
      ['create', 'role,user_name,display_name', null],
      ['same', '', null],
      ['create', 'role,user_name,display_name,status', null],
      ['refused', '', 'user_name'],
      ['refused', '', 'status'],
      ['refused', '', null],
      ['refused', '', 'role'],
      ['refused', '', 'user_name'],
      ['refused', '', 'display_name'],
      ['refused', '', 'status'],
      ['refused', '', 'status'],
      ['refused', '', null],
    ]);
    expect(rows[0]).toMatchObject({ row: 1, userName: 'new-one', displayName: '=SUM(A1)' });
    expect(rows[11]?.refused?.why).toBe('Nobody changes their own role or status.');
    expect(await accounts()).toEqual(before);
    expect(await platform.events()).toHaveLength(eventsBefore);
  });

  test('headings that are not known, come twice or lack the name are refused, as is too long a list', async () => {
    const { preview } = await begin();
    for (const csv of [
      'user_name,password\na,b',
      'user_name,__proto__\na,b',
      'user_name,user_name\na,b',
      'display_name,role\na,nurse',
      'user_name',
      'user_name,role\na',
    ]) {
      expect([csv, await preview(csv)]).toMatchObject([csv, { code: 'invalid-request' }]);
    }
    const long = ['user_name', ...Array.from({ length: 501 }, (_, i) => `u${i}`)].join('\n');
    expect(await preview(long)).toMatchObject({ code: 'too-large' });
  });

  test('what was looked at is applied once, each row with its own event', async () => {
    const { platform, preview, apply, read, accountOf } = await begin();
    const userId = await platform.addAccount('moved', { display_name: 'Moved', role: 'nurse' });
    const csv =
      'user_name,display_name,role,status\nadded,-2+3,ma,\nmoved,Moved,provider,on-leave\nmoved,,,\n';
    const provisioningId = randomUUID();
    const { plan } = valueOf(await preview(csv));
    expect(await apply({ provisioningId, csv, plan: 'A'.repeat(43) })).toMatchObject({ code: 'conflict' });
    const asked = { provisioningId, csv, plan };
    const [done, again] = await Promise.all([apply(asked), apply(asked)]);
    expect(valueOf(done).rows.map(({ kind, outcome, undone }) => [kind, outcome, undone])).toEqual([
      ['create', 'created', false],
      ['change', 'changed', false],
      ['refused', 'refused', false],
    ]);
    expect(again).toMatchObject({ ok: true });
    expect(await apply({ ...asked, csv: `${csv}x,X,ma,` })).toMatchObject({ code: 'conflict' });
    expect(await accountOf('added')).toMatchObject({ display_name: '-2+3', role: 'ma', password_hash: null });
    expect(await accountOf('moved')).toMatchObject({ role: 'provider', status: 'on-leave', version: 2 });
    expect(valueOf(await read(provisioningId))).toMatchObject({ waiting: 0 });
    const events = (await platform.events()).filter(
      ({ resource, details }) =>
        resource?.id === provisioningId || details?.meta?.['provisioning'] === provisioningId,
    );
    expect(events.map(({ verb, details }) => [verb, details?.meta?.['row'] ?? null])).toEqual([
      ['PROVISIONING_STARTED', null],
      ['USER_CREATED', 1],
      ['USER_PUT_ON_LEAVE', 2],
    ]);
    expect(events[2]?.resource?.id).toBe(userId);
  });

  test('a list whose accounts changed since its preview is refused as a whole', async () => {
    const { platform, preview, apply, update } = await begin();
    const userId = await platform.addAccount('meanwhile', { role: 'nurse' });
    const csv = 'user_name,role\nmeanwhile,provider\n';
    const { plan } = valueOf(await preview(csv));
    valueOf(await update(userId, 1, { jobTitle: 'Other' }));
    expect(await apply({ provisioningId: randomUUID(), csv, plan })).toMatchObject({ code: 'conflict' });
  });

  test('a list that was stopped goes on where it stopped, and keeps what others changed in between', async () => {
    const { platform, preview, apply, update, accountOf } = await begin();
    const { db } = platform;
    const meanwhile = await platform.addAccount('changed-meanwhile', { role: 'nurse' });
    const csv = 'user_name,display_name,role\nfirst,First,ma\nchanged-meanwhile,,provider\nthird,Third,ma\n';
    const provisioningId = randomUUID();
    const { plan } = valueOf(await preview(csv));
    // The caller goes away once the first row is committed.
    const gone = new AbortController();
    const clock = platform.now;
    const acts = actsOn(db, clock, () => undefined);
    const stopping: Acts = {
      act: acts.act,
      async quietly(work) {
        const done = await acts.quietly(work);
        gone.abort();
        return done;
      },
    };
    const admin = await accountOf(adminName);
    const caller: SignedIn = {
      account: { userId: admin.user_id, userName: admin.user_name, displayName: '-', role: admin.role },
      role: roleByCode(admin.role),
      sessionId: randomUUID(),
      network: { address: '127.0.0.1', userAgent: undefined },
    };
    const rows = valueOf(readAccountList(csv));
    expect(await keepPlan(acts, clock, caller, { provisioningId, csv, plan, rows })).toBe('kept');
    await applyRows({ db, acts: stopping, clock }, caller, provisioningId, gone.signal);
    expect(await readRows(db, provisioningId)).toMatchObject({ waiting: 2 });

    valueOf(await update(meanwhile, 1, { jobTitle: 'Decided otherwise' }));
    const first = await accountOf('first');
    const resumed = valueOf(await apply({ provisioningId, csv, plan }));
    expect(resumed.rows.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'created']);
    expect(resumed.rows[1]?.refused?.why).toContain('changed by something else');
    expect(await accountOf('first')).toEqual(first);
    expect(await accountOf('changed-meanwhile')).toMatchObject({
      role: 'nurse',
      job_title: 'Decided otherwise',
    });
  });

  test('a row is taken back while nothing else has changed its account', async () => {
    const { platform, preview, apply, undo, update, accountOf } = await begin();
    await platform.addAccount('undo-me', { display_name: 'Before', role: 'nurse', job_title: 'RN' });
    await platform.addAccount('keep-me', { display_name: 'Before', role: 'nurse' });
    const csv =
      'user_name,display_name,role,job_title\nundo-new,New,ma,\nundo-me,After,provider,MD\nkeep-me,After,,\nundo-me,x,,\n';
    const provisioningId = randomUUID();
    const { plan } = valueOf(await preview(csv));
    valueOf(await apply({ provisioningId, csv, plan }));
    expect(valueOf(await undo(provisioningId, 2)).rows[1]).toMatchObject({ undone: true });
    expect(await accountOf('undo-me')).toMatchObject({
      display_name: 'Before',
      role: 'nurse',
      job_title: 'RN',
      version: 3,
    });
    const events = (await platform.events()).length;
    valueOf(await undo(provisioningId, 2));
    expect(await platform.events()).toHaveLength(events);
    const kept = await accountOf('keep-me');
    valueOf(await update(kept.user_id, kept.version, { jobTitle: 'Changed since' }));
    expect(await undo(provisioningId, 3)).toMatchObject({ code: 'conflict' });
    expect(await accountOf('keep-me')).toMatchObject({ display_name: 'After', job_title: 'Changed since' });
    valueOf(await undo(provisioningId, 1));
    expect(await accountOf('undo-new')).toMatchObject({ status: 'ended', display_name: 'New' });
    expect(await undo(provisioningId, 4)).toMatchObject({ code: 'conflict' });
    expect(await undo(provisioningId, 5)).toMatchObject({ code: 'not-found' });
    expect(await undo(randomUUID(), 1)).toMatchObject({ code: 'not-found' });
  });

  test('a new account that somebody has a password for is not taken back', async () => {
    const { platform, preview, apply, undo, accountOf } = await begin();
    const csv = 'user_name,display_name,role\nclaimed-since,New,ma\n';
    const provisioningId = randomUUID();
    const { plan } = valueOf(await preview(csv));
    valueOf(await apply({ provisioningId, csv, plan }));
    await platform.db
      .updateTable('account')
      .set({ password_hash: 'x' })
      .where('user_key', '=', 'claimed-since')
      .execute();
    expect(await undo(provisioningId, 1)).toMatchObject({ code: 'conflict' });
    expect(await accountOf('claimed-since')).toMatchObject({ status: 'active' });
  });

  test('the practice’s own roles are given like any other, by whoever may do what they allow', async () => {
    const { platform, preview, apply, accountOf } = await begin();
    const { client } = platform;
    const accessToken = await platform.claim();
    const make = async (code: string, permission: 'audit:read' | 'staff:read' | 'workforce:write') => {
      const grants = [{ permission, scope: 'practice' as const }];
      return valueOf(await client.call(createRole, { code, title: code, grants }, { accessToken })).role;
    };
    await make('custom.reader', 'audit:read');
    await make('custom.desk', 'staff:read');
    const gone = await make('custom.gone', 'staff:read');
    valueOf(await client.call(retireRole, { code: gone.code, version: gone.version }, { accessToken }));
    await platform.addAccount('re-roled', { role: 'nurse' });
    await platform.addAccount('still-gone', { role: gone.code, display_name: 'Still Gone' });
    const csv = [
      'user_name,display_name,role',
      'own-role,New,custom.reader',
      're-roled,,custom.desk',
      'wrong-role,New,custom.gone',
      'still-gone,Renamed,custom.gone',
    ].join('\n');
    const previewed = valueOf(await preview(csv));
    expect(previewed.rows.map(({ kind, refused }) => [kind, refused?.field ?? null])).toEqual([
      ['create', null],
      ['change', null],
      ['refused', 'role'],
      ['change', null],
    ]);
    const done = valueOf(await apply({ provisioningId: randomUUID(), csv, plan: previewed.plan }));
    expect(done.rows.map(({ outcome }) => outcome)).toEqual(['created', 'changed', 'refused', 'changed']);
    expect(await accountOf('own-role')).toMatchObject({ role: 'custom.reader' });
    expect(await accountOf('re-roled')).toMatchObject({ role: 'custom.desk' });

    // Somebody who may enter accounts and look at the staff, and no more.
    const clerk = JSON.stringify([
      { permission: 'workforce:write', scope: 'practice' },
      { permission: 'staff:read', scope: 'practice' },
    ]);
    await platform.db
      .insertInto('custom_role')
      .values({
        code: 'custom.clerk',
        title: 'Clerk',
        grants: clerk,
        version: 1,
        created_at: 0,
        changed_at: 0,
        retired_at: null,
      })
      .execute();
    const clerkToken = await platform.signInAs('custom.clerk');
    const list = [
      'user_name,display_name,role',
      'clerk-desk,New,custom.desk',
      'clerk-reader,New,custom.reader',
      'own-role,,custom.desk',
      'clerk-boss,New,admin',
    ].join('\n');
    const asClerk = valueOf(
      await client.call(previewProvisioning, { csv: list }, { accessToken: clerkToken }),
    );
    const tooMuch = 'Its role allows what you may not do yourself.';
    expect(asClerk.rows.map(({ kind, refused }) => [kind, refused?.why ?? null])).toEqual([
      ['create', null],
      ['refused', tooMuch],
      ['refused', tooMuch],
      ['refused', 'Only an administrator changes an administrator’s account or makes one.'],
    ]);
    const request = { provisioningId: randomUUID(), csv: list, plan: asClerk.plan };
    const applied = valueOf(await client.call(applyProvisioning, request, { accessToken: clerkToken }));
    expect(applied.rows.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'refused', 'refused']);
    expect(await accountOf('own-role')).toMatchObject({ role: 'custom.reader' });
  });

  test('a name that no database holds as text is refused in its row', async () => {
    const { preview } = await begin();
    const { rows } = valueOf(await preview('user_name,display_name,role\nno\u0000name,New,nurse\n'));
    expect(rows).toMatchObject([{ kind: 'refused', refused: { field: 'user_name' } }]);
  });
});

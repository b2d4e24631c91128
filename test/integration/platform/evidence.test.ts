import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import { checkedProvisions } from '../../../src/platform/evidence/look-at-all';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import {
  attestEvidence,
  checkEvidence,
  listAttestations,
  listEvidence,
} from '../../../src/shared/contract/platform/evidence';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { securityRule } from '../../../src/shared/law/security-rule';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine, type Engine } from './engines';
import { makeReady, spoilPhiKeys } from './hipaa';
import { inClear, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

const DAY = 86_400;
const looksAt = checkedProvisions({ isEmbedded: true, servedTls: () => null });

function of<T>(reply: Result<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}

type Checked = ReplyOf<typeof checkEvidence>;

const standing = (checked: Checked, id: string) => {
  const found = checked.provisions.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

/** A platform whose database its owner has opened: what the service may not do, a test can. */
async function owned(engine: Engine): Promise<TestPlatform> {
  const place = await engine.place();
  return startTestPlatform({ ...place, open: () => place.openAsOwner() });
}

onEveryEngine('evidence that a look gives', (engine, test) => {
  test('is found for a new practice, counted, and leaves one event for each reading', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.claim();
      await platform.placed();
      const checked = of(await platform.client.call(checkEvidence, {}, { accessToken }));
      expect(checked.provisions.map(({ id }) => id)).toEqual(securityRule.map(({ id }) => id));
      const looked = checked.provisions.filter(({ id }) => looksAt.has(id));
      expect(Object.fromEntries(looked.map(({ id, result }) => [id, result]))).toEqual({
        '164.308(a)(3)(ii)(C)': 'proved',
        // Ann is alone, and has no second factor.
        '164.308(a)(4)(ii)(B)': 'not-proved',
        '164.308(a)(5)(ii)(C)': 'proved',
        '164.308(a)(5)(ii)(D)': 'proved',
        '164.308(a)(7)(ii)(A)': 'not-proved',
        '164.308(b)(3)': 'not-proved',
        '164.312(a)(2)(i)': 'proved',
        '164.312(a)(2)(ii)': 'proved',
        '164.312(a)(2)(iii)': 'proved',
        '164.312(a)(2)(iv)': 'proved',
        '164.312(b)': 'proved',
        '164.312(c)(1)': 'proved',
        '164.312(c)(2)': 'proved',
        '164.312(d)': 'not-proved',
        '164.312(e)(1)': 'does-not-apply',
        '164.312(e)(2)(i)': 'does-not-apply',
        '164.312(e)(2)(ii)': 'does-not-apply',
        '164.316(b)(2)(i)': 'proved',
      });
      for (const one of looked.filter(({ result }) => result === 'proved')) {
        expect(one).toMatchObject({ by: 'check', provedAt: checked.checkedAt, proofAgeSeconds: 0 });
        expect(Object.keys(one.facts).length).toBeGreaterThan(0);
      }
      const unlooked = checked.provisions.filter(({ id }) => !looksAt.has(id));
      for (const one of unlooked) expect([one.id, one.result, one.by]).toEqual([one.id, 'not-proved', null]);
      const count = (result: string) => checked.provisions.filter((one) => one.result === result).length;
      expect(checked.counts).toEqual({
        provisions: 71,
        apply: 68,
        proved: count('proved'),
        attested: 0,
        reasonedAlternatives: 0,
        notProved: count('not-proved'),
      });
      expect(standing(checked, '164.312(c)(1)').facts['events']).toBeGreaterThan(0);

      of(await platform.client.call(listEvidence, {}, { accessToken }));
      const told = (await platform.events()).filter(({ verb }) => verb?.startsWith('EVIDENCE_'));
      expect(told.map(({ verb, action, patients }) => [verb, action, patients])).toEqual([
        ['EVIDENCE_CHECKED', 'READ', []],
        ['EVIDENCE_LISTED', 'READ', []],
      ]);
      expect(told[0]?.details?.meta).toEqual(checked.counts);
    } finally {
      await platform.stop();
    }
  });

  test('follows what is there: people, their second factors, sessions, roles and emergencies', async () => {
    const platform = await owned(engine);
    try {
      const accessToken = await platform.claim();
      const look = async (id: string) => {
        const { result, facts } = standing(
          of(await platform.client.call(checkEvidence, {}, { accessToken })),
          id,
        );
        return { result, facts };
      };
      const { db } = platform;

      const nurse = await platform.addAccount('nora@example.org');
      expect(await look('164.308(a)(4)(ii)(B)')).toEqual({
        result: 'proved',
        facts: { people: 2, administrators: 1, roles: 2, ofUnknownRole: 0 },
      });
      const stranger = await platform.addAccount('sam@example.org', { role: 'from-elsewhere' });
      expect(await look('164.308(a)(4)(ii)(B)')).toMatchObject({
        result: 'not-proved',
        facts: { ofUnknownRole: 1 },
      });

      expect(await look('164.312(d)')).toEqual({
        result: 'not-proved',
        facts: { people: 3, withSecondFactor: 0, ratio: 0 },
      });
      const people = await db.selectFrom('account').select('user_id').execute();
      for (const { user_id } of people.slice(0, 2))
        await db.insertInto('second_factor').values({ user_id, confirmed_at: 1 }).execute();
      expect((await look('164.312(d)')).facts['withSecondFactor']).toBe(2);
      await db
        .insertInto('second_factor')
        .values({ user_id: people[2]?.user_id as string, confirmed_at: 1 })
        .execute();
      expect(await look('164.312(d)')).toEqual({
        result: 'proved',
        facts: { people: 3, withSecondFactor: 3, ratio: 1 },
      });
      await db.deleteFrom('second_factor').execute();

      // An end that left its sessions alive, which no call of ours does.
      await platform.signIn('nora@example.org');
      await db
        .updateTable('account')
        .set({ status: 'ended', ended_at: 1 })
        .where('user_id', '=', nurse)
        .execute();
      expect(await look('164.308(a)(3)(ii)(C)')).toEqual({
        result: 'not-proved',
        facts: { endedAccounts: 1, liveSessions: 1 },
      });
      await db.updateTable('session').set({ ended_at: 1 }).where('user_id', '=', nurse).execute();
      expect(await look('164.308(a)(3)(ii)(C)')).toMatchObject({ result: 'proved' });

      await db.insertInto('patient').values({ patient_id: 'p', pseudonym: 'Alder 1' }).execute();
      const used = {
        break_glass_id: randomUUID(),
        user_id: stranger,
        patient_id: 'p',
        justification: 'She had collapsed',
        began_at: 1,
        expires_at: 2,
        review_due_at: platform.now() + DAY * 1_000_000,
      };
      await db.insertInto('break_glass').values(used).execute();
      expect(await look('164.312(a)(2)(ii)')).toEqual({
        result: 'proved',
        facts: { people: 1, uses: 1, overdueReviews: 0 },
      });
      await db.updateTable('break_glass').set({ review_due_at: 3 }).execute();
      expect(await look('164.312(a)(2)(ii)')).toMatchObject({
        result: 'not-proved',
        facts: { overdueReviews: 1 },
      });

      await sql`alter table account drop constraint account_user_key_key`.execute(db);
      expect(await look('164.312(a)(2)(i)')).toMatchObject({ result: 'not-proved' });

      // A backup of days ago, one that failed since, and one whose file is gone.
      const at = (hours: number) => platform.now() - hours * 3_600_000_000;
      const good = (hours: number) => ({
        backup_id: randomUUID(),
        begun_at: at(hours),
        alive_at: at(hours),
        outcome: 'good' as const,
        made_at: at(hours),
        verified: 'restored' as const,
        verified_at: at(hours),
        events: 1,
        root: 'root',
        file: 'file',
        bytes: 1,
        sha256: 'ab'.repeat(32),
      });
      expect(await look('164.308(a)(7)(ii)(A)')).toEqual({ result: 'not-proved', facts: {} });
      await db
        .insertInto('backup')
        .values([
          { ...good(60) },
          { ...good(1), deleted_at: at(0) },
          {
            backup_id: randomUUID(),
            begun_at: at(1),
            alive_at: at(1),
            outcome: 'failed',
            reason: 'disk-full',
          },
        ])
        .execute();
      expect(await look('164.308(a)(7)(ii)(A)')).toEqual({ result: 'not-proved', facts: { ageHours: 60 } });
      await db.insertInto('backup').values(good(24)).execute();
      expect(await look('164.308(a)(7)(ii)(A)')).toEqual({ result: 'proved', facts: { ageHours: 24 } });

      expect(await look('164.308(b)(3)')).toEqual({ result: 'not-proved', facts: { inForce: 0 } });
      await makeReady(platform, accessToken);
      expect(await look('164.308(b)(3)')).toEqual({ result: 'proved', facts: { inForce: 1 } });
    } finally {
      await platform.stop();
    }
  });

  test('tries the end of idle sessions, and shows one that outlived its time', async () => {
    const platform = await owned(engine);
    try {
      const accessToken = await platform.claim();
      const { db } = platform;
      const look = async () => {
        const checked = of(await platform.client.call(checkEvidence, {}, { accessToken }));
        const { result, facts } = standing(checked, '164.312(a)(2)(iii)');
        return { result, facts };
      };
      const sessions = () => db.selectFrom('session').select('session_id').execute();
      const before = await sessions();
      expect(await look()).toEqual({
        result: 'proved',
        facts: {
          ...{ idleMinutes: 30, longestHours: 24, liveSessions: 1 },
          ...{ idleRefused: true, refreshes: 0, outlived: 0 },
        },
      });
      // What was made for the look is gone.
      expect(await sessions()).toEqual(before);

      const { session_id } = before[0] as { session_id: string };
      const { issued_at } = await db
        .selectFrom('refresh_token')
        .select('issued_at')
        .executeTakeFirstOrThrow();
      const refreshed = async (name: string, minutes: number) => {
        const token = { token_digest: name, session_id, issued_at: issued_at + minutes * 60_000_000 };
        await db
          .insertInto('refresh_token')
          .values({ ...token, used_at: null })
          .execute();
      };
      await refreshed('in time', 29);
      expect(await look()).toMatchObject({ result: 'proved', facts: { refreshes: 1, outlived: 0 } });
      await refreshed('too late', 59);
      expect(await look()).toMatchObject({ result: 'not-proved', facts: { refreshes: 2, outlived: 1 } });
      await db.deleteFrom('refresh_token').where('token_digest', '=', 'too late').execute();
      expect(await look()).toMatchObject({ result: 'proved' });

      // A database in which every session looks as if it were in use.
      await sql
        .raw(
          `create function in_use() returns trigger language plpgsql as $$
            begin new.refreshed_at := ${platform.now()}; return new; end $$`,
        )
        .execute(db);
      await sql`create trigger in_use before insert on session for each row execute function in_use()`.execute(
        db,
      );
      expect(await look()).toMatchObject({ result: 'not-proved', facts: { idleRefused: false } });
    } finally {
      await platform.stop();
    }
  });

  test('tries lockout and alert, counts what failed, and shows what was not recorded or looked at', async () => {
    const platform = await owned(engine);
    try {
      const { client, db } = platform;
      const accessToken = await platform.claim();
      const look = async () => {
        const { result, facts } = standing(
          of(await client.call(checkEvidence, {}, { accessToken })),
          '164.308(a)(5)(ii)(C)',
        );
        return { result, facts };
      };
      const failures = () => db.selectFrom('failed_sign_in').selectAll().execute();
      const alerts = () => db.selectFrom('alert').select('alert_id').execute();
      expect(await look()).toEqual({
        result: 'proved',
        facts: {
          ...{ failuresUntilLockout: 5, lockoutMinutes: 30 },
          ...{ namesUntilAddressIsBlocked: 20, addressBlockMinutes: 30 },
          ...{ lockedOutNow: 0, lockoutTried: true, alertTried: true, unrecorded: 0 },
          ...{ detectorsBehind: false, days: 30, failed: 0, alerts: 0 },
        },
      });
      expect([await failures(), await alerts()]).toEqual([[], []]);

      await platform.addAccount('wrong');
      for (const wait of [1, 2, 4, 8, 120]) {
        await client.call(signIn, { userName: 'wrong', password: 'Not-the-1-password' });
        platform.advance(wait);
      }
      await platform.placed();
      for (;;) {
        if ((await alerts()).length > 0) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await look()).toMatchObject({
        result: 'proved',
        facts: { lockedOutNow: 1, unrecorded: 0, failed: 5, alerts: 1 },
      });

      // A failure that was counted and of which the trail says nothing.
      const failed_at = platform.now() - 300_000_000;
      const unrecorded = { user_key_digest: 'somebody', address: '198.51.100.7', failed_at };
      await db.insertInto('failed_sign_in').values(unrecorded).execute();
      expect(await look()).toMatchObject({ result: 'not-proved', facts: { unrecorded: 1 } });
      await db.deleteFrom('failed_sign_in').where('user_key_digest', '=', 'somebody').execute();
      expect(await look()).toMatchObject({ result: 'proved' });

      // Detectors that stand still.
      await sql`create trigger still before update on detection_cursor
        for each statement execute function refuse_change()`.execute(db);
      await db.transaction().execute(async (transaction) => {
        // The row first, as whoever looks at the log does: else both would wait for each other.
        await transaction.selectFrom('detection_cursor').select('next_seq').forUpdate().execute();
        await sql`alter table detection_cursor disable trigger still`.execute(transaction);
        await transaction.updateTable('detection_cursor').set({ next_seq: 0 }).execute();
        await sql`alter table detection_cursor enable trigger still`.execute(transaction);
      });
      platform.advance(600);
      expect(await look()).toMatchObject({ result: 'not-proved', facts: { detectorsBehind: true } });
      await sql`drop trigger still on detection_cursor`.execute(db);

      // A database that forgets failures at once.
      await sql`create function forget() returns trigger language plpgsql as $$ begin return null; end $$`.execute(
        db,
      );
      await sql`create trigger forget before insert on failed_sign_in
        for each row execute function forget()`.execute(db);
      expect(await look()).toMatchObject({ result: 'not-proved', facts: { lockoutTried: false } });
    } finally {
      await platform.stop();
    }
  });

  test('shows a value in clear, keys that do not open, a trail that could be changed, a head that is untrue', async () => {
    const platform = await owned(engine);
    try {
      const accessToken = await platform.claim();
      const { db } = platform;
      const look = async (id: string) =>
        standing(of(await platform.client.call(checkEvidence, {}, { accessToken })), id);

      const householdId = randomUUID();
      await db
        .insertInto('household')
        .values({ household_id: householdId, address: '{"line":"1 Main St"}' })
        .execute();
      expect(await look('164.312(a)(2)(iv)')).toMatchObject({
        result: 'not-proved',
        facts: { values: 1, inClear: 1, keysOpen: true },
      });
      await db.deleteFrom('household').where('household_id', '=', householdId).execute();
      expect(await look('164.312(a)(2)(iv)')).toMatchObject({ result: 'proved', facts: { inClear: 0 } });

      await sql`alter table audit_event disable trigger append_only`.execute(db);
      expect(await look('164.312(b)')).toMatchObject({
        result: 'not-proved',
        facts: { refusesChange: false },
      });
      await sql`alter table audit_event enable always trigger append_only`.execute(db);
      expect(await look('164.312(b)')).toMatchObject({ result: 'proved' });

      // A leaf that the signed root does not cover.
      await platform.placed();
      expect(await look('164.312(c)(2)')).toMatchObject({ result: 'proved' });
      await platform.placed();
      await sql`alter table audit_event disable trigger user`.execute(db);
      await sql`update audit_event set leaf_hash = decode(repeat('00', 32), 'hex') where seq = 0`.execute(db);
      const { size } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
      // The kept subtrees do not cover the first leaf yet: it is looked at itself.
      expect(size).toBeLessThan(16);
      expect(await look('164.312(c)(2)')).toMatchObject({ result: 'not-proved' });

      await spoilPhiKeys(platform);
      expect(await look('164.312(a)(2)(iv)')).toMatchObject({
        result: 'not-proved',
        facts: { keysOpen: false },
      });
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('transmission security', (engine, test) => {
  test('in clear, for a proxy that it cannot see, is what somebody attests and nothing that does not apply', async () => {
    const platform = await startTestPlatform(await engine.place(), { transport: inClear });
    try {
      const { client } = platform;
      const accessToken = await platform.claim();
      const provision = '164.312(e)(1)';
      const look = async () => standing(of(await client.call(checkEvidence, {}, { accessToken })), provision);
      const listed = of(await client.call(listEvidence, {}, { accessToken })).provisions;
      expect(listed.find(({ id }) => id === provision)).toMatchObject({ isChecked: false });
      expect(await look()).toMatchObject({ result: 'not-proved', by: null });
      const said = {
        ...{ provision, version: 0, claim: 'in-place' as const },
        statement: 'The proxy of the clinic’s network serves TLS 1.3 alone',
        ...{ documentSha256: null, validUntil: '2026-06-30' },
      };
      of(await client.call(attestEvidence, said, { accessToken }));
      expect(await look()).toMatchObject({ result: 'proved', by: 'attestation' });
    } finally {
      await platform.stop();
    }
  });
});

onEveryEngine('attestations', (engine, test) => {
  const shared = sharedPlatform(engine);
  const risk = '164.308(a)(1)(ii)(A)';

  async function scene() {
    const platform = await shared();
    const accessToken = await platform.signInAs('compliance_officer');
    const { client } = platform;
    return {
      platform,
      accessToken,
      attest: (given: Partial<z.input<typeof attestEvidence.request>> = {}, token = accessToken) =>
        client.call(
          attestEvidence,
          {
            provision: risk,
            version: 0,
            claim: 'in-place',
            statement: 'Done in April, with the practice manager',
            documentSha256: 'ab'.repeat(32),
            validUntil: '2026-06-30',
            ...given,
          },
          { accessToken: token },
        ),
      look: async (id: string) => standing(of(await client.call(checkEvidence, {}, { accessToken })), id),
      listed: async (id: string) =>
        of(await client.call(listEvidence, {}, { accessToken })).provisions.find((one) => one.id === id),
      told: async () => (await platform.events()).filter(({ verb }) => verb === 'EVIDENCE_ATTESTED'),
    };
  }

  test('count until their last day, are kept in every version, and are told of without their words', async () => {
    const { platform, accessToken, attest, look, listed, told } = await scene();
    const before = await look(risk);
    expect(before).toMatchObject({ result: 'not-proved', by: null, proofAgeSeconds: null });
    const first = of(await attest());
    expect(first).toMatchObject({ provision: risk, version: 1, claim: 'in-place', validUntil: '2026-06-30' });
    expect(of(await attest())).toEqual(first);
    const after = await look(risk);
    expect(after).toMatchObject({ result: 'proved', by: 'attestation', provedAt: first.attestedAt });
    expect(after.proofAgeSeconds).toBe(0);
    expect(await listed(risk)).toMatchObject({ isChecked: false, counts: true, attestation: first });

    // The service’s clock began on 28 May; 34 days later it is July.
    platform.advance(34 * DAY);
    const fresh = await platform.signInAs('compliance_officer');
    const late = standing(of(await platform.client.call(checkEvidence, {}, { accessToken: fresh })), risk);
    expect(late).toMatchObject({ result: 'not-proved', by: null, attestation: first });
    expect(late.reason).toContain('2026-06-30');
    expect(await attest({ version: 1 }, fresh)).toMatchObject({ ok: false, code: 'invalid-request' });
    const second = of(await attest({ version: 1, validUntil: '2026-12-31' }, fresh));
    expect(second.version).toBe(2);
    const third = of(await attest({ version: 2, claim: 'withdrawn', validUntil: '2026-12-31' }, fresh));
    expect(
      standing(of(await platform.client.call(checkEvidence, {}, { accessToken: fresh })), risk).reason,
    ).toContain('withdrawn');
    const kept = of(
      await platform.client.call(listAttestations, { provision: risk }, { accessToken: fresh }),
    );
    expect(kept).toEqual({ items: [third, second, first], total: 3 });
    const events = await told();
    expect(events.map(({ outcome, details }) => [outcome, details?.meta ?? null])).toEqual([
      ['success', { version: 1, claim: 'in-place', validUntil: '2026-06-30' }],
      ['failure', null],
      ['success', { version: 2, claim: 'in-place', validUntil: '2026-12-31' }],
      ['success', { version: 3, claim: 'withdrawn', validUntil: '2026-12-31' }],
    ]);
    for (const event of events) expect(JSON.stringify(event)).not.toContain('practice manager');
    expect(accessToken).not.toBe(fresh);
  });

  test('are refused where they may not be said, and over what somebody else said', async () => {
    const { platform, attest } = await scene();
    const until = { validUntil: '2027-01-31' };
    const refusedWith = async (given: Parameters<typeof attest>[0]) => {
      const reply = await attest({ ...until, ...given });
      return reply.ok ? 'ok' : reply.code;
    };
    expect(await refusedWith({ claim: 'alternative' })).toBe('invalid-request');
    expect(await refusedWith({ claim: 'not-applicable' })).toBe('invalid-request');
    expect(await refusedWith({ provision: '164.312(z)' })).toBe('invalid-request');
    expect(await refusedWith({ provision: '164.308(a)(2)', version: 4 })).toBe('not-found');
    const plan = { provision: '164.314(b)(1)', claim: 'not-applicable' as const };
    expect(await refusedWith(plan)).toBe('ok');
    expect(await refusedWith({ ...plan, statement: 'Something else' })).toBe('conflict');
    const admin = await platform.claim();
    expect(await attest({ ...until, ...plan }, admin)).toMatchObject({ ok: false, code: 'conflict' });
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((statement) => attest({ ...until, provision: '164.308(a)(8)', statement })),
    );
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.code)).sort()).toEqual([
      'conflict',
      'conflict',
      'ok',
    ]);
  });

  test('answer an addressable specification that is not proved, and nothing that is required', async () => {
    const { attest, look } = await scene();
    const until = { validUntil: '2027-01-31' };
    // Everybody may sign in by a password alone: a standard, which no word answers.
    expect(await attest({ ...until, provision: '164.312(d)', claim: 'alternative' })).toMatchObject({
      code: 'invalid-request',
    });
    of(await attest({ ...until, provision: '164.312(d)' }));
    expect(await look('164.312(d)')).toMatchObject({ result: 'not-proved', by: 'check' });
    of(await attest({ ...until, provision: '164.310(a)(2)(ii)', claim: 'alternative' }));
    expect(await look('164.310(a)(2)(ii)')).toMatchObject({ result: 'alternative', by: 'attestation' });
  });

  test('lie in a table that refuses change, and belong to administrators and compliance officers', async () => {
    const { platform, attest } = await scene();
    of(await attest({ provision: '164.316(a)', validUntil: '2027-01-31' }));
    for (const statement of [
      `update attestation set claim = 'withdrawn'`,
      'delete from attestation',
      'truncate attestation',
    ])
      await expect(sql.raw(statement).execute(platform.db)).rejects.toThrow();
    for (const role of ['nurse', 'developer', 'imaging.super_admin']) {
      const token = await platform.signInAs(role);
      expect(await attest({}, token)).toMatchObject({ ok: false, code: 'denied' });
      expect(await platform.client.call(checkEvidence, {}, { accessToken: token })).toMatchObject({
        ok: false,
        code: 'denied',
      });
    }
  });
});

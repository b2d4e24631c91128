import { expect } from 'vitest';
import { listPseudonyms } from '../../../src/shared/contract/platform/patients';
import { listWorkforce } from '../../../src/shared/contract/platform/workforce';
import { onEveryEngine } from './engines';
import { adminName, sharedPlatform } from './running';

onEveryEngine('workforce and pseudonyms', (engine, test) => {
  const shared = sharedPlatform(engine);

  test('everybody is listed as the record has them; known, the list is left out until it changes', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const elena = await platform.addAccount('elena', {
      display_name: 'Elena Vasquez, MD',
      pronoun: 'she',
      role: 'provider',
      job_title: 'Family physician',
      status: 'on-leave',
      status_since: 7,
      status_until: 9,
      created_at: 3,
    });
    const former = await platform.addAccount('former', { ended_at: 11 });
    const job = await platform.addAccount('nightly-job', { service: true, password_hash: null });
    await platform.db
      .insertInto('second_factor')
      .values([
        { user_id: elena, confirmed_at: 4 },
        { user_id: former, reset_at: 5 },
      ])
      .execute();

    const list = async (known?: string) => {
      const reply = await platform.client.call(listWorkforce, { known }, { accessToken });
      if (!reply.ok) throw new Error(reply.message);
      return reply.value;
    };
    const { version, members } = await list();
    const of = (userId: string) => members?.find((member) => member.userId === userId);
    expect(members?.map(({ userName }) => userName).sort()).toEqual([
      adminName,
      'elena',
      'former',
      'nightly-job',
    ]);
    expect(of(elena)).toEqual({
      userId: elena,
      userName: 'elena',
      displayName: 'Elena Vasquez, MD',
      pronoun: 'she',
      role: 'provider',
      jobTitle: 'Family physician',
      status: 'on-leave',
      statusSince: 7,
      statusUntil: 9,
      service: false,
      secondFactor: 'app',
      createdAt: 3,
      lastSeenAt: null,
    });
    expect(of(former)).toMatchObject({ status: 'ended', statusSince: 11, secondFactor: 'reset' });
    expect(of(job)).toMatchObject({ service: true, secondFactor: 'none', jobTitle: 'Nurse' });
    expect(members?.find(({ userName }) => userName === adminName)).toMatchObject({
      jobTitle: 'Administrator',
      secondFactor: 'none',
    });

    expect(await list(version)).toEqual({ version, members: null });
    expect((await list('another')).members).toHaveLength(4);
    await platform.db.updateTable('account').set({ status: 'active' }).where('user_id', '=', elena).execute();
    const changed = await list(version);
    expect(changed.version).not.toBe(version);
    expect(changed.members).toHaveLength(4);
  });

  test('pseudonyms come in the order they were given, by pages', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const given = Array.from({ length: 25 }, (_, i) => ({
      patient_id: `patient ${(i * 7) % 25}`,
      pseudonym: `Tamarack ${100 - i}`,
    }));
    for (const row of given) await platform.db.insertInto('patient').values(row).execute();
    const all: { patientId: string; pseudonym: string }[] = [];
    for (;;) {
      const request = { from: all.length, limit: 10 };
      const page = await platform.client.call(listPseudonyms, request, { accessToken });
      if (!page.ok) throw new Error(page.message);
      expect(page.value.total).toBe(25);
      if (page.value.pseudonyms.length === 0) break;
      all.push(...page.value.pseudonyms);
    }
    expect(all).toEqual(given.map(({ patient_id: patientId, pseudonym }) => ({ patientId, pseudonym })));
    const before = (await platform.events()).length;
    await platform.client.call(listPseudonyms, { from: 0 }, { accessToken });
    await platform.client.call(listWorkforce, {}, { accessToken });
    expect(await platform.events()).toHaveLength(before);
  });
});

import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import {
  decryptPhi,
  encryptPhi,
  listPhiKeys,
  rotatePhiKeys,
} from '../../../src/shared/contract/platform/phi';
import { tryPractice } from '../../../src/shared/contract/platform/practice';
import { eventSentence } from '../../../src/shared/domain/audit-event/sentence';
import { actsOn } from '../../../src/platform/audit/act';
import type { Database } from '../../../src/platform/database/schema';
import {
  eventKey,
  readDataKeys,
  rotateKeys,
  sealingKeys,
  serviceKey,
  type SealingKeys,
} from '../../../src/platform/phi/data-keys';
import { careForKeys, KEEP_FOR, ROTATE_AFTER, type KeyCare } from '../../../src/platform/phi/key-care';
import { OPENINGS_A_MINUTE } from '../../../src/platform/phi/openings';
import {
  countUnder,
  countValues,
  demographicsColumn,
  placeOf,
  sealedColumns,
} from '../../../src/platform/phi/sealed-columns';
import { makeSyntheticPractice } from '../../../src/platform/synthetic/make-practice';
import { onBothEngines, onEveryEngine } from './engines';
import { testLogKey } from './log-of-events';
import { adminPassword, freshKeys, sharedPlatform, startTestPlatform } from './running';
import { smallPractice } from './small-practice';

const fernetKey = `${randomBytes(32).toString('base64url')}=`;

function fernet(value: string): string {
  const bytes = Buffer.from(fernetKey, 'base64url');
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', bytes.subarray(16), iv);
  const head = Buffer.from([0x80, 0, 0, 0, 0, 0x65, 0, 0, 0]);
  const signed = Buffer.concat([head, iv, cipher.update(value, 'utf8'), cipher.final()]);
  const mac = createHmac('sha256', bytes.subarray(0, 16)).update(signed).digest();
  return Buffer.concat([signed, mac]).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

onEveryEngine('sealing of values for others', (engine, test) => {
  const shared = sharedPlatform(engine, {
    foreignKeys: { fernet: [`${randomBytes(32).toString('base64url')}=`, fernetKey] },
  });
  const secret = 'Canarymartha DOB 1931-03-17';
  const purpose = 'treatment' as const;

  test('seals for a developer and an administrator, opens for the administrator alone, each recorded', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const developer = await platform.signInAs('developer');
    const before = (await platform.events()).length;
    const seal = async (token: string) => {
      const sealed = await platform.client.call(encryptPhi, { plaintext: secret }, { accessToken: token });
      if (!sealed.ok) throw new Error(sealed.message);
      return sealed.value.ciphertext;
    };
    const [first, second] = [await seal(developer), await seal(accessToken)];
    expect(first).not.toBe(second);
    const open = (ciphertext: string, token: string) =>
      platform.client.call(decryptPhi, { ciphertext, purpose }, { accessToken: token });
    expect(await open(first, accessToken)).toEqual({ ok: true, value: { plaintext: secret } });
    expect(await open(fernet(secret), accessToken)).toEqual({ ok: true, value: { plaintext: secret } });
    expect(await open(first, developer)).toMatchObject({ ok: false, code: 'denied' });
    const altered = `${first.slice(0, -6)}${first.at(-6) === 'A' ? 'B' : 'A'}${first.slice(-5)}`;
    for (const wrong of [altered, `${fernet(secret).slice(0, -1)}A`, 'anything']) {
      const refused = await open(wrong, accessToken);
      expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });
      expect(JSON.stringify(refused)).not.toContain(wrong);
    }
    const events = (await platform.events()).slice(before);
    expect(events.map((event) => [event.outcome, event.purpose, eventSentence(event, 'Ann')])).toEqual([
      ['success', undefined, 'Ann had a value sealed'],
      ['success', undefined, 'Ann had a value sealed'],
      ['success', purpose, 'Ann had a sealed value opened'],
      ['success', purpose, 'Ann had a sealed value opened'],
      ['denied', undefined, 'Ann tried to have a sealed value opened and was refused'],
      ...Array.from({ length: 3 }, () => [
        'failure',
        purpose,
        'Ann tried to have a sealed value opened, which failed: the value was changed, cut short or sealed elsewhere',
      ]),
    ]);
    expect(JSON.stringify(events) + platform.logged.join('')).not.toMatch(/canary|1931/i);
  });

  test('opens no more in a minute than a person needs; the first one too many is recorded', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const sealed = await platform.client.call(encryptPhi, { plaintext: '' }, { accessToken });
    if (!sealed.ok) throw new Error(sealed.message);
    platform.advance(60);
    const before = (await platform.events()).length;
    const open = () =>
      platform.client.call(decryptPhi, { ...sealed.value, purpose: 'operations' }, { accessToken });
    const codes: string[] = [];
    for (let i = 0; i < OPENINGS_A_MINUTE + 3; i += 1) {
      const opened = await open();
      codes.push(opened.ok ? 'ok' : opened.code);
    }
    expect(codes.filter((code) => code === 'ok')).toHaveLength(OPENINGS_A_MINUTE);
    expect(codes.slice(OPENINGS_A_MINUTE)).toEqual(['too-many', 'too-many', 'too-many']);
    const events = (await platform.events()).slice(before);
    expect(events.filter(({ outcome }) => outcome === 'denied')).toHaveLength(1);
    expect(events).toHaveLength(OPENINGS_A_MINUTE + 1);
    platform.advance(60);
    expect((await open()).ok).toBe(true);
  });
});

/** Every sealed value, opened. */
async function opened(db: Database, care: Pick<KeyCare, 'key'>): Promise<string[]> {
  const keys = await readDataKeys(db, care.key);
  const all: string[] = [];
  for (const column of sealedColumns) {
    const { rows } = await sql<{ id: string; value: string }>`
      select ${sql.ref(column.id)}::text as id, ${sql.ref(column.column)} as value
      from ${sql.table(column.table)} order by 1`.execute(db);
    for (const { id, value } of rows) all.push(`${id} ${keys.open(placeOf(column, id), value) ?? 'lost'}`);
  }
  return all;
}

/** As they stand now, kept beyond the transaction that took them. */
function keysOf(db: Database, { key }: Pick<KeyCare, 'key'>): Promise<SealingKeys> {
  return db.transaction().execute((transaction) => sealingKeys(transaction, key));
}

onBothEngines('rotation of data keys', (engine, test) => {
  /** A practice with 500 patients, and the care of its keys with a clock of the test's own. */
  async function practiceOf() {
    const place = await engine.place();
    const { db, close } = await place.open();
    let now = Date.UTC(2026, 4, 28, 20, 26) * 1000;
    const made = await makeSyntheticPractice({
      ...smallPractice,
      db,
      key: testLogKey(),
      clock: () => now,
      progress: () => undefined,
    });
    if (!made.ok) throw new Error(made.message);
    let batches = 0;
    let stopAfter = Infinity;
    const clock = () => now;
    const acts = actsOn(db, clock, () => undefined);
    const counted: typeof acts = {
      act: acts.act,
      quietly: (work) => {
        batches += 1;
        // As when the process is killed: what had begun is rolled back, and nothing follows.
        if (batches === stopAfter) {
          return acts.quietly(async (...given) => {
            await work(...given);
            throw new Error('Killed');
          });
        }
        return acts.quietly(work);
      },
    };
    const care: KeyCare = { db, acts: counted, clock, key: smallPractice.phiKey, isStopped: () => false };
    return {
      db,
      close,
      care,
      advance: (micros: number) => {
        now += micros;
      },
      killAt: (batch: number) => {
        batches = 0;
        stopAfter = batch;
      },
      async states() {
        const rows = await db
          .selectFrom('phi_key')
          .select(['purpose', 'version', 'state'])
          .orderBy('purpose')
          .orderBy('version')
          .execute();
        return rows.map(({ purpose, version, state }) => `${purpose} ${version} ${state}`);
      },
      async verbs() {
        const rows = await db.selectFrom('audit_intake').select('draft').orderBy('arrival').execute();
        return rows.map(({ draft }) => (JSON.parse(draft) as { verb: string }).verb);
      },
    };
  }

  test('a quarter over, everything is sealed anew; the old key goes after 90 days more', async () => {
    const { db, care, close, advance, states, verbs } = await practiceOf();
    const before = await opened(db, care);
    expect(before.length).toBeGreaterThan(700);
    expect(before.filter((line) => line.endsWith('lost'))).toEqual([]);
    await careForKeys(care);
    expect(await verbs()).toEqual([]);
    const event = await db
      .transaction()
      .execute(async (transaction) =>
        eventKey(transaction, await sealingKeys(transaction, care.key), 202_605, 1),
      );
    const forOthers = (await keysOf(db, care)).sealValue('kept elsewhere');

    advance(ROTATE_AFTER);
    await careForKeys(care);
    expect(await countValues(db, 2)).toEqual({ values: before.length, outdated: 0 });
    expect(await states()).toEqual([
      'event 202605 current',
      'field 1 retired',
      'field 2 current',
      'index 1 current',
      'value 1 retired',
      'value 2 current',
    ]);
    expect(await opened(db, care)).toEqual(before);

    advance(KEEP_FOR - 1);
    await careForKeys(care);
    expect((await states())[1]).toBe('field 1 retired');
    // Now the quarter of the second key is over too.
    advance(1);
    await careForKeys(care);
    expect(await states()).toContain('field 1 destroyed');
    const { wrapped } = await db
      .selectFrom('phi_key')
      .select('wrapped')
      .where('purpose', '=', 'field')
      .where('version', '=', 1)
      .executeTakeFirstOrThrow();
    expect(wrapped).toBeNull();
    expect(await opened(db, care)).toEqual(before);
    // Ciphertext in events and with others stays as it is, and still opens.
    const again = await db
      .transaction()
      .execute(async (transaction) =>
        eventKey(transaction, await sealingKeys(transaction, care.key), 202_605, 2),
      );
    expect(again).toEqual(event);
    expect((await readDataKeys(db, care.key)).openValue(forOthers)).toBe('kept elsewhere');
    const told = await verbs();
    expect(told.filter((verb) => verb === 'PHI_KEY_ROTATED')).toHaveLength(2);
    expect(told.filter((verb) => verb === 'PHI_KEY_DESTROYED')).toHaveLength(1);
    expect(told.indexOf('PHI_KEY_ROTATED')).toBeLessThan(told.indexOf('PHI_KEY_RETIRED'));
    await close();
  });

  test('goes on after it was killed in any batch, and loses nothing', async () => {
    const { db, care, close, advance, killAt, states, verbs } = await practiceOf();
    const before = await opened(db, care);
    advance(ROTATE_AFTER);
    let kills = 0;
    for (let batch = 1; ; batch += 1) {
      killAt(batch);
      const killed = await careForKeys(care).then(
        () => false,
        () => true,
      );
      expect(await opened(db, care)).toEqual(before);
      if (!killed) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(4);
    expect(await countUnder(db, 1)).toBe(0);
    expect(await states()).toContain('field 1 retired');
    const told = await verbs();
    expect(told.filter((verb) => verb === 'PHI_KEY_ROTATED')).toHaveLength(1);
    expect(told.filter((verb) => verb === 'PHI_KEY_RETIRED')).toHaveLength(1);
    await close();
  });

  test('keeps a key under which something still stands, and what somebody changed meanwhile', async () => {
    const { db, care, close, advance, states } = await practiceOf();
    const old = await keysOf(db, care);
    advance(ROTATE_AFTER);
    await careForKeys(care);
    const second = await keysOf(db, care);
    // A node that had read the keys before the rotation writes after it.
    const { patient_id } = await db
      .selectFrom('patient_record')
      .select('patient_id')
      .limit(1)
      .executeTakeFirstOrThrow();
    const late = old.seal(placeOf(demographicsColumn, patient_id), '{"given":"Late"}');
    await db
      .updateTable('patient_record')
      .set({ demographics: late })
      .where('patient_id', '=', patient_id)
      .execute();
    advance(KEEP_FOR);
    await careForKeys(care);
    expect(await states()).toContain('field 1 destroyed');
    expect(await opened(db, care)).toContain(`${patient_id} {"given":"Late"}`);

    // One that does not open is left as it is, and keeps the key that it names, retired or not.
    expect(await states()).toContain('field 2 retired');
    const tear = async (sealed: string) => {
      const torn = `${sealed.slice(0, -4)}AAAA`;
      await db
        .updateTable('patient_record')
        .set({ demographics: torn })
        .where('patient_id', '=', patient_id)
        .execute();
    };
    await tear(second.seal(placeOf(demographicsColumn, patient_id), 'x'));
    advance(KEEP_FOR);
    await careForKeys(care);
    expect(await states()).toContain('field 2 retired');
    const current = await keysOf(db, care);
    await tear(current.seal(placeOf(demographicsColumn, patient_id), 'x'));
    advance(ROTATE_AFTER);
    await careForKeys(care);
    expect(await states()).toContain(`field ${current.version} retiring`);
    expect(await states()).toContain('field 2 destroyed');
    await close();
  });

  test('another service key opens nothing, and what was wrapped for another place neither', async () => {
    const { db, close } = await practiceOf();
    const seed = randomBytes(32).toString('base64url');
    const { practiceId } = smallPractice.practice;
    await expect(readDataKeys(db, serviceKey(seed, practiceId))).rejects.toMatchObject({
      name: 'WrongPhiKey',
    });
    await db.transaction().execute((transaction) => rotateKeys(transaction, smallPractice.phiKey, 1));
    const { wrapped } = await db
      .selectFrom('phi_key')
      .select('wrapped')
      .where('purpose', '=', 'field')
      .where('version', '=', 1)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('phi_key')
      .set({ wrapped })
      .where('purpose', '=', 'field')
      .where('version', '=', 2)
      .execute();
    await expect(readDataKeys(db, smallPractice.phiKey)).rejects.toMatchObject({ name: 'WrongPhiKey' });
    await close();
  });
});

onEveryEngine('keys of a running service', (engine, test) => {
  test('a practice from before has its records sealed at the start, and another key does not start it', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const practice = { ...smallPractice.practice };
    const first = await startTestPlatform(place, { ...keys, practice, synthetic: smallPractice.size });
    const { practice_id: practiceId } = await first.db
      .selectFrom('practice')
      .select('practice_id')
      .executeTakeFirstOrThrow();
    const key = serviceKey(keys.phiKey, practiceId);
    const before = await opened(first.db, { key });
    await first.stop();

    // As the version before left it.
    const owner = await place.openAsOwner();
    for (const { table, id, column } of sealedColumns) {
      for (const line of before) {
        const [rowId = '', ...json] = line.split(' ');
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${json.join(' ')}
          where ${sql.ref(id)}::text = ${rowId}`.execute(owner.db);
      }
    }
    await sql`update patient_record set mrn_index = null, email_index = null`.execute(owner.db);
    await sql`delete from phi_key`.execute(owner.db);
    await owner.close();

    const second = await startTestPlatform(place, { ...keys, practice });
    expect(await countValues(second.db, 1)).toEqual({ values: before.length, outdated: 0 });
    expect(await opened(second.db, { key })).toEqual(before);
    const { missing } = await second.db
      .selectFrom('patient_record')
      .select((eb) => eb.fn.countAll<number>().as('missing'))
      .where('mrn_index', 'is', null)
      .executeTakeFirstOrThrow();
    expect(missing).toBe(0);
    const verbs = (await second.events()).slice(-20).map(({ verb }) => verb);
    expect(verbs.filter((verb) => verb === 'PHI_KEY_CREATED')).toHaveLength(1);
    expect(verbs.filter((verb) => verb === 'PHI_SEALED').length).toBeGreaterThanOrEqual(3);
    await second.stop();

    await expect(startTestPlatform(place, { ...keys, phiKey: freshKeys().phiKey, practice })).rejects.toThrow(
      /^not-found: The key/,
    );
  });

  test('an administrator rotates them and sees how far it is; not twice within the hour', async () => {
    const platform = await startTestPlatform(await engine.place(), {
      practice: smallPractice.practice,
      synthetic: smallPractice.size,
    });
    try {
      const setupCode = platform.setupCode ?? '';
      const tried = await platform.client.call(tryPractice, { setupCode, password: adminPassword });
      if (!tried.ok) throw new Error(tried.message);
      const { accessToken } = await platform.signIn(tried.value.account.userName);
      const rotate = () => platform.client.call(rotatePhiKeys, {}, { accessToken });
      expect(await rotate()).toMatchObject({ ok: false, code: 'too-many' });
      platform.advance(3600);
      const { accessToken: later } = await platform.signIn(tried.value.account.userName);
      const rotated = await platform.client.call(rotatePhiKeys, {}, { accessToken: later });
      expect(rotated).toEqual({ ok: true, value: { version: 2 } });
      await expect
        .poll(
          async () => {
            const listed = await platform.client.call(listPhiKeys, {}, { accessToken: later });
            if (!listed.ok) return listed.code;
            const { keys, outdated } = listed.value;
            return [
              outdated,
              ...keys.filter((key) => key.purpose === 'field').map(({ state }) => state),
            ].join(' ');
          },
          { timeout: 20_000 },
        )
        .toBe('0 current retired');
      const verbs = (await platform.events()).map(({ verb }) => verb);
      expect(verbs.filter((verb) => verb === 'PHI_KEY_ROTATED')).toHaveLength(2);
      expect(verbs).toContain('PHI_KEY_RETIRED');
    } finally {
      await platform.stop();
    }
  });
});

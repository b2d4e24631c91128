import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemDraft } from '../../../src/platform/audit/draft';
import { uuidV7 } from '../../../src/shared/domain/audit-event/uuid-v7';
import { PAGE_SIZE } from '../../../src/vault/store/pragmas';
import { flipBit, flipBits } from './damage';
import type { DrivenWindow } from './driven-vault';
import {
  HOUR,
  password,
  SECOND,
  startEnterPractice,
  type Computer,
  type EnterPractice,
  type TestPerson,
} from './enter-practice';

let practice: EnterPractice;
let computer: Computer;
let person: TestPerson;

beforeAll(async () => {
  practice = await startEnterPractice();
});
afterAll(() => practice.stop());
beforeEach(async () => {
  computer = practice.computer();
  person = await practice.person();
});

const signIn = (window: DrivenWindow, opener?: object) =>
  window.call('gate.signIn', {
    who: { userName: person.userName },
    password,
    ...(opener !== undefined && { opener }),
  } as never);

async function lock(window: DrivenWindow): Promise<void> {
  await window.call('gate.lock', {});
  await computer.vault().heard('lock');
}

/** More of the record than one page of the file holds. */
async function record(events: number): Promise<void> {
  const { db } = practice.platform;
  const rows = Array.from({ length: events }, (_, i) => {
    const resource = { type: 'Chart', id: `chart-${i}` };
    const draft = systemDraft(
      { action: 'READ', verb: 'CHART_OPENED', resource },
      practice.platform.now() - SECOND,
    );
    return { event_id: uuidV7(Date.now(), randomBytes(10)), draft: JSON.stringify(draft) };
  });
  await db.insertInto('audit_intake').values(rows).execute();
  await practice.platform.placed();
}

/** Waits until the vault has all of the record, with the root that the platform signs, and nothing to send. Events. */
async function received(window: DrivenWindow): Promise<number> {
  const look = async () => {
    const { size, note } = await practice.platform.db
      .selectFrom('checkpoint')
      .select(['size', 'note'])
      .executeTakeFirstOrThrow();
    const view = await window.call('sync.look', {});
    if (!view.ok) throw new Error(view.message);
    const root = Buffer.from(view.value.root ?? '', 'base64url').toString('base64');
    const { size: kept, verifiedSize } = view.value;
    const isWhole = kept === size && verifiedSize === size && root === note.split('\n')[2];
    return { ...view.value, isWhole };
  };
  await expect
    .poll(look, { timeout: 20_000 })
    .toMatchObject({ phase: 'up-to-date', outbox: 0, isWhole: true });
  return (await look()).size;
}

const vaultPath = () =>
  join(computer.folder, computer.files().find((name) => /^[\w-]+\.vault$/.test(name)) ?? 'none');
const copies = () => computer.files().filter((name) => /\.copy-\d+-\d+$/.test(name));

/** Signs in, receives everything and locks. How much was received. */
async function aDay(): Promise<number> {
  const window = await computer.restart();
  expect(await signIn(window)).toMatchObject({ ok: true });
  const size = await received(window);
  await lock(window);
  return size;
}

async function copyOffered(window: DrivenWindow): Promise<{ madeAt: number; events: number } | null> {
  const view = await window.call('gate.look', {});
  return view.ok ? (view.value.people[0]?.copy ?? null) : null;
}

describe('copies of a vault', () => {
  test('are made at a lock, at most once a day and where the trail grew; two are kept', async () => {
    const first = await aDay();
    expect(copies()).toEqual([expect.stringMatching(new RegExp(`-${first}$`))]);
    const [name = ''] = copies();
    expect(statSync(join(computer.folder, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(computer.folder, name)).includes('CHART_OPENED')).toBe(false);
    computer.now += HOUR;
    await aDay();
    expect(copies()).toEqual([name]);

    for (let day = 0; day < 3; day += 1) {
      computer.now += 25 * HOUR;
      practice.platform.advance(25 * 3600);
      await record(1);
      await aDay();
    }
    expect(copies()).toHaveLength(2);
    expect(copies()).not.toContain(name);
  });

  test('are not made of an account that has ended, and go with its vault', async () => {
    await aDay();
    expect(copies()).toHaveLength(1);
    await practice.endAccount(person);
    const window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ code: 'account-ended' });
    expect(computer.files()).toEqual(['people.json']);
  });
});

describe('a damaged vault', () => {
  test('is kept as evidence, its copy opens, and sync goes on to the same root', async () => {
    await record(300);
    let window = await computer.restart();
    await signIn(window);
    const made = await window.call('vaultKey.newPhrase', { password });
    if (!made.ok) throw new Error(made.message);
    const { phrase } = made.value;
    expect(await window.call('vaultKey.confirmPhrase', { phrase })).toMatchObject({ ok: true });
    const copied = await received(window);
    await lock(window);

    // Later the same day: something to receive, something set, and an act that the platform never hears of.
    await record(20);
    computer.now += HOUR;
    window = await computer.restart();
    await signIn(window);
    await received(window);
    await window.call('settings.change', { density: 'comfortable' });
    await lock(window);
    computer.now += SECOND;
    window = await computer.restart({ reachable: false });
    expect(await signIn(window)).toMatchObject({ value: { offline: true } });
    await lock(window);
    flipBits(vaultPath());
    const damaged = readFileSync(vaultPath());
    const copy = readFileSync(join(computer.folder, copies()[0] ?? ''));
    const slots = readFileSync(vaultPath().replace('.vault', '.keys.json'));

    window = await computer.restart();
    expect(await copyOffered(window)).toBeNull();
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    const offered = await copyOffered(window);
    expect(offered).toMatchObject({ events: copied });
    expect(readFileSync(join(computer.folder, copies()[0] ?? '')).equals(copy)).toBe(true);
    expect(readFileSync(vaultPath()).equals(damaged)).toBe(true);
    // A time that was not offered changes nothing; the right password was no failed attempt.
    expect(await signIn(window, { kind: 'copy', madeAt: 1 })).toMatchObject({ code: 'conflict' });
    expect(await window.call('gate.look', {})).toMatchObject({ value: { people: [{ failures: 0 }] } });
    expect(await signIn(window, { kind: 'copy', madeAt: offered?.madeAt })).toMatchObject({
      value: { openedBy: 'password', offline: false },
    });
    expect(await received(window)).toBeGreaterThan(copied + 20);
    // What was set after the copy is not in it, as the person was told.
    expect(await window.call('settings.look', {})).toMatchObject({
      value: { preferences: { density: 'compact' } },
    });
    const verbs = (await practice.platform.events())
      .filter(({ actor }) => actor.userId === person.userId)
      .map(({ verb }) => verb);
    expect(verbs.filter((verb) => verb === 'VAULT_COPY_OPENED')).toHaveLength(1);
    expect(verbs).not.toContain('VAULT_UNLOCKED');
    await lock(window);

    const evidence = computer.files().filter((name) => name.includes('.evidence-'));
    expect(evidence.map((name) => name.replace(/^.*\.evidence-/, ''))).toEqual([
      vaultPath().slice(computer.folder.length + 1),
    ]);
    expect(readFileSync(join(computer.folder, evidence[0] ?? '')).equals(damaged)).toBe(true);
    expect(readFileSync(vaultPath().replace('.vault', '.keys.json')).equals(slots)).toBe(true);
    window = await computer.restart();
    expect(await signIn(window, { kind: 'phrase', phrase })).toMatchObject({ ok: true });
  });

  test('a copy that is damaged itself is not offered; an earlier one that is whole is', async () => {
    const first = await aDay();
    computer.now += 25 * HOUR;
    await record(10);
    await aDay();
    const [older = '', newer = ''] = copies();
    flipBit(join(computer.folder, newer), 9);
    flipBits(vaultPath());
    let window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    expect(await copyOffered(window)).toMatchObject({ events: first });

    // It is looked at again before it is used.
    const offered = await copyOffered(window);
    flipBits(join(computer.folder, older));
    const before = computer.files();
    expect(await signIn(window, { kind: 'copy', madeAt: offered?.madeAt })).toMatchObject({
      code: 'damaged',
    });
    expect(computer.files()).toEqual(before);
    window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    expect(await copyOffered(window)).toBeNull();
    expect(await signIn(window, { kind: 'start-anew' })).toMatchObject({ value: { openedBy: 'new' } });
  });

  test('opens its copy without the platform too', async () => {
    const size = await aDay();
    flipBits(vaultPath());
    const window = await computer.restart({ reachable: false });
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    const offered = await copyOffered(window);
    expect(await signIn(window, { kind: 'copy', madeAt: offered?.madeAt })).toMatchObject({
      value: { offline: true },
    });
    expect(await window.call('sync.look', {})).toMatchObject({ value: { size } });
  });

  test('whose damage shows only when it is copied is looked through at the next sign-in', async () => {
    await record(600);
    await aDay();
    computer.now += 25 * HOUR;
    await record(10);
    // A page in the middle, which nothing reads that opens or goes on.
    flipBit(vaultPath(), Math.floor(statSync(vaultPath()).size / PAGE_SIZE / 2));
    await aDay();
    expect(copies()).toHaveLength(1);
    expect(computer.files().filter((name) => name.endsWith('.suspect'))).toHaveLength(1);
    const window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    const offered = await copyOffered(window);
    expect(await signIn(window, { kind: 'copy', madeAt: offered?.madeAt })).toMatchObject({ ok: true });
    await received(window);
    expect(computer.files().filter((name) => name.endsWith('.suspect'))).toEqual([]);
  });
});

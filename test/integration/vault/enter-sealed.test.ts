import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/shared/domain/result';
import {
  password,
  SECOND,
  startEnterPractice,
  type Computer,
  type EnterPractice,
  type TestPerson,
} from './enter-practice';
import type { DrivenWindow } from './driven-vault';

const newPassword = 'Quiet-Harbour-2031';

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

const who = () => ({ userName: person.userName });
const signIn = (window: DrivenWindow, given: string, opener?: object) =>
  window.call('gate.signIn', {
    who: who(),
    password: given,
    ...(opener !== undefined && { opener }),
  } as never);

async function lock(window: DrivenWindow): Promise<void> {
  await window.call('gate.lock', {});
  await computer.vault().heard('lock');
}

/** The first sign-in of the person here; gives a phrase where one is asked for. */
async function hereBefore(withPhrase = false): Promise<string> {
  const window = await computer.restart();
  expect(await signIn(window, password)).toMatchObject({ value: { openedBy: 'new' } });
  let phrase = '';
  if (withPhrase) {
    const made = await window.call('vaultKey.newPhrase', { password });
    if (!made.ok) throw new Error(made.message);
    ({ phrase } = made.value);
    expect(await window.call('vaultKey.confirmPhrase', { phrase })).toEqual(ok({}));
  }
  await window.call('settings.change', { density: 'comfortable' });
  await lock(window);
  return phrase;
}

/** Whether it is the vault that was here before, or another one. */
async function isTheSameVault(window: DrivenWindow): Promise<boolean> {
  const look = await window.call('settings.look', {});
  return look.ok && look.value.preferences.density === 'comfortable';
}

describe('a password that was changed elsewhere', () => {
  test('is accepted by the platform and does not open the vault: the earlier one does, once, and seals it anew', async () => {
    await hereBefore();
    await practice.changePassword(person, newPassword);
    let window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ code: 'sealed-otherwise' });
    const sessions = await practice.liveSessions(person);
    computer.now += SECOND;
    expect(
      await signIn(window, newPassword, { kind: 'former-password', password: 'not that one' }),
    ).toMatchObject({
      code: 'sealed-otherwise',
    });
    computer.now += 2 * SECOND;
    expect(await signIn(window, newPassword, { kind: 'former-password', password })).toMatchObject({
      ok: true,
      value: { openedBy: 'password', offline: false },
    });
    expect(await practice.liveSessions(person), 'one sign-in, whatever it took').toBe(sessions);
    expect(await isTheSameVault(window)).toBe(true);
    await lock(window);

    window = await computer.restart({ reachable: false });
    expect(await signIn(window, password)).toMatchObject({ code: 'wrong-credentials' });
    computer.now += SECOND;
    expect(await signIn(window, newPassword)).toMatchObject({ value: { offline: true } });
    expect(await isTheSameVault(window)).toBe(true);
  });

  test('opens with the recovery phrase, which the person is told, and is an act', async () => {
    const phrase = await hereBefore(true);
    await practice.changePassword(person, newPassword);
    let window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ code: 'sealed-otherwise' });
    expect(await signIn(window, newPassword, { kind: 'phrase', phrase: 'K3QX-0000' })).toMatchObject({
      code: 'sealed-otherwise',
      message: expect.stringContaining('not a recovery phrase') as string,
    });
    expect(await signIn(window, newPassword, { kind: 'phrase', phrase: phrase.toLowerCase() })).toMatchObject(
      {
        value: { openedBy: 'phrase' },
      },
    );
    expect(await isTheSameVault(window)).toBe(true);
    await expect
      .poll(
        async () =>
          (await practice.platform.events())
            .filter(({ actor }) => actor.userId === person.userId)
            .map(({ verb }) => verb),
        { timeout: 20_000 },
      )
      .toEqual(expect.arrayContaining(['RECOVERY_PHRASE_MADE', 'VAULT_OPENED_BY_PHRASE']));
    await lock(window);
    window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ value: { openedBy: 'password' } });
  });

  test('begins anew where neither is known, and keeps the old files under names that say so', async () => {
    await hereBefore();
    const before = computer.files();
    await practice.changePassword(person, newPassword);
    let window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ code: 'sealed-otherwise' });
    expect(computer.files()).toEqual(before);
    expect(await signIn(window, newPassword, { kind: 'start-anew' })).toMatchObject({
      value: { openedBy: 'new' },
    });
    expect(await isTheSameVault(window)).toBe(false);
    await lock(window);
    const evidence = computer.files().filter((name) => name.includes('.evidence-'));
    const kept = before.filter((name) => name !== 'people.json');
    expect(evidence.map((name) => name.replace(/^.*\.evidence-/, '')).sort()).toEqual(kept);
    window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ value: { openedBy: 'password' } });
  });

  test('with a second factor: its code is used once, also where the vault needs another opener', async () => {
    const first = await computer.restart();
    await signIn(first, password);
    const begun = await first.call('secondFactor.begin', { password });
    if (!begun.ok) throw new Error(begun.message);
    const code = () =>
      generateSync({ secret: begun.value.secret, epoch: Math.floor(practice.platform.now() / SECOND) });
    expect(await first.call('secondFactor.confirm', { code: code() })).toMatchObject({ ok: true });
    expect(await first.call('settings.look', {})).toMatchObject({ value: { secondFactor: true } });
    await lock(first);
    await practice.changePassword(person, newPassword);

    practice.platform.advance(60);
    const window = await computer.restart();
    expect(await signIn(window, newPassword)).toMatchObject({ code: 'code-needed' });
    const given = { who: who(), password: newPassword, code: code() };
    expect(await window.call('gate.signIn', given)).toMatchObject({ code: 'sealed-otherwise' });
    computer.now += SECOND;
    expect(await signIn(window, newPassword, { kind: 'former-password', password })).toMatchObject({
      value: { openedBy: 'password', offline: false },
    });
  });
});

describe('a code', () => {
  test('that was used before, or that a phone an hour off makes, is refused as not accepted, and opens nothing', async () => {
    const first = await computer.restart();
    await signIn(first, password);
    const begun = await first.call('secondFactor.begin', { password });
    if (!begun.ok) throw new Error(begun.message);
    const code = (ahead = 0) =>
      generateSync({
        secret: begun.value.secret,
        epoch: Math.floor(practice.platform.now() / SECOND) + ahead,
      });
    expect(await first.call('secondFactor.confirm', { code: code() })).toMatchObject({ ok: true });
    await lock(first);

    practice.platform.advance(60);
    let window = await computer.restart();
    const given = (digits: string) => window.call('gate.signIn', { who: who(), password, code: digits });
    const used = code();
    expect(await given(used)).toMatchObject({ ok: true });
    await lock(window);
    window = await computer.restart();
    const before = computer.files();
    for (const refused of [used, code(3600), code(-3600)]) {
      expect(await given(refused)).toMatchObject({ code: 'wrong-credentials' });
      expect(await window.call('session.whoAmI', {})).toMatchObject({ ok: false });
      practice.platform.advance(10);
    }
    expect(computer.files()).toEqual(before);
    practice.platform.advance(60);
    expect(await given(code())).toMatchObject({ ok: true });
  });
});

describe('the recovery phrase', () => {
  test('is made only by whoever knows the password, and opens nothing before it is confirmed', async () => {
    await hereBefore();
    const window = await computer.restart();
    await signIn(window, password);
    expect(await window.call('vaultKey.newPhrase', { password: 'not it, at all' })).toMatchObject({
      code: 'wrong-credentials',
    });
    expect(await window.call('vaultKey.newPhrase', { password })).toMatchObject({ code: 'too-many' });
    computer.now += SECOND;
    const made = await window.call('vaultKey.newPhrase', { password });
    if (!made.ok) throw new Error(made.message);
    const { phrase } = made.value;
    expect(await window.call('vaultKey.confirmPhrase', { phrase: '0000-0000' })).toMatchObject({
      code: 'invalid-request',
    });
    expect(await window.call('settings.look', {})).toMatchObject({ value: { recoveryPhraseAt: null } });
    await lock(window);

    let next = await computer.restart({ reachable: false });
    expect(await signIn(next, password, { kind: 'phrase', phrase })).toMatchObject({
      code: 'sealed-otherwise',
    });
    expect(await signIn(next, password)).toMatchObject({ ok: true });
    expect(await next.call('vaultKey.confirmPhrase', { phrase }), 'it went with the process').toMatchObject({
      code: 'conflict',
    });
    const again = await next.call('vaultKey.newPhrase', { password });
    if (!again.ok) throw new Error(again.message);
    expect(await next.call('vaultKey.confirmPhrase', again.value)).toEqual(ok({}));
    expect(await next.call('settings.look', {})).toMatchObject({ value: { recoveryPhraseAt: computer.now } });
    await lock(next);

    next = await computer.restart({ reachable: false });
    expect(await signIn(next, 'whatever was typed', { kind: 'phrase', ...again.value })).toMatchObject({
      value: { openedBy: 'phrase', offline: true },
    });
  });

  test('opens without the keychain: online it seals the vault for the keychain that is there now', async () => {
    const phrase = await hereBefore(true);
    computer.secret = ok(randomBytes(32).toString('base64url'));
    let window = await computer.restart();
    expect(await signIn(window, password)).toMatchObject({
      code: 'sealed-otherwise',
      message: expect.stringContaining('another keychain') as string,
    });
    expect(await signIn(window, password, { kind: 'phrase', phrase })).toMatchObject({
      value: { openedBy: 'phrase', offline: false },
    });
    expect(await isTheSameVault(window)).toBe(true);
    await lock(window);
    window = await computer.restart({ reachable: false });
    expect(await signIn(window, password)).toMatchObject({ value: { openedBy: 'password', offline: true } });
  });

  test('opens where there is no keychain at all, within the lease; nothing else does', async () => {
    const phrase = await hereBefore(true);
    const missing = err('keychain-missing', 'There is no keychain.', 'Install one.');
    computer.secret = missing;
    const window = await computer.restart({ reachable: false });
    expect(await window.call('gate.look', {})).toMatchObject({ value: { problem: missing } });
    expect(await signIn(window, password)).toEqual(missing);
    expect(await signIn(window, password, { kind: 'phrase', phrase })).toMatchObject({
      value: { openedBy: 'phrase', offline: true },
    });
  });
});

describe('an account that has ended', () => {
  test('loses its vault at the next contact, and nobody else does', async () => {
    await hereBefore();
    const colleague = await practice.person();
    const window = await computer.restart();
    await window.call('gate.signIn', { who: { userName: colleague.userName }, password });
    await lock(window);
    expect(computer.files().filter((name) => name.endsWith('.vault'))).toHaveLength(2);
    await practice.endAccount(person);

    const next = await computer.restart();
    expect(await signIn(next, 'not it, at all'), 'the platform says no more than to anybody').toMatchObject({
      code: 'wrong-credentials',
    });
    expect(computer.files().filter((name) => name.endsWith('.vault'))).toHaveLength(2);
    practice.platform.advance(1);
    expect(await signIn(next, password)).toMatchObject({ code: 'account-ended' });
    expect(computer.files().filter((name) => name.endsWith('.vault'))).toHaveLength(1);
    expect(await next.call('gate.look', {})).toMatchObject({
      value: { people: [{ userName: colleague.userName }] },
    });
  });

  test('locks and loses its vault while it is open', async () => {
    const window = await computer.restart();
    await signIn(window, password);
    await practice.endAccount(person);
    expect(await computer.vault().heard('lock')).toMatchObject({ why: 'signed-out' });
    expect(computer.files()).toEqual(['people.json']);
    expect(await (await computer.restart()).call('gate.look', {})).toMatchObject({ value: { people: [] } });
  });
});

describe('several people', () => {
  test('each have a file; the gate greets them, the last one first, with what they do and when they were here', async () => {
    const colleague = await practice.person('admin');
    await hereBefore();
    computer.now += 60 * SECOND;
    let window = await computer.restart();
    await window.call('gate.signIn', { who: { userName: colleague.userName }, password });
    await lock(window);
    window = await computer.restart({ locked: { at: 7, by: 'Person 2', why: 'idle' } });
    const gate = await window.call('gate.look', {});
    expect(gate).toMatchObject({
      value: {
        people: [
          { userName: colleague.userName, jobTitle: 'Administrator', lastHere: computer.now },
          { userName: person.userName, jobTitle: 'Compliance officer', lastHere: computer.now - 60 * SECOND },
        ],
        workstation: 'front-desk-2',
        leaseHours: 72,
        locked: { at: 7, by: 'Person 2', why: 'idle' },
      },
    });
    if (!gate.ok) throw new Error(gate.message);
    const [first, second] = gate.value.people;
    expect(
      await window.call('gate.signIn', { who: { personId: second?.personId ?? '' }, password }),
    ).toMatchObject({
      value: { account: { userId: person.userId } },
    });
    expect(
      await window.call('gate.signIn', { who: { personId: first?.personId ?? '' }, password }),
      'switching goes through the gate',
    ).toMatchObject({ code: 'conflict' });
  });

  test('a lock signs out at the platform', async () => {
    const window = await computer.restart();
    await signIn(window, password);
    expect(await practice.liveSessions(person)).toBe(1);
    await lock(window);
    await expect.poll(() => practice.liveSessions(person)).toBe(0);
  });

  test('a session that was ended at the platform leaves the vault open, and says that it is offline', async () => {
    const window = await computer.restart();
    await signIn(window, password);
    await practice.platform.db
      .updateTable('session')
      .set({ ended_at: practice.platform.now() })
      .where('user_id', '=', person.userId)
      .execute();
    await expect
      .poll(() => window.call('session.whoAmI', {}), { timeout: 20_000 })
      .toMatchObject({ value: { offline: true } });
    expect(await window.call('session.goOnline', { password })).toEqual(ok({}));
    expect(await window.call('session.whoAmI', {})).toMatchObject({ value: { offline: false } });
  });
});

test('preferences are kept in the vault; main hears what concerns it, and the window is told', async () => {
  const window = await computer.restart();
  await signIn(window, password);
  expect(await computer.vault().heard('opened')).toMatchObject({ idleMinutes: 10, theme: 'system' });
  const told = new Promise((resolve) => window.on('settings.changed', resolve));
  expect(await window.call('settings.change', { theme: 'dark', idleMinutes: 30 })).toMatchObject({
    value: { preferences: { theme: 'dark', idleMinutes: 30, leaseHours: 72, density: 'compact' } },
  });
  expect(await told).toMatchObject({ theme: 'dark' });
  expect(await computer.vault().heard('opened')).toMatchObject({ idleMinutes: 30, theme: 'dark' });
  await lock(window);
  const next = await computer.restart();
  await signIn(next, password);
  expect(await computer.vault().heard('opened')).toMatchObject({ idleMinutes: 30, theme: 'dark' });
  const look = await next.call('settings.look', {});
  expect(look).toMatchObject({
    value: {
      preferences: { theme: 'dark' },
      workstation: 'front-desk-2',
      platform: null,
      secondFactor: false,
    },
  });
  if (look.ok) expect(look.value.vaultBytes).toBeGreaterThan(4096);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  HOUR,
  password,
  SECOND,
  startEnterPractice,
  type Computer,
  type EnterPractice,
  type TestPerson,
} from './enter-practice';
import type { DrivenWindow } from './driven-vault';

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

/** The first sign-in of the person on this computer, and the lock after it. */
async function hereBefore(): Promise<void> {
  const window = await computer.restart();
  expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({
    ok: true,
    value: { offline: false, openedBy: 'new' },
  });
  await lock(window);
}

async function lock(window: DrivenWindow): Promise<void> {
  await window.call('gate.lock', {});
  await computer.vault().heard('lock');
}

const offline = { ok: true, value: { offline: true, openedBy: 'password' } };

describe('without the platform', () => {
  test('the vault opens with the password, says until when, and knows who it is and what they may do', async () => {
    await hereBefore();
    computer.now += HOUR;
    const window = await computer.restart({ reachable: false });
    expect(await window.call('gate.look', {})).toMatchObject({
      value: { platform: 'unreachable', people: [{ userName: person.userName, failures: 0, wait: 0 }] },
    });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject(offline);
    const me = await window.call('session.whoAmI', {});
    expect(me).toMatchObject({
      value: {
        offline: true,
        account: { userId: person.userId },
        permissions: expect.arrayContaining(['audit:read']) as string[],
        previousSignIn: null,
      },
    });
    if (!me.ok || me.value.leaseUntil === null) throw new Error('There is a lease');
    const hours = (me.value.leaseUntil - computer.now) / HOUR;
    expect(hours).toBeGreaterThan(70.99);
    expect(hours).toBeLessThanOrEqual(71);
    expect(await window.call('sync.look', {})).toMatchObject({ value: { phase: 'offline', outbox: 1 } });
  });

  test('the unlock and the failed ones before it reach the trail once the person goes online', async () => {
    await hereBefore();
    const window = await computer.restart({ reachable: false });
    for (const wait of [1, 2]) {
      expect(await window.call('gate.signIn', { who: who(), password: 'not it, at all' })).toMatchObject({
        code: 'wrong-credentials',
      });
      expect(await window.call('gate.look', {})).toMatchObject({
        value: { people: [{ failures: wait, wait }] },
      });
      expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({
        code: 'too-many',
        retryAfter: wait,
      });
      computer.now += wait * SECOND;
    }
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject(offline);
    expect(await window.call('sync.look', {})).toMatchObject({ value: { outbox: 3 } });

    expect(await window.call('session.goOnline', { password })).toMatchObject({ code: 'unreachable' });
    const { address, launchSecret } = practice.platform;
    computer.vault().tell({
      type: 'platform',
      platform: { ok: true, value: { address, launchSecret, practice: practice.practice, setupCode: null } },
    });
    expect(await window.call('session.goOnline', { password: 'not it, at all' })).toMatchObject({
      code: 'wrong-credentials',
    });
    practice.platform.advance(1);
    expect(await window.call('session.goOnline', { password })).toEqual({ ok: true, value: {} });
    expect(await window.call('session.whoAmI', {})).toMatchObject({ value: { offline: false } });
    await expect
      .poll(() => window.call('sync.look', {}), { timeout: 20_000 })
      .toMatchObject({ value: { outbox: 0 } });
    const told = (await practice.platform.events()).filter((event) => event.actor.userId === person.userId);
    const verbs = told.map(({ verb }) => verb);
    expect(verbs.filter((verb) => verb === 'VAULT_UNLOCK_FAILED')).toHaveLength(2);
    expect(verbs.filter((verb) => verb === 'VAULT_UNLOCKED')).toHaveLength(1);
  });

  test('nobody comes in who has no vault here', async () => {
    const window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ code: 'unreachable' });
    expect(computer.files()).toEqual([]);
  });

  test('a wrong password that the platform refused does not open the vault, even where it once was the right one', async () => {
    await hereBefore();
    await practice.changePassword(person, 'Another-Password-9');
    const window = await computer.restart();
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({
      code: 'wrong-credentials',
    });
    expect(await window.call('session.whoAmI', {})).toMatchObject({ code: 'locked' });
  });
});

describe('the lease', () => {
  test('ends 72 hours after the platform last answered, and the file stays as it is', async () => {
    await hereBefore();
    computer.now += 72 * HOUR - SECOND;
    let window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject(offline);
    await lock(window);
    computer.now += SECOND;
    window = await computer.restart({ reachable: false });
    const before = computer.files();
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ code: 'lease-ended' });
    expect(await window.call('session.whoAmI', {})).toMatchObject({ code: 'locked' });
    expect(computer.files()).toEqual(before);
    window = await computer.restart();
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({
      ok: true,
      value: { offline: false, openedBy: 'password' },
    });
  });

  test('is not made longer by setting the clock back, after a refusal or after work', async () => {
    await hereBefore();
    const start = computer.now;
    computer.now = start + 73 * HOUR;
    let window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ code: 'lease-ended' });
    computer.now = start + HOUR;
    window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ code: 'lease-ended' });

    window = await computer.restart();
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ ok: true });
    await lock(window);
    computer.now += 71 * HOUR;
    window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject(offline);
    await lock(window);
    computer.now -= 60 * HOUR;
    window = await computer.restart({ reachable: false });
    const me = await window
      .call('gate.signIn', { who: who(), password })
      .then(() => window.call('session.whoAmI', {}));
    expect(me).toMatchObject({ value: { leaseUntil: expect.closeTo(start + 73 * HOUR, -10) as number } });
  });

  test('can be set, to 14 days at most', async () => {
    const first = await computer.restart();
    await first.call('gate.signIn', { who: who(), password });
    expect(await first.call('settings.change', { leaseHours: 14 * 24 + 1 })).toMatchObject({
      code: 'invalid-request',
    });
    expect(await first.call('settings.change', { leaseHours: 14 * 24 })).toMatchObject({ ok: true });
    await lock(first);
    computer.now += 14 * 24 * HOUR - SECOND;
    let window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject(offline);
    await lock(window);
    computer.now += SECOND;
    window = await computer.restart({ reachable: false });
    expect(await window.call('gate.signIn', { who: who(), password })).toMatchObject({ code: 'lease-ended' });
  });
});

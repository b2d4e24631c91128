import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/shared/domain/result';
import type { DrivenWindow } from '../../integration/vault/driven-vault';
import {
  HOUR,
  password,
  startEnterPractice,
  type Computer,
  type EnterPractice,
  type TestPerson,
} from '../../integration/vault/enter-practice';

/** Each fault of keys and files: what the person is told, that nothing is lost, and the way out. */

let practice: EnterPractice;
let computer: Computer;
let person: TestPerson;
let phrase: string;

beforeAll(async () => {
  practice = await startEnterPractice();
});
afterAll(() => practice.stop());

const signIn = (window: DrivenWindow, opener?: object) =>
  window.call('gate.signIn', {
    who: { userName: person.userName },
    password,
    ...(opener !== undefined && { opener }),
  } as never);

beforeEach(async () => {
  computer = practice.computer();
  person = await practice.person();
  const window = await computer.restart();
  expect(await signIn(window)).toMatchObject({ value: { openedBy: 'new' } });
  const made = await window.call('vaultKey.newPhrase', { password });
  if (!made.ok) throw new Error(made.message);
  ({ phrase } = made.value);
  expect(await window.call('vaultKey.confirmPhrase', { phrase })).toEqual(ok({}));
  await window.call('gate.lock', {});
  await computer.vault().heard('lock');
});

const fileOf = (end: string) =>
  join(computer.folder, computer.files().find((name) => name.endsWith(end)) ?? 'none');

/** Everything of the vault folder but the record of attempts, which an attempt changes. */
function kept(): Map<string, Buffer> {
  const names = computer.files().filter((name) => !/(attempts\.json|-wal|-shm)$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(computer.folder, name))]));
}

describe('the keychain', () => {
  test('is missing: nobody comes in by a password, the gate says why, the phrase opens', async () => {
    computer.secret = err('keychain-missing', 'This computer has no keychain.', 'Start one.');
    const window = await computer.restart();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { problem: computer.secret } });
    expect(await signIn(window)).toEqual(computer.secret);
    expect(await signIn(window, { kind: 'phrase', phrase })).toMatchObject({
      value: { openedBy: 'phrase', offline: false },
    });
  });

  test('is locked: the same, and once it is unlocked everything is as before', async () => {
    const unlocked = computer.secret;
    computer.secret = err('keychain-locked', 'The keychain is locked.', 'Unlock it.');
    expect(await signIn(await computer.restart())).toEqual(computer.secret);
    computer.secret = unlocked;
    expect(await signIn(await computer.restart())).toMatchObject({ value: { openedBy: 'password' } });
  });

  test('lost our entry: no new one is made in silence; the phrase opens, and then one is made', async () => {
    computer.secret = err('not-found', 'The keychain no longer holds it.', 'Use your phrase.');
    let window = await computer.restart();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { problem: null } });
    const before = kept();
    expect(await signIn(window)).toMatchObject({ code: 'sealed-otherwise' });
    expect(kept()).toEqual(before);
    const opening = signIn(window, { kind: 'phrase', phrase });
    await computer.vault().heard('make-workstation-secret');
    computer.secret = ok(randomBytes(32).toString('base64url'));
    computer.vault().tell({ type: 'workstation-secret', secret: computer.secret });
    expect(await opening).toMatchObject({ value: { openedBy: 'phrase' } });
    await window.call('gate.lock', {});
    window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ value: { openedBy: 'password' } });
  });

  test('lost our entry, and somebody without a vault here signs in: they are told, and may begin', async () => {
    computer.secret = err('not-found', 'The keychain no longer holds it.', 'Use your phrase.');
    const window = await computer.restart();
    const colleague = { who: { userName: (await practice.person()).userName }, password };
    expect(await window.call('gate.signIn', colleague)).toMatchObject({
      code: 'sealed-otherwise',
      message: expect.stringContaining('vaults of others') as string,
    });
    const beginning = window.call('gate.signIn', { ...colleague, opener: { kind: 'start-anew' } });
    await computer.vault().heard('make-workstation-secret');
    computer.vault().tell({
      type: 'workstation-secret',
      secret: ok(randomBytes(32).toString('base64url')),
    });
    expect(await beginning).toMatchObject({ value: { openedBy: 'new' } });
  });

  test('is another one: the vault says that it is the keychain, and its attempts stay uncounted', async () => {
    const attempts = readFileSync(fileOf('.attempts.json'));
    computer.secret = ok(randomBytes(32).toString('base64url'));
    for (const reachable of [true, false]) {
      const window = await computer.restart({ reachable });
      expect(await signIn(window)).toMatchObject({
        code: 'sealed-otherwise',
        message: expect.stringContaining('another keychain') as string,
      });
    }
    expect(readFileSync(fileOf('.attempts.json'))).toEqual(attempts);
  });
});

describe('a file of the vault', () => {
  test.each<[string, () => void, string]>([
    ['cut short', () => truncateSync(fileOf('.vault'), 4096 * 3), 'damaged'],
    ['emptied', () => truncateSync(fileOf('.vault'), 0), 'damaged'],
    ['gone', () => rmSync(fileOf('.vault')), 'not-found'],
    ['with one bit of its first page flipped', () => flipBit(fileOf('.vault'), 100), 'damaged'],
    ['whose key file has one bit flipped', () => flipSealedBit(), 'sealed-otherwise'],
    ['whose key file is gone', () => rmSync(fileOf('.keys.json')), 'damaged'],
    [
      'whose key file is of a newer version',
      () => replace('.keys.json', '"version": 1', '"version": 2'),
      'too-new',
    ],
  ])('%s is told by name, online and offline, and everything is kept', async (_what, spoil, code) => {
    spoil();
    const before = kept();
    const online = await computer.restart();
    expect(await signIn(online)).toMatchObject({ ok: false, code });
    expect(kept()).toEqual(before);
    computer.now += HOUR;
    const offline = await computer.restart({ reachable: false });
    expect(await signIn(offline)).toMatchObject({
      ok: false,
      // Without the platform nobody knows whether it is the password.
      code: code === 'sealed-otherwise' ? 'wrong-credentials' : code,
    });
    expect(kept()).toEqual(before);
  });

  test('that is damaged is kept as evidence when its owner begins anew', async () => {
    truncateSync(fileOf('.vault'), 4096 * 3);
    const damaged = readFileSync(fileOf('.vault'));
    const window = await computer.restart();
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    expect(await signIn(window, { kind: 'start-anew' })).toMatchObject({ value: { openedBy: 'new' } });
    const evidence = computer.files().find((name) => name.includes('.evidence-') && name.endsWith('.vault'));
    expect(readFileSync(join(computer.folder, evidence ?? 'none'))).toEqual(damaged);
  });

  test('whose record of attempts was deleted is locked for half an hour, not forgiven', async () => {
    rmSync(fileOf('.attempts.json'));
    const window = await computer.restart({ reachable: false });
    expect(await signIn(window)).toMatchObject({ code: 'too-many', retryAfter: 1800 });
    computer.now += 1800 * 1_000_000;
    expect(await signIn(window)).toMatchObject({ value: { offline: true } });
  });

  test('the list of people, damaged, is never taken for an empty one', async () => {
    writeFileSync(fileOf('people.json'), '[]');
    const before = kept();
    const window = await computer.restart();
    expect(await window.call('gate.look', {})).toMatchObject({
      value: { people: [], problem: { code: 'damaged' } },
    });
    expect(await signIn(window)).toMatchObject({ code: 'damaged' });
    expect(kept()).toEqual(before);
  });

  test('the choice of the platform, damaged, is never taken for none', async () => {
    writeFileSync(join(computer.folder, 'platform.json'), '{');
    const window = await computer.restart();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { problem: { code: 'damaged' } } });
    expect(readFileSync(join(computer.folder, 'platform.json'), 'utf8')).toBe('{');
  });
});

test('the clock of the computer, set back: no time is gained', async () => {
  const start = computer.now;
  computer.now = start + 72 * HOUR;
  expect(await signIn(await computer.restart({ reachable: false }))).toMatchObject({ code: 'lease-ended' });
  computer.now = start + HOUR;
  expect(await signIn(await computer.restart({ reachable: false }))).toMatchObject({ code: 'lease-ended' });
});

function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

/** In the password slot's seal: the file still reads as slots. */
function flipSealedBit(): void {
  const path = fileOf('.keys.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as { slots: { sealed: string }[] };
  const [slot] = file.slots;
  if (slot === undefined) throw new Error('There is a slot');
  const sealed = Buffer.from(slot.sealed, 'base64url');
  sealed.writeUInt8(sealed.readUInt8(0) ^ 1, 0);
  slot.sealed = sealed.toString('base64url');
  writeFileSync(path, JSON.stringify(file));
}

function replace(end: string, from: string, to: string): void {
  const path = fileOf(end);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  expect(statSync(path).size).toBeGreaterThan(0);
}

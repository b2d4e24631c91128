import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bridgeCalls, type BridgeCallName } from '../../../src/shared/contract/bridge/calls';
import { err, ok, type Result } from '../../../src/shared/domain/result';
import { driveVault, type DrivenVault } from './driven-vault';

const workstation = randomBytes(32).toString('base64url');
const launchSecret = randomBytes(32).toString('base64url');
const person = { userName: 'dana', password: 'Sugar-Maple-1892' };

/** A request of the declared shape for each call. */
const requests: Record<BridgeCallName, object> = {
  'gate.look': {},
  'gate.claim': { ...person, displayName: 'Dana Ruiz' },
  'gate.signIn': person,
  'gate.lock': {},
  'session.whoAmI': {},
  'trail.listEvents': { before: null, limit: 10 },
  'file.inspect': {},
};
const names = Object.keys(bridgeCalls) as BridgeCallName[];

let parent: string;
let folder: string;
let vault: DrivenVault;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  folder = join(parent, 'vaults');
  vault = driveVault();
});

afterEach(async () => {
  await vault.stop();
  rmSync(parent, { recursive: true });
});

const practice = {
  practiceId: '018f6d1c-0000-4000-8000-000000000001',
  name: 'Test practice',
  timeZone: 'America/Chicago',
  synthetic: true,
};

const start = (secret: Result<string>) =>
  vault.tell({ type: 'start', folder, version: '0.0.0-test', workstation: secret });

describe('the process of the vault', () => {
  test('says that it is ready once it was started, and then does what came before', async () => {
    let ready = false;
    const said = vault.heard('ready').then(() => (ready = true));
    vault.tell({
      type: 'platform',
      platform: ok({ address: 'http://127.0.0.1:9', launchSecret, practice, setupCode: null }),
    });
    const window = vault.window();
    const early = window.call('gate.look', {});
    await new Promise(setImmediate);
    expect(ready).toBe(false);
    start(ok(workstation));
    await said;
    expect(await early).toEqual(ok({ practice, platform: 'ready', people: [], problem: null }));
  });

  test('makes nothing on the disk before somebody signs in', async () => {
    start(ok(workstation));
    await vault.window().call('gate.look', {});
    expect(existsSync(folder)).toBe(false);
  });

  test('without the keychain says so and lets nobody in', async () => {
    const missing = err('keychain-missing', 'There is no keychain.', 'Install one.');
    start(missing);
    vault.tell({
      type: 'platform',
      platform: ok({ address: 'http://127.0.0.1:9', launchSecret, practice, setupCode: null }),
    });
    const window = vault.window();
    expect(await window.call('gate.look', {})).toMatchObject({ ok: true, value: { problem: missing } });
    expect(await window.call('gate.signIn', person)).toEqual(missing);
  });

  test('says how the platform is, and tells the window when that changes', async () => {
    start(ok(workstation));
    const window = vault.window();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'starting' } });
    expect(await window.call('gate.signIn', person)).toMatchObject({ ok: false, code: 'unreachable' });
    const changed = new Promise((resolve) => window.on('gate.changed', resolve));
    const stopped = err('unreachable', 'It has stopped.', 'Open Wardkeeper again.');
    vault.tell({ type: 'platform', platform: stopped });
    await changed;
    expect(await window.call('gate.look', {})).toMatchObject({
      value: { platform: 'unreachable', problem: stopped },
    });
    expect(await window.call('gate.signIn', person)).toEqual(stopped);
  });

  test('a platform that does not answer is unreachable', async () => {
    start(ok(workstation));
    vault.tell({
      type: 'platform',
      platform: ok({ address: 'http://127.0.0.1:9', launchSecret, practice, setupCode: 'C'.repeat(20) }),
    });
    const window = vault.window();
    expect(await window.call('gate.signIn', person)).toMatchObject({ ok: false, code: 'unreachable' });
    expect(await window.call('gate.claim', { ...person, displayName: 'Dana Ruiz' })).toMatchObject({
      code: 'unreachable',
    });
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'unclaimed' } });
  });

  test.each(names.filter((name) => bridgeCalls[name].when === 'open'))(
    '%s is refused while locked',
    async (name) => {
      start(ok(workstation));
      expect(await vault.window().call(name, requests[name] as never)).toMatchObject({
        ok: false,
        code: 'locked',
      });
    },
  );

  test('a second port means that whoever was in is out: both are closed and main is to lock', async () => {
    start(ok(workstation));
    const first = vault.window();
    expect(await first.call('gate.look', {})).toMatchObject({ ok: true });
    const second = vault.window();
    await vault.heard('lock');
    const third = vault.window();
    let answered = false;
    for (const window of [first, second, third])
      void window.call('gate.look', {}).then(() => (answered = true));
    await vault.portsClosed();
    expect(answered).toBe(false);
  });

  test('a message of another shape is dropped and noted', () => {
    vault.tell({ type: 'start', folder: '' } as never);
    expect(vault.logged).toEqual([{ what: 'message-dropped', facts: {} }]);
  });
});

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
const password = 'Sugar-Maple-1892';
const person = { who: { userName: 'dana' }, password };

/** A request of the declared shape for each call. */
const requests: Record<BridgeCallName, object> = {
  'gate.look': {},
  'gate.try': {},
  'gate.connect': { address: 'https://platform.example' },
  'gate.trust': { address: 'https://platform.example', logKey: '' },
  'gate.claim': { password },
  'gate.signIn': person,
  'gate.lock': {},
  'session.whoAmI': {},
  'session.goOnline': { password },
  'sync.look': {},
  'sync.pause': {},
  'sync.resume': {},
  'today.look': { edges: [0, 1] },
  'people.list': {},
  'people.look': { userId: '018f6d1c-0000-4000-8000-000000000001', edges: [0, 1] },
  'patients.find': { text: '', limit: 1 },
  'trail.rows': { filter: {}, size: null, offset: 0, limit: 1 },
  'trail.count': { filter: {}, size: null },
  'trail.histogram': { filter: {}, size: null, edges: [0, 1] },
  'trail.event': { seq: 0 },
  'trail.openChanges': { seq: 0, purpose: 'operations', reason: 'A question of the patient' },
  'export.trail': { filter: {}, size: 1, count: 1 },
  'export.people': {
    filter: { job: 'anything', status: 'any', secondFactor: 'any', seen: 'any', text: '' },
    sort: { by: 'name', descending: false },
    now: 0,
    count: 1,
  },
  'export.chart': { filter: {}, size: null, edges: [0, 1], order: { by: 'time', falling: false } },
  'views.list': {},
  'views.save': { name: 'Mine', view: { screen: 'trail', filter: {} }, replace: false },
  'views.rename': { viewId: '018f6d1c-0000-4000-8000-000000000001', name: 'Mine' },
  'views.delete': { viewId: '018f6d1c-0000-4000-8000-000000000001' },
  'settings.look': {},
  'settings.change': {},
  'vaultKey.newPhrase': { password },
  'vaultKey.confirmPhrase': { phrase: 'K3QX' },
  'secondFactor.begin': { password },
  'secondFactor.confirm': { code: '123456' },
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

const start = (secret: Result<string>, embedded = true) =>
  vault.tell({
    type: 'start',
    folder,
    version: '0.0.0-test',
    workstation: secret,
    workstationName: 'front-desk-2',
    embedded,
    locked: null,
  });

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
    expect(await early).toEqual(
      ok({
        practice,
        platform: 'ready',
        address: null,
        preparing: null,
        people: [],
        locked: null,
        workstation: 'front-desk-2',
        leaseHours: 72,
        version: '0.0.0-test',
        problem: null,
      }),
    );
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
    const changed = () => new Promise((resolve) => window.on('gate.changed', resolve));
    const preparing = changed();
    vault.tell({ type: 'platform-progress', done: 3, total: 10, what: 'Making patients' });
    await preparing;
    expect(await window.call('gate.look', {})).toMatchObject({
      value: { platform: 'preparing', preparing: { done: 3, total: 10, what: 'Making patients' } },
    });
    expect(await window.call('gate.signIn', person)).toMatchObject({ ok: false, code: 'unreachable' });
    const ended = changed();
    const stopped = err('unreachable', 'It has stopped.', 'Open Wardkeeper again.');
    vault.tell({ type: 'platform', platform: stopped });
    await ended;
    expect(await window.call('gate.look', {})).toMatchObject({
      value: { platform: 'unreachable', problem: stopped },
    });
    expect(await window.call('gate.signIn', person)).toEqual(stopped);
  });

  test('a sign-in waits for a platform that is starting', async () => {
    start(ok(workstation));
    const window = vault.window();
    const early = window.call('gate.signIn', person);
    // Calls are taken up in order: by the answer to this one, the sign-in is on its way.
    await window.call('gate.look', {});
    const stopped = err('unreachable', 'It could not be started.', 'Open Wardkeeper again.');
    vault.tell({ type: 'platform', platform: stopped });
    expect(await early).toEqual(stopped);
  });

  test('without a platform says so; choosing the synthetic practice has main start one, and is kept', async () => {
    start(ok(workstation), false);
    const window = vault.window();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'none', problem: null } });
    expect(await window.call('gate.signIn', person)).toMatchObject({ code: 'unreachable' });
    expect(await window.call('gate.try', {})).toEqual(ok({}));
    await vault.heard('start-platform');
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'starting' } });
    await vault.stop();
    vault = driveVault();
    start(ok(workstation), false);
    expect(await vault.window().call('gate.look', {})).toMatchObject({ value: { platform: 'starting' } });
  });

  test('passes on that the computer is about to lock, and that it is not', async () => {
    start(ok(workstation));
    const window = vault.window();
    await window.call('gate.look', {});
    const told: number[] = [];
    const back = new Promise<void>((resolve) =>
      window.on('gate.lockingSoon', ({ seconds }) => {
        told.push(seconds);
        if (seconds === 0) resolve();
      }),
    );
    vault.tell({ type: 'locking-soon', seconds: 20 });
    vault.tell({ type: 'locking-soon', seconds: 0 });
    await back;
    expect(told).toEqual([20, 0]);
  });

  test('a platform that does not answer is unreachable', async () => {
    start(ok(workstation));
    vault.tell({
      type: 'platform',
      platform: ok({ address: 'http://127.0.0.1:9', launchSecret, practice, setupCode: 'C'.repeat(20) }),
    });
    const window = vault.window();
    expect(await window.call('gate.signIn', person)).toMatchObject({ ok: false, code: 'unreachable' });
    expect(await window.call('gate.claim', { password })).toMatchObject({
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
    expect(await vault.heard('lock')).toMatchObject({ why: 'fault' });
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

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { inspectFile } from '../../../src/reader/inspect';
import { createPatient, updatePatient } from '../../../src/shared/contract/platform/patients';
import { ok } from '../../../src/shared/domain/result';
import type { TrailFilter } from '../../../src/shared/domain/trail-filter';
import { pgliteEngine } from '../platform/engines';
import { startTestPlatform } from '../platform/running';
import { somebody } from '../platform/somebody';
import { driveVault, type DrivenWindow } from './driven-vault';
import {
  password,
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
  person = await practice.person();
});
afterAll(() => practice.stop());
beforeEach(() => {
  computer = practice.computer();
});

async function signIn(window: DrivenWindow): Promise<void> {
  const entered = await window.call('gate.signIn', { who: { userName: person.userName }, password });
  expect(entered).toMatchObject({ ok: true, value: { practice: { name: 'Test practice' }, offline: false } });
}

async function look(window: DrivenWindow) {
  const view = await window.call('sync.look', {});
  if (!view.ok) throw new Error(view.message);
  return view.value;
}

/** Waits until the copy is whole and proved, with at least so many events. */
async function upToDate(window: DrivenWindow, size = 1) {
  await expect
    .poll(() => look(window), { timeout: 20_000 })
    .toMatchObject({
      phase: 'up-to-date',
      problem: null,
      size: expect.toSatisfy((events: number) => events >= size) as number,
    });
  const view = await look(window);
  expect(view.verifiedSize).toBe(view.size);
  return view;
}

describe('the vault with a real platform', () => {
  test('somebody signs in and receives a verified trail, which goes on where it was after a restart', async () => {
    let window = await computer.restart();
    await signIn(window);
    const first = await upToDate(window);
    expect(first.root).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(first.logKey).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    expect(await window.call('session.whoAmI', {})).toMatchObject({
      value: { permissions: expect.arrayContaining(['audit:read']) as string[], offline: false },
    });
    window = await computer.restart();
    await signIn(window);
    const grown = new Promise<{ size: number }>((resolve) =>
      window.on('trail.changed', (change) => {
        if (change.size > first.size) resolve(change);
      }),
    );
    const again = await window.call('session.whoAmI', {});
    expect(again).toMatchObject({ value: { previousSignIn: { address: '127.0.0.1' } } });
    await practice.platform.signIn(person.userName);
    const { size } = await grown;
    await upToDate(window, size);
    expect(computer.vault().logged.filter(({ what }) => what.includes('broke'))).toEqual([]);
  });

  test('exports where main says, from a signed head, and the platform’s trail has it with its count', async () => {
    const window = await computer.restart();
    await signIn(window);
    const { size, root } = await upToDate(window);
    const path = join(computer.folder, 'trail.csv');
    const vault = computer.vault();
    const asked = window.call('export.trail', { filter: {}, size, count: size });
    const { id, ...wish } = await vault.heard('choose-target');
    expect(wish).toMatchObject({ type: 'choose-target', what: 'trail', lines: size });
    // Answers of another shape, or to nobody's question, do nothing.
    vault.tell({ type: 'target', id, path: '' });
    vault.tell({ type: 'target', id: id + 1, path: join(computer.folder, 'other.csv') });
    vault.tell({ type: 'target', id, path });
    expect(await asked).toEqual(ok({ lines: size }));
    const text = readFileSync(path, 'utf8');
    const base64 = Buffer.from(root ?? '', 'base64url').toString('base64');
    expect(text).toContain(`with the platform’s signed head of ${size} events, root ${base64}.`);
    expect(readdirSync(computer.folder).filter((name) => /other|part/.test(name))).toEqual([]);

    const filter = { who: [person.userId], actions: ['EXPORT' as const] };
    await expect
      .poll(() => window.call('trail.rows', { filter, size: null, offset: 0, limit: 1 }), { timeout: 20_000 })
      .toMatchObject({
        value: {
          rows: [{ event: { verb: 'AUDIT_TRAIL_EXPORTED', category: 'export', volume: { records: size } } }],
        },
      });
    await expect.poll(async () => (await look(window)).outbox).toBe(0);
  });

  test('locked while the person is asked, exports nothing, whatever main answers then', async () => {
    const window = await computer.restart();
    await signIn(window);
    const { size } = await upToDate(window);
    const path = join(computer.folder, 'late.csv');
    const vault = computer.vault();
    void window.call('export.trail', { filter: {}, size, count: size });
    const { id } = await vault.heard('choose-target');
    await window.call('gate.lock', {});
    await vault.heard('lock');
    vault.tell({ type: 'target', id, path });
    // It ends: nothing waits for the answer any more.
    await computer.restart();
    expect(readdirSync(computer.folder).filter((name) => name.includes('late'))).toEqual([]);
  });

  test('old and new values of a change come from the platform, for a reason that the trail then holds', async () => {
    const { client } = practice.platform;
    const accessToken = await practice.platform.claim();
    const registered = { ...somebody('A-1'), providerId: person.userId };
    const { patientId } = registered;
    await client.call(createPatient, registered, { accessToken });
    const change = { patientId, version: 1, changes: { family: 'Canarynew' } };
    expect(await client.call(updatePatient, change, { accessToken })).toMatchObject({ ok: true });

    const window = await computer.restart();
    await signIn(window);
    const rowsOf = async (filter: TrailFilter) => {
      const found = await window.call('trail.rows', { filter, size: null, offset: 0, limit: 5 });
      return found.ok ? found.value.rows : [];
    };
    const ofPatient = { patients: [patientId] };
    await expect
      .poll(() => rowsOf({ ...ofPatient, actions: ['UPDATE'] }), { timeout: 20_000 })
      .toMatchObject([
        { event: { verb: 'DEMOGRAPHICS_EDITED', details: { changes: [{ field: 'family' }] } } },
      ]);
    const [changed] = await rowsOf({ ...ofPatient, actions: ['UPDATE'] });
    const seq = changed?.seq ?? NaN;
    const reason = 'The patient asked what was changed';
    expect(await window.call('trail.openChanges', { seq, purpose: 'operations', reason })).toEqual(
      ok({ seq, patientId, changes: [{ field: 'family', old: 'Canarylindqvist', new: 'Canarynew' }] }),
    );
    await expect
      .poll(() => rowsOf({ ...ofPatient, who: [person.userId] }), { timeout: 20_000 })
      .toMatchObject([{ event: { verb: 'CHANGES_OPENED', justification: reason, phiFields: ['family'] } }]);
    expect(await window.call('trail.openChanges', { seq: 0, purpose: 'operations', reason })).toMatchObject({
      code: 'not-found',
    });
    expect(JSON.stringify(computer.vault().logged)).not.toMatch(/canary/i);
  });

  test('reads a file that the person chose, and says when none was', async () => {
    const window = await computer.restart();
    await signIn(window);
    const path = join(computer.folder, 'access.ndjson');
    const record = {
      id: 'a1',
      user_id: 'u-7',
      patient_id: 'p-1',
      encounter_id: null,
      action: 'read',
      resource_type: 'Patient',
      resource_id: 'p-1',
      phi_fields: ['name'],
      ip_address: '10.0.0.4',
      user_agent: null,
      session_id: null,
      timestamp: '2026-03-04T10:00:00Z',
      justification: null,
    };
    writeFileSync(path, `${JSON.stringify(record)}\n{"id":\n${JSON.stringify({ ...record, id: 'a2' })}\n`);
    const vault = computer.vault();

    const asked = window.call('file.inspect', {});
    const { id } = await vault.heard('choose-file');
    const { port1, port2 } = new MessageChannel();
    vault.tell({ type: 'file', id, chosen: true }, [port1]);
    port2.postMessage(JSON.stringify(await inspectFile(path)));
    expect(await asked).toMatchObject({
      ok: true,
      value: {
        findings: { format: 'phi_access_logs', records: 3, refusedCount: 1, refused: [{ record: 1 }] },
      },
    });

    const again = window.call('file.inspect', {});
    vault.tell({ type: 'file', id: (await vault.heard('choose-file')).id, chosen: false });
    expect(await again).toEqual(ok({ findings: null }));

    const crashed = window.call('file.inspect', {});
    const broken = new MessageChannel();
    vault.tell({ type: 'file', id: (await vault.heard('choose-file')).id, chosen: true }, [broken.port1]);
    broken.port2.close();
    expect(await crashed).toMatchObject({ ok: false, code: 'unavailable' });

    const babbling = window.call('file.inspect', {});
    const babble = new MessageChannel();
    vault.tell({ type: 'file', id: (await vault.heard('choose-file')).id, chosen: true }, [babble.port1]);
    babble.port2.postMessage(JSON.stringify({ ok: true, value: { format: 7 } }));
    expect(await babbling).toMatchObject({ ok: false, code: 'unavailable' });
  });

  test('locks: the file is closed before main is told, and every call is refused', async () => {
    const window = await computer.restart();
    await signIn(window);
    await upToDate(window);
    expect(await window.call('gate.lock', {})).toEqual(ok({}));
    expect(await computer.vault().heard('lock')).toMatchObject({ why: 'person' });
    expect(readdirSync(computer.folder).filter((name) => name.endsWith('-wal'))).toEqual([]);
    expect(await window.call('sync.look', {})).toMatchObject({ code: 'locked' });
  });

  test('locks also where the file cannot be closed properly, and stops after that', async () => {
    const window = await computer.restart();
    await signIn(window);
    vi.spyOn(Database.prototype, 'pragma').mockImplementationOnce(() => {
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
    });
    expect(await window.call('gate.lock', {})).toEqual(ok({}));
    await computer.vault().heard('lock');
    expect(computer.vault().logged).toContainEqual({
      what: 'close-broke',
      facts: { what: 'session', error: 'SqliteError' },
    });
  });

  test('a second port during a sign-in lets nobody in, and leaves the file closed', async () => {
    const window = await computer.restart();
    await window.call('gate.look', {});
    void window.call('gate.signIn', { who: { userName: person.userName }, password });
    // Calls are taken up in order: by the answer to this one, the sign-in is on its way.
    await window.call('gate.look', {});
    const vault = computer.vault();
    vault.window();
    expect(await vault.heard('lock')).toMatchObject({ why: 'fault' });
    await expect.poll(() => vault.logged.map(({ what }) => what)).toContain('key-derived');
    await expect
      .poll(() => computer.files().filter((name) => name.endsWith('.vault') || name.endsWith('-wal')))
      .toHaveLength(1);
    expect(vault.logged.map(({ what }) => what)).not.toContain('opened');
    await expect.poll(() => practice.liveSessions(person)).toBeLessThan(5);
  });

  test('a platform that went away is waited for, in words, and a stop does not wait for it', async () => {
    const window = await computer.restart();
    await signIn(window);
    await upToDate(window);
    await practice.stopPlatform();
    await expect
      .poll(() => look(window), { timeout: 20_000 })
      .toMatchObject({ phase: 'waiting', problem: expect.stringContaining('does not answer') as string });
    const started = performance.now();
    await computer.vault().stop();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test('a fresh synthetic practice is claimed by a password; its people sign in with it', async () => {
  const engine = pgliteEngine();
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  const platform = await startTestPlatform(await engine.place());
  await platform.db
    .insertInto('account')
    .values({
      user_id: randomUUID(),
      user_name: 'grace',
      user_key: 'grace',
      display_name: 'Grace Lundgren',
      role: 'admin',
      password_hash: null,
      created_at: 0,
      ended_at: null,
    })
    .execute();
  const { address, launchSecret, setupCode } = platform;
  const start = (code: string | null) => {
    const vault = driveVault();
    vault.tell({
      type: 'start',
      folder,
      version: '0.0.0-test',
      workstation: ok(randomBytes(32).toString('base64url')),
      workstationName: 'front-desk-2',
      embedded: true,
      locked: null,
    });
    const told = { practiceId: randomUUID(), name: 'Test practice', timeZone: 'UTC', synthetic: true };
    vault.tell({
      type: 'platform',
      platform: ok({ address, launchSecret, practice: told, setupCode: code }),
    });
    return { vault, window: vault.window() };
  };

  const { vault, window } = start(setupCode);
  expect(await window.call('gate.look', {})).toMatchObject({
    value: { platform: 'unclaimed', address: null },
  });
  const account = { account: { userName: 'grace', displayName: 'Grace Lundgren' } };
  const claimed = await window.call('gate.claim', { password });
  expect(claimed).toMatchObject({ value: account });
  expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'ready' } });
  expect(await window.call('gate.claim', { password })).toMatchObject({ code: 'conflict' });
  expect(await window.call('gate.signIn', { who: { userName: 'grace' }, password })).toMatchObject({
    value: account,
  });
  await vault.stop();

  // A claim whose reply was lost shows the way to sign in.
  const late = start('C'.repeat(20));
  expect(await late.window.call('gate.look', {})).toMatchObject({ value: { platform: 'unclaimed' } });
  const changed = new Promise((resolve) => late.window.on('gate.changed', resolve));
  expect(await late.window.call('gate.claim', { password })).toMatchObject({ code: 'conflict' });
  await changed;
  expect(await late.window.call('gate.look', {})).toMatchObject({ value: { platform: 'ready' } });
  await late.vault.stop();
  await platform.stop();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { startPlatform, type RunningPlatform } from '../../../src/platform/start';
import { inspectFile } from '../../../src/reader/inspect';
import { signIn as platformSignIn } from '../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../src/shared/contract/platform/client';
import { ok } from '../../../src/shared/domain/result';
import { connectPlatform } from '../../../src/vault/platform-client';
import { driveVault, type DrivenVault, type DrivenWindow } from './driven-vault';

const password = 'Sugar-Maple-1892';
const workstation = randomBytes(32).toString('base64url');
const launchSecret = randomBytes(32).toString('base64url');
const seed = () => randomBytes(32).toString('base64url');

/** Microseconds that the platform's clock runs ahead. */
let platformAhead = 0;
let folder: string;
let platform: RunningPlatform;
let vault: DrivenVault;
let vaults: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  vaults = join(folder, 'vaults');
  const started = await startPlatform({
    open: () => openPglite({ folder: join(folder, 'platform') }),
    version: '0.0.0-test',
    launchSecret,
    logKey: seed(),
    tokenKey: seed(),
    practice: { name: 'Coulee Ridge Family Practice', timeZone: 'America/Chicago', synthetic: true },
    hashCost: { memoryCost: 8192, timeCost: 1, parallelism: 1 },
    clock: () => Date.now() * 1000 + platformAhead,
    log: () => undefined,
    claimed: () => undefined,
  });
  if (!started.ok) throw new Error(started.message);
  platform = started.value;
});

afterEach(() => vault.stop());

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function startVault(): DrivenVault {
  vault = driveVault();
  vault.tell({ type: 'start', folder: vaults, version: '0.0.0-test', workstation: ok(workstation) });
  const { address, practice, setupCode } = platform;
  vault.tell({ type: 'platform', platform: ok({ address, launchSecret, practice, setupCode }) });
  return vault;
}

/** Signs in, waiting out the platform's delays after a wrong password. */
async function signIn(window: DrivenWindow): Promise<void> {
  await expect
    .poll(() => window.call('gate.signIn', { userName: 'dana', password }), {
      timeout: 20_000,
      interval: 250,
    })
    .toMatchObject({ ok: true, value: { practice: { name: 'Coulee Ridge Family Practice' } } });
}

async function look(window: DrivenWindow) {
  const trail = await window.call('trail.listEvents', { before: null, limit: 100 });
  if (!trail.ok) throw new Error(trail.message);
  return trail.value;
}

async function upToDate(window: DrivenWindow, size = 1) {
  await expect
    .poll(async () => (await look(window)).standing, { timeout: 20_000 })
    .toMatchObject({
      sync: 'up-to-date',
      problem: null,
      size: expect.toSatisfy((n: number) => n >= size) as number,
    });
  return look(window);
}

describe('the vault with a real platform', () => {
  test('the first administrator claims the practice, signs in and receives a verified trail', async () => {
    const window = startVault().window();
    const before = await window.call('gate.look', {});
    expect(before).toEqual(
      ok({ platform: 'unclaimed', people: [], practice: platform.practice, problem: null }),
    );

    const claimed = await window.call('gate.claim', { displayName: 'Dana Ruiz', userName: 'dana', password });
    expect(claimed).toMatchObject({ ok: true, value: { account: { userName: 'dana', role: 'admin' } } });
    platform.setupCode = null;
    expect(await window.call('gate.look', {})).toMatchObject({ ok: true, value: { platform: 'ready' } });
    expect(await window.call('gate.claim', { displayName: 'Eve', userName: 'eve', password })).toMatchObject({
      ok: false,
      code: 'conflict',
    });

    const wrong = await window.call('gate.signIn', { userName: 'dana', password: 'not it, at all' });
    expect(wrong).toMatchObject({ ok: false, code: 'wrong-credentials' });
    expect(existsSync(vaults)).toBe(false);
    await signIn(window);
    expect(await window.call('gate.signIn', { userName: 'dana', password })).toMatchObject({
      code: 'conflict',
    });

    const { rows, standing } = await upToDate(window);
    expect(standing.verifiedSize).toBe(standing.size);
    expect(standing.root).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(standing.logKey).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    expect(rows.map(({ seq }) => seq)).toEqual([...Array(standing.size).keys()].reverse());
    expect(rows.map(({ event }) => event.verb)).toEqual(
      expect.arrayContaining(['PRACTICE_CLAIMED', 'LOGIN']),
    );
    // The salts, which would open every commitment, stay in the vault.
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['event', 'leafHash', 'seq']);
    expect(await window.call('session.whoAmI', {})).toMatchObject({
      ok: true,
      value: { permissions: ['audit:read'] },
    });
    expect(vault.logged.filter(({ what }) => what.includes('broke'))).toEqual([]);
  });

  test('goes on where it was after a restart, and sees what others do while it is open', async () => {
    const window = startVault().window();
    expect(await window.call('gate.look', {})).toMatchObject({
      ok: true,
      value: { people: [{ userName: 'dana', displayName: 'Dana Ruiz' }], practice: { synthetic: true } },
    });
    await signIn(window);
    const before = await upToDate(window, 5);
    const grown = new Promise<{ size: number }>((resolve) =>
      window.on('trail.changed', (change) => {
        if (change.size > before.standing.size) resolve(change);
      }),
    );
    const elsewhere = connectPlatform(platform.address, launchSecret);
    const client = platformClient(elsewhere.transport);
    expect(await client.call(platformSignIn, { userName: 'dana', password })).toMatchObject({ ok: true });
    await elsewhere.close();
    const { size } = await grown;
    const after = await upToDate(window, size);
    expect(after.rows[0]?.event).toMatchObject({ action: 'LOGIN', outcome: 'success' });
    expect(after.standing.verifiedSize).toBe(after.standing.size);
  });

  test('being open and idle adds nothing to the trail', async () => {
    const window = startVault().window();
    await signIn(window);
    const { standing } = await upToDate(window, 6);
    // Four seconds of looks: the vault polls once in each.
    const until = performance.now() + 4_000;
    await expect.poll(() => performance.now(), { timeout: 10_000, interval: 90 }).toBeGreaterThan(until);
    const later = await look(window);
    expect(later.standing.size - standing.size).toBeLessThanOrEqual(1);
  });

  test('reads a file that the person chose, and says when none was', async () => {
    const window = startVault().window();
    await signIn(window);
    const path = join(folder, 'access.ndjson');
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
    const window = startVault().window();
    await signIn(window);
    await upToDate(window, 7);
    expect(await window.call('gate.lock', {})).toEqual(ok({}));
    await vault.heard('lock');
    expect(readdirSync(vaults).filter((name) => name.endsWith('-wal'))).toEqual([]);
    expect(await window.call('trail.listEvents', { before: null, limit: 1 })).toMatchObject({
      code: 'locked',
    });
  });

  test('locks also where the file cannot be closed properly, and stops after that', async () => {
    const window = startVault().window();
    await signIn(window);
    vi.spyOn(Database.prototype, 'pragma').mockImplementationOnce(() => {
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
    });
    expect(await window.call('gate.lock', {})).toEqual(ok({}));
    await vault.heard('lock');
    expect(vault.logged).toContainEqual({
      what: 'close-broke',
      facts: { what: 'session', error: 'SqliteError' },
    });
  });

  test('a second port during a sign-in lets nobody in, and leaves the file closed', async () => {
    const window = startVault().window();
    await window.call('gate.look', {});
    void window.call('gate.signIn', { userName: 'dana', password });
    // Calls are taken up in order: by the answer to this one, the sign-in is on its way.
    await window.call('gate.look', {});
    vault.window();
    await vault.heard('lock');
    await expect.poll(() => vault.logged.map(({ what }) => what)).toContain('key-derived');
    await expect.poll(() => readdirSync(vaults).filter((name) => name.endsWith('-wal'))).toEqual([]);
    expect(vault.logged.map(({ what }) => what)).not.toContain('opened');
  });

  test('an access token that ran out locks, so that the gate is in front', async () => {
    const window = startVault().window();
    await signIn(window);
    await upToDate(window, 7);
    platformAhead = 16 * 60 * 1_000_000;
    await vault.heard('lock');
    platformAhead = 0;
    expect(await window.call('session.whoAmI', {})).toMatchObject({ code: 'locked' });
  });

  test('a claim whose reply was lost shows the way to sign in', async () => {
    vault = driveVault();
    vault.tell({ type: 'start', folder: vaults, version: '0.0.0-test', workstation: ok(workstation) });
    const { address, practice } = platform;
    const setupCode = 'C'.repeat(20);
    vault.tell({ type: 'platform', platform: ok({ address, launchSecret, practice, setupCode }) });
    const window = vault.window();
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'unclaimed' } });
    const changed = new Promise((resolve) => window.on('gate.changed', resolve));
    const claim = { displayName: 'Dana Ruiz', userName: 'dana', password };
    expect(await window.call('gate.claim', claim)).toMatchObject({ code: 'conflict' });
    await changed;
    expect(await window.call('gate.look', {})).toMatchObject({ value: { platform: 'ready' } });
  });

  test('a platform that went away is waited for, in words, and the trail stays readable', async () => {
    const window = startVault().window();
    await signIn(window);
    await upToDate(window, 8);
    await platform.stop();
    await expect
      .poll(async () => (await look(window)).standing, { timeout: 20_000 })
      .toMatchObject({ sync: 'waiting', problem: expect.stringContaining('does not answer') as string });
    expect((await look(window)).rows.length).toBeGreaterThan(7);
    const started = performance.now();
    await vault.stop();
    expect(performance.now() - started).toBeLessThan(500);
  });
});

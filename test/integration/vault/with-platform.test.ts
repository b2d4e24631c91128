import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { startPlatform, type RunningPlatform } from '../../../src/platform/start';
import { ok } from '../../../src/shared/domain/result';
import { driveVault, type DrivenVault } from './process';

const password = 'Sugar-Maple-1892';
const workstation = randomBytes(32).toString('base64url');
const launchSecret = randomBytes(32).toString('base64url');
const seed = () => randomBytes(32).toString('base64url');

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
    clock: () => Date.now() * 1000,
    log: () => undefined,
  });
  if (!started.ok) throw new Error(started.message);
  platform = started.value;
});

afterEach(() => vault.stop());

afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

function startVault(): DrivenVault {
  vault = driveVault();
  vault.tell({ type: 'start', folder: vaults, version: '0.0.0-test', workstation: ok(workstation) });
  const { address, setupCode } = platform;
  vault.tell({ type: 'platform', platform: ok({ address, launchSecret, setupCode }) });
  return vault;
}

describe('the vault with a real platform', () => {
  test('the first administrator claims the practice, signs in and receives a verified trail', async () => {
    const window = startVault().window();
    expect(await window.call('trail.listEvents', { before: null, limit: 10 })).toMatchObject({
      ok: false,
      code: 'locked',
    });
    const before = await window.call('gate.look', {});
    expect(before).toMatchObject({
      ok: true,
      value: { platform: 'unclaimed', people: [], practice: null, problem: null },
    });

    const claimed = await window.call('gate.claim', { displayName: 'Dana Ruiz', userName: 'dana', password });
    expect(claimed).toMatchObject({ ok: true, value: { account: { userName: 'dana', role: 'admin' } } });

    const wrong = await window.call('gate.signIn', { userName: 'dana', password: 'not it, at all' });
    expect(wrong).toMatchObject({ ok: false, code: 'wrong-credentials' });

    await expect
      .poll(() => window.call('gate.signIn', { userName: 'dana', password }), {
        timeout: 20_000,
        interval: 500,
      })
      .toMatchObject({ ok: true, value: { practice: { name: 'Coulee Ridge Family Practice' } } });

    await expect
      .poll(() => window.call('trail.listEvents', { before: null, limit: 50 }), { timeout: 20_000 })
      .toMatchObject({ ok: true, value: { standing: { sync: 'up-to-date', problem: null } } });
    const trail = await window.call('trail.listEvents', { before: null, limit: 50 });
    if (!trail.ok) throw new Error(trail.message);
    const { rows, standing } = trail.value;
    expect(standing.verifiedSize).toBe(standing.size);
    expect(rows.length).toBe(standing.size);
    expect(rows.map(({ event }) => event.verb)).toEqual(
      expect.arrayContaining(['PRACTICE_CLAIMED', 'LOGIN']),
    );
    expect(await window.call('session.whoAmI', {})).toMatchObject({
      ok: true,
      value: { permissions: ['audit:read'] },
    });
    expect(vault.logged.filter(({ what }) => what.includes('broke'))).toEqual([]);
  });
});

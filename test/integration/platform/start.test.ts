import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPglite, readSeed } from '../../../src/platform/database/open-pglite';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../src/shared/contract/platform/client';
import { tryPractice } from '../../../src/shared/contract/platform/practice';
import { listWorkforce } from '../../../src/shared/contract/platform/workforce';
import { startPlatform, type PlatformSettings } from '../../../src/platform/start';
import { seedFile } from './seed-file';
import { adminPassword, cheapCost, fetchTransport, freshKeys } from './running';

describe('starting', () => {
  let folder: string;
  let seed: () => Promise<Blob | undefined>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wardkeeper-start-'));
    const file = await seedFile();
    seed = () => readSeed(file);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const launchSecret = randomBytes(32).toString('base64url');
  const settings = (open: PlatformSettings['open']): PlatformSettings => ({
    open,
    version: '0.0.0-test',
    launchSecret,
    ...freshKeys(),
    practice: { name: 'P', timeZone: 'UTC', synthetic: true },
    hashCost: cheapCost,
    clock: () => 1_780_000_000_000_000,
    log: () => undefined,
    claimed: () => undefined,
  });

  test('a folder that another process has open is refused, and is free when that process is gone', async () => {
    const at = join(folder, 'shared');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/integration/platform/holding-node.ts', at, await seedFile()],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const gone = new Promise((resolve) => child.once('close', resolve));
    try {
      await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
      expect(await startPlatform(settings(() => openPglite({ folder: at })))).toMatchObject({
        ok: false,
        code: 'unavailable',
      });
    } finally {
      child.kill('SIGKILL');
    }
    await gone;
    // The lock of the killed process is still there, and is told from a live one.
    expect(existsSync(join(at, 'platform.lock'))).toBe(true);
    const started = await startPlatform(settings(() => openPglite({ folder: at })));
    expect(started).toMatchObject({ ok: true });
    if (started.ok) await started.value.stop();
    expect(existsSync(join(at, 'platform.lock'))).toBe(false);
  });

  test('a folder that is no database is refused, and left as it is', async () => {
    const at = join(folder, 'damaged');
    const opened = await openPglite({ folder: at, seed });
    if (!opened.ok) throw new Error(opened.message);
    await opened.value.close();
    const control = join(at, 'postgres', 'global', 'pg_control');
    writeFileSync(control, Buffer.alloc(8192, 1));
    const started = await startPlatform(settings(() => openPglite({ folder: at })));
    expect(started).toMatchObject({ ok: false });
    expect(readFileSync(control).equals(Buffer.alloc(8192, 1))).toBe(true);
    expect(existsSync(join(at, 'platform.lock'))).toBe(false);
  });

  test('a folder of which the beginning of a database is there is refused, and left as it is', async () => {
    const at = join(folder, 'torn');
    mkdirSync(join(at, 'postgres', 'base'), { recursive: true });
    const started = await startPlatform(settings(() => openPglite({ folder: at, seed })));
    expect(started).toMatchObject({ ok: false, code: 'damaged' });
    expect(readdirSync(at, { recursive: true }).sort()).toEqual(['postgres', join('postgres', 'base')]);
  });

  test('a first start that ended half way is begun anew', async () => {
    const at = join(folder, 'first');
    const whole = gunzipSync(readFileSync(await seedFile()));
    // PG_VERSION comes early in the archive, and most of the database after it.
    const torn = whole.subarray(0, Math.floor(whole.length / 2 / 512) * 512);
    await expect(openPglite({ folder: at, seed: () => Promise.resolve(new Blob([torn])) })).rejects.toThrow();
    expect(existsSync(join(at, 'postgres'))).toBe(false);
    const started = await startPlatform(settings(() => openPglite({ folder: at, seed })));
    expect(started).toMatchObject({ ok: true });
    if (started.ok) await started.value.stop();
    expect(readdirSync(at)).toEqual(['postgres']);
  });

  test('a start that fails leaves no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const open = () => openPglite({ folder: join(folder, 'keyless'), seed });
      const started = await startPlatform({ ...settings(open), tokenKey: 'no key' });
      expect(started).toMatchObject({ ok: false, code: 'broken' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  describe('a synthetic practice', () => {
    const size = { seed: 'start', staff: 8, patients: 500, days: 7 };

    async function startAt(name: string, given: Partial<PlatformSettings> = {}) {
      const reported: [number, number][] = [];
      const started = await startPlatform({
        ...settings(() => openPglite({ folder: join(folder, name), seed })),
        ...keys,
        synthetic: size,
        progress: (done, total) => reported.push([done, total]),
        ...given,
      });
      return { started, reported };
    }
    const keys = freshKeys();

    test('is made before anybody is answered, once, and is open to whoever tries it', async () => {
      const { started, reported } = await startAt('synthetic');
      if (!started.ok) throw new Error(started.message);
      const done = reported.map(([events]) => events);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      const [last, total] = reported.at(-1) ?? [];
      expect(last).toBe(total);
      const { address, setupCode } = started.value;
      const client = platformClient(fetchTransport(address, launchSecret));
      const tried = await client.call(tryPractice, { setupCode: setupCode ?? '', password: adminPassword });
      if (!tried.ok) throw new Error(tried.message);
      const { userName } = tried.value.account;
      const opened = await client.call(signIn, { userName, password: adminPassword });
      if (!opened.ok) throw new Error(opened.message);
      const { accessToken } = opened.value;
      const workforce = await client.call(listWorkforce, {}, { accessToken });
      expect(workforce.ok && workforce.value.members?.length).toBe(size.staff);
      const trail = await client.call(listEvents, { from: 0, limit: 5000 }, { accessToken });
      expect(trail.ok && trail.value.events.length).toBeGreaterThan(300);
      await started.value.stop();

      const again = await startAt('synthetic');
      expect(again.reported).toEqual([]);
      if (!again.started.ok) throw new Error(again.started.message);
      expect(again.started.value).toMatchObject({ setupCode: null, practice: started.value.practice });
      await again.started.value.stop();
    });

    test('of which the making is stopped leaves nothing, and is made whole the next time', async () => {
      const stop = new AbortController();
      const stopped = await startAt('stopped', {
        signal: stop.signal,
        // As the message of another process comes: in a turn of its own.
        progress: () => setImmediate(() => stop.abort()),
      });
      expect(stopped.started).toMatchObject({ ok: false, code: 'cancelled' });
      expect(existsSync(join(folder, 'stopped', 'platform.lock'))).toBe(false);
      const { started, reported } = await startAt('stopped');
      expect(started).toMatchObject({ ok: true });
      expect(reported.length).toBeGreaterThan(1);
      if (started.ok) await started.value.stop();
    });

    test('is not made for a practice of real people', async () => {
      const practice = { name: 'P', timeZone: 'UTC', synthetic: false };
      const { started, reported } = await startAt('real', { practice });
      expect(reported).toEqual([]);
      if (!started.ok) throw new Error(started.message);
      await started.value.stop();
    });
  });

  test('a server that is not there is unreachable', async () => {
    const open = () =>
      Promise.resolve(
        openPostgres({
          url: 'postgresql://nobody:x@127.0.0.1:1/none',
          connections: 1,
          onBroken: () => undefined,
        }),
      );
    expect(await startPlatform(settings(open))).toMatchObject({ ok: false, code: 'unreachable' });
  });

  test('a server beyond this machine is not spoken to in the clear', async () => {
    const open = () =>
      Promise.resolve(
        openPostgres({
          url: 'postgresql://u:p@db.example.org/x?sslmode=disable',
          connections: 1,
          onBroken: () => undefined,
        }),
      );
    expect(await startPlatform(settings(open))).toMatchObject({ ok: false, code: 'invalid-request' });
  });
});

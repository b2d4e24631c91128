import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { listBackups, makeBackup } from '../../../src/shared/contract/platform/backups';
import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { hashes } from '../../../src/platform/hashes';
import { startPostgres, type TestPostgres } from '../../helpers/postgres';
import { claim, clientOf, enter, runAlone, startAlone } from './alone';

const role = { name: 'service', password: 'only-in-this-test' };
let parent: string;
let server: TestPostgres;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-restore-'));
  server = await startPostgres();
  await server.run(
    'postgres',
    `create role ${role.name} login password '${role.password}'`,
    'create database before',
    'create database after',
    'create database refused',
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(parent, { recursive: true, force: true });
});

/** The root of the first `size` events as a reader recomputes it, and what the events after them tell. */
async function readTrail(client: PlatformClient, accessToken: string, size: number) {
  const page = await client.call(listEvents, { from: 0, limit: 5000 }, { accessToken });
  if (!page.ok) throw new Error(page.message);
  const { events } = page.value;
  const range = new CompactRange(hashes);
  for (const { event, salt } of events.slice(0, size)) range.append(eventLeafHash(event, salt, hashes));
  return {
    root: Buffer.from(range.root()).toString('base64url'),
    later: events.slice(size).map(({ event }) => event.verb),
  };
}

/** Starts where it must not, and gives what it says. */
async function refusedStart(folder: string, given: object): Promise<string> {
  const file = join(folder, 'refused.json');
  const settings = { practiceName: 'Elm Street', timeZone: 'America/Chicago', port: 0, operationsPort: 0 };
  writeFileSync(file, JSON.stringify({ ...settings, ...given }), { mode: 0o600 });
  const run = runAlone({ WARDKEEPER_PLATFORM_SETTINGS: file });
  expect(await run.ended).toBe(78);
  return run.said();
}

describe.each(['PGlite', 'PostgreSQL'] as const)('the service alone on %s', (engine) => {
  const folderOf = (name: string) => join(parent, engine, name);
  const placeOf = (name: string) => ({
    backups: join(folderOf(name), 'backups'),
    ...(engine === 'PGlite'
      ? { folder: join(folderOf(name), 'database') }
      : { folder: undefined, databaseOwnerUrl: server.url(name), databaseUrl: server.url(name, role) }),
  });

  test('makes a backup, is killed, and is restored elsewhere: people sign in and the trail goes on', async () => {
    const first = await startAlone(folderOf('before'), placeOf('before'));
    const client = clientOf(first.address);
    await claim(client, first.setupCode);
    const { accessToken } = await enter(client);
    const asked = await client.call(makeBackup, { backupId: randomUUID() }, { accessToken });
    expect(asked).toEqual({ ok: true, value: {} });
    const newest = async () => {
      const listed = await client.call(listBackups, {}, { accessToken });
      if (!listed.ok) throw new Error(listed.message);
      return listed.value.backups[0];
    };
    await expect.poll(async () => (await newest())?.outcome, { timeout: 60_000 }).toBe('good');
    const made = await newest();
    first.signal('SIGKILL');
    await first.ended;

    const { backups } = placeOf('before');
    const file = join(backups, made?.file ?? 'none');
    expect(readdirSync(backups)).toEqual([made?.file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const keys = join(folderOf('after'), 'keys');
    cpSync(join(folderOf('before'), 'keys'), keys, { recursive: true });
    const restored = { ...placeOf('after'), makeKeys: false, restoreFrom: file };
    const second = await startAlone(folderOf('after'), restored);
    expect(second.setupCode).toBeNull();
    const other = clientOf(second.address);
    const { accessToken: again } = await enter(other);
    const { root, later } = await readTrail(other, again, made?.events ?? 0);
    expect(root).toBe(made?.root);
    expect(later).toEqual(expect.arrayContaining(['BACKUP_RESTORED', 'SERVICE_STARTED']));
    await second.stop();

    // A second time there is a practice to be lost.
    const said = await refusedStart(folderOf('after'), { ...restored, keys });
    expect(said).toContain('holds a practice already; nothing was changed');
    expect(said).toContain('Take restoreFrom out of the settings');
    const third = await startAlone(folderOf('after'), { ...placeOf('after'), makeKeys: false });
    expect(await enter(clientOf(third.address))).toBeTruthy();
    await third.stop();
  });

  test('of a version before there were backups gets a key for them, unless some were sealed under another', async () => {
    const folder = folderOf('after');
    const file = join(folder, 'keys', 'backup.key');
    const own = readFileSync(file);
    rmSync(file);
    // Beside PostgreSQL another node may have one: there somebody says that this node makes it.
    const asked = { ...placeOf('after'), makeKeys: engine === 'PostgreSQL' };
    const first = await startAlone(folder, asked);
    expect(first.said()).toContain('A new backup.key is in');
    expect(readFileSync(file)).not.toEqual(own);
    await first.stop();

    rmSync(file);
    const { backups } = asked;
    mkdirSync(backups, { recursive: true });
    const sealed = join(backups, '2026-11-27T030000Z-00000000.wkbackup');
    writeFileSync(sealed, '');
    const keys = join(folder, 'keys');
    expect(await refusedStart(folder, { ...asked, keys })).toContain(`The key ${file} is not there`);
    expect(existsSync(file)).toBe(false);
    rmSync(sealed);
    writeFileSync(file, own, { mode: 0o600 });
  });

  test('refuses a backup that was hurt, or whose keys are others, with what to do, and begins nothing', async () => {
    const { backups } = placeOf('before');
    const [name = ''] = readdirSync(backups);
    const whole = readFileSync(join(backups, name));
    const keys = join(folderOf('after'), 'keys');
    const hurt = join(folderOf('after'), 'hurt.wkbackup');
    const flipped = Buffer.from(whole);
    flipped[whole.length - 40] = (flipped[whole.length - 40] ?? 0) ^ 1;
    const restored = { ...placeOf('refused'), restoreFrom: hurt };
    writeFileSync(hurt, flipped);
    expect(await refusedStart(folderOf('after'), { ...restored, keys })).toMatch(
      /was changed after it was made\. Take another copy/,
    );
    writeFileSync(hurt, whole.subarray(0, -10));
    expect(await refusedStart(folderOf('after'), { ...restored, keys })).toMatch(/is cut short/);
    writeFileSync(hurt, whole);
    // New keys, made for this start, are taken away again.
    const fresh = join(folderOf('after'), 'fresh-keys');
    const said = await refusedStart(folderOf('after'), { ...restored, keys: fresh, makeKeys: true });
    expect(said).toMatch(/sealed under another backup key/);
    expect(said).toMatch(/Bring the backup key/);
    expect(existsSync(join(fresh, 'backup.key'))).toBe(false);
    expect(await refusedStart(folderOf('after'), { ...restored, keys, restoreFrom: `${hurt}.none` })).toMatch(
      /The backup to restore cannot be read/,
    );
    // What was refused left an empty database.
    const whole1 = await startAlone(folderOf('after'), { ...restored, makeKeys: false });
    expect(whole1.setupCode).toBeNull();
    await whole1.stop();
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAttempts } from '../../../src/vault/keys/unlock-attempts';
import { ok } from '../../../src/shared/domain/result';
import type { Desk } from '../../../src/vault/people/desk';
import { enterVault, type Entrant } from '../../../src/vault/people/enter';
import { readPeople, type Person } from '../../../src/vault/people/registry';
import type { WritableDb } from '../../../src/vault/store/db';
import { pinnedKey } from '../../../src/vault/store/heads';
import { sql } from '../../../src/vault/store/sql';
import { z } from 'zod';

const SECOND = 1_000_000;
const password = 'Sugar-Maple-1892';

const practice = {
  practiceId: '019a0000-0000-7000-8000-000000000001',
  name: 'Coulee Ridge Family Practice',
  timeZone: 'America/Chicago',
  synthetic: true,
};

function entrant(userName: string, displayName: string, last: string): Entrant {
  const userId = `019a0000-0000-7000-8000-0000000000${last}`;
  return {
    who: { account: { userId, userName, displayName, role: 'admin' }, practice, permissions: ['audit:read'] },
    secondFactor: false,
    platform: null,
    verifierKey: null,
  };
}

const dana = entrant('dana', 'Dana Ruiz', '11');
const colleague = entrant('colleen', 'Colleen Roe', '12');

let desk: Desk;
let workstation: Buffer;
let now: number;
let parent: string;

function deskWith(secret: Buffer): Desk {
  const given = () => ok(secret);
  return {
    folder: join(parent, 'vaults'),
    workstation: given,
    renewWorkstation: () => Promise.resolve(given()),
    intactCopies: new Map(),
    clock: () => now,
    log: () => undefined,
  };
}

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  now = 1_794_781_315_000_000;
  workstation = randomBytes(32);
  desk = deskWith(workstation);
});

afterEach(() => rmSync(parent, { recursive: true }));

async function enter(who: Entrant, given = password): Promise<WritableDb> {
  const entered = await enterVault(desk, who, given);
  if (!entered.ok) throw new Error(entered.message);
  return entered.value.db;
}

/** Everything in the folder of the vaults. */
function files(): Map<string, Buffer> {
  return new Map(readdirSync(desk.folder).map((name) => [name, readFileSync(join(desk.folder, name))]));
}

const fileOf = (end: string) =>
  join(desk.folder, readdirSync(desk.folder).find((name) => name.endsWith(end)) ?? '');

describe('somebody whom the platform let in', () => {
  test('gets a vault at the first sign-in and the same one at the next', async () => {
    const first = await enter(dana);
    first.run(sql`INSERT INTO setting (name, value) VALUES ('theme', 'dark')`);
    first.close();
    const moved = { ...entrant('dana', 'Dana R.', '11'), platform: 'https://platform.example' };
    const again = await enter(moved);
    expect(
      again.row(sql`SELECT value FROM setting WHERE name = 'theme'`, z.object({ value: z.string() })),
    ).toEqual({
      value: 'dark',
    });
    again.close();
    expect(readPeople(desk.folder)).toMatchObject([
      { displayName: 'Dana R.', platform: 'https://platform.example' },
    ]);
  });

  test('leaves files of random names, for the owner only, and no word of the password or the keys', async () => {
    (await enter(dana)).close();
    const { mode } = statSync(desk.folder);
    expect(mode & 0o777).toBe(0o700);
    for (const [name, bytes] of files()) {
      expect(name).not.toContain('dana');
      expect(statSync(join(desk.folder, name)).mode & 0o777, name).toBe(0o600);
      const secret = Buffer.from(workstation);
      for (const hidden of [password, secret, secret.toString('base64url')]) {
        expect(bytes.includes(hidden), name).toBe(false);
      }
    }
  });

  test('shares the computer with colleagues, each with a file', async () => {
    (await enter(dana)).close();
    (await enter(colleague, 'Other-Password-77')).close();
    const people = readPeople(desk.folder);
    expect(people).toMatchObject([{ userName: 'colleen' }, { userName: 'dana' }]);
    expect([...files().keys()].filter((name) => name.endsWith('.vault'))).toHaveLength(2);
    expect(await enterVault(desk, colleague, password)).toMatchObject({
      ok: false,
      code: 'sealed-otherwise',
    });
  });
});

test('a computer has room for fifty people; one more is refused before anything is made', async () => {
  (await enter(dana)).close();
  const [person] = readPeople(desk.folder) as Person[];
  const people = Array.from({ length: 50 }, () => ({
    ...person,
    fileId: randomUUID(),
    userId: randomUUID(),
  }));
  writeFileSync(fileOf('people.json'), JSON.stringify({ format: 'wardkeeper-people', version: 2, people }));
  const before = files();
  expect(await enterVault(desk, colleague, password)).toMatchObject({ ok: false, code: 'too-large' });
  expect(files()).toEqual(before);
});

test('a list of people of the first version is read, and written anew with the next sign-in', async () => {
  (await enter(dana)).close();
  const [{ jobTitle: _job, lastHere: _last, ...kept }] = readPeople(desk.folder) as [Person];
  const people = [
    { ...kept, platform: 'http://127.0.0.1:4100' },
    { ...kept, fileId: randomUUID(), userId: randomUUID(), platform: 'https://platform.example' },
  ];
  writeFileSync(fileOf('people.json'), JSON.stringify({ format: 'wardkeeper-people', version: 1, people }));
  expect(readPeople(desk.folder)).toEqual([
    { ...kept, platform: null, jobTitle: '', lastHere: null },
    { ...people[1], jobTitle: '', lastHere: null },
  ]);
  (await enter(dana)).close();
  expect(readPeople(desk.folder)).toMatchObject([
    { jobTitle: 'Administrator', lastHere: now },
    { lastHere: null },
  ]);
  expect(readFileSync(fileOf('people.json'), 'utf8')).toContain('"version": 2');
});

test('a vault is made with the key that its platform’s log was pinned under, and keeps it', async () => {
  const pinned = 'example.org/log+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const first = await enter({ ...dana, verifierKey: pinned });
  expect(pinnedKey(first)).toBe(pinned);
  first.close();
  const again = await enter({ ...dana, verifierKey: `${pinned}-other` });
  expect(pinnedKey(again)).toBe(pinned);
  again.close();
});

describe('a vault that does not open', () => {
  test('by a password changed elsewhere is kept byte for byte, and every try is counted', async () => {
    (await enter(dana)).close();
    const before = readFileSync(fileOf('.vault'));
    for (const wait of [1, 2, 4, 8, 1800]) {
      expect(await enterVault(desk, dana, 'New-Password-2026')).toMatchObject({
        ok: false,
        code: 'sealed-otherwise',
      });
      expect(await enterVault(desk, dana, password)).toMatchObject({
        ok: false,
        code: 'too-many',
        retryAfter: wait,
      });
      now += wait * SECOND;
    }
    expect(readFileSync(fileOf('.vault')).equals(before)).toBe(true);
    (await enter(dana)).close();
    expect(await enterVault(desk, dana, 'New-Password-2026')).toMatchObject({ code: 'sealed-otherwise' });
    expect(await enterVault(desk, dana, password)).toMatchObject({ code: 'too-many', retryAfter: 1 });
  });

  test('is counted before it is tried: ending the process in the middle saves nobody an attempt', async () => {
    (await enter(dana)).close();
    const trying = enterVault(desk, dana, 'New-Password-2026');
    const { fileId } = (readPeople(desk.folder) as Person[])[0] as Person;
    const record = { path: fileOf('.attempts.json'), fileId, workstation };
    expect(readAttempts(record)).toEqual([now]);
    await trying;
  });

  test('by another keychain says that it is the keychain', async () => {
    (await enter(dana)).close();
    const attempts = readFileSync(fileOf('.attempts.json'), 'utf8');
    const elsewhere = deskWith(randomBytes(32));
    const refused = await enterVault(elsewhere, dana, password);
    expect(refused).toMatchObject({ ok: false, code: 'sealed-otherwise' });
    expect(refused).toHaveProperty('message', expect.stringContaining('another keychain'));
    expect(readFileSync(fileOf('.attempts.json'), 'utf8'), 'its owner is not locked out by that').toBe(
      attempts,
    );
    (await enter(dana)).close();
  });

  test.each<[string, () => void, string]>([
    ['a key file that is missing', () => rmSync(fileOf('.keys.json')), 'damaged'],
    ['a key file that is rubbish', () => writeFileSync(fileOf('.keys.json'), '{'), 'damaged'],
    ['a key file of a newer version', () => replace('.keys.json', '"version": 1', '"version": 2'), 'too-new'],
    ['a key file that asks for a cheaper hash', () => replace('.keys.json', '65536', '64'), 'damaged'],
    [
      'a vault file that is missing',
      () => renameSync(fileOf('.vault'), join(parent, 'elsewhere')),
      'not-found',
    ],
    ['a vault file that is damaged', () => writeFileSync(fileOf('.vault'), randomBytes(8192)), 'damaged'],
    ['a list of people that is rubbish', () => writeFileSync(fileOf('people.json'), '[]'), 'damaged'],
  ])('%s is refused by name, and nothing is deleted or made anew', async (_what, spoil, code) => {
    (await enter(dana)).close();
    spoil();
    const before = files();
    expect(await enterVault(desk, dana, password)).toMatchObject({ ok: false, code });
    const after = files();
    expect([...after.keys()].filter((name) => !/-(wal|shm)$/.test(name))).toEqual([...before.keys()]);
    for (const [name, bytes] of before)
      if (!name.endsWith('.attempts.json')) expect(after.get(name)).toEqual(bytes);
  });
});

function replace(end: string, from: string, to: string): void {
  const path = fileOf(end);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

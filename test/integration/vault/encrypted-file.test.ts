import { createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hashes } from '../../../src/vault/hashes';
import { backUp } from '../../../src/vault/store/backup';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { eventsBefore } from '../../../src/vault/store/events';
import type { Migration } from '../../../src/vault/store/migrate';
import { migrations } from '../../../src/vault/store/migrations/all';
import { createStore, openStore } from '../../../src/vault/store/open';
import { problemOf, StoreError, type StoreProblem } from '../../../src/vault/store/problem';
import { sql } from '../../../src/vault/store/sql';
import { readTree } from '../../../src/vault/store/tree';
import { receive } from '../../../src/vault/sync/receive';
import { aLog, someEvents } from './a-log';
import { aStore, NOW, type AStore } from './a-store';

const canary = 'Xanthippe Quillfeather';
const EVENTS = 400;

let store: AStore;
const log = aLog();
log.add(...someEvents(EVENTS, canary));

beforeEach(() => {
  store = aStore();
  receive(store.db, writableDictionary(store.db), log.page(0, EVENTS), NOW);
});

afterEach(() => store.remove());

/** What opening, and then reading everything, comes to. */
function outcomeOf(path: string, dataKey: Uint8Array): StoreProblem | 'whole' {
  try {
    const db = openStore(path, dataKey, NOW);
    try {
      const lines = eventsBefore(db, writableDictionary(db), EVENTS, EVENTS);
      const whole = lines.length === EVENTS && Buffer.from(readTree(db, hashes).root()).equals(log.root());
      db.rows(sql`SELECT * FROM pragma_integrity_check`, z.object({ integrity_check: z.literal('ok') }));
      return whole ? 'whole' : 'damaged';
    } finally {
      db.abandon();
    }
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return problem;
  }
}

describe('on the disk', () => {
  test('nothing of an event, a name, a key or a salt stands in clear, in any file, while it is open or after', () => {
    const [line] = log.page(17, 1).events;
    const secrets = [
      canary,
      'quillfeather',
      'justification',
      'audit_event',
      'checkpoint',
      line?.event.id.replaceAll('-', '') ?? '',
      log.verifierKey,
    ];
    const salt = Buffer.from(line?.salt ?? '', 'base64url');
    for (const when of ['open', 'closed']) {
      if (when === 'closed') store.db.close();
      const files = readdirSync(store.folder);
      expect(files.includes('a.vault-wal')).toBe(when === 'open');
      for (const name of files) {
        const bytes = readFileSync(join(store.folder, name));
        const text = bytes.toString('latin1').toLowerCase();
        for (const secret of secrets)
          expect(text.includes(secret.toLowerCase()), `${secret} in ${name}`).toBe(false);
        expect(bytes.includes(salt)).toBe(false);
        expect(bytes.includes(Buffer.from(line?.event.id.replaceAll('-', '') ?? '', 'hex'))).toBe(false);
        expect(bytes.includes(store.dataKey)).toBe(false);
      }
    }
  });

  test('only its owner may read it', () => {
    for (const name of readdirSync(store.folder)) {
      expect(statSync(join(store.folder, name)).mode & 0o777, name).toBe(0o600);
    }
  });

  test('it is a SQLCipher 4 file: its first page opens by that definition alone', () => {
    store.db.close();
    const page = readFileSync(store.path).subarray(0, 4096);
    const salt = page.subarray(0, 16);
    const body = page.subarray(16, 4096 - 80);
    const nonce = page.subarray(4096 - 80, 4096 - 64);
    const macSalt = Buffer.from(salt.map((byte) => byte ^ 0x3a));
    const macKey = pbkdf2Sync(store.dataKey, macSalt, 2, 32, 'sha512');
    const number = Buffer.from('01000000', 'hex');
    const mac = createHmac('sha512', macKey).update(body).update(nonce).update(number).digest();
    expect(mac.equals(page.subarray(4096 - 64))).toBe(true);
    const decipher = createDecipheriv('aes-256-cbc', store.dataKey, nonce).setAutoPadding(false);
    const clear = Buffer.concat([decipher.update(body), decipher.final()]);
    // Bytes 16 and on of the SQLite header: page size 4096, WAL, 80 reserved bytes a page.
    expect(clear.readUInt16BE(0)).toBe(4096);
    expect([...clear.subarray(2, 5)]).toEqual([2, 2, 80]);
  });

  test('sorts and temporary tables stay in memory, and every commit is on the disk', () => {
    const pragma = (name: string) =>
      Object.values(store.db.row([`PRAGMA ${name}`, []], z.record(z.string(), z.unknown())) ?? {})[0];
    expect(pragma('temp_store')).toBe(2);
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('page_size')).toBe(4096);
  });
});

describe('a file that cannot be used', () => {
  test('opens with its own key only', () => {
    store.db.close();
    expect(outcomeOf(store.path, randomBytes(32))).toBe('wrong-key');
    expect(outcomeOf(store.path, store.dataKey)).toBe('whole');
  });

  test('one changed bit anywhere is found, and nothing is read in its place', () => {
    store.db.close();
    const whole = readFileSync(store.path);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < 60; i += 1) {
      const altered = Buffer.from(whole);
      const at = i === 0 ? 0 : Math.floor((i * whole.length) / 60) + ((i * 37) % 4096);
      if (at >= whole.length) continue;
      altered[at] = (altered[at] ?? 0) ^ (1 << (i % 8));
      const path = join(store.folder, 'altered.vault');
      writeFileSync(path, altered);
      const outcome = outcomeOf(path, store.dataKey);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(readFileSync(path).equals(altered), 'the altered file is left as it is').toBe(true);
    }
    expect([...outcomes.keys()].sort()).toEqual(['damaged', 'wrong-key']);
  });

  test('a file that was cut short is damaged, at any length', () => {
    store.db.close();
    const { size } = statSync(store.path);
    for (const length of [0, 1, 100, 4095, 4096, 8192, Math.floor(size / 2), size - 4096, size - 1]) {
      const path = join(store.folder, 'cut.vault');
      copyFileSync(store.path, path);
      truncateSync(path, length);
      expect(['damaged', 'wrong-key'], `${length} bytes`).toContain(outcomeOf(path, store.dataKey));
    }
  });

  test('a file of a newer version is refused and not touched', () => {
    store.db.script('PRAGMA user_version = 99');
    store.db.close();
    const before = readFileSync(store.path);
    expect(outcomeOf(store.path, store.dataKey)).toBe('too-new');
    expect(readFileSync(store.path).equals(before)).toBe(true);
  });

  test('a file whose steps are not ours is damaged; one that is not there is missing', () => {
    store.db.run(sql`UPDATE migration SET name = 'something-else'`);
    store.db.close();
    expect(outcomeOf(store.path, store.dataKey)).toBe('damaged');
    expect(outcomeOf(join(store.folder, 'none.vault'), store.dataKey)).toBe('missing');
    expect(existsSync(join(store.folder, 'none.vault'))).toBe(false);
  });

  test('an existing file is never made anew', () => {
    expect(() => createStore(store.path, store.dataKey, NOW)).toThrow(/EEXIST/);
  });
});

describe('a backup', () => {
  test('is whole, under the same key, and not in clear', () => {
    const path = join(store.folder, 'copy.vault');
    backUp(store.db, path);
    expect(readFileSync(path).includes(canary)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(outcomeOf(path, store.dataKey)).toBe('whole');
    expect(outcomeOf(path, randomBytes(32))).toBe('wrong-key');
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  test('that cannot be made leaves no file by its name', () => {
    const path = join(store.folder, 'no-such-folder', 'copy.vault');
    expect(() => backUp(store.db, path)).toThrow(/ENOENT/);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a change of the schema', () => {
  const next: Migration = {
    name: '2027-01-01-next',
    script: 'CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT',
  };
  const failing: Migration = {
    name: '2027-01-02-failing',
    script: 'CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)',
  };

  test('happens after a backup of the file as it was', () => {
    store.db.close();
    store.db = openStore(store.path, store.dataKey, NOW, [...migrations, next]);
    expect(store.db.rows(sql`SELECT * FROM next`, z.unknown())).toEqual([]);
    expect(outcomeOf(`${store.path}.before-${migrations.length + 1}`, store.dataKey)).toBe('whole');
  });

  test('that fails leaves the file as it was', () => {
    store.db.close();
    expect(() => openStore(store.path, store.dataKey, NOW, [...migrations, next, failing])).toThrow(
      /nowhere/,
    );
    store.db = openStore(store.path, store.dataKey, NOW, [...migrations, next]);
    expect(() => store.db.rows(sql`SELECT * FROM half`, z.unknown())).toThrow(/no such table/);
  });
});

test('a store error says which', () => {
  expect(new StoreError('busy')).toMatchObject({ problem: 'busy', name: 'StoreError' });
  expect(problemOf(new TypeError('x'))).toBeNull();
});

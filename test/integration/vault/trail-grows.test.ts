import fc from 'fast-check';
import { closeSync, openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '../../../src/vault/store/connect';
import { packedChunks } from '../../../src/vault/store/column-chunks';
import { writableDb, type WritableDb } from '../../../src/vault/store/db';
import { writableDictionary, type WritableDictionary } from '../../../src/vault/store/dictionary';
import { action, category, outcome } from '../../../src/vault/store/event-codes';
import { migrate } from '../../../src/vault/store/migrate';
import { migrations } from '../../../src/vault/store/migrations/all';
import { openStore } from '../../../src/vault/store/open';
import { packEvent } from '../../../src/vault/store/packed-event';
import { sql } from '../../../src/vault/store/sql';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import type { TrailFilter } from '../../../src/shared/domain/trail-filter';
import { countOf, countsBetween, linesOf } from '../../../src/vault/trail/ask';
import { openQueries, type Queries } from '../../../src/vault/trail/open-queries';
import { Cancelled } from '../../../src/vault/trail/turns';
import { aStore, NOW, type AStore } from './a-store';
import { FIRST, HOUR, keepEvents, patients, randomEvents, users } from './a-trail';
import { fits } from './naive-filter';

const never = new AbortController().signal;
const nobody = { people: [], pseudonyms: new Map<string, string>() };

let store: AStore;
let dictionary: WritableDictionary;

beforeEach(() => {
  store = aStore();
  dictionary = writableDictionary(store.db);
});

afterEach(() => store.remove());

const filters: TrailFilter[] = [
  {},
  { who: [users[1] as string] },
  { patients: patients.slice(0, 3), outcomes: ['denied'] },
  { actions: ['DELETE'], from: FIRST + 3 * HOUR },
  { address: '10.0.0.2', categories: ['access', 'imaging'] },
  { text: 'insur' },
  { text: 'study', who: [users[2] as string] },
];

function places(all: readonly AuditEvent[], filter: TrailFilter, size: number): number[] {
  const found: number[] = [];
  for (let seq = size - 1; seq >= 0; seq -= 1)
    if (fits(all[seq] as AuditEvent, filter, nobody)) found.push(seq);
  return found;
}

async function seqs(
  queries: Queries,
  filter: TrailFilter,
  size: number | null,
  offset = 0,
): Promise<number[]> {
  const { lines } = await linesOf(queries, { filter, size, offset, limit: 200 }, never);
  return lines.map(({ seq }) => seq);
}

describe('a trail that grows', () => {
  test('answers as it stands, and as it stood, through one view of it and after opening it again', async () => {
    const all = randomEvents(8192 + 3000, 3);
    const queries = openQueries(store.db, dictionary);
    const steps = [0, 1, 90, 5000, 8191, 8192, 8193, 11_000, all.length];
    for (const [i, size] of steps.slice(1).entries()) {
      keepEvents(store.db, dictionary, steps[i] as number, all.slice(steps[i], size));
      for (const filter of filters) {
        const now = places(all, filter, size);
        expect(await seqs(queries, filter, null), JSON.stringify(filter)).toEqual(now.slice(0, 200));
        expect(await countOf(queries, { filter, size: null }, never)).toEqual({ count: now.length, size });
        const then = Math.floor(size * 0.7);
        const before = places(all, filter, then);
        expect(await seqs(queries, filter, then, 5)).toEqual(before.slice(5, 205));
        expect((await countOf(queries, { filter, size: then }, never)).count).toBe(before.length);
      }
    }
    const again = store.reopen();
    const reopened = openQueries(again, writableDictionary(again));
    for (const filter of filters) {
      const now = places(all, filter, all.length);
      expect(await seqs(reopened, filter, null)).toEqual(now.slice(0, 200));
      expect((await countOf(reopened, { filter, size: null }, never)).count).toBe(now.length);
    }
  });

  test('of any small size agrees with the plain rules', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 0, max: 60 }), fc.nat(70), async (seed, count, at) => {
        const other = aStore();
        try {
          const words = writableDictionary(other.db);
          const all = randomEvents(count, seed);
          if (count > 0) keepEvents(other.db, words, 0, all);
          const queries = openQueries(other.db, words);
          for (const filter of filters) {
            const expected = places(all, filter, Math.min(at, count));
            expect(await seqs(queries, filter, at)).toEqual(expected);
            expect((await countOf(queries, { filter, size: at }, never)).count).toBe(expected.length);
          }
        } finally {
          other.remove();
        }
      }),
      { numRuns: 15 },
    );
  });

  test('after a transaction that failed says what it said before', async () => {
    const all = randomEvents(8300, 4);
    keepEvents(store.db, dictionary, 0, all.slice(0, 8000));
    const queries = openQueries(store.db, dictionary);
    const before = await countOf(queries, { filter: { text: 'insur' }, size: null }, never);
    expect(() =>
      store.db.transaction(() => {
        keepEvents(store.db, dictionary, 8000, all.slice(8000));
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    dictionary.forget();
    expect(await countOf(queries, { filter: { text: 'insur' }, size: null }, never)).toEqual(before);
    keepEvents(store.db, dictionary, 8000, all.slice(8000));
    expect(await seqs(queries, { text: 'insur' }, null)).toEqual(
      places(all, { text: 'insur' }, 8300).slice(0, 200),
    );
  });
});

describe('a question', () => {
  const long: TrailFilter = { text: 'user', from: 5 };

  test('is stopped by an abort, and what was found stays', async () => {
    // Beyond four runs a common word is another one in the index.
    const all = randomEvents(4 * 8192 + 600, 5);
    keepEvents(store.db, dictionary, 0, all);
    const queries = openQueries(store.db, dictionary);
    const stop = new AbortController();
    stop.abort();
    const asked = { filter: long, size: null };
    await expect(countOf(queries, asked, stop.signal)).rejects.toThrow(Cancelled);
    await expect(linesOf(queries, { ...asked, offset: 20_000, limit: 10 }, stop.signal)).rejects.toThrow(
      Cancelled,
    );
    const edges = [FIRST, FIRST + HOUR / 7, NOW];
    await expect(countsBetween(queries, { ...asked, edges }, stop.signal)).rejects.toThrow(Cancelled);
    expect((await countOf(queries, asked, never)).count).toBe(places(all, long, all.length).length);
  });
});

test('a beginning of more words than are asked for one by one finds them all', async () => {
  const all = randomEvents(500, 8).map((event, i) =>
    i % 2 === 0 ? { ...event, justification: `zzz${i}` } : event,
  );
  keepEvents(store.db, dictionary, 0, all);
  const queries = openQueries(store.db, dictionary);
  expect(await seqs(queries, { text: 'ZZZ' }, null, 60)).toEqual(places(all, { text: 'zzz' }, 500).slice(60));
});

describe('a file of the first version', () => {
  /** As that version kept an event: the row alone. */
  function insertRow(db: WritableDb, words: WritableDictionary, seq: number, event: AuditEvent): void {
    const user = event.actor.userId === undefined ? 0 : words.codeOf('user', event.actor.userId);
    const [whom] = event.patients;
    const address = event.network?.ip === undefined ? 0 : words.codeOf('address', event.network.ip);
    const body = packEvent(event, words);
    db.run(sql`
      INSERT INTO audit_event
        (seq, occurred_at, user, patient, address, category, action, outcome, bytes, salt, leaf_hash, body)
      VALUES (${seq}, ${event.occurredAt}, ${user}, ${whom === undefined ? 0 : words.codeOf('patient', whom)}, ${address},
        ${category.codeOf(event.category)}, ${action.codeOf(event.action)}, ${outcome.codeOf(event.outcome)}, NULL, ${new Uint8Array(16)}, ${new Uint8Array(32)}, ${body})
    `);
  }

  test('is brought up to date when it is opened, and answers like any other', async () => {
    store.db.close();
    const path = `${store.path}.first`;
    closeSync(openSync(path, 'wx', 0o600));
    const first = writableDb(connect(path, store.dataKey));
    migrate(first, migrations.slice(0, 1), NOW);
    const words = writableDictionary(first);
    const all = randomEvents(8192 + 1200, 6);
    first.transaction(() => {
      for (const [seq, event] of all.entries()) insertRow(first, words, seq, event);
      first.run(sql`UPDATE tree SET size = ${all.length}`);
      first.run(sql`INSERT INTO column_chunk (first_seq, bytes) VALUES (0, ${new Uint8Array(3)})`);
    });
    first.close();

    const db = openStore(path, store.dataKey, NOW);
    try {
      const queries = openQueries(db, writableDictionary(db));
      for (const filter of filters) {
        const expected = places(all, filter, all.length);
        expect(await seqs(queries, filter, null), JSON.stringify(filter)).toEqual(expected.slice(0, 200));
        expect((await countOf(queries, { filter, size: null }, never)).count).toBe(expected.length);
      }
      expect([...packedChunks(db)].map(({ firstSeq }) => firstSeq)).toEqual([0]);
      const backlog = z.object({ next: z.int(), until: z.int() });
      expect(db.row(sql`SELECT next, until FROM search_backlog`, backlog)).toEqual({
        next: all.length,
        until: all.length,
      });
    } finally {
      db.close();
    }
    store.db = openStore(store.path, store.dataKey, NOW);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hashes } from '../../../src/vault/hashes';
import { packedChunks } from '../../../src/vault/store/column-chunks';
import type { WritableDb } from '../../../src/vault/store/db';
import { writableDictionary, type WritableDictionary } from '../../../src/vault/store/dictionary';
import { eventsBefore } from '../../../src/vault/store/events';
import { firstContradiction, newestHead, pinnedKey } from '../../../src/vault/store/heads';
import { sql } from '../../../src/vault/store/sql';
import { readTree } from '../../../src/vault/store/tree';
import { receive } from '../../../src/vault/sync/receive';
import { aLog, someEvents, type ALog } from './a-log';
import { aStore, NOW, type AStore } from './a-store';

let store: AStore;
let dictionary: WritableDictionary;
let log: ALog;

beforeEach(() => {
  store = aStore();
  dictionary = writableDictionary(store.db);
  log = aLog();
});

afterEach(() => store.remove());

const take = (from: number, limit: number, source = log) =>
  receive(store.db, dictionary, source.page(from, limit), NOW);
/** The same file, whose `at`th statement fails; one that is run outside of a transaction fails the test. */
function failingAt(db: WritableDb, at: number) {
  let inside = false;
  let statements = 0;
  const failing: WritableDb = {
    ...db,
    run(query) {
      expect(inside, query[0]).toBe(true);
      statements += 1;
      if (statements === at)
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      return db.run(query);
    },
    transaction(body) {
      inside = true;
      try {
        return db.transaction(body);
      } finally {
        inside = false;
      }
    },
  };
  return { db: failing, statements: () => statements };
}

const tree = () => readTree(store.db, hashes);
const kept = () => eventsBefore(store.db, dictionary, Number.MAX_SAFE_INTEGER, 1_000_000);
const leaves = () =>
  kept()
    .reverse()
    .map(({ leafHash }) => Buffer.from(leafHash).toString('hex'));

describe('a page of the trail', () => {
  test('is kept whole: the same events, the leaf hashes computed here, the tree of the log, its head', () => {
    const events = someEvents(30);
    log.add(...events);
    expect(take(0, 100)).toEqual({
      kind: 'kept',
      size: 30,
      added: 30,
      total: 30,
      verified: true,
      more: false,
    });
    expect(
      kept()
        .reverse()
        .map(({ event }) => event),
    ).toEqual(events);
    expect(leaves()).toEqual(log.leafHashes().map((leaf) => Buffer.from(leaf).toString('hex')));
    expect(tree().root()).toEqual(log.root());
    expect(newestHead(store.db)).toEqual({
      size: 30,
      checkpoint: log.page(0, 0).checkpoint,
      verifiedAt: NOW,
    });
    expect(pinnedKey(store.db)).toBe(log.verifierKey);
  });

  test('received twice, or overlapping, changes nothing', () => {
    log.add(...someEvents(30));
    take(0, 20);
    const again = { kind: 'kept', added: 0, total: 30, verified: false };
    expect(take(0, 20)).toEqual({ ...again, size: 20, more: true });
    expect(take(10, 100)).toMatchObject({ size: 30, verified: true });
    expect(take(30, 100)).toEqual({ ...again, size: 30, more: false });
    expect(tree().root()).toEqual(log.root());
  });

  test('whatever way the pages fall, the same places, leaves and root are kept', () => {
    const cuts = fc.array(
      fc.record({ limit: fc.integer({ min: 1, max: 40 }), again: fc.boolean(), reopen: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1, max: 120 }), (steps, count) => {
        const other = aStore();
        const source = aLog();
        try {
          source.add(...someEvents(count));
          let words = writableDictionary(other.db);
          for (let i = 0; readTree(other.db, hashes).size < count; i += 1) {
            const step = steps[i % steps.length];
            if (step === undefined) throw new Error('There is a step');
            const from = readTree(other.db, hashes).size;
            const page = source.page(step.again ? Math.max(0, from - 5) : from, step.limit + 5);
            expect(receive(other.db, words, page, NOW).kind).toBe('kept');
            if (step.reopen) words = writableDictionary(other.reopen());
          }
          expect(readTree(other.db, hashes).root()).toEqual(source.root());
          const lines = eventsBefore(other.db, words, count, count).reverse();
          expect(lines.map(({ seq }) => seq)).toEqual([...Array(count).keys()]);
          expect(lines.map(({ leafHash }) => new Uint8Array(leafHash))).toEqual(source.leafHashes());
          expect(newestHead(other.db)?.size).toBe(count);
        } finally {
          other.remove();
        }
      }),
      { numRuns: 25 },
    );
  });

  test('that fails in the middle leaves nothing behind, codes of the dictionary included', () => {
    log.add(...someEvents(10));
    take(0, 5);
    const page = log.page(5, 5);
    const broken = { ...page, events: [...page.events.slice(0, 3), { ...page.events[3]!, seq: 99 }] };
    expect(receive(store.db, dictionary, broken, NOW)).toMatchObject({ kind: 'misfit' });
    expect(tree().size).toBe(5);
    expect(take(5, 5)).toMatchObject({ kind: 'kept', size: 10, verified: true });
    store.reopen();
    dictionary = writableDictionary(store.db);
    expect(kept().map(({ event }) => event)).toEqual(
      log
        .page(0, 10)
        .events.map(({ event }) => event)
        .reverse(),
    );
  });

  test('whose taking is broken off at any statement leaves the file as it was', () => {
    log.add(...someEvents(8));
    take(0, 5);
    const before = { size: 5, root: tree().root(), leaves: leaves(), head: newestHead(store.db) };
    const now = () => ({
      size: tree().size,
      root: tree().root(),
      leaves: leaves(),
      head: newestHead(store.db),
    });
    for (let at = 1; ; at += 1) {
      const { db, statements } = failingAt(store.db, at);
      const words = writableDictionary(db);
      try {
        receive(db, words, log.page(5, 3), NOW);
      } catch (error) {
        expect(error).toMatchObject({ code: 'SQLITE_FULL' });
        expect(now(), `broken off at statement ${at}`).toEqual(before);
        continue;
      }
      // Three rows, each entered where it is searched by; the tree; the head.
      expect(statements()).toBeGreaterThan(8);
      break;
    }
    expect(now()).toMatchObject({ size: 8, root: log.root(), head: { size: 8 } });
  });

  test('with a salt that is not one is refused as a whole', () => {
    log.add(...someEvents(2));
    const page = log.page(0, 2);
    const salted = { ...page, events: page.events.map((line) => ({ ...line, salt: `${'A'.repeat(21)}B` })) };
    expect(receive(store.db, dictionary, salted, NOW)).toMatchObject({ kind: 'misfit' });
    expect(tree().size).toBe(0);
    expect(pinnedKey(store.db)).toBeNull();
  });

  test('full runs of 8,192 are packed with their rows and say the same', () => {
    log.add(...someEvents(8192 + 100));
    for (let from = 0; from < log.size; from += 3_000) take(from, 3_000);
    const chunks = [...packedChunks(store.db)];
    expect(chunks.map(({ firstSeq, rows }) => [firstSeq, rows])).toEqual([[0, 8192]]);
    const [chunk] = chunks;
    const hotRow = z.object({
      occurred_at: z.int(),
      user: z.int(),
      patient: z.int(),
      address: z.int(),
      bytes: z.int().nullable(),
      category: z.int(),
      action: z.int(),
      outcome: z.int(),
    });
    for (const seq of [0, 1, 4_097, 8_191]) {
      const row = store.db.row(sql`SELECT * FROM audit_event WHERE seq = ${seq}`, hotRow);
      expect({
        occurred_at: chunk?.occurredAt[seq],
        user: chunk?.user[seq],
        patient: chunk?.patient[seq],
        address: chunk?.address[seq],
        bytes: Number.isNaN(chunk?.bytes[seq]) ? null : chunk?.bytes[seq],
        category: chunk?.category[seq],
        action: chunk?.action[seq],
        outcome: chunk?.outcome[seq],
      }).toEqual(row);
    }
  });
});

describe('what cannot be true together with what is kept', () => {
  const reasonNow = () => firstContradiction(store.db)?.reason ?? '';

  test('an event that was altered after it was signed', () => {
    log.add(...someEvents(10));
    const page = log.page(0, 10);
    const events = page.events.map((line) =>
      line.seq === 4 ? { ...line, event: { ...line.event, patients: ['somebody-else'] } } : line,
    );
    expect(receive(store.db, dictionary, { ...page, events }, NOW)).toMatchObject({ kind: 'contradiction' });
    expect(reasonNow()).toContain('is not the 10 events it sent');
    expect(tree().size).toBe(10);
    expect(newestHead(store.db)).toBeNull();
  });

  test('another log of the same size under the same key', () => {
    log.add(...someEvents(10));
    const fork = log.fork();
    take(0, 10);
    log.add(...someEvents(1));
    fork.add(...someEvents(1, 'other'));
    expect(take(10, 10)).toMatchObject({ kind: 'kept', verified: true });
    expect(take(11, 10, fork)).toMatchObject({ kind: 'contradiction' });
    expect(newestHead(store.db)?.checkpoint).toBe(log.page(0, 0).checkpoint);
    expect(firstContradiction(store.db)).toMatchObject({ checkpoint: fork.page(0, 0).checkpoint, size: 11 });
  });

  test('a log that became shorter, or empty', () => {
    log.add(...someEvents(10));
    const earlier = log.fork();
    log.add(...someEvents(5));
    take(0, 100);
    expect(take(15, 100, earlier)).toMatchObject({ kind: 'contradiction' });
    expect(reasonNow()).toContain('shows a log of 10 events, fewer than');
    const empty = { events: [], checkpoint: '', verifierKey: log.verifierKey };
    expect(receive(store.db, dictionary, empty, NOW)).toMatchObject({ kind: 'contradiction' });
  });

  test('another key than at first contact, and a head that the key did not sign', () => {
    log.add(...someEvents(3));
    take(0, 10);
    const stranger = aLog();
    stranger.add(...someEvents(3));
    expect(take(3, 10, stranger)).toMatchObject({ kind: 'contradiction' });
    expect(reasonNow()).toContain('another key than at first contact');
    const forged = { ...stranger.page(3, 10), verifierKey: log.verifierKey };
    expect(receive(store.db, dictionary, forged, NOW)).toMatchObject({ kind: 'contradiction' });
    expect(tree().size).toBe(3);
  });

  test('a head that arrives after events beyond it is compared at its own place', () => {
    log.add(...someEvents(10));
    log.addUnsigned(...someEvents(2));
    const signedAtTwelve = log.fork();
    const otherwise = log.fork();
    log.addUnsigned(...someEvents(3));
    expect(take(0, 100)).toMatchObject({ kind: 'kept', size: 15, verified: true });
    expect(newestHead(store.db)?.size).toBe(10);
    expect(take(15, 100, signedAtTwelve)).toMatchObject({ kind: 'kept', size: 15, verified: true });
    expect(newestHead(store.db)?.size).toBe(12);
    otherwise.add(...someEvents(1, 'other'));
    expect(take(15, 100, otherwise)).toMatchObject({ kind: 'contradiction' });
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { actions, categories, outcomes } from '../../../src/shared/domain/audit-event/vocabulary';
import type { TrailFilter } from '../../../src/shared/domain/trail-filter';
import type { WorkforceMember } from '../../../src/shared/domain/workforce-member';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { keepMembers, keepPseudonyms } from '../../../src/vault/store/lists';

import { countOf, countsBetween, linesOf } from '../../../src/vault/trail/ask';
import { openQueries, type Queries } from '../../../src/vault/trail/open-queries';
import { aStore, NOW, type AStore } from './a-store';
import { addresses, FIRST, HOUR, keepEvents, patients, randomEvents, users } from './a-trail';
import { fits, type Lists } from './naive-filter';

/** Two full runs and a part of a third, so that postings, totals, columns and the tail all answer. */
const EVENTS = 2 * 8192 + 700;
const never = new AbortController().signal;

const people = ['Vera Quist, MD', 'Anna O’Hara', 'Bo Li', 'Cy Vance'].map(
  (displayName, i): WorkforceMember => ({
    userId: users[i] as string,
    userName: `${displayName.split(' ')[0]?.toLowerCase() ?? ''}.q`,
    displayName,
    pronoun: null,
    role: 'nurse',
    jobTitle: 'Nurse',
    status: 'active',
    statusSince: 0,
    statusUntil: null,
    service: false,
    secondFactor: 'app',
    createdAt: 0,
    lastSeenAt: null,
  }),
);
const pseudonyms = patients.slice(0, 20).map((patientId, i) => ({
  patientId,
  pseudonym: `${i % 2 === 0 ? 'Tamarack' : 'Tallow'} ${100 + i}`,
}));
const lists: Lists = {
  people,
  pseudonyms: new Map(pseudonyms.map(({ patientId, pseudonym }) => [patientId, pseudonym])),
};

let store: AStore;
let queries: Queries;
const all: AuditEvent[] = randomEvents(EVENTS, 7);
const last = (all.at(-1) as AuditEvent).recordedAt;

beforeAll(() => {
  store = aStore();
  const dictionary = writableDictionary(store.db);
  keepMembers(store.db, 'v1', people, NOW);
  keepPseudonyms(store.db, 0, pseudonyms);
  for (let seq = 0; seq < EVENTS; seq += 1500)
    keepEvents(store.db, dictionary, seq, all.slice(seq, seq + 1500));
  queries = openQueries(store.db, dictionary);
});

afterAll(() => store.remove());

const moment = fc.oneof(
  fc.integer({ min: FIRST, max: last }),
  fc.integer({ min: Math.floor(FIRST / HOUR), max: Math.ceil(last / HOUR) }).map((hour) => hour * HOUR),
);
const some = <T>(list: readonly T[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...list), { minLength: 1, maxLength });
const word = fc.constantFrom(
  'insur',
  'INSURANCE',
  'insured',
  'cafe',
  'Café',
  'in',
  'study',
  'STUDY_VIEWED',
  'c-store',
  'store',
  'billing',
  'break-glass',
  'vera',
  'o’hara',
  'Quist',
  'user',
  'user.5',
  'Tamarack',
  'tallow 103',
  '10.0.0.2',
  'patient-7',
  'PATIENT-21',
  'MRN-17',
  'mrn17',
  's-3',
  all[4000]?.id ?? '',
  users[1] ?? '',
  '—',
  'nothingofthekind',
  'desk',
  'Tamarack 999',
);
const filter: fc.Arbitrary<TrailFilter> = fc
  .record(
    {
      who: some([...users, 'nobody']),
      patients: some([...patients, 'nobody'], 4),
      actions: some(actions),
      categories: some(categories),
      outcomes: some(outcomes),
      address: fc.constantFrom(...addresses, '1.1.1.1'),
      from: moment,
      until: moment,
      text: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
    },
    { requiredKeys: [] },
  )
  // Most filters have few parts; with all of them nothing would ever fit.
  .chain((full) => {
    const names = Object.keys(full);
    return fc.subarray(names, { maxLength: Math.min(4, names.length) }).map((kept) => partsOf(full, kept));
  });
const size = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: EVENTS + 10 }));

function partsOf(full: TrailFilter, names: readonly string[]): TrailFilter {
  return Object.fromEntries(Object.entries(full).filter(([name]) => names.includes(name)));
}

/** Places that fit, the newest first. */
function expected(asked: TrailFilter, at: number | null): number[] {
  const places: number[] = [];
  for (let seq = Math.min(at ?? EVENTS, EVENTS) - 1; seq >= 0; seq -= 1) {
    if (fits(all[seq] as AuditEvent, asked, lists)) places.push(seq);
  }
  return places;
}

describe('an event’s own id', () => {
  const found = async (text: string) =>
    (
      await linesOf(
        queries,
        { filter: { text }, size: null, offset: 0, limit: 10 },
        new AbortController().signal,
      )
    ).lines.map(({ seq }) => seq);

  test.each([0, 4000, 8191, 8192, EVENTS - 1])(
    'leads to it alone, however it is written: event %d',
    async (seq) => {
      const { id } = all[seq] as AuditEvent;
      for (const text of [id, id.toUpperCase(), id.replaceAll('-', '')])
        expect(await found(text)).toEqual([seq]);
    },
  );

  test('leads to none where it only begins with the same time', async () => {
    const { id } = all[4000] as AuditEvent;
    expect(await found(`${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`)).toEqual([]);
    expect(await found(id.slice(0, 13))).toEqual([]);
  });
});

describe('whatever the filter, and whichever index answers it', () => {
  test('lines, counts and the total are those of the plain rules', async () => {
    await fc.assert(
      fc.asyncProperty(
        filter,
        size,
        fc.nat(400),
        fc.integer({ min: 1, max: 200 }),
        async (asked, at, offset, limit) => {
          const places = expected(asked, at);
          const before = await linesOf(queries, { filter: asked, size: at, offset, limit }, never);
          const count = await countOf(queries, { filter: asked, size: at }, never);
          const after = await linesOf(queries, { filter: asked, size: at, offset, limit }, never);
          expect(before.lines.map(({ seq }) => seq)).toEqual(places.slice(offset, offset + limit));
          expect(before.lines.map(({ event }) => event)).toEqual(before.lines.map(({ seq }) => all[seq]));
          expect(count).toEqual({ count: places.length, size: Math.min(at ?? EVENTS, EVENTS) });
          if (before.total !== null) expect(before.total).toBe(places.length);
          expect(after).toEqual({ ...before, total: places.length });
        },
      ),
      { numRuns: 150 },
    );
  });

  test('so are the counts between moments, on whole hours or not', async () => {
    const edges = fc.oneof(
      fc.uniqueArray(moment, { minLength: 2, maxLength: 30 }),
      fc
        .tuple(
          fc.integer({ min: Math.floor(FIRST / HOUR), max: Math.ceil(last / HOUR) }),
          fc.integer({ min: 1, max: 24 }),
        )
        .map(([first, step]) => Array.from({ length: 40 }, (_, i) => (first + i * step) * HOUR)),
    );
    await fc.assert(
      fc.asyncProperty(filter, size, edges, async (asked, at, unsorted) => {
        const rising = [...unsorted].sort((a, b) => a - b);
        const times = expected(asked, at).map((seq) => (all[seq] as AuditEvent).occurredAt);
        const counts = await countsBetween(queries, { filter: asked, size: at, edges: rising }, never);
        expect(counts).toEqual(
          rising
            .slice(1)
            .map((end, i) => times.filter((time) => time >= (rising[i] as number) && time < end).length),
        );
      }),
      { numRuns: 120 },
    );
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { eventDeed } from '../../../src/shared/domain/audit-event/sentence';
import type { ConsoleActKind } from '../../../src/shared/contract/platform/console-acts';
import { everybody, type PeopleFilter } from '../../../src/shared/domain/people-filter';
import type { TrailFilter } from '../../../src/shared/domain/trail-filter';
import type { WorkforceMember } from '../../../src/shared/domain/workforce-member';
import { ok } from '../../../src/shared/domain/result';
import { startExports } from '../../../src/vault/export/exports';
import { exportHandlers, type ExportProgress } from '../../../src/vault/handlers/export';
import type { OpenVault } from '../../../src/vault/handlers/handler';
import { addAct, waitingActs } from '../../../src/vault/outbox/outbox';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { keepMembers, keepPseudonyms } from '../../../src/vault/store/lists';
import { sql } from '../../../src/vault/store/sql';
import { readCsv } from '../../helpers/read-csv';
import { aStore, NOW, type AStore } from './a-store';
import { FIRST, HOUR, keepEvents, patients, randomEvents, users } from './a-trail';
import { fits, type Lists } from './naive-filter';

/** A full run and a part of the next. */
const EVENTS = 8192 + 300;
const zone = 'America/Chicago';
const never = new AbortController().signal;
const all: AuditEvent[] = randomEvents(EVENTS, 23);

const people = ['Vera Quist, MD', '=Anna O’Hara', 'Bo "Bee" Li'].map((displayName, i): WorkforceMember => ({
  userId: users[i] as string,
  userName: `user.${i}`,
  displayName,
  pronoun: null,
  role: 'nurse',
  jobTitle: i === 2 ? 'Front desk' : 'Nurse',
  status: 'active',
  statusSince: FIRST,
  statusUntil: null,
  service: false,
  secondFactor: i === 1 ? 'none' : 'app',
  createdAt: 0,
  lastSeenAt: i === 0 ? null : FIRST + i * HOUR,
}));
const pseudonyms = patients
  .slice(0, 25)
  .map((patientId, i) => ({ patientId, pseudonym: `Tamarack ${100 + i}` }));
const lists: Lists = {
  people,
  pseudonyms: new Map(pseudonyms.map(({ patientId, pseudonym }) => [patientId, pseudonym])),
};

let store: AStore;
let folder: string;
let permissions: string[];
let told: ExportProgress[];
let chosen: string | null;
let wishes: unknown[];
/** Called when the file is about to be chosen. */
let onAsked: () => void;

beforeAll(() => {
  store = aStore();
  keepMembers(store.db, 'v1', people, NOW);
  keepPseudonyms(store.db, 0, pseudonyms);
  const dictionary = writableDictionary(store.db);
  for (let seq = 0; seq < EVENTS; seq += 2000)
    keepEvents(store.db, dictionary, seq, all.slice(seq, seq + 2000));
});
afterAll(() => store.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-export-'));
  permissions = ['audit:read', 'workforce:read'];
  told = [];
  wishes = [];
  chosen = join(folder, 'audit-trail-2026-11-26.csv');
  onAsked = () => undefined;
  store.db.run(sql`DELETE FROM outbox_act`);
});
afterEach(() => rmSync(folder, { recursive: true }));

function handlers() {
  const exports = startExports(
    (id, wish) => {
      wishes.push(wish);
      onAsked();
      exports.answered(id, chosen);
    },
    () => undefined,
  );
  const session = {
    db: store.db,
    dictionary: writableDictionary(store.db),
    who: {
      account: { userId: users[0], userName: 'user.0', displayName: 'Vera Quist, MD', role: 'admin' },
      practice: { practiceId: '', name: 'Test practice', timeZone: zone, synthetic: true },
      permissions,
    },
    act: (kind: ConsoleActKind, records?: number) => addAct(store.db, kind, NOW, records),
  };
  return exportHandlers({
    exports,
    workstation: 'front-desk-2',
    progress: (progress) => told.push(progress),
    clock: () => NOW,
    opened: () => ({ session }) as unknown as OpenVault,
  });
}

const expected = (filter: TrailFilter, size = EVENTS) =>
  all
    .slice(0, size)
    .map((event, seq) => ({ event, seq }))
    .filter(({ event }) => fits(event, filter, lists))
    .reverse();

/** The lines above the table by their names, and the table. */
function written() {
  const text = readFileSync(chosen ?? '', 'utf8');
  expect(text.startsWith('\u{feff}')).toBe(true);
  const lines = readCsv(text.slice(1));
  const gap = lines.findIndex((line) => line.length === 1 && line[0] === '');
  const [head = [], ...table] = lines.slice(gap + 1);
  return { heading: Object.fromEntries(lines.slice(0, gap)) as Record<string, string>, head, table };
}

const filters: [string, TrailFilter][] = [
  ['everything', {}],
  ['one person', { who: [users[0] as string] }],
  ['patients and an outcome', { patients: patients.slice(0, 9), outcomes: ['denied', 'failure'] }],
  ['a stretch of time', { from: FIRST + 40 * HOUR, until: FIRST + 90 * HOUR }],
  ['words', { text: 'insur' }],
  [
    'an address and kinds',
    { address: '10.0.0.1', categories: ['export', 'imaging'], actions: ['READ', 'EXPORT'] },
  ],
];

describe('an export of the trail', () => {
  test.each(filters)('has exactly the lines that fit, in the shown order: %s', async (_what, filter) => {
    for (const size of [EVENTS, 5000]) {
      const lines = expected(filter, size);
      const answer = await handlers()['export.trail']({ filter, size, count: lines.length }, never);
      expect(answer).toEqual(ok({ lines: lines.length }));
      const { table } = written();
      expect(table.map(([seq]) => Number(seq))).toEqual(lines.map(({ seq }) => seq));
      expect(table.map((line) => line[4])).toEqual(lines.map(({ event }) => eventDeed(event)));
      expect(table.map((line) => line[7])).toEqual(lines.map(({ event }) => event.network?.ip ?? ''));
      for (const [i, { event }] of lines.entries()) {
        const names = event.patients.map((one) => lists.pseudonyms.get(one) ?? `patient ${one}`);
        expect(table[i]?.[5]).toBe(names.join('; '));
      }
    }
  });

  test('says of itself what it is, how it was narrowed, how many, from which copy, and that it is synthetic', async () => {
    const filter: TrailFilter = { who: [users[0] as string], from: FIRST };
    const { length: count } = expected(filter);
    await handlers()['export.trail']({ filter, size: EVENTS, count }, never);
    const { heading, head } = written();
    expect(heading).toEqual({
      Practice: 'Test practice',
      'Synthetic data': 'Everybody and everything in this file is made up.',
      What: expect.stringMatching(
        /^Audit trail, events: who Vera Quist, MD and when from 20\d\d-.* -0[56]:00$/,
      ) as string,
      Lines: `${count.toLocaleString('en-US')} of 8,492 events, newest first`,
      Source:
        'The copy on this computer, as it stood with 8,492 events. No signed head of the platform has been compared with it yet.',
      Exported: expect.stringMatching(
        /^2026-1\d-\d\d \d\d:\d\d:\d\d -0[56]:00 \(2026-.* UTC\) by Vera Quist, MD on front-desk-2$/,
      ) as string,
    });
    expect(head).toEqual([
      'Event',
      `Time (${zone})`,
      'Time (UTC)',
      'Who',
      'What was done',
      'Patients',
      'How it ended',
      'Address',
    ]);
  });

  test('tells both times, and no name is a formula', async () => {
    const filter: TrailFilter = { who: [users[1] as string] };
    const lines = expected(filter);
    await handlers()['export.trail']({ filter, size: EVENTS, count: lines.length }, never);
    const { table } = written();
    for (const [i, { event }] of lines.entries()) {
      const [, local = '', utc = '', who] = table[i] ?? [];
      const second = Math.floor(event.occurredAt / 1_000_000) * 1000;
      expect(Date.parse(local.replace(' ', 'T').replace(' ', ''))).toBe(second);
      expect(Date.parse(`${utc.replace(' ', 'T')}Z`)).toBe(second);
      expect(who).toBe("'=Anna O’Hara");
    }
  });

  test('asks for its place with its count, says how far it is, and is recorded with the count', async () => {
    await handlers()['export.trail']({ filter: {}, size: EVENTS, count: EVENTS }, never);
    expect(wishes).toEqual([
      { what: 'trail', lines: EVENTS, on: expect.stringMatching(/^2026-1\d-\d\d$/) as string },
    ]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ done, total }) => done <= total && total === EVENTS)).toBe(true);
    expect(waitingActs(store.db, 10)).toMatchObject([
      { kind: 'trail-exported', records: EVENTS, occurredAt: NOW },
    ]);
  });

  test('is none, and records nothing, where the person says no', async () => {
    chosen = null;
    expect(await handlers()['export.trail']({ filter: {}, size: EVENTS, count: EVENTS }, never)).toEqual(
      ok({ lines: null }),
    );
    expect(waitingActs(store.db, 10)).toEqual([]);
  });

  test('stopped in the middle leaves no file and no record', async () => {
    const stop = new AbortController();
    onAsked = () => setImmediate(() => setImmediate(() => stop.abort()));
    expect(
      await handlers()['export.trail']({ filter: {}, size: EVENTS, count: EVENTS }, stop.signal),
    ).toMatchObject({
      code: 'cancelled',
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(waitingActs(store.db, 10)).toEqual([]);
  });

  test('of another count than was shown is refused before anybody is asked', async () => {
    for (const request of [
      { filter: {}, size: EVENTS, count: EVENTS - 1 },
      { filter: {}, size: EVENTS + 1, count: EVENTS },
    ])
      expect(await handlers()['export.trail'](request, never)).toMatchObject({ code: 'conflict' });
    expect(wishes).toEqual([]);
  });

  test('needs the permission to read the trail', async () => {
    permissions = ['workforce:read'];
    expect(
      await handlers()['export.trail']({ filter: {}, size: EVENTS, count: EVENTS }, never),
    ).toMatchObject({
      code: 'denied',
    });
    expect(wishes).toEqual([]);
  });
});

describe('an export of the people', () => {
  const sort = { by: 'name', descending: true } as const;
  const ask = (filter: PeopleFilter, count: number) =>
    handlers()['export.people']({ filter, sort, now: NOW, count }, never);

  test('has the lines that are shown, in their order, and is recorded', async () => {
    expect(await ask({ ...everybody, job: 'Nurse' }, 2)).toEqual(ok({ lines: 2 }));
    const { heading, head, table } = written();
    expect(heading['What']).toBe('List of people. Job Nurse');
    expect(heading['Lines']).toBe('2 of 3 accounts, by name, backwards');
    expect(head.slice(0, 4)).toEqual(['Name', 'User name', 'Role', 'Job']);
    expect(table.map(([name]) => name)).toEqual(['Vera Quist, MD', "'=Anna O’Hara"]);
    expect(table[0]?.slice(1)).toEqual([
      'user.0',
      'Nurse',
      'Nurse',
      'Active',
      expect.stringMatching(/^2026-/) as string,
      '',
      'App',
      'never',
      '',
    ]);
    expect(waitingActs(store.db, 10)).toMatchObject([{ kind: 'people-exported', records: 2 }]);
  });

  test('needs the permission, and the count that was shown', async () => {
    expect(await ask(everybody, 2)).toMatchObject({ code: 'conflict' });
    permissions = ['audit:read'];
    expect(await ask(everybody, 3)).toMatchObject({ code: 'denied' });
    expect(wishes).toEqual([]);
  });
});

describe('an export of the figures of a chart', () => {
  const edges = Array.from({ length: 31 }, (_, i) => FIRST + (i - 1) * 12 * HOUR);
  const filter: TrailFilter = { who: [users[2] as string] };
  const counts = edges
    .slice(1)
    .map(
      (until, i) =>
        expected(filter, 6000).filter(
          ({ event }) => event.occurredAt >= (edges[i] as number) && event.occurredAt < until,
        ).length,
    );

  test('has the figures as the table was sorted, and is recorded', async () => {
    for (const [order, sorted] of [
      [{ by: 'time', falling: false }, counts],
      [{ by: 'time', falling: true }, [...counts].reverse()],
      [{ by: 'count', falling: true }, [...counts].sort((a, b) => b - a)],
    ] as const) {
      expect(await handlers()['export.chart']({ filter, size: 6000, edges, order }, never)).toEqual(
        ok({ lines: 30 }),
      );
      expect(written().table.map((line) => Number(line[4]))).toEqual(sorted);
    }
    expect(counts.some((count) => count > 0)).toBe(true);
    expect(wishes[0]).toMatchObject({ what: 'chart', lines: 30 });
    expect(waitingActs(store.db, 10)).toMatchObject(
      Array.from({ length: 3 }, () => ({ kind: 'chart-exported', records: 30 })),
    );
  });
});

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { AuditEvent } from '../../src/shared/domain/audit-event/audit-event';
import { actions } from '../../src/shared/domain/audit-event/vocabulary';
import type { TrailFilter } from '../../src/shared/domain/trail-filter';
import type { WritableDb } from '../../src/vault/store/db';
import {
  dictionaryKinds,
  writableDictionary,
  type WritableDictionary,
} from '../../src/vault/store/dictionary';
import { action, outcome } from '../../src/vault/store/event-codes';
import { eventsAt } from '../../src/vault/store/events';
import { sql } from '../../src/vault/store/sql';
import { RUN_EVENTS } from '../../src/vault/sync/sync-trail';
import { countOf, countsBetween, linesOf } from '../../src/vault/trail/ask';
import { openQueries, type Queries } from '../../src/vault/trail/open-queries';
import { answering, Cancelled, standBack } from '../../src/vault/trail/turns';
import { keepEvents } from '../integration/vault/a-trail';
import { median, percentile, type Bench, type Measured } from './harness';
import { DAY, FIRST_DAY, practiceEvents, vocabulary, type PracticeEvents } from './practice-events';
import { storeFiles, type StoreFile } from './store-files';

const ROWS = 1_000_000;
const BATCH = 5_000;
/** Of each kind of question. */
const WARM = 200;
const COLD = 8;
const SLOW = 5;
const PAGE = 100;
const HOUR = 3_600_000_000;

const never = new AbortController().signal;

/** A file being filled and asked. */
interface Filled {
  file: StoreFile;
  dictionary: WritableDictionary;
  queries: Queries;
}

type Ask = (queries: Queries) => Promise<unknown>;

export const store: Bench = {
  name: 'store',
  about:
    'The encrypted trail: appending, pages, counts, histograms and text, against the same file in clear or plain SQL.',
  async run({ rows: wished, log }) {
    const rows = Math.ceil((wished ?? ROWS) / BATCH) * BATCH;
    const files = storeFiles();
    try {
      const source = practiceEvents(rows, 1);
      const memoryBefore = rss();
      const filled = [files.vault, files.clear].map((file): Filled => {
        const dictionary = writableDictionary(file.db);
        return { file, dictionary, queries: openQueries(file.db, dictionary) };
      });
      const [vault, clear] = filled as [Filled, Filled];
      const appended = fill(vault, clear, source, rows, log);
      const memory = process.resourceUsage().maxRSS / 1024;
      const figures: Record<string, Measured> = {
        ...appended,
        'peak memory of the bulk load': { value: memory, baseline: memoryBefore, unit: 'MiB', atMost: 1024 },
      };
      Object.assign(figures, await warmPages(vault, clear, source, rows, log));
      Object.assign(figures, await counts(vault, source, log));
      Object.assign(figures, await combinations(vault, source, log));
      Object.assign(figures, await texts(vault, source, log));
      Object.assign(figures, await whileReceiving(vault, source, rows, log));
      // Last, since it takes the file out of the cache that all others have it in.
      Object.assign(figures, await coldPages(vault, clear, source, rows));
      return { rows, figures };
    } finally {
      files.remove();
    }
  },
};

function fill(
  vault: Filled,
  clear: Filled,
  source: PracticeEvents,
  rows: number,
  log: (line: string) => void,
): Record<string, Measured> {
  const ms = new Map<Filled, number[]>([
    [vault, []],
    [clear, []],
  ]);
  let json = 0;
  for (let seq = 0; seq < rows; seq += BATCH) {
    const events = source.take(BATCH);
    if (seq % (10 * BATCH) === 0)
      json += events.reduce((sum, event) => sum + JSON.stringify(event).length, 0) / BATCH;
    const order = (seq / BATCH) % 2 === 0 ? [vault, clear] : [clear, vault];
    for (const each of order)
      ms.get(each)?.push(timed(() => keepEvents(each.file.db, each.dictionary, seq, events)));
    if (seq % Math.max(BATCH, Math.floor(rows / 5 / BATCH) * BATCH) === 0)
      log(`${seq.toLocaleString('en-US')} kept`);
  }
  // The last fifth: at this size, and not on the way to it.
  const tail = (of: Filled) => {
    const all = ms.get(of) ?? [];
    return all.slice(-Math.max(20, Math.floor(all.length / 5)));
  };
  const rate = (of: Filled) => median(tail(of).map((one) => (BATCH * 1000) / one));
  const time = (of: Filled) => tail(of).reduce((sum, one) => sum + one, 0) / tail(of).length;
  return {
    'append of 5,000': { value: rate(vault), baseline: rate(clear), unit: 'events/s', atLeast: 8_000 },
    'append of 5,000, mean time': { value: time(vault), baseline: time(clear), unit: 'ms', ratioAtMost: 2.4 },
    'bytes an event': {
      value: vault.file.bytes() / rows,
      baseline: json / Math.ceil(rows / (10 * BATCH)),
      unit: 'B',
      atMost: 370,
    },
  };
}

/** Questions for pages of a hundred lines. */
function pageAsks(source: PracticeEvents, rows: number): [string, () => Ask][] {
  return Object.entries({
    'page by person': () => page({ who: [source.user()] }),
    'page by person and dates': () => page({ who: [source.user()], ...dates(source, 90) }),
    'page by patient': () => page({ patients: [source.patient()] }),
    'page by patient and dates': () => page({ patients: [source.patient()], ...dates(source, 180) }),
    'page by action and dates': () => page({ actions: [pick(source, actions)], ...dates(source, 30) }),
    'page by address and dates': () => page({ address: source.address(), ...dates(source, 60) }),
    'deep page': () =>
      page(source.below(2) === 0 ? {} : { actions: ['READ'] }, source.below(Math.floor(rows * 0.6))),
    'newest page': () => page({}),
  });
}

/** The baseline is the same file in clear. */
async function warmPages(
  vault: Filled,
  clear: Filled,
  source: PracticeEvents,
  rows: number,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  // What scrolling down to there has found already: the pages above.
  for (const { queries } of [vault, clear])
    await countOf(queries, { filter: { actions: ['READ'] }, size: null }, never);
  const figures: Record<string, Measured> = {};
  const all: { vault: number[]; clear: number[] } = { vault: [], clear: [] };
  for (const [name, ask] of pageAsks(source, rows)) {
    const times: { vault: number[]; clear: number[] } = { vault: [], clear: [] };
    for (let i = 0; i < WARM; i += 1) {
      const one = ask();
      times.vault.push(await timedAsk(vault.queries, one));
      times.clear.push(await timedAsk(clear.queries, one));
    }
    all.vault.push(...times.vault);
    all.clear.push(...times.clear);
    figures[`${name}, warm p95`] = {
      value: percentile(times.vault, 0.95),
      baseline: percentile(times.clear, 0.95),
      unit: 'ms',
      atMost: 5,
    };
    log(
      `${name}: median ${median(times.vault).toFixed(2)} ms, in clear ${median(times.clear).toFixed(2)} ms`,
    );
  }
  figures['all pages, p95 encrypted ÷ clear'] = {
    value: percentile(all.vault, 0.95),
    baseline: percentile(all.clear, 0.95),
    unit: 'ms',
    ratioAtMost: 4,
  };
  return figures;
}

/** The first question after the file was opened, none of it being in the system's cache; likewise in clear. */
async function coldPages(
  vault: Filled,
  clear: Filled,
  source: PracticeEvents,
  rows: number,
): Promise<Record<string, Measured>> {
  const figures: Record<string, Measured> = {};
  for (const [name, ask] of pageAsks(source, rows)) {
    const times: { vault: number[]; clear: number[] } = { vault: [], clear: [] };
    for (let i = 0; i < COLD; i += 1) {
      const one = ask();
      times.vault.push(await coldAsk(vault, one));
      times.clear.push(await coldAsk(clear, one));
    }
    figures[`${name}, cold p95`] = {
      value: percentile(times.vault, 0.95),
      baseline: percentile(times.clear, 0.95),
      unit: 'ms',
      atMost: 50,
    };
  }
  return figures;
}

/** What totals and postings answer; the baseline is SQL over the rows of the same encrypted file. */
async function counts(
  { queries, file: { db } }: Filled,
  source: PracticeEvents,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  const user = () => source.user();
  const days = (first: number, count: number, step: number) =>
    Array.from({ length: count + 1 }, (_, i) => first + i * step);
  const cases: Record<string, { ask: () => Ask; naive: () => unknown }> = {
    'count by person, action and dates': {
      ask: () => count({ who: [user()], actions: [pick(source, actions)], ...dates(source, 180) }),
      naive() {
        const { from, until } = dates(source, 180);
        return db.values(sql`
          SELECT count(*) FROM audit_event WHERE user = ${codeOf(db, 'user', user())}
            AND action = ${action.codeOf('READ')} AND occurred_at >= ${from} AND occurred_at < ${until}
        `);
      },
    },
    'count by action, outcome and dates': {
      ask: () => count({ actions: [pick(source, actions)], outcomes: ['denied'], ...dates(source, 180) }),
      naive() {
        const { from, until } = dates(source, 180);
        return db.values(sql`
          SELECT count(*) FROM audit_event WHERE action = ${action.codeOf('READ')}
            AND outcome = ${outcome.codeOf('denied')} AND occurred_at >= ${from} AND occurred_at < ${until}
        `);
      },
    },
    'histogram of a year by day': {
      ask: () => between({}, days(FIRST_DAY + 5 * HOUR, 365, DAY)),
      naive: () =>
        db.values(sql`SELECT occurred_at / 86400000000 AS day, count(*) FROM audit_event GROUP BY day`),
    },
    'histogram of a person, 90 days': {
      ask: () => between({ who: [user()] }, days(FIRST_DAY + source.below(270) * DAY, 90, DAY)),
      naive: () =>
        db.values(sql`
          SELECT occurred_at / 86400000000 AS day, count(*) FROM audit_event
          WHERE user = ${codeOf(db, 'user', user())} GROUP BY day
        `),
    },
    'heat map of a person, 14 days by hour': {
      ask: () => between({ who: [user()] }, days(FIRST_DAY + source.below(350) * DAY, 14 * 24, HOUR)),
      naive: () =>
        db.values(sql`
          SELECT occurred_at / 3600000000 AS hour, count(*) FROM audit_event
          WHERE user = ${codeOf(db, 'user', user())} GROUP BY hour
        `),
    },
  };
  const figures: Record<string, Measured> = {};
  for (const [name, { ask, naive }] of Object.entries(cases)) {
    const times: number[] = [];
    for (let i = 0; i < WARM / 2; i += 1) times.push(await timedAsk(queries, ask()));
    const plain = Array.from({ length: SLOW }, () => timed(naive));
    figures[`${name}, p95`] = {
      value: percentile(times, 0.95),
      baseline: median(plain),
      unit: 'ms',
      atMost: 50,
    };
    log(`${name}: median ${median(times).toFixed(2)} ms, plain SQL ${median(plain).toFixed(0)} ms`);
  }
  return figures;
}

/** Filters that no single index answers; the baseline is SQL over the rows of the same encrypted file. */
async function combinations(
  { queries, file: { db } }: Filled,
  source: PracticeEvents,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  const someday = () => FIRST_DAY + source.below(60) * DAY + source.below(DAY);
  const asked: (() => TrailFilter)[] = [
    () => ({ outcomes: ['denied'], actions: ['DELETE', 'CREATE'], from: someday() }),
    () => ({
      address: source.address(),
      who: [source.user(), source.user(), source.user()],
      outcomes: ['success'],
    }),
    () => ({ patients: [source.patient(), source.patient()], actions: ['UPDATE'], from: someday() }),
    () => ({ categories: ['imaging'], outcomes: ['denied'], from: someday(), text: 'desk' }),
    () => ({ text: 'insurance', outcomes: ['success'], categories: ['access'] }),
  ];
  const first: number[] = [];
  const whole: number[] = [];
  for (let i = 0; i < 10 * asked.length; i += 1) {
    const filter = (asked[i % asked.length] as () => TrailFilter)();
    first.push(await timedAsk(queries, page(filter)));
    whole.push(await timedAsk(queries, count({ ...filter, until: FIRST_DAY + 400 * DAY + i })));
  }
  const naive = (limit: number) =>
    timed(() =>
      db.values(sql`
        SELECT seq FROM audit_event WHERE outcome = 2 AND action IN (0, 3) AND occurred_at >= ${someday()}
        ORDER BY seq DESC LIMIT ${limit}
      `),
    );
  const cancelled: number[] = [];
  const finished: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    finished.push(await timedAsk(queries, count({ text: 'person', from: i + 101 })));
    const stop = new AbortController();
    const asking = countOf(queries, { filter: { text: 'person', from: i + 1 }, size: null }, stop.signal);
    await nextTurn();
    const from = performance.now();
    stop.abort();
    await asking.catch((error: unknown) => {
      if (!(error instanceof Cancelled)) throw error;
    });
    cancelled.push(performance.now() - from);
  }
  log(`other combinations: first lines ${median(first).toFixed(1)} ms, all ${median(whole).toFixed(1)} ms`);
  return {
    'other combination, first 100, p95': {
      value: percentile(first, 0.95),
      baseline: median(Array.from({ length: SLOW }, () => naive(PAGE))),
      unit: 'ms',
      atMost: 150,
    },
    'other combination, exact count, p95': {
      value: percentile(whole, 0.95),
      baseline: median(Array.from({ length: SLOW }, () => naive(-1))),
      unit: 'ms',
      atMost: 1500,
    },
    // Against the same question when nobody stops it.
    'stop after cancelling, p95': {
      value: percentile(cancelled, 0.95),
      baseline: median(finished),
      unit: 'ms',
      atMost: 50,
    },
  };
}

/** Words that people wrote, and ids, names and verbs; the baseline unpacks every event of the time and compares. */
async function texts(
  { queries, dictionary, file: { db } }: Filled,
  source: PracticeEvents,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  const word = () => pick(source, vocabulary);
  const noted: number[] = [];
  for (let i = 0; i < WARM; i += 1) {
    const text = source.below(2) === 0 ? word() : `${word().slice(0, 4)} ${word()}`;
    noted.push(await timedAsk(queries, page({ text })));
  }
  const first: number[] = [];
  const whole: number[] = [];
  const texts = [
    'records_exported',
    'person',
    'study',
    's-17-40',
    'clinical notes',
    '10.1.4.28',
    'treatment',
    'enc-31-77',
  ];
  for (let i = 0; i < 40; i += 1) {
    const text = texts[i % texts.length] as string;
    const { from } = dates(source, 1);
    first.push(await timedAsk(queries, page({ text, from, until: from + 30 * DAY })));
    whole.push(await timedAsk(queries, count({ text, from: from + 1, until: from + 30 * DAY })));
  }
  const naive = () =>
    timed(() => {
      const { from } = dates(source, 1);
      const places = db
        .values(
          sql`SELECT seq FROM audit_event WHERE occurred_at >= ${from} AND occurred_at < ${from + 30 * DAY}`,
        )
        .map(([seq]) => seq as number);
      return eventsAt(db, dictionary, places).filter((event) =>
        JSON.stringify(event).toLowerCase().includes('study'),
      );
    });
  const plain = median(Array.from({ length: 2 }, naive));
  log(
    `words of notes: median ${median(noted).toFixed(2)} ms; text in 30 days: ${median(whole).toFixed(1)} ms, plain ${plain.toFixed(0)} ms`,
  );
  return {
    'words in notes, page p95': { value: percentile(noted, 0.95), baseline: plain, unit: 'ms', atMost: 5 },
    'text within 30 days, first 100, p95': {
      value: percentile(first, 0.95),
      baseline: plain,
      unit: 'ms',
      atMost: 150,
    },
    'text within 30 days, all, p95': {
      value: percentile(whole, 0.95),
      baseline: plain,
      unit: 'ms',
      atMost: 900,
    },
  };
}

/** Pages asked for at any moment while events are being received in the same process; the baseline is idle. */
async function whileReceiving(
  { queries, dictionary, file: { db } }: Filled,
  source: PracticeEvents,
  rows: number,
  log: (line: string) => void,
): Promise<Record<string, Measured>> {
  const asks = [
    () => page({ who: [source.user()] }),
    () => page({ patients: [source.patient()] }),
    () => page({ address: source.address(), ...dates(source, 60) }),
    () => page({}),
  ];
  const measure = async () => {
    const answered: number[] = [];
    const waited: number[] = [];
    for (let i = 0; i < 160; i += 1) {
      const ms = 1 + source.below(15);
      const due = performance.now() + ms;
      await pause(ms);
      waited.push(Math.max(0, performance.now() - due));
      answered.push(await timedAsk(queries, (asks[i % asks.length] as () => Ask)()));
    }
    return { answered, waited };
  };
  const idle = await measure();
  let receiving = true;
  let seq = rows;
  const made: AuditEvent[][] = Array.from({ length: 40 }, () => source.take(RUN_EVENTS));
  const writer = (async () => {
    while (receiving) {
      const events = made[(seq / RUN_EVENTS) % made.length] as AuditEvent[];
      keepEvents(db, dictionary, seq, events);
      seq += events.length;
      await standBack();
    }
  })();
  const busy = await measure();
  receiving = false;
  await writer;
  log(`${(seq - rows).toLocaleString('en-US')} events received meanwhile, ${RUN_EVENTS} at a time`);
  return {
    'page while receiving, p95': {
      value: percentile(busy.answered, 0.95),
      baseline: percentile(idle.answered, 0.95),
      unit: 'ms',
      ratioAtMost: 2.5,
    },
    'wait for a turn while receiving, p95': {
      value: percentile(busy.waited, 0.95),
      baseline: percentile(idle.waited, 0.95),
      unit: 'ms',
    },
  };
}

function page(filter: TrailFilter, offset = 0): Ask {
  return (queries) => linesOf(queries, { filter, size: null, offset, limit: PAGE }, never);
}

function count(filter: TrailFilter): Ask {
  return (queries) => countOf(queries, { filter, size: null }, never);
}

function between(filter: TrailFilter, edges: readonly number[]): Ask {
  return (queries) => countsBetween(queries, { filter, size: null, edges }, never);
}

function dates(source: PracticeEvents, most: number): { from: number; until: number } {
  const from = FIRST_DAY + source.below(335) * DAY + source.below(DAY);
  return { from, until: from + (1 + source.below(most)) * DAY };
}

function pick<T>(source: PracticeEvents, list: readonly T[]): T {
  return list[source.below(list.length)] as T;
}

function codeOf(db: WritableDb, kind: 'user', text: string): number {
  const [row] = db.values(
    sql`SELECT code FROM dictionary WHERE kind = ${dictionaryKinds[kind]} AND text = ${text}`,
  );
  return (row?.[0] as number | undefined) ?? 0;
}

function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

async function timedAsk(queries: Queries, ask: Ask): Promise<number> {
  const from = performance.now();
  await answering(() => ask(queries));
  return performance.now() - from;
}

/** On a new connection whose file the system has not read: with everything that the first question has to load. */
async function coldAsk({ file }: Filled, ask: Ask): Promise<number> {
  const db = file.openCold();
  try {
    const from = performance.now();
    await ask(openQueries(db, writableDictionary(db)));
    return performance.now() - from;
  } finally {
    db.abandon();
  }
}

function rss(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

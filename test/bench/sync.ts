import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { LoggedEvent } from '../../src/shared/contract/platform/audit';
import { listEvents } from '../../src/shared/contract/platform/audit';
import { platformClient } from '../../src/shared/contract/platform/client';
import type { AuditEvent } from '../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../src/shared/domain/audit-event/canonical';
import { uuidV7 } from '../../src/shared/domain/audit-event/uuid-v7';
import { signCheckpoint } from '../../src/shared/transparency/checkpoint';
import { CompactRange } from '../../src/shared/transparency/compact-range';
import { ed25519Signer, noteSignatureType, verifierKeyText } from '../../src/shared/transparency/signed-note';
import { systemClock } from '../../src/vault/clock';
import { hashes } from '../../src/vault/hashes';
import { nativeBinding } from '../../src/vault/store/binding';
import { writableDictionary } from '../../src/vault/store/dictionary';
import { createStore } from '../../src/vault/store/open';
import { ok } from '../../src/shared/domain/result';
import { inThread } from '../../src/vault/sync/page-thread';
import { receive } from '../../src/vault/sync/receive';
import { PAGE_EVENTS, syncTrail } from '../../src/vault/sync/sync-trail';
import { readTree } from '../../src/vault/store/tree';
import { median, type Bench } from './harness';

/**
 * From the text of a page to rows that can be searched, proved against the signed head: parse, validation, leaf
 * hashes, tree, signature, insertion with everything it is searched by, encrypted. The baseline inserts the same
 * events bare: 19 raw values, one prepared statement, a transaction a page, in clear, at the same durability.
 * In turn, so that a busy machine slows both.
 */
const UNIT = 'events/s';
/** As it is shipped: `npm run bench` has built it. */
const WORKER = join(import.meta.dirname, '..', '..', 'out', 'main', 'page-worker.js');
/** Pages of the first load between two turns of the baseline. */
const STRETCH = 10;
/** Pages that come after the first load, one at a time, each into all that is there. */
const LATER_PAGES = 20;

export const sync: Bench = {
  name: 'sync',
  about: 'page text to searchable, proved rows, against bare inserts',
  async run({ rows, log }) {
    const stretches = Math.max(2, Math.round((rows ?? 1_000_000) / (STRETCH * PAGE_EVENTS)));
    const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
    const platform = growingLog();
    const vault = openVault(join(folder, 'vault'), platform);
    const bare = openBare(join(folder, 'bare'));
    const first = { vault: [] as number[], bare: [] as number[] };
    const later = { vault: [] as number[], bare: [] as number[] };
    const measure = async (into: typeof first, pages: number) => {
      const lines = Array.from({ length: pages }, () => platform.grow(PAGE_EVENTS));
      const events = pages * PAGE_EVENTS;
      into.bare.push(events / lines.reduce((seconds, page) => seconds + bare.insert(page), 0));
      into.vault.push(events / (await vault.receiveAll(events)));
      platform.forget();
    };
    try {
      for (let stretch = 1; stretch <= stretches; stretch += 1) {
        await measure(first, STRETCH);
        const rate = Math.round(first.vault.at(-1) ?? 0).toLocaleString('en-US');
        log(`${(stretch * STRETCH * PAGE_EVENTS).toLocaleString('en-US')} events: ${rate} ${UNIT}`);
      }
      for (let page = 0; page < LATER_PAGES; page += 1) await measure(later, 1);
    } finally {
      vault.close();
      bare.close();
      rmSync(folder, { recursive: true });
    }
    const figure = (rates: typeof first, ratioAtLeast: number) => ({
      value: median(rates.vault),
      unit: UNIT,
      baseline: median(rates.bare),
      ratioAtLeast,
    });
    return {
      rows: stretches * STRETCH * PAGE_EVENTS,
      figures: { 'first load': figure(first, 0.15), incremental: figure(later, 0.08) },
    };
  },
};

/** The log of a platform that has the next pages ready, as the texts that travel. */
function growingLog() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const origin = 'wardkeeper/bench';
  const signer = ed25519Signer(origin, raw, (text) => sign(null, Buffer.from(text), privateKey), hashes);
  const verifierKey = verifierKeyText(origin, noteSignatureType.ed25519, raw, hashes);
  const tree = new CompactRange(hashes);
  let pages = new Map<number, LoggedEvent[]>();
  let texts = new Map<number, string>();
  const text = (events: readonly LoggedEvent[]) =>
    JSON.stringify({ events, checkpoint: signCheckpoint(tree.size, tree.root(), signer), verifierKey });
  return {
    grow(count: number): LoggedEvent[] {
      const first = tree.size;
      const lines = Array.from({ length: count }, (_, i) => loggedEvent(first + i));
      for (const { event, salt } of lines) tree.append(eventLeafHash(event, salt, hashes));
      pages.set(first, lines);
      return lines;
    },
    /** Writes down what will be asked for, before the time is taken. */
    ready(): void {
      for (const [first, lines] of pages) texts.set(first, text(lines));
      texts.set(tree.size, text([]));
    },
    page: (from: number) => texts.get(from) ?? '',
    forget(): void {
      pages = new Map();
      texts = new Map();
    },
  };
}

function openVault(path: string, platform: ReturnType<typeof growingLog>) {
  const db = createStore(path, createHash('sha256').update('bench').digest(), systemClock());
  const dictionary = writableDictionary(db);
  const readPage = inThread(() => new Worker(WORKER));
  const client = platformClient(({ target }) => {
    const from = Number(new URL(target, 'http://127.0.0.1').searchParams.get('from'));
    return Promise.resolve({ status: 200, body: platform.page(from) });
  });
  return {
    /** Seconds for so many events, by the loop that the vault itself runs. */
    async receiveAll(events: number): Promise<number> {
      const stop = new AbortController();
      platform.ready();
      const { size } = readTree(db, hashes);
      const start = performance.now();
      const why = await syncTrail(
        {
          size: () => ok(readTree(db, hashes).size),
          fetch: (from, limit) => client.call(listEvents, { from, limit }, { read: readPage }),
          receive: (page) => ok(receive(db, dictionary, page, systemClock())),
          changed: ({ phase }) => {
            if (phase === 'up-to-date') stop.abort();
          },
        },
        stop.signal,
        { now: () => performance.now(), random: () => 0, pause: () => Promise.resolve() },
      );
      const seconds = (performance.now() - start) / 1_000;
      if (why !== null || readTree(db, hashes).size !== size + events) throw new Error('An event was lost');
      return seconds;
    },
    close: () => db.close(),
  };
}

function openBare(path: string) {
  const binding = nativeBinding();
  const db = new Database(path, binding === undefined ? {} : { nativeBinding: binding });
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'fullfsync = ON']) db.pragma(pragma);
  db.exec(`CREATE TABLE event (
    seq INTEGER PRIMARY KEY, id TEXT, occurred_at INTEGER, recorded_at INTEGER, category TEXT, action TEXT,
    verb TEXT, outcome TEXT, user_id TEXT, user_name TEXT, role TEXT, patient_id TEXT, resource_type TEXT,
    resource_id TEXT, justification TEXT, ip TEXT, user_agent TEXT, session_id TEXT, details TEXT)`);
  const insert = db.prepare(`INSERT INTO event VALUES (${Array(19).fill('?').join()})`);
  const all = db.transaction((rows: readonly unknown[][]) => {
    for (const row of rows) insert.run(...row);
  });
  return {
    /** Seconds for a page. */
    insert(lines: readonly LoggedEvent[]): number {
      const rows = lines.map(bareRow);
      const start = performance.now();
      all(rows);
      return (performance.now() - start) / 1_000;
    },
    close: () => db.close(),
  };
}

function bareRow({ seq, event }: LoggedEvent): unknown[] {
  const { actor, resource, network } = event;
  return [
    seq,
    event.id,
    event.occurredAt,
    event.recordedAt,
    event.category,
    event.action,
    event.verb,
    event.outcome,
    actor.userId,
    actor.userName,
    actor.role,
    event.patients[0] ?? null,
    resource?.type,
    resource?.id,
    event.justification ?? null,
    network?.ip,
    network?.userAgent,
    network?.sessionId,
    event.details === undefined ? null : JSON.stringify(event.details),
  ];
}

const verbs = ['CHART_OPENED', 'RESULTS_VIEWED', 'NOTE_VIEWED', 'SCHEDULE_VIEWED'] as const;
const START = 1_750_000_000_000_000;

/** A practice of sixty people and four thousand patients: charts, a tenth sign-ins, some notes. */
function loggedEvent(seq: number): LoggedEvent {
  const random = createHash('sha256').update(`event ${seq}`).digest();
  const user = Math.floor((random[0]! * random[1]!) / 1_084);
  const patient = uuidV7(random.readUInt16LE(2) % 4_180, new Uint8Array(10));
  const isSignIn = seq % 10 === 0;
  const occurredAt = START + seq * 2_000_003;
  const event: AuditEvent = {
    v: 1,
    id: uuidV7(Math.floor(occurredAt / 1_000), random.subarray(4, 14)),
    occurredAt,
    recordedAt: occurredAt + 200_000,
    category: isSignIn ? 'authentication' : 'access',
    action: isSignIn ? 'LOGIN' : 'READ',
    verb: isSignIn ? 'LOGIN' : verbs[random[14]! % verbs.length]!,
    actor: {
      userId: uuidV7(1_700_000_000_000 + user, new Uint8Array(10)),
      userName: `person.${user}`,
      role: 'nurse',
    },
    resource: isSignIn
      ? { type: 'Session', id: `s-${seq}` }
      : { type: 'Encounter', id: `enc-${random.readUInt32LE(15)}` },
    patients: isSignIn ? [] : [patient],
    ...(!isSignIn && { purpose: 'TREAT', phiFields: ['name', 'problems'] }),
    ...(seq % 40 === 7 && { justification: `called about the results of visit ${seq}` }),
    ...(seq % 12 === 5 && { details: { meta: { station: `front-desk-${seq % 3}` } } }),
    network: {
      ip: `10.1.4.${user}`,
      userAgent: 'Wardkeeper/0.1 (Windows NT 10.0; Win64; x64)',
      sessionId: `s-${user}-${Math.floor(seq / 2_000)}`,
    },
    outcome: 'success',
    retention: { years: 7 },
    source: { system: 'wardkeeper', format: 'wardkeeper' },
  };
  return { seq, event, salt: random.subarray(16).toString('base64url') };
}

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { receive } from '../../src/vault/sync/receive';
import { PAGE_EVENTS, syncTrail } from '../../src/vault/sync/sync-trail';
import { readTree } from '../../src/vault/store/tree';
import { median, type Bench } from './harness';

/**
 * From the text of a page to rows that can be searched, proved against the signed head: parse, validation, leaf
 * hashes, tree, signature, insertion with everything it is searched by, encrypted. The baseline inserts the same
 * events bare: 19 raw values, one prepared statement, a transaction a page, in clear, at the same durability.
 * Page by page in turn, so that a busy machine slows both.
 */
const UNIT = 'events/s';
/** Pages that come after the first load, each into all that is there. */
const LATER_PAGES = 10;

export const sync: Bench = {
  name: 'sync',
  about: 'page text to searchable, proved rows, against bare inserts',
  async run({ rows, log }) {
    const pages = Math.max(4, Math.round((rows ?? 100_000) / PAGE_EVENTS));
    const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
    const platform = growingLog();
    const vault = openVault(join(folder, 'vault'), platform);
    const bare = openBare(join(folder, 'bare'));
    const first = { vault: [] as number[], bare: [] as number[] };
    const later = { vault: [] as number[], bare: [] as number[] };
    try {
      for (let page = 0; page < pages + LATER_PAGES; page += 1) {
        const lines = platform.grow(PAGE_EVENTS);
        const into = page < pages ? first : later;
        into.bare.push(PAGE_EVENTS / bare.insert(lines));
        into.vault.push(PAGE_EVENTS / (await vault.receivePage()));
        if ((page + 1) % 10 === 0) {
          const rate = Math.round(into.vault.at(-1) ?? 0).toLocaleString('en-US');
          log(`${((page + 1) * PAGE_EVENTS).toLocaleString('en-US')} events: ${rate} ${UNIT}`);
        }
      }
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
      rows: pages * PAGE_EVENTS,
      figures: { 'first load': figure(first, 0.15), incremental: figure(later, 0.08) },
    };
  },
};

/** The log of a platform that always has the next page ready, as the text that travels. */
function growingLog() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const origin = 'wardkeeper/bench';
  const signer = ed25519Signer(origin, raw, (text) => sign(null, Buffer.from(text), privateKey), hashes);
  const verifierKey = verifierKeyText(origin, noteSignatureType.ed25519, raw, hashes);
  const tree = new CompactRange(hashes);
  let body = '';
  let none = '';
  let first = 0;
  return {
    grow(count: number): LoggedEvent[] {
      first = tree.size;
      const lines = Array.from({ length: count }, (_, i) => loggedEvent(first + i));
      for (const { event, salt } of lines) tree.append(eventLeafHash(event, salt, hashes));
      const checkpoint = signCheckpoint(tree.size, tree.root(), signer);
      body = JSON.stringify({ events: lines, checkpoint, verifierKey });
      none = JSON.stringify({ events: [], checkpoint, verifierKey });
      return lines;
    },
    /** The newest page, or what comes after it. */
    page: (from: number) => (from === first ? body : none),
  };
}

function openVault(path: string, platform: { page(from: number): string }) {
  const db = createStore(path, createHash('sha256').update('bench').digest(), systemClock());
  const dictionary = writableDictionary(db);
  const client = platformClient(({ target }) => {
    const from = Number(new URL(target, 'http://127.0.0.1').searchParams.get('from'));
    return Promise.resolve({ status: 200, body: platform.page(from) });
  });
  return {
    /** Seconds for a page, by the loop that the vault itself runs. */
    async receivePage(): Promise<number> {
      const stop = new AbortController();
      const { size } = readTree(db, hashes);
      const start = performance.now();
      const why = await syncTrail(
        {
          size: () => ok(readTree(db, hashes).size),
          fetch: (from, limit) => client.call(listEvents, { from, limit }),
          receive: (page) => ok(receive(db, dictionary, page, systemClock())),
          changed: ({ phase }) => {
            if (phase === 'up-to-date') stop.abort();
          },
        },
        stop.signal,
        { now: () => performance.now(), random: () => 0, pause: () => Promise.resolve() },
      );
      const seconds = (performance.now() - start) / 1_000;
      if (why !== null || readTree(db, hashes).size !== size + PAGE_EVENTS)
        throw new Error('A page was lost');
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

import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialPractice } from '../../src/main/trial-practice';
import { logKeyFrom } from '../../src/platform/audit/log-key';
import { systemClock } from '../../src/platform/clock';
import { migrate } from '../../src/platform/database/migrate';
import { makeSeed, openPglite } from '../../src/platform/database/open-pglite';
import type { Database } from '../../src/platform/database/schema';
import { serviceKey } from '../../src/platform/phi/data-keys';
import { makeSyntheticPractice, type PracticeSize } from '../../src/platform/synthetic/make-practice';
import type { Bench, Measured } from './harness';

/** A practice with about a million events. */
const million: PracticeSize = { seed: 'bench', staff: 100, patients: 30_000, days: 256 };
const PAGE = 5000;

/** A practice as a new console makes it, engine and all, against the same events put bare into a table. */
export const synthetic: Bench = {
  name: 'synthetic',
  about: 'Making a synthetic practice: the one that the console comes with, and one of a million events.',
  async run({ log }) {
    const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
    try {
      const seed = await makeSeed();
      const trial = await make(join(folder, 'trial'), seed, trialPractice.synthetic);
      log(`${trial.events.toLocaleString('en-US')} events in ${trial.seconds.toFixed(1)} s.`);
      const large = await make(join(folder, 'large'), seed, million);
      log(`${large.events.toLocaleString('en-US')} events in ${large.seconds.toFixed(1)} s.`);
      if (large.events < 1_000_000) throw new Error(`Only ${large.events} events`);
      return {
        rows: large.events,
        figures: { 'the practice to try': figure(trial, 20), 'a million events': figure(large, 120) },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Made {
  events: number;
  seconds: number;
  bare: number;
}

function figure({ seconds, bare }: Made, atMost: number): Measured {
  return { value: seconds, baseline: bare, unit: 's', atMost };
}

async function make(folder: string, seed: Blob, size: PracticeSize): Promise<Made> {
  const began = performance.now();
  const opened = await openPglite({ folder, seed: () => Promise.resolve(seed) });
  if (!opened.ok) throw new Error(opened.message);
  const { db, close } = opened.value;
  await migrate(db);
  const practice = { practiceId: randomUUID(), ...trialPractice.practice };
  const made = await makeSyntheticPractice({
    db,
    phiKey: serviceKey(randomBytes(32).toString('base64url'), practice.practiceId),
    key: logKeyFrom(randomBytes(32).toString('base64url'), 'wardkeeper/bench'),
    clock: systemClock,
    practice,
    size,
    progress: () => undefined,
  });
  if (!made.ok) throw new Error(made.message);
  const seconds = (performance.now() - began) / 1000;
  const { size: events } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
  const bare = await insertBare(db, events);
  await close();
  return { events, seconds, bare };
}

/** Seconds for the same events, as they are kept, into a table with a key and nothing else. */
async function insertBare(db: Database, events: number): Promise<number> {
  await sql`create table bare (seq bigint primary key, body text not null)`.execute(db);
  let seconds = 0;
  for (let from = 0; from < events; from += PAGE) {
    const { rows } = await sql<{ seq: number; body: string }>`
      select seq, body from audit_event where seq >= ${from} and seq < ${from + PAGE} order by seq`.execute(
      db,
    );
    const text = JSON.stringify(rows);
    const began = performance.now();
    await sql`
      insert into bare select seq, body from json_to_recordset(${text}::json) as event (seq bigint, body text)
    `.execute(db);
    seconds += (performance.now() - began) / 1000;
  }
  return seconds;
}

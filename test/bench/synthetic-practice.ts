import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logKeyFrom } from '../../src/platform/audit/log-key';
import { systemClock } from '../../src/platform/clock';
import { migrate } from '../../src/platform/database/migrate';
import { openPglite } from '../../src/platform/database/open-pglite';
import { openPostgres } from '../../src/platform/database/open-postgres';
import type { OpenDatabase } from '../../src/platform/database/schema';
import { makeSyntheticPractice } from '../../src/platform/synthetic/make-practice';
import type { Result } from '../../src/shared/domain/result';
import { startPostgres } from '../helpers/postgres';

/**
 * How long a synthetic practice takes to be made and loaded, on either engine: one of 25 people over twelve
 * weeks, and one of about a million events. Seconds of the clock, and of this process's processor time:
 *
 *   node --import tsx test/bench/synthetic-practice.ts
 */
const sizes = [
  { staff: 25, patients: 4180, days: 84 },
  { staff: 100, patients: 30_000, days: 240 },
];

async function make(engine: string, size: (typeof sizes)[number], open: () => Promise<OpenDatabase>) {
  const { db, close } = await open();
  await migrate(db);
  const started = performance.now();
  const before = process.cpuUsage();
  const made = await makeSyntheticPractice({
    db,
    key: logKeyFrom(randomBytes(32).toString('base64url'), 'wardkeeper/bench'),
    clock: systemClock,
    practice: { practiceId: randomUUID(), name: 'P', timeZone: 'America/Chicago', synthetic: true },
    size: { seed: 'bench', ...size },
    progress: () => undefined,
  });
  if (!made.ok) throw new Error(made.message);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { size: events } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
  await close();
  const figures = [
    events,
    seconds.toFixed(1),
    ((user + system) / 1e6).toFixed(1),
    Math.round(events / seconds),
  ];
  process.stdout.write(`| ${engine} | ${figures.join(' | ')} |\n`);
}

function opened(result: Result<OpenDatabase>): OpenDatabase {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

async function main(): Promise<void> {
  process.stdout.write(
    '| engine | events | seconds | processor | events a second |\n|---|---|---|---|---|\n',
  );
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
  const server = await startPostgres();
  try {
    for (const [at, size] of sizes.entries()) {
      const name = `practice_${at}`;
      await make('PGlite', size, async () => opened(await openPglite({ folder: join(folder, name) })));
      await server.run('postgres', `create database ${name}`);
      const settings = { url: server.url(name), connections: 2, onBroken: () => undefined };
      await make('PostgreSQL', size, () => Promise.resolve(opened(openPostgres(settings))));
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

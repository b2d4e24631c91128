import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import type { OpenDatabase } from '../../../src/platform/database/schema';
import { accessTo } from '../../helpers/postgres';
import { serviceRole, UP_TO_DATE } from '../shared-engines';

/** A place for one database, that can be opened again after it was closed. */
export interface Place {
  /** How many services run over it at once. */
  nodes: number;
  /** Opens it as the service does: on PostgreSQL by the role that may only add to the log. */
  open(): Promise<OpenDatabase>;
  /** Opens it as whoever owns the schema: on PGlite there is only one user. */
  openAsOwner(): Promise<OpenDatabase>;
}

export interface Engine {
  name: 'PGlite' | 'PostgreSQL';
  /** How many services run over each of its places at once. */
  nodes: number;
  /** A new place whose schema is up to date and which holds nothing. */
  place(): Promise<Place>;
  /** One open database for all tests of a file that do not mind what others left in it. */
  shared(): Promise<OpenDatabase>;
}

export interface ManagedEngine extends Omit<Engine, 'shared'> {
  /** Closes and takes away what was opened and made. */
  stop(): Promise<void>;
}

const grounds = {
  PGlite: pgliteEngine,
  PostgreSQL: () => postgresEngine(1),
  'two nodes on PostgreSQL': () => postgresEngine(2),
} as const;
type Ground = keyof typeof grounds;

type EngineTests = (engine: Engine, test: EngineTest) => void;
export type EngineTest = (said: string, work: () => Promise<void>, atMostMs?: number) => void;

/** The same tests on both engines, for what runs without a service. */
export function onBothEngines(title: string, tests: EngineTests): void {
  onEach(['PGlite', 'PostgreSQL'], title, tests);
}

/**
 * The same tests on both engines, and with two services over one PostgreSQL that are asked in turn: whatever a node
 * kept to itself, the other would not know.
 */
export function onEveryEngine(title: string, tests: EngineTests): void {
  onEach(['PGlite', 'PostgreSQL', 'two nodes on PostgreSQL'], title, tests);
}

/** The same for tests that take minutes: their PostgreSQL is the one under two nodes. */
export function onPgliteAndTwoNodes(title: string, tests: EngineTests): void {
  onEach(['PGlite', 'two nodes on PostgreSQL'], title, tests);
}

/** Prints how many ran on each, and fails if the counts differ: a test that one of them is spared shows. */
function onEach(names: readonly Ground[], title: string, tests: EngineTests): void {
  const passed = new Map<Ground, number>();
  describe.each(names)(`${title} on %s`, (name) => {
    const engine = grounds[name]();
    afterAll(engine.stop);
    let shared: Promise<OpenDatabase> | undefined;
    const sharing: Engine = {
      ...engine,
      shared: () => (shared ??= engine.place().then((place) => place.open())),
    };
    tests(sharing, (said, work, atMostMs) => {
      test(said, { ...(atMostMs !== undefined && { timeout: atMostMs }) }, async () => {
        await work();
        passed.set(name, (passed.get(name) ?? 0) + 1);
      });
    });
  });
  test(`${title}: as many tests passed on each`, () => {
    const counts = names.map((name) => passed.get(name) ?? 0);
    process.stdout.write(`${title}: ${names.map((name, i) => `${name} ${counts[i]}`).join(', ')}\n`);
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts).size).toBe(1);
  });
}

export function pgliteEngine(): ManagedEngine {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-pglite-'));
  const opened: OpenDatabase[] = [];
  let places = 0;
  return {
    name: 'PGlite',
    nodes: 1,
    place() {
      const at = join(folder, String((places += 1)));
      mkdirSync(at, { mode: 0o700 });
      cpSync(inject('pglite'), join(at, 'postgres'), { recursive: true });
      const open = async () => {
        const result = await openPglite({ folder: at });
        if (!result.ok) throw new Error(result.message);
        opened.push(result.value);
        return result.value;
      };
      return Promise.resolve({ nodes: 1, open, openAsOwner: open });
    },
    async stop() {
      await closeAll(opened);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postgresEngine(nodes: number): ManagedEngine {
  const server = accessTo(inject('postgres'));
  const opened: OpenDatabase[] = [];
  const made: string[] = [];
  const open = (url: string) => {
    const result = openPostgres({ url, connections: 12, onBroken: () => undefined });
    if (!result.ok) return Promise.reject(new Error(result.message));
    opened.push(result.value);
    return Promise.resolve(result.value);
  };
  return {
    name: 'PostgreSQL',
    nodes,
    async place() {
      const name = `place_${randomBytes(8).toString('hex')}`;
      await server.run('postgres', `create database ${name} template ${UP_TO_DATE}`);
      made.push(name);
      return {
        nodes,
        open: () => open(server.url(name, serviceRole)),
        openAsOwner: () => open(server.url(name)),
      };
    },
    async stop() {
      await closeAll(opened);
      await server.run('postgres', ...made.map((name) => `drop database ${name} with (force)`));
    },
  };
}

async function closeAll(opened: OpenDatabase[]): Promise<void> {
  await Promise.all(opened.map((database) => database.close()));
}

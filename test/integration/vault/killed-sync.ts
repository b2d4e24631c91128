import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import type { Who } from '../../../src/vault/session';
import type { Tokens } from '../../../src/vault/sync/platform-session';
import type { CuttingProxy, Piece, Verdict } from './cutting-proxy';

/** Where the process ends itself, just before the `nth` of it is done (after it, for `committed`). */
export type KillPoint = 'row' | 'tree' | 'commit' | 'committed' | 'checkpoint' | 'pseudonym' | 'removal';

export interface Kill {
  point: KillPoint;
  nth: number;
}

/** What a process is to sync, given on its standard input. It ends by itself, with 0, when nothing is missing. */
export interface Syncing {
  path: string;
  dataKey: string;
  /** The proxy in front of the platform, and the platform itself: whom the requests are for. */
  address: string;
  host: string;
  launchSecret: string;
  tokens: Tokens;
  who: Who;
  pseudonyms: number;
  kill: Kill | null;
}

const project = resolve(import.meta.dirname, '../../..');

/** The process that syncs, as one file: what is bundled starts several times faster. Its name, and its removal. */
export async function bundleChild(): Promise<{ file: string; remove(): void }> {
  // Below node_modules, so that the native library beside it is found.
  const folder = join(project, 'node_modules', '.cache', 'wardkeeper', `sync-child-${process.pid}`);
  await build({
    configFile: false,
    logLevel: 'error',
    root: project,
    build: { ssr: 'test/integration/vault/sync-child.ts', outDir: folder, target: 'node20', minify: false },
    ssr: { noExternal: ['zod'], external: ['better-sqlite3'] },
  });
  return { file: join(folder, 'sync-child.js'), remove: () => rmSync(folder, { recursive: true }) };
}

/** How a process that syncs comes to its end. */
export type End =
  /** By itself, when nothing is missing. `saw`: so many bytes went through. */
  | { by: 'itself'; saw?(bytes: number): void }
  /** It kills itself, at a named point. */
  | { by: 'point'; kill: Kill }
  /** So long after it began. */
  | { by: 'moment'; ms: number }
  /** When so many bytes of both directions went through: the connection is cut there, and the process killed. */
  | { by: 'bytes'; count: number; cut?(where: Cut): void }
  /** The same, but the process lives and goes on by another connection. */
  | { by: 'cut'; count: number }
  /** When it sends acts, before the platform hears of them; or when the platform answers, before it hears that. */
  | { by: 'upload'; when: 'sent' | 'answered' };

/** Where a connection was cut: so many bytes into a piece of `of` bytes. */
export interface Cut {
  from: Piece['from'];
  first: number;
  of: number;
}

/** Lets a process sync until its end. Whether it was killed; false: it had all there was before it came to that. */
export function syncUntil(
  file: string,
  work: Omit<Syncing, 'kill' | 'address'>,
  end: End,
  proxy: CuttingProxy,
): Promise<boolean> {
  const child = spawn(process.execPath, [file], { cwd: project, stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  proxy.watch(watching(end, kill));
  const syncing: Syncing = { ...work, address: proxy.address, kill: end.by === 'point' ? end.kill : null };
  child.stdin.on('error', () => undefined); // killed before it read
  child.stdin.end(JSON.stringify(syncing));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'checkpoint') kill();
    if (line === 'syncing' && end.by === 'moment') setTimeout(kill, end.ms);
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((done, failed) => {
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') done(true);
      else if (code === 0) done(false);
      else failed(new Error(`The process ended with ${code}: ${said}`));
    });
  });
}

function watching(end: End, kill: () => void): (piece: Piece) => Verdict {
  let bytesLeft = end.by === 'bytes' || end.by === 'cut' ? end.count : Infinity;
  const uploads = new WeakSet<object>();
  return ({ from, bytes, connection }) => {
    if (end.by === 'upload') {
      const sends = from === 'client' && bytes.includes('POST /api/v1/audit/console-acts');
      if (sends) uploads.add(connection);
      const reached = end.when === 'sent' ? sends : from === 'server' && uploads.has(connection);
      return reached ? { first: 0, then: kill } : 'goes-on';
    }
    if (end.by === 'itself') end.saw?.(bytes.length);
    const first = bytesLeft;
    bytesLeft -= bytes.length;
    if (bytesLeft > 0) return 'goes-on';
    bytesLeft = Infinity;
    if (end.by === 'bytes') end.cut?.({ from, first, of: bytes.length });
    return { first, then: end.by === 'bytes' ? kill : () => undefined };
  };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'undici';

/** What we read of a DevTools reply. */
interface Reply {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
}

/** An Electron app started as a person starts it, watched through the DevTools protocol. */
export interface LaunchedApp {
  /** When the process was started, in milliseconds since the epoch. */
  startedAt: number;
  process: ChildProcess;
  /** Lines on standard error so far. */
  said: readonly string[];
  /** Runs an expression in the page and returns its (JSON) value; waits for promises. */
  evaluate<T>(expression: string): Promise<T>;
  end(): Promise<void>;
}

const electron = () => {
  const path = process.env['WARDKEEPER_ELECTRON'];
  if (path === undefined) throw new Error('WARDKEEPER_ELECTRON names no Electron: use npm run bench.');
  return path;
};

/** Waits until `look` gives something; the deadline is there for a hang, not to pace anything. */
export async function until<T>(
  look: () => Promise<T | null | undefined>,
  what: string,
  deadlineMs = 60_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Starts the app in `folder` with its data in `data` (a fresh folder, removed at the end, unless given). */
export async function launch(folder: string, data?: string): Promise<LaunchedApp> {
  const home = data ?? (await mkdtemp(join(tmpdir(), 'wardkeeper-bench-')));
  const args = [folder, `--user-data-dir=${home}`, '--remote-debugging-port=0', '--remote-allow-origins=*'];
  if (process.env['WARDKEEPER_NO_SANDBOX'] === '1') args.push('--no-sandbox');
  const startedAt = Date.now();
  const child = spawn(electron(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(...chunk.toString('utf8').split('\n')));

  const port = await until(
    () =>
      Promise.resolve(
        said.map((line) => /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]).find(Boolean),
      ),
    'the DevTools port',
  );
  const address = await until(async () => {
    const listed = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      type: string;
      url: string;
      webSocketDebuggerUrl: string;
    }[];
    return listed.find(({ type, url }) => type === 'page' && url !== '' && url !== 'about:blank')
      ?.webSocketDebuggerUrl;
  }, 'the page');
  const socket = new WebSocket(address);
  await once(socket as unknown as EventTarget, 'open');
  const replies = new Map<number, (reply: Reply) => void>();
  socket.addEventListener('message', ({ data: text }) => {
    const reply = JSON.parse(String(text)) as Reply;
    if (reply.id !== undefined) replies.get(reply.id)?.(reply);
  });
  let id = 0;
  return {
    startedAt,
    process: child,
    said,
    async evaluate<T>(expression: string) {
      const mine = (id += 1);
      const reply = new Promise<Reply>((resolve) => replies.set(mine, resolve));
      socket.send(
        JSON.stringify({
          id: mine,
          method: 'Runtime.evaluate',
          params: { expression, returnByValue: true, awaitPromise: true },
        }),
      );
      const { result } = await reply;
      if (result?.exceptionDetails !== undefined)
        throw new Error(`In the page: ${result.exceptionDetails.text}`);
      return result?.result?.value as T;
    },
    async end() {
      socket.close();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      if (data === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Proportional set size in MiB of `pid` and everything it started, leaving out the processes in `except` (Linux). */
export async function memoryOf(pid: number, except: ReadonlySet<number>): Promise<number> {
  const parents = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = await readFile(`/proc/${name}/stat`, 'utf8').then(
      (text) => Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]),
      () => null,
    );
    if (parent !== null) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  let kib = 0;
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    open.push(...(parents.get(next) ?? []));
    if (except.has(next)) continue;
    const rollup = await readFile(`/proc/${next}/smaps_rollup`, 'utf8').catch(() => '');
    kib += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kib / 1024;
}

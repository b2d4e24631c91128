import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as clearRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { join } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { platformClient, type PlatformClient } from '../../../src/shared/contract/platform/client';
import { claimPractice } from '../../../src/shared/contract/platform/practice';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { adminName, adminPassword } from './running';

/** As `npm test` has built it. */
const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'out', 'main', 'platform-alone.js');

/** The service alone, as a process of its own. */
export interface AloneProcess {
  /** Where it listens, and where it tells of itself. */
  address: string;
  operations: string;
  /** Null where somebody can sign in already. */
  setupCode: string | null;
  /** All that it has written so far, on both of its streams. */
  said(): string;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>;
  /** Ends it as a service manager does. */
  stop(): Promise<number | null>;
}

export interface Run {
  ended: Promise<number | null>;
  said(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the first line that fits; rejects where it ends without. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Runs the program with nothing in its environment but this. */
export function runAlone(environment: Record<string, string>, words: readonly string[] = []): Run {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    ended,
    said: () => text,
    signal: (signal) => void child.kill(signal),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = pattern.exec(text);
          if (found !== null) resolve(found);
        };
        look();
        void ended.then((code) => reject(new Error(`It ended with ${code}: ${text}`)));
      }),
  };
}

let files = 0;

/** Settings that every test needs, with a folder of its own; ports are any that are free. */
export async function startAlone(folder: string, given: object): Promise<AloneProcess> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `settings-${(files += 1)}.json`);
  const settings = {
    practiceName: 'Elm Street',
    timeZone: 'America/Chicago',
    keys: join(folder, 'keys'),
    makeKeys: true,
    folder: join(folder, 'database'),
    port: 0,
    operationsPort: 0,
    ...given,
  };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  const run = runAlone({ WARDKEEPER_PLATFORM_SETTINGS: file });
  const serving = await run.line(/^\{.*"what":"serving".*\}$/m);
  const { address, operations } = JSON.parse(serving[0]) as { address: string; operations: string };
  const isOpen = await ask(`${operations}/readyz`);
  if (isOpen.status !== 200) throw new Error(isOpen.body);
  return {
    address,
    operations,
    setupCode: /Set-up code: (\S+)/.exec(run.said())?.[1] ?? null,
    said: run.said,
    signal: run.signal,
    ended: run.ended,
    stop() {
      run.signal('SIGTERM');
      return run.ended;
    },
  };
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** `TLSv1.3`; null in clear. */
  protocol: string | null;
  /** Subject alternative names of the certificate. */
  names: string | null;
}

type Asking = SecureContextOptions & {
  /** The name to be shown a certificate for, where the Host header says another. */
  servername?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
};

/** One request on a connection of its own. Throws what the connection throws. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body, ...tls }: Asking = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isTls = url.startsWith('https:');
    const sent = (isTls ? tlsRequest : clearRequest)(
      url,
      { method, headers, agent: false, ...(isTls && tls) },
      (reply) => {
        const socket = reply.socket as Partial<import('node:tls').TLSSocket>;
        const protocol = socket.getProtocol?.() ?? null;
        const names = socket.getPeerCertificate?.().subjectaltname ?? null;
        const pieces: Buffer[] = [];
        reply.on('data', (piece: Buffer) => pieces.push(piece));
        reply.on('error', reject);
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            body: Buffer.concat(pieces).toString(),
            protocol,
            names,
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A client that reaches the service as any program may: no launch secret. */
export function clientOf(address: string, tls: SecureContextOptions = {}): PlatformClient {
  return platformClient(async ({ method, target, headers, body }) => {
    const reply = await ask(address + target, { method, headers, ...tls, ...(body !== null && { body }) });
    return { status: reply.status, body: reply.body };
  });
}

/** Makes the first administrator, with the set-up code that the process printed. */
export async function claim(client: PlatformClient, setupCode: string | null): Promise<void> {
  const claimed = await client.call(claimPractice, {
    setupCode: setupCode ?? '',
    displayName: 'Ann Administrator',
    userName: adminName,
    password: adminPassword,
  });
  if (!claimed.ok) throw new Error(claimed.message);
}

export async function enter(client: PlatformClient): Promise<{ accessToken: string; refreshToken: string }> {
  const opened = await client.call(signIn, { userName: adminName, password: adminPassword });
  if (!opened.ok) throw new Error(opened.message);
  return opened.value;
}

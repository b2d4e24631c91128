import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemClock } from './clock';
import { errorName, logTo } from './log';
import type { ParentPort } from './ports';
import { knownAuthorities } from './reach/authorities';
import { runVault } from './run';
import { inThread } from './sync/page-thread';

/** Entry of the vault's utility process. */
const { parentPort } = process as unknown as { parentPort: ParentPort };
const log = logTo((line) => process.stderr.write(line));

// Whatever this process writes is for its owner alone, files that SQLite makes included.
process.umask(0o077);

// An error nobody caught leaves the state unknown. The file survives an end at any point; the name alone is logged.
// Electron makes no exceptions of rejections in a utility process: both have to be named.
for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(fault, (error: unknown) => {
    log('crashed', { error: errorName(error) });
    process.exit(1);
  });
}

// The last message leaves with the turn that follows.
runVault({
  main: parentPort,
  clock: systemClock,
  log,
  authorities: knownAuthorities,
  readPage: inThread(() => new Worker(join(import.meta.dirname, 'page-worker.js'))),
  ended: () => setImmediate(() => process.exit(0)),
});

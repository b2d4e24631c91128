import type { ParentPort } from 'electron';
import { join } from 'node:path';
import { toPlatform, type FromPlatform, type ToPlatform } from '../shared/contract/process/platform';
import { systemClock } from './clock';
import { openPglite, readSeed } from './database/open-pglite';
import { ASIDE } from './backup/keep';
import { endOnFault } from './end-on-fault';
import { fullCost } from './identity/password-hash';
import { logToStderr } from './log';
import { startPlatform, type RunningPlatform } from './start';

/** As of a service that runs alone. A minute. */
const REQUESTS_PER_USER = 100;

/** The embedded platform's process: main starts it, tells it where and with which keys, and stops it. */
function serveMain(port: ParentPort): void {
  const tell = (message: FromPlatform) => port.postMessage(message);
  let running: Promise<RunningPlatform | null> | undefined;
  const stopping = new AbortController();

  port.on('message', ({ data }) => {
    const message = toPlatform.safeParse(data);
    if (!message.success) {
      logToStderr('message-refused');
      return;
    }
    if (message.data.type === 'start') running ??= start(message.data, stopping.signal, tell);
    else {
      stopping.abort();
      void stop(running, tell);
    }
  });
}

async function start(
  { folder, backupKey, ...given }: Extract<ToPlatform, { type: 'start' }>,
  signal: AbortSignal,
  tell: (message: FromPlatform) => void,
): Promise<RunningPlatform | null> {
  const seed = () => readSeed(join(import.meta.dirname, 'platform-seed.tar.gz'));
  const started = await startPlatform({
    ...given,
    open: () => openPglite({ folder, seed }),
    backups: { folder: join(folder, 'backups'), aside: join(folder, ASIDE), key: backupKey, seed },
    requestsPerUser: REQUESTS_PER_USER,
    hashCost: fullCost,
    clock: systemClock,
    log: logToStderr,
    claimed: () => tell({ type: 'claimed' }),
    progress: (done, total, what) => tell({ type: 'progress', done, total, what }),
    signal,
  });
  if (!started.ok) {
    tell({ type: 'failed', refusal: started });
    return null;
  }
  const { address, practice, setupCode } = started.value;
  tell({ type: 'listening', address, practice, setupCode });
  return started.value;
}

async function stop(
  running: Promise<RunningPlatform | null> | undefined,
  tell: (message: FromPlatform) => void,
): Promise<void> {
  const platform = await running;
  await platform?.stop();
  tell({ type: 'stopped' });
  // The message leaves with the turn that follows; the port would keep the process alive for ever.
  setImmediate(() => process.exit(0));
}

endOnFault(logToStderr);
serveMain(process.parentPort);

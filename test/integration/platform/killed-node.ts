import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSequencer } from '../../../src/platform/audit/sequencer';
import { actsOn } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { systemClock } from '../../../src/platform/clock';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { openPostgres } from '../../../src/platform/database/open-postgres';
import { draftOf } from './drafts';

/**
 * A node that extends the log until it is killed. Each line that it is given sets a writer to work that records
 * events of that name and a number; it says the name of each event once it is acknowledged. The line "rest" ends the
 * writers, which it says too. Arguments: folder or address of the database, log key.
 */
async function main(): Promise<void> {
  const [at = '', seed = ''] = process.argv.slice(2);
  const isShared = at.startsWith('postgresql:');
  const opened = isShared
    ? openPostgres({ url: at, connections: 30, onBroken: () => undefined })
    : await openPglite({ folder: at });
  if (!opened.ok) throw new Error(opened.message);
  const { db } = opened.value;
  const key = logKeyFrom(seed, 'wardkeeper/test');
  const sequencer = startSequencer({
    extend: () => extendLog(db, key, systemClock),
    // PGlite is killed after so few events that batches come as often as can be; else it is the service's rhythm.
    ...(isShared ? { everyMs: 200, settleMs: 100 } : { everyMs: 5, settleMs: 1 }),
    extended: () => undefined,
    failed: (error) => {
      throw error;
    },
    damaged: (message) => {
      throw new Error(message);
    },
  });
  const acts = actsOn(db, systemClock, () => sequencer.nudge());
  const writers: Promise<void>[] = [];
  let isOver = false;
  const write = async (prefix: string) => {
    for (let i = 0; !isOver; i += 1) {
      const name = `${prefix} ${i}`;
      await acts.act((_, record) => record(draftOf(name)));
      process.stdout.write(`${name}\n`);
      // PGlite answers without ever leaving the turn: without a real one between two acts no timer would fire.
      await nextTurn();
    }
  };
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'rest') break;
    writers.push(write(line));
  }
  isOver = true;
  await Promise.all(writers);
  process.stdout.write('rest\n');
}

void main();

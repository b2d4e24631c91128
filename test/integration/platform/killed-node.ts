import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSequencer } from '../../../src/platform/audit/sequencer';
import { actsOn } from '../../../src/platform/audit/act';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { systemClock } from '../../../src/platform/clock';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { draftOf } from './drafts';

/**
 * A node that records events and extends the log until it is killed; says the name of each event once it is
 * acknowledged. Arguments: folder, log key, prefix of the names.
 */
async function main(): Promise<void> {
  const [folder = '', seed = '', prefix = ''] = process.argv.slice(2);
  const opened = await openPglite({ folder });
  if (!opened.ok) throw new Error(opened.message);
  const { db } = opened.value;
  const key = logKeyFrom(seed, 'wardkeeper/test');
  const sequencer = startSequencer({
    extend: () => extendLog(db, key, systemClock),
    everyMs: 5,
    settleMs: 1,
    extended: () => undefined,
    failed: (error) => {
      throw error;
    },
    damaged: (message) => {
      throw new Error(message);
    },
  });
  const acts = actsOn(db, systemClock, () => sequencer.nudge());
  for (let i = 0; ; i += 1) {
    const name = `${prefix} ${i}`;
    await acts.act((_, record) => record(draftOf(name)));
    process.stdout.write(`${name}\n`);
    // PGlite answers without ever leaving the turn: without a real one between two acts no timer would fire.
    await nextTurn();
  }
}

void main();

import { systemClock } from '../../../src/platform/clock';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { openPglite } from '../../../src/platform/database/open-pglite';
import { makeSyntheticPractice } from '../../../src/platform/synthetic/make-practice';
import { smallPractice } from './small-practice';

/** Fills the database of a folder until it is killed, and says how far it is. Arguments: folder, log key. */
async function main(): Promise<void> {
  const [folder = '', seed = ''] = process.argv.slice(2);
  const opened = await openPglite({ folder });
  if (!opened.ok) throw new Error(opened.message);
  const made = await makeSyntheticPractice({
    ...smallPractice,
    db: opened.value.db,
    key: logKeyFrom(seed, 'wardkeeper/test'),
    clock: systemClock,
    progress: (done) => process.stdout.write(`${done}\n`),
  });
  if (!made.ok) throw new Error(made.message);
  await opened.value.close();
}

void main();

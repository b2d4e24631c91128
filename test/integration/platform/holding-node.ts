import { openPglite, readSeed } from '../../../src/platform/database/open-pglite';

/** Opens the folder that it is given, says so, and holds it until it is killed. Arguments: folder, seed file. */
async function main(): Promise<void> {
  const [folder = '', seed = ''] = process.argv.slice(2);
  const opened = await openPglite({ folder, seed: () => readSeed(seed) });
  process.stdout.write(`${opened.ok ? 'open' : opened.message}\n`);
  setInterval(() => undefined, 1000);
}

void main();

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { hashes } from '../../../src/vault/hashes';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { openStore } from '../../../src/vault/store/open';
import { readTree } from '../../../src/vault/store/tree';
import { receive, type TrailPage } from '../../../src/vault/sync/receive';
import { NOW } from './a-store';

/** Receives a log into a file, a few events a transaction, and says how many are kept after each. */
export interface Appending {
  path: string;
  dataKey: string;
  /** A file with a page that begins with the event that comes next. */
  page: string;
  run: number;
}

const { path, dataKey, page: file, run } = JSON.parse(await text(process.stdin)) as Appending;
const page = JSON.parse(readFileSync(file, 'utf8')) as TrailPage;
const db = openStore(path, Buffer.from(dataKey, 'hex'), NOW);
const dictionary = writableDictionary(db);

const first = readTree(db, hashes).size;

for (let done = 0; done < page.events.length; done += run) {
  process.stdout.write(`appending ${first + done}\n`);
  const received = receive(db, dictionary, { ...page, events: page.events.slice(done, done + run) }, NOW);
  if (received.kind !== 'kept') throw new Error(received.reason);
  process.stdout.write(`kept ${received.size}\n`);
  // Lets the line leave before the next transaction begins.
  await new Promise(setImmediate);
}

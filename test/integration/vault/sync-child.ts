import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { platformClient, type Transport } from '../../../src/shared/contract/platform/client';
import { systemClock } from '../../../src/vault/clock';
import type { WritableDb } from '../../../src/vault/store/db';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { openStore } from '../../../src/vault/store/open';
import { sql } from '../../../src/vault/store/sql';
import { startSync } from '../../../src/vault/sync/start-sync';
import { standardTimes } from '../../../src/vault/sync/times';
import type { Kill, Syncing } from './killed-sync';

/** A process that syncs the vault it is told of on its standard input; see killed-sync.ts. */

const work = JSON.parse(readFileSync(0, 'utf8')) as Syncing;
const statements: Readonly<Partial<Record<Kill['point'], string>>> = {
  row: 'INSERT INTO audit_event',
  tree: 'UPDATE tree',
  pseudonym: 'INSERT INTO pseudonym',
  removal: 'DELETE FROM outbox_act',
};
let left = work.kill?.nth ?? 0;

/** SIGKILL at this very place: nothing of ours runs after it. */
function reach(point: Kill['point']): void {
  if (work.kill?.point !== point) return;
  left -= 1;
  if (left > 0) return;
  if (point === 'checkpoint') {
    // SQLite is not left until it is done: whoever reads this line kills while it is at it.
    writeSync(1, 'checkpoint\n');
    file.script('PRAGMA wal_checkpoint(TRUNCATE)');
    left = 1;
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}

const file = openStore(work.path, Buffer.from(work.dataKey, 'hex'), systemClock());
const db: WritableDb = {
  ...file,
  run(query) {
    for (const [point, beginning] of Object.entries(statements)) {
      if (query[0].trimStart().startsWith(beginning)) reach(point as Kill['point']);
    }
    return file.run(query);
  },
  transaction(body) {
    const result = file.transaction(() => {
      const inner = body();
      reach('commit');
      return inner;
    });
    reach('committed');
    reach('checkpoint');
    return result;
  },
};
// So that pages are moved into the file all the time, and not only at its end.
file.script('PRAGMA wal_autocheckpoint = 40');

const PAGE = 50;
const agent = new Agent({ keepAlive: true });
/** Of Node itself: undici alone takes longer to load than all the rest of this process. */
const transport: Transport = async ({ method, target, headers, body }, _limit, signal) => {
  // Small pages, so that there are many transactions to end in.
  const sent = request(work.address + target.replace(/limit=5000/, `limit=${PAGE}`), {
    method,
    agent,
    headers: { ...headers, host: work.host, 'x-wardkeeper-launch': work.launchSecret },
    ...(signal !== undefined && { signal }),
  });
  sent.end(body ?? undefined);
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: reply.statusCode ?? 0, body: await text(reply) };
};
const client = platformClient(transport);
const sync = startSync(
  {
    db,
    dictionary: writableDictionary(db),
    online: { client, tokens: work.tokens },
    may: () => true,
    heardAt: null,
    clock: systemClock,
    log: () => undefined,
    heard: () => undefined,
    changed: () => undefined,
    pseudonymsChanged: () => undefined,
    membersChanged: () => undefined,
  },
  // A connection that was cut is tried again soon: nobody waits for a person here.
  {
    now: () => performance.now(),
    random: () => 0,
    pause: (ms, signal) => standardTimes.pause(ms / 50, signal),
  },
);
writeSync(1, 'syncing\n');

const counted = z.object({ named: z.int() });
const parent = process.ppid;
// Whoever started it may have ended, by a time limit for example.
while (process.ppid === parent) {
  const { phase, size, total, outbox, problem } = sync.look();
  const named = file.row(sql`SELECT count(*) AS named FROM pseudonym`, counted)?.named;
  if (phase === 'stopped' || phase === 'offline') throw new Error(problem ?? phase);
  if (phase === 'up-to-date' && size === total && outbox === 0 && (named ?? 0) >= work.pseudonyms) break;
  await pause(5);
}
await sync.stop();
file.close();
process.exit(0);

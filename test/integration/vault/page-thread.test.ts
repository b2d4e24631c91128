import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { HttpReply } from '../../../src/shared/contract/platform/client';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { hashes } from '../../../src/vault/hashes';
import { inThread } from '../../../src/vault/sync/page-thread';
import { readHere } from '../../../src/vault/sync/read-page';
import { valueOf } from './sync-platform';
import { aLog, someEvents } from './a-log';

/** As it was built. */
const file = resolve('out', 'main', 'page-worker.js');

/** Large enough to be worth a thread. */
const EVENTS = 1500;

function aReply(change: (page: { events: unknown[] }) => unknown = (page) => page): HttpReply {
  const log = aLog();
  log.add(...someEvents(EVENTS));
  const page = JSON.parse(JSON.stringify(log.page(0, EVENTS))) as { events: unknown[] };
  return { status: 200, body: JSON.stringify(change(page)) };
}

/** A thread that counts how often it was started. */
function counted(start: () => Worker) {
  const threads: Worker[] = [];
  const read = inThread(() => {
    const thread = start();
    threads.push(thread);
    return thread;
  });
  return { read, threads };
}

describe('pages in a thread', () => {
  test('come with the leaves that are computed of them here, and otherwise as they were sent', async () => {
    const { read, threads } = counted(() => new Worker(file));
    const reply = aReply();
    const { leaves, ...page } = valueOf(await read(reply));
    expect(page).toEqual(valueOf(await readHere(reply)));
    expect(leaves).toEqual(page.events.map(({ event, salt }) => eventLeafHash(event, salt, hashes)));
    expect(valueOf(await read(reply)).leaves).toEqual(leaves);
    expect(threads).toHaveLength(1);
    await threads[0]?.terminate();
  });

  test.each<[string, HttpReply]>([
    ['not JSON', { status: 200, body: 'x'.repeat(300_000) }],
    ['a page that is none', aReply(({ events }) => ({ events, checkpoint: 7 }))],
    ['one event that is none', aReply((page) => ({ ...page, events: [...page.events, { seq: EVENTS }] }))],
  ])('are refused as they are here: %s', async (_, reply) => {
    const { read, threads } = counted(() => new Worker(file));
    const refused = await read(reply);
    expect(refused).toMatchObject({ ok: false, code: 'broken' });
    expect(refused).toEqual(await readHere(reply));
    await threads[0]?.terminate();
  });

  test('are read here where the thread ends or fails, and the next one gets another thread', async () => {
    const starts = [
      () => new Worker('process.exit(3)', { eval: true }),
      () => new Worker('throw new Error("none")', { eval: true }),
      () => new Worker(file),
    ];
    const { read, threads } = counted(() => (starts.shift() as () => Worker)());
    const reply = aReply();
    for (const hasLeaves of [false, false, true]) {
      const { leaves, ...page } = valueOf(await read(reply));
      expect(page.events).toHaveLength(EVENTS);
      expect(leaves !== undefined).toBe(hasLeaves);
    }
    expect(threads).toHaveLength(3);
    await threads[2]?.terminate();
  });

  test('small replies and refusals start none, and two at once need no second one', async () => {
    const { read, threads } = counted(() => new Worker(file));
    expect(await read({ status: 200, body: '{}' })).toMatchObject({ ok: false });
    expect(await read({ status: 503, body: 'x'.repeat(300_000) })).toMatchObject({ ok: false });
    expect(threads).toHaveLength(0);
    const reply = aReply();
    const [one, other] = await Promise.all([read(reply), read(reply)]);
    expect(valueOf(one).events).toEqual(valueOf(other).events);
    expect(valueOf(one).leaves).toBeDefined();
    expect(valueOf(other).leaves).toBeUndefined();
    expect(threads).toHaveLength(1);
    await threads[0]?.terminate();
  });
});

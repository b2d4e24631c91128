import { parentPort } from 'node:worker_threads';
import type { HttpReply } from '../../shared/contract/platform/client';
import { hashLength } from '../../shared/transparency/merkle-hash';
import { readHere } from './read-page';
import type { PageChecked } from './page-thread';
import { leafHashOf } from './receive';

/** Entry of the thread that checks pages of the trail and hashes their leaves (page-thread.ts). */
parentPort?.on('message', (reply: HttpReply) => {
  void checked(reply).then((said) => {
    parentPort?.postMessage(said, 'leaves' in said ? [said.leaves.buffer as ArrayBuffer] : []);
  });
});

async function checked(reply: HttpReply): Promise<PageChecked> {
  const page = await readHere(reply);
  if (!page.ok) return page;
  const { events } = page.value;
  const leaves = new Uint8Array(events.length * hashLength);
  for (const [i, logged] of events.entries()) {
    const leaf = leafHashOf(logged);
    // Whoever takes the page in finds out which one it is, and says so.
    if (leaf === null) return { ok: true, leaves: new Uint8Array(0) };
    leaves.set(leaf, i * hashLength);
  }
  return { ok: true, leaves };
}

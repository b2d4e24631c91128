import type { Worker } from 'node:worker_threads';
import type { HttpReply } from '../../shared/contract/platform/client';
import { ok, type Refusal } from '../../shared/domain/result';
import { hashLength } from '../../shared/transparency/merkle-hash';
import { readHere, type ReadPage } from './read-page';
import type { TrailPage } from './receive';

/** What the thread says of a reply: the leaves of its events one after another, none where one cannot be hashed. */
export type PageChecked = Refusal | { ok: true; leaves: Uint8Array };

/** A reply of so many characters is worth a thread: some hundred events. */
const WORTH_IT = 256 * 1024;
/** A thread that had nothing to do for so long ends, and its memory with it. */
const IDLE_MS = 10_000;

/**
 * Checks large pages in a thread of their own and hashes their leaves there, while this thread parses them and takes the
 * page before into the file. `start` starts page-worker.ts; where that thread fails, or is at work, the page is read here.
 */
export function inThread(start: () => Worker): ReadPage {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  /** Hears what the thread says of the reply that it has; null while it has none. */
  let waiting: ((said: PageChecked | null) => void) | null = null;

  function answer(said: PageChecked | null): void {
    const hears = waiting;
    waiting = null;
    hears?.(said);
  }

  function started(): Worker {
    const thread = start();
    // An error is followed by the end: by then there may be another thread, that has a reply.
    const over = () => {
      if (worker !== thread) return;
      worker = null;
      answer(null);
    };
    thread.on('message', answer).on('error', over).on('exit', over);
    return thread;
  }

  /** Null where the thread failed. */
  async function ask(reply: HttpReply): Promise<PageChecked | null> {
    clearTimeout(idle);
    const thread = (worker ??= started());
    thread.ref();
    const said = await new Promise<PageChecked | null>((resolve) => {
      waiting = resolve;
      thread.postMessage(reply);
    });
    thread.unref();
    idle = setTimeout(() => void thread.terminate(), IDLE_MS);
    idle.unref();
    return said;
  }

  return async (reply) => {
    if (reply.status !== 200 || reply.body.length < WORTH_IT || waiting !== null) return readHere(reply);
    const asked = ask(reply);
    const page = parsed(reply.body);
    const checked = await asked;
    if (checked === null || page === null) return readHere(reply);
    if (!checked.ok) return checked;
    const { leaves } = checked;
    if (leaves.length !== page.events.length * hashLength) return ok(page);
    return ok({
      ...page,
      leaves: page.events.map((_, i) => leaves.subarray(i * hashLength, (i + 1) * hashLength)),
    });
  };
}

/** The page of a text that the thread is looking at: it is one where the thread says so. */
function parsed(body: string): TrailPage | null {
  try {
    return JSON.parse(body) as TrailPage;
  } catch {
    return null;
  }
}

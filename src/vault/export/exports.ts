import { isAbsolute } from 'node:path';
import type { ExportKind } from '../../shared/contract/process/vault';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { errorName, type Log } from '../log';
import type { WritableDb } from '../store/db';
import { Cancelled } from '../trail/turns';
import { asidePath, openAside, TargetError, type AsideFile } from './aside-file';
import { forgetAside, noteAside } from './leftover';
import { cancelled, exportRefusal } from './refusals';

/** What main asks the person about. */
export interface TargetWish {
  what: ExportKind;
  lines: number;
  /** The day in the practice's zone, `2026-11-26`. */
  on: string;
}

export interface ExportWork {
  wish: TargetWish;
  db: WritableDb;
  /** Writes all of it. Rejects with Cancelled after an abort. */
  write(file: AsideFile, signal: AbortSignal): Promise<void>;
  /** Records that it was exported, before it is in its place; throws what the store throws. */
  record(): void;
}

/** Files that the person has written, one at a time, where main's dialogs say. */
export interface Exports {
  /** False where the person chose no file. */
  run(work: ExportWork, signal: AbortSignal): Promise<Result<boolean>>;
  /** Main's answer: an absolute path, or null. */
  answered(id: number, path: string | null): void;
  /** Cancels what is under way; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** `ask` makes main show its dialogs. */
export function startExports(ask: (id: number, wish: TargetWish) => void, log: Log): Exports {
  let waiting: { id: number; answer: (path: string | null) => void } | null = null;
  let running: { stop: AbortController; done: Promise<unknown> } | null = null;
  let nextId = 0;

  function target(wish: TargetWish, signal: AbortSignal): Promise<string | null> {
    const id = nextId++;
    return new Promise((resolve) => {
      const answer = (path: string | null) => {
        waiting = null;
        resolve(path);
      };
      waiting = { id, answer };
      signal.addEventListener('abort', () => answer(null), { once: true });
      if (signal.aborted) answer(null);
      else ask(id, wish);
    });
  }

  async function carryOut(work: ExportWork, signal: AbortSignal): Promise<Result<boolean>> {
    const path = await target(work.wish, signal);
    if (signal.aborted) return cancelled();
    if (path === null) return ok(false);
    try {
      await writeTo(path, work, signal);
      return ok(true);
    } catch (error) {
      return exportRefusal(error);
    }
  }

  async function writeTo(path: string, { db, write, record }: ExportWork, signal: AbortSignal): Promise<void> {
    if (!isAbsolute(path)) throw new TargetError('EINVAL');
    const aside = asidePath(path);
    noteAside(db, aside);
    const file = await openAside(path, aside);
    try {
      await write(file, signal);
      await file.finish();
      if (signal.aborted) throw new Cancelled();
      // An act that could not be recorded must not have happened: so the record comes first.
      record();
      await file.keep();
    } finally {
      await file.abandon();
      forgotten(db);
    }
  }

  /** The note is of use only to the next process: that it stays must not make a failure of what was done. */
  function forgotten(db: WritableDb): void {
    try {
      forgetAside(db);
    } catch (error) {
      log('export-note-stays', { error: errorName(error) });
    }
  }

  return {
    async run(work, signal) {
      if (running !== null) return underWay();
      const stop = new AbortController();
      const done = carryOut(work, AbortSignal.any([signal, stop.signal]));
      running = { stop, done };
      try {
        return await done;
      } finally {
        running = null;
      }
    },
    answered(id, path) {
      if (waiting?.id === id) waiting.answer(path);
    },
    async stop() {
      running?.stop.abort();
      await running?.done.catch(() => undefined);
    },
  };
}

function underWay(): Refusal {
  return err('conflict', 'An export is under way already.', 'Wait until it is done, or cancel it.');
}

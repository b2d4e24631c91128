import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import type { ToReader } from '../../shared/contract/process/reader';
import { startService } from './service';

/** Longer than any file may take by the reader's own limits: past it the process is stuck and is ended. */
const LIFE_MS = 40_000;

/** Starts a reader for one file; it answers on `answer` and ends. Nothing it says comes through main. */
export function readFileApart(file: string, path: string, answer: MessagePortMain): void {
  const reader = startService<ToReader, never>('reader', file, z.never(), () => undefined);
  const timer = setTimeout(reader.kill, LIFE_MS);
  void reader.ended.then(() => clearTimeout(timer));
  reader.send({ type: 'inspect', path }, [answer]);
}

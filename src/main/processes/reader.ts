import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import type { ToReader } from '../../shared/contract/process/reader';
import { startService } from './service';

/** Starts a reader for one file; it answers on `answer` and ends. Nothing it says comes through main. */
export function readFileApart(file: string, path: string, answer: MessagePortMain): void {
  startService<ToReader, never>('reader', file, z.never(), () => undefined).send({ type: 'inspect', path }, [
    answer,
  ]);
}

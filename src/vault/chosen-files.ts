import { bridgeCalls } from '../shared/contract/bridge/calls';
import type { FileFindings } from '../shared/contract/bridge/file';
import { parseText } from '../shared/contract/bridge/port';
import { fromReader } from '../shared/contract/process/reader';
import { err, ok, type Result } from '../shared/domain/result';
import { textPort, type MessagePortLike } from './ports';

/** Somewhat more than the reader's own limit of 20 s. */
const PATIENCE_MS = 30_000;

/** Files that the person is asked to choose, and what a reader says of them. */
export interface ChosenFiles {
  /** Null when none was chosen. */
  inspect(signal: AbortSignal): Promise<Result<FileFindings | null>>;
  /** Main's answer: the port of the reader, or null. */
  answered(id: number, reader: MessagePortLike | null): void;
}

/** `ask` makes main show its dialog. */
export function chosenFiles(ask: (id: number) => void, patienceMs = PATIENCE_MS): ChosenFiles {
  let waiting: { id: number; resolve: (reader: MessagePortLike | null) => void } | null = null;
  let nextId = 0;

  return {
    async inspect(signal) {
      if (waiting !== null) {
        return err('conflict', 'A file is being chosen already.', 'Choose it in the dialog that is open.');
      }
      const id = nextId++;
      const reader = await new Promise<MessagePortLike | null>((resolve) => {
        waiting = { id, resolve };
        ask(id);
      });
      if (signal.aborted) {
        reader?.close();
        return stopped();
      }
      if (reader === null) return ok(null);
      const result = await findings(reader, signal, patienceMs);
      reader.close();
      return result;
    },
    answered(id, reader) {
      if (waiting?.id !== id) {
        reader?.close();
        return;
      }
      const { resolve } = waiting;
      waiting = null;
      resolve(reader);
    },
  };
}

function findings(
  reader: MessagePortLike,
  signal: AbortSignal,
  patienceMs: number,
): Promise<Result<FileFindings>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(silent()), patienceMs);
    const done = (result: Result<FileFindings>) => {
      clearTimeout(timer);
      resolve(result);
    };
    signal.addEventListener('abort', () => done(stopped()), { once: true });
    // A reader that found a flaw in the file may be gone at once: its end is an answer too.
    reader.on('close', () => done(silent()));
    textPort(reader).listen((text) => {
      done(parseText(fromReader, text, bridgeCalls['file.inspect'].limits.reply) ?? silent());
    });
  });
}

function stopped(): Result<never> {
  return err('cancelled', 'Reading the file was stopped.', 'Choose it again.');
}

function silent(): Result<never> {
  return err(
    'unavailable',
    'The file could not be read: reading it took too long or ended the reader. Nothing of it was kept.',
    'Check that it is an audit file in JSON; then choose it again.',
  );
}

import type { MessagePortMain, ParentPort } from 'electron';
import { toReader, type FromReader } from '../shared/contract/process/reader';
import { err } from '../shared/domain/result';
import { inspectFile } from './inspect';
import { crashLine } from './log';

/** Entry of the reader's utility process: one file, one answer, then it ends. It has no keys and no network. */
function serveOnce(main: ParentPort): void {
  main.on('message', ({ data, ports: [port] }) => {
    const message = toReader.safeParse(data);
    if (port === undefined || !message.success) process.exit(1);
    void answer(message.data.path, port);
  });
}

async function answer(path: string, port: MessagePortMain): Promise<void> {
  // The other end closes the port once it has the answer: only then is it safe to end.
  port.on('close', () => process.exit(0));
  port.start();
  const result = await inspectFile(path).catch(() =>
    err(
      'broken',
      'The file could not be read by a fault of Wardkeeper.',
      'Tell us which system wrote the file.',
    ),
  );
  port.postMessage(JSON.stringify(result satisfies FromReader));
}

// Electron makes no exceptions of rejections in a utility process: both have to be named.
for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(fault, (error: unknown) => {
    process.stderr.write(crashLine(error, new Date()));
    process.exit(1);
  });
}

serveOnce(process.parentPort);

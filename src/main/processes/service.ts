import { utilityProcess, type MessagePortMain } from 'electron';
import type { z } from 'zod';
import { childEnvironment } from '../environment';
import { log } from '../log';

/** A utility process of ours and the typed conversation with it. */
export interface Service<Out> {
  send(message: Out, ports?: MessagePortMain[]): void;
  /** Settles when the process has ended, with its exit code. */
  readonly ended: Promise<number>;
  kill(): void;
}

/** Starts `file` and hears it; a message that does not fit the declared shape is dropped and reported. */
export function startService<Out, In>(
  name: string,
  file: string,
  heard: z.ZodType<In>,
  onMessage: (message: In) => void,
): Service<Out> {
  const child = utilityProcess.fork(file, [], {
    serviceName: `Wardkeeper ${name}`,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: childEnvironment(),
  });
  child.on('message', (raw: unknown) => {
    const message = heard.safeParse(raw);
    if (message.success) onMessage(message.data);
    else log('message-dropped', { process: name });
  });
  child.once('spawn', () => log('process-started', { process: name, pid: child.pid ?? 0 }));
  const ended = new Promise<number>((resolve) => child.once('exit', resolve));
  void ended.then((code) => log('process-ended', { process: name, code }));
  return {
    send: (message, ports = []) => child.postMessage(message, ports),
    ended,
    kill: () => void child.kill(),
  };
}

/** Asks a service to stop and ends it by force when it has not by `graceMs`. */
export async function stopService<Out>(service: Service<Out>, stop: Out, graceMs: number): Promise<void> {
  service.send(stop);
  const timer = setTimeout(service.kill, graceMs);
  await service.ended;
  clearTimeout(timer);
}

import type { TextPort } from '../shared/contract/bridge/port';

/** What we use of a MessagePort: Electron's MessagePortMain has it; for Node's, tests wrap it. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  /** Messages wait until then. */
  start(): void;
  close(): void;
}

/** Main, as this process sees it: Electron's `process.parentPort`. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: MessagePortLike[] }) => void): unknown;
}

export function textPort(port: MessagePortLike): TextPort {
  let heard: (text: unknown) => void = () => undefined;
  port.on('message', ({ data }) => heard(data));
  return {
    post: (text) => port.postMessage(text),
    listen(onText) {
      heard = onText;
      port.start();
    },
  };
}

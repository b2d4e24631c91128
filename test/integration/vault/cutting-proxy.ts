import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Carries bytes to a port of this computer, and looks at each piece before it goes on. */
export interface CuttingProxy {
  address: string;
  watch(look: (piece: Piece) => Verdict): void;
  close(): Promise<void>;
}

/** What becomes of a piece: it goes on, or its first bytes do, `then` happens and its connection is cut. */
export type Verdict = 'goes-on' | { first: number; then(): void };

export interface Piece {
  from: 'client' | 'server';
  bytes: Buffer;
  /** The same object for all pieces of one connection. */
  connection: object;
}

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  let look: (piece: Piece) => Verdict = () => 'goes-on';
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const connection = {};
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const [from, source, target] of [
      ['client', client, upstream],
      ['server', upstream, client],
    ] as const) {
      open.add(source);
      source.on('data', (bytes: Buffer) => {
        const verdict = look({ from, bytes, connection });
        if (verdict === 'goes-on') {
          target.write(bytes);
          return;
        }
        source.pause();
        // Once they are handed to the system they arrive, whatever is cut after them.
        target.write(bytes.subarray(0, verdict.first), () => {
          verdict.then();
          cut();
        });
      });
      source.on('error', cut);
      source.on('close', () => {
        open.delete(source);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    watch(next) {
      look = next;
    },
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

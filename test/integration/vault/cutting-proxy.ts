import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Carries bytes to a port of this computer, and looks at each piece before it goes on. */
export interface CuttingProxy {
  address: string;
  /** Called with each piece; false drops it and cuts the connection it came on. */
  watch(pass: (piece: Piece) => boolean): void;
  close(): Promise<void>;
}

export interface Piece {
  from: 'client' | 'server';
  bytes: Buffer;
  /** The same object for all pieces of one connection. */
  connection: object;
}

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  let pass: (piece: Piece) => boolean = () => true;
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
        if (pass({ from, bytes, connection })) target.write(bytes);
        else cut();
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
      pass = next;
    },
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

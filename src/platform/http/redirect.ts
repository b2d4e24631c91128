import { createServer } from 'node:http';
import { once } from 'node:events';
import { isForUs } from './guard';

export interface Redirect {
  port: number;
  close(): Promise<void>;
}

/**
 * Sends whoever comes over http:// to the same place over https://, under one of our names only, and reads
 * nothing of what they sent. Throws where the port is taken.
 */
export async function startRedirect(
  address: string,
  port: number,
  names: readonly string[],
  tlsPort: number,
): Promise<Redirect> {
  const server = createServer({ maxHeaderSize: 4096, headersTimeout: 5_000, requestTimeout: 5_000 });
  server.maxConnections = 64;
  server.on('request', (request, response) => {
    const name = (request.headers.host ?? '').replace(/:\d{1,5}$/, '');
    const path = request.url ?? '';
    const to = `https://${name}${tlsPort === 443 ? '' : `:${tlsPort}`}${path}`;
    const ours = isForUs({ headers: { host: name } }, names) && path.startsWith('/') && URL.canParse(to);
    // What was sent here in clear, a token perhaps, must not be sent so again: the connection ends.
    response.writeHead(ours ? 308 : 421, { connection: 'close', ...(ours && { location: to }) });
    response.end();
  });
  server.listen({ host: address, port });
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new TypeError('The redirect listens nowhere');
  return {
    port: at.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

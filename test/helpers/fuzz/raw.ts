import { request as httpRequest, Agent } from 'node:http';

/** A request as it goes over the wire. */
export interface RawRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

export interface RawReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface RawClient {
  /** Null where the connection ended without a reply. */
  send(request: RawRequest): Promise<RawReply | null>;
  close(): void;
}

/** Sends what no well-behaved client would: any header, any bytes. */
export function rawClient(address: string): RawClient {
  const { hostname, port } = new URL(address);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return {
    send: ({ method, target, headers, body }) =>
      new Promise((resolve) => {
        const sent = httpRequest(
          {
            // A connection that asked to become something else is no connection for the next request.
            agent: 'upgrade' in headers ? false : agent,
            hostname,
            port,
            method,
            path: target,
            setHost: false,
            headers: { ...headers, ...(body !== null && { 'content-length': String(body.length) }) },
          },
          (reply) => {
            const chunks: Buffer[] = [];
            reply.on('data', (chunk: Buffer) => chunks.push(chunk));
            reply.on('error', () => resolve(null));
            reply.on('end', () =>
              resolve({
                status: reply.statusCode ?? 0,
                headers: reply.headers,
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        sent.on('error', () => resolve(null));
        sent.end(body ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}

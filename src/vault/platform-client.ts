import { Agent, request as send } from 'undici';
import type { Transport } from '../shared/contract/platform/client';

/** Time to the head of a reply, and between two pieces of its body. */
const PATIENCE_MS = 15_000;

export interface PlatformConnection {
  transport: Transport;
  close(): Promise<void>;
}

/**
 * Carries calls to the platform at `address`; in clear only to this computer itself (then `launchSecret` tells
 * the platform that we belong to the same start of the app). Redirects are not followed.
 * Throws TypeError for an address of any other kind.
 */
export function connectPlatform(address: string, launchSecret: string): PlatformConnection {
  const { protocol, hostname, origin } = new URL(address);
  const loopback = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]');
  if (protocol !== 'https:' && !loopback)
    throw new TypeError('A platform is reached by HTTPS, or on this computer');
  const agent = new Agent({ connections: 4, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });

  return {
    async transport({ method, target, headers, body }, limit, signal) {
      const reply = await send(`${origin}${target}`, {
        method: method as 'GET',
        headers: { ...headers, ...(loopback && { 'x-wardkeeper-launch': launchSecret }) },
        body,
        dispatcher: agent,
        ...(signal !== undefined && { signal }),
      });
      const pieces: Uint8Array[] = [];
      let length = 0;
      // Leaving the loop by an error destroys the body, and the connection with it.
      for await (const piece of reply.body) {
        const bytes = piece as Uint8Array;
        length += bytes.length;
        if (length > limit) throw new RangeError(`The reply is longer than ${limit} bytes`);
        pieces.push(bytes);
      }
      return { status: reply.statusCode, body: Buffer.concat(pieces).toString('utf8') };
    },
    close: () => agent.destroy(),
  };
}

import type { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { Agent, buildConnector, request as send } from 'undici';
import { TransportRefused, type Transport } from '../shared/contract/platform/client';
import { connectionRefusal, redirected } from './reach/connection-problem';

/** Time to the head of a reply, and between two pieces of its body. */
const PATIENCE_MS = 15_000;
/** Time to a connection with its handshake. */
const CONNECT_MS = 10_000;

/** How a platform showed itself when the last connection to it was made. */
export interface ShownIdentity {
  certificate: X509Certificate;
  /** `TLSv1.3` */
  protocol: string;
}

export interface PlatformConnection {
  transport: Transport;
  /** Null before the first connection, and on this computer's own loopback address. */
  shown(): ShownIdentity | null;
  close(): Promise<void>;
}

export interface ConnectionSettings {
  /** Tells the embedded platform that we belong to the same start of the app; sent to the loopback address only. */
  launchSecret?: string;
  /** Certificates in PEM of those who may vouch for a platform. */
  authorities?: readonly string[];
}

/**
 * Carries calls to the platform at `address`: by TLS 1.2 or newer with a certificate that one of the authorities
 * vouches for, in clear only to this computer itself. Redirects are not followed. What a person can do something
 * about is thrown as TransportRefused. Throws TypeError for an address of any other kind.
 */
export function connectPlatform(
  address: string,
  { launchSecret, authorities }: ConnectionSettings,
): PlatformConnection {
  const { protocol, hostname, host, origin } = new URL(address);
  const loopback = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]');
  if (protocol !== 'https:' && !loopback)
    throw new TypeError('A platform is reached by HTTPS, or on this computer');
  const connect = buildConnector({
    timeout: CONNECT_MS,
    // A resumed session would show no certificate.
    maxCachedSessions: 0,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(authorities !== undefined && { ca: [...authorities] }),
  });
  let shown: ShownIdentity | null = null;
  const agent = new Agent({
    connections: 4,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    connect(options, done) {
      connect(options, (...made) => {
        const [, socket] = made;
        if (socket instanceof TLSSocket) {
          const certificate = socket.getPeerX509Certificate();
          if (certificate !== undefined) shown = { certificate, protocol: socket.getProtocol() ?? '' };
        }
        done(...made);
      });
    },
  });

  return {
    async transport({ method, target, headers, body }, limit, signal) {
      const reply = await send(`${origin}${target}`, {
        method: method as 'GET',
        headers: {
          ...headers,
          ...(loopback && launchSecret !== undefined && { 'x-wardkeeper-launch': launchSecret }),
        },
        body,
        dispatcher: agent,
        ...(signal !== undefined && { signal }),
      }).catch((error: unknown) => {
        const refusal = connectionRefusal(error, host);
        throw refusal === null ? error : new TransportRefused(refusal);
      });
      if (reply.statusCode >= 300 && reply.statusCode < 400) {
        // What is still to come is of no use; without a listener its end would be an error that nobody caught.
        reply.body.on('error', () => undefined).destroy();
        throw new TransportRefused(redirected(host));
      }
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
    shown: () => shown,
    close: () => agent.destroy(),
  };
}

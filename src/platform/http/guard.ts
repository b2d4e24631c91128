import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { sameSecret } from '../identity/setup-code';

export const LAUNCH_HEADER = 'x-wardkeeper-launch';

/**
 * Whether a request may reach the embedded service at all. Any program of this computer can open the port,
 * and any page in a browser can make one of them send a request: so the console's launch secret must be
 * there, the name must be the address we listen on (DNS rebinding), and no page may have sent it (Origin).
 */
export function isFromConsole(request: FastifyRequest, host: string, launchSecret: string): boolean {
  const { headers } = request;
  const secret = headers[LAUNCH_HEADER];
  return (
    headers.host === host &&
    headers.origin === undefined &&
    typeof secret === 'string' &&
    sameSecret(secret, launchSecret)
  );
}

/**
 * Whether a request may reach a service that runs alone: it must have been sent to one of the service's own
 * names, whatever the port (DNS rebinding), and by no page in a browser (Origin).
 */
export function isForUs({ headers }: Pick<FastifyRequest, 'headers'>, names: readonly string[]): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(?::\d{1,5})?$/i.exec(headers.host ?? '')?.[1];
  return headers.origin === undefined && name !== undefined && names.includes(name.toLowerCase());
}

/** The address a request came from, as IPv4 where it is one; null when its connection is gone. */
export function addressOf(request: Pick<FastifyRequest, 'socket'>): string | null {
  return request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}

/**
 * The same behind proxies that are trusted: the newest address in X-Forwarded-For that is none of theirs. What
 * stands before that one was written by whoever sent the request, and is not believed; nor is anything in the
 * header where the connection comes from nobody trusted.
 */
export function addressBehind(
  request: Pick<FastifyRequest, 'socket' | 'headers'>,
  isTrusted: (address: string) => boolean,
): string | null {
  let nearest = addressOf(request);
  const said = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse();
  for (const text of said) {
    if (nearest === null || !isTrusted(nearest)) return nearest;
    const address = text.trim().replace(/^::ffff:(?=\d+\.)/, '');
    if (isIP(address) === 0) return nearest;
    nearest = address;
  }
  return nearest;
}

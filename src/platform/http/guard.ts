import type { FastifyRequest } from 'fastify';
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

/** The address a request came from, as IPv4 where it is one; null when its connection is gone. */
export function addressOf(request: FastifyRequest): string | null {
  return request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}

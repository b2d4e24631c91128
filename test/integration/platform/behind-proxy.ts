import { platformClient, type PlatformClient } from '../../../src/shared/contract/platform/client';
import type { Transport } from '../../../src/platform/http/transport';
import { inClear, type TestPlatform } from './running';

/** Behind a proxy of this computer, that says where each request came from. */
export const behindProxy: Transport = {
  ...inClear,
  isTrustedProxy: (address) => address.startsWith('127.'),
  requestsPerUser: 1_000_000,
  requestsPerAddress: 1_000_000,
};

/** A console somewhere. */
export function consoleAt(
  platform: TestPlatform,
  from: string,
  userAgent = 'Wardkeeper/1 (Windows)',
): PlatformClient {
  const bare = platform.transport();
  return platformClient((request, limit, signal) =>
    bare(
      { ...request, headers: { ...request.headers, 'x-forwarded-for': from, 'user-agent': userAgent } },
      limit,
      signal,
    ),
  );
}

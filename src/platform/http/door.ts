import type { FastifyRequest } from 'fastify';
import type { PlatformCall } from '../../shared/contract/platform/call';
import { addressKey } from '../../shared/detection/address';
import { err, type Refusal } from '../../shared/domain/result';
import { addressBehind, addressOf, isForUs, isFromConsole } from './guard';
import { rateLimit } from './rate-limit';
import { refusals } from './refuse';
import type { Transport } from './transport';

/** Who comes in, from where, and how often. */
export interface Door {
  /** Why a request goes no further; null if it does. Counts it. */
  refuse(request: FastifyRequest): Refusal | null;
  /** Where it came from; null when its connection is gone. */
  addressOf(request: FastifyRequest): string | null;
  /** Why a user has to wait with this call; null if they need not. Counts it. */
  refuseUser(userId: string, call: Pick<PlatformCall, 'bulk'>): Refusal | null;
}

/**
 * For the console that started the service and no other: it is one, knows our secret, and is held to no rate.
 * Without a secret nobody comes in.
 */
export function embeddedDoor(launchSecret: string | undefined, host: () => string): Door {
  return {
    refuse: (request) =>
      launchSecret !== undefined && isFromConsole(request, host(), launchSecret) ? null : refusals.notLocal,
    addressOf,
    refuseUser: () => null,
  };
}

/** For consoles elsewhere. Each node counts for itself. `nowMs` never goes back. */
export function openDoor(transport: Transport, nowMs: () => number): Door {
  const { isTrustedProxy, names, requestsPerAddress, requestsPerUser } = transport;
  const byAddress = rateLimit(requestsPerAddress, nowMs);
  const byUser = rateLimit(requestsPerUser, nowMs);
  // Apart, so that a console which receives a long trail leaves its person all of their own requests.
  const inBulk = rateLimit(requestsPerUser, nowMs);
  const where = (request: FastifyRequest) => addressBehind(request, isTrustedProxy);
  return {
    refuse(request) {
      if (!isForUs(request, names)) return refusals.notForUs;
      const address = where(request);
      return address === null ? refusals.notForUs : tooMany(byAddress.wait(addressKey(address)));
    },
    addressOf: where,
    refuseUser: (userId, { bulk }) => tooMany((bulk === true ? inBulk : byUser).wait(userId)),
  };
}

function tooMany(seconds: number): Refusal | null {
  return seconds === 0
    ? null
    : err('too-many', 'Too many requests in the last minute.', 'Wait a moment, then try again.', seconds);
}

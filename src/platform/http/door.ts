import type { FastifyRequest } from 'fastify';
import type { PlatformCall } from '../../shared/contract/platform/call';
import { addressKey } from '../../shared/detection/address';
import { err, type Refusal } from '../../shared/domain/result';
import { addressBehind, addressOf, isForUs, isFromConsole } from './guard';
import { rateLimit, type RateLimit } from './rate-limit';
import type { RateOverNodes } from './rate-over-nodes';
import { refusals } from './refuse';
import type { Transport } from './transport';

/** Who comes in, from where, and how often. */
export interface Door {
  /** Why a request goes no further; null if it does. Counts it. */
  refuse(request: FastifyRequest): Refusal | null;
  /** Where it came from; null when its connection is gone. */
  addressOf(request: FastifyRequest): string | null;
  /** Why a user has to wait with this call; null if they need not. Counts it. */
  refuseUser(userId: string, call: Pick<PlatformCall, 'bulk'>): Promise<Refusal | null>;
}

/**
 * For the console that started the service and no other: it knows our secret, and several people may sign in at it
 * one after the other. Without a secret nobody comes in.
 */
export function embeddedDoor(
  launchSecret: string | undefined,
  host: () => string,
  requestsPerUser: number,
  nowMs: () => number,
): Door {
  const byUser = rateLimit(requestsPerUser, nowMs);
  return {
    refuse: (request) =>
      launchSecret !== undefined && isFromConsole(request, host(), launchSecret) ? null : refusals.notLocal,
    addressOf,
    // Pages of the trail go to the console beside it, as fast as that can take them: a first copy must not wait.
    refuseUser: (userId, { bulk }) => Promise.resolve(bulk === true ? null : tooMany(byUser.wait(userId))),
  };
}

/** What passed on all nodes, of pages of the trail and of everything else. */
export interface OverNodes {
  byUser: RateOverNodes;
  inBulk: RateOverNodes;
}

/**
 * For consoles elsewhere. Each node counts any minute for itself; `overNodes`, where there may be several, counts the
 * minutes of the clock for all of them. `nowMs` never goes back.
 */
export function openDoor(transport: Transport, nowMs: () => number, overNodes: OverNodes | null): Door {
  const { isTrustedProxy, names, requestsPerAddress, requestsPerUser } = transport;
  const byAddress = rateLimit(requestsPerAddress, nowMs);
  const rates = userRates(requestsPerUser, nowMs);
  const where = (request: FastifyRequest) => addressBehind(request, isTrustedProxy);
  return {
    refuse(request) {
      if (!isForUs(request, names)) return refusals.notForUs;
      const address = where(request);
      return address === null ? refusals.notForUs : tooMany(byAddress.wait(addressKey(address)));
    },
    addressOf: where,
    async refuseUser(userId, call) {
      const here = tooMany(rates(call).wait(userId));
      if (here !== null || overNodes === null) return here;
      return tooMany(await (call.bulk === true ? overNodes.inBulk : overNodes.byUser).wait(userId));
    },
  };
}

/** Apart, so that a console which receives a long trail leaves its person all of their own requests. */
function userRates(
  perMinute: number,
  nowMs: () => number,
): (call: Pick<PlatformCall, 'bulk'>) => Pick<RateLimit, 'wait'> {
  const [byUser, inBulk] = [rateLimit(perMinute, nowMs), rateLimit(perMinute, nowMs)];
  return ({ bulk }) => (bulk === true ? inBulk : byUser);
}

function tooMany(seconds: number): Refusal | null {
  return seconds === 0
    ? null
    : err('too-many', 'Too many requests in the last minute.', 'Wait a moment, then try again.', seconds);
}

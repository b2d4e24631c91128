import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bridgeCalls,
  bridgeNotices,
  type BridgeCallName,
} from '../../../../../src/shared/contract/bridge/calls';
import { ENVELOPE, toWindow, type TextPort } from '../../../../../src/shared/contract/bridge/port';
import { serveBridge, type BridgeHandlers } from '../../../../../src/shared/contract/bridge/serve';
import { err } from '../../../../../src/shared/domain/result';
import { hostileValues, nearRequests, shapedRequests, validRequest } from '../../../../helpers/fuzz/requests';

const names = Object.keys(bridgeCalls) as BridgeCallName[];

/** A vault whose handlers note what reached them and open nothing. */
function vault() {
  const reached: unknown[] = [];
  const posted: string[] = [];
  const faults: unknown[] = [];
  let hear: (text: unknown) => void = () => undefined;
  const port: TextPort = { post: (text) => posted.push(text), listen: (onText) => (hear = onText) };
  const handler = (request: unknown) => {
    reached.push(request);
    return Promise.resolve(err('unavailable', 'Nothing is open.', 'Sign in.'));
  };
  const handlers = Object.fromEntries(names.map((name) => [name, handler])) as unknown as BridgeHandlers<
    typeof bridgeCalls
  >;
  serveBridge(port, bridgeCalls, handlers, bridgeNotices, (fault) => faults.push(fault));
  return { hear: (text: string) => hear(text), reached, posted, faults };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** At least 200 requests a call, made from its declaration. */
function requestsOf(name: BridgeCallName): unknown[] {
  const call = bridgeCalls[name];
  const sample = (requests: fc.Arbitrary<unknown>) => fc.sample(requests, { numRuns: 100, seed: 7 });
  return [
    validRequest(call),
    ...sample(shapedRequests(call)),
    ...sample(nearRequests(call)),
    ...hostileValues,
    'x'.repeat(call.limits.request + ENVELOPE),
  ];
}

describe.each(names)('hostile requests of %s', (name) => {
  test('each gets one answer of the declared shape, and only what fits reaches the handler', async () => {
    const call = bridgeCalls[name];
    const requests = requestsOf(name);
    expect(requests.length).toBeGreaterThanOrEqual(200);
    for (const request of requests) {
      const { hear, reached, posted, faults } = vault();
      const text = JSON.stringify({ id: 1, call: name, request });
      hear(text);
      await settled();
      const sent = JSON.parse(text) as { request?: unknown };
      const fits =
        text.length <= call.limits.request + ENVELOPE && call.request.safeParse(sent.request).success;
      expect(reached).toHaveLength(fits ? 1 : 0);
      expect(faults).toEqual([]);
      // Over the longest request of any call nothing is read, so nothing is answered.
      if (posted.length === 0) expect(text.length).toBeGreaterThan(call.limits.request + ENVELOPE);
      else expect(toWindow.safeParse(JSON.parse(posted[0] as string)).success).toBe(true);
      expect(posted.length).toBeLessThanOrEqual(1);
    }
  });

  test('a valid one does reach it', async () => {
    const { hear, reached } = vault();
    hear(JSON.stringify({ id: 1, call: name, request: validRequest(bridgeCalls[name]) }));
    await settled();
    expect(reached).toHaveLength(1);
  });
});

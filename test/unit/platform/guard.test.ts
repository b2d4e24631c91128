import type { FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../../src/platform/http/guard';

const from = (remoteAddress: string | undefined) => ({ socket: { remoteAddress } }) as FastifyRequest;

describe('where a request came from', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('%s is %s', (remote, address) => {
    expect(addressOf(from(remote))).toBe(address);
  });

  test('is not made up when the connection is gone', () => {
    expect(addressOf(from(undefined))).toBeNull();
  });
});

import type { FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { addressBehind, addressOf, isForUs } from '../../../src/platform/http/guard';

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

describe('where a request came from behind proxies', () => {
  const isTrusted = (address: string) => ['10.0.0.2', '10.0.0.3'].includes(address);
  test.each<[string, string, string | undefined, string]>([
    ['a stranger is not believed', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['a trusted proxy is', '10.0.0.2', '203.0.113.9', '203.0.113.9'],
    [
      'only the newest address that is no proxy counts',
      '10.0.0.2',
      '198.51.100.1, 203.0.113.9, 10.0.0.3',
      '203.0.113.9',
    ],
    ['a proxy that says nothing stands for itself', '10.0.0.2', undefined, '10.0.0.2'],
    ['what is no address is not believed', '10.0.0.2', '203.0.113.9, <script>', '10.0.0.2'],
    ['an IPv4 address in IPv6 is itself', '::ffff:10.0.0.2', '::ffff:203.0.113.9', '203.0.113.9'],
  ])('%s', (_, remoteAddress, said, expected) => {
    const headers = said === undefined ? {} : { 'x-forwarded-for': said };
    const request = { socket: { remoteAddress }, headers } as unknown as FastifyRequest;
    expect(addressBehind(request, isTrusted)).toBe(expected);
  });
});

describe('a request is for us', () => {
  const names = ['platform.example.org', '[::1]'];
  test.each([
    ['platform.example.org', true],
    ['PLATFORM.example.org:8443', true],
    ['[::1]:8443', true],
    ['platform.example.org.evil.example', false],
    ['evil.example', false],
    ['platform.example.org:8443:1', false],
    ['platform.example.org@evil.example', false],
    ['', false],
  ])('%s: %s', (host, expected) => {
    expect(isForUs({ headers: { host } }, names)).toBe(expected);
  });

  test('and never sent by a page', () => {
    expect(isForUs({ headers: { host: names[0], origin: 'null' } }, names)).toBe(false);
    expect(isForUs({ headers: {} }, names)).toBe(false);
  });
});

import fc from 'fast-check';
import { BlockList, isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  addressKey,
  isInNetwork,
  isLoopback,
  networkOf,
  parseAddress,
  parseNetwork,
} from '../../../../src/shared/detection/address';

describe('addresses', () => {
  test('are read exactly where Node reads them', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ maxLength: 20 }),
      fc.stringMatching(/^[0-9a-f:.]{0,24}$/),
    );
    fc.assert(
      fc.property(text, (address) => {
        // An IPv6 address that ends in an IPv4 one is written so by nobody but ::ffff:.
        fc.pre(!/:.*\./.test(address));
        const bits = { 0: undefined, 4: 32, 6: 128 }[isIP(address)];
        expect(parseAddress(address)?.bits).toBe(bits);
      }),
      { numRuns: 2000 },
    );
  });

  test('lie in the networks that Node says', () => {
    const pair = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.constant('ipv4' as const)),
      fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.constant('ipv6' as const)),
    );
    fc.assert(
      fc.property(pair, ([address, prefix, length, family]) => {
        fc.pre(!/:.*\./.test(address) && !/:.*\./.test(prefix));
        const network = parseNetwork(`${prefix}/${length}`);
        const list = new BlockList();
        list.addSubnet(prefix, length, family);
        // With bits after its length it is an address of a network, and refused.
        if (network !== null)
          expect(isInNetwork(address, `${prefix}/${length}`)).toBe(list.check(address, family));
        expect(isInNetwork(prefix, `${prefix}/${length}`)).toBe(network !== null);
      }),
    );
  });

  test('have a network that they lie in, written one way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        fc.pre(!/:.*\./.test(address));
        const network = networkOf(address);
        expect(network).not.toBeNull();
        expect(isInNetwork(address, network ?? '')).toBe(true);
        expect(networkOf((network ?? '').replace(/\/\d+$/, ''))).toBe(network);
      }),
    );
    expect(networkOf('203.0.113.77')).toBe('203.0.113.0/24');
    expect(networkOf('2001:db8:1:2::3')).toBe('2001:db8:1::/48');
    expect(networkOf('::1')).toBe('::/48');
    expect(networkOf('::ffff:203.0.113.77')).toBe('203.0.113.0/24');
    expect(networkOf('nowhere')).toBeNull();
    expect(parseNetwork('10.0.0.1/8')).toBeNull();
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '128.0.0.1', '::2'].map(isLoopback)).toEqual(
      [true, true, true, true, false, false],
    );
  });
});

describe('what counts as one address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::/0', '::/0'],
    ['no address', 'no address'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
    expect(addressKey(key)).toBe(key);
  });

  test('a key lies in the network that its addresses lie in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        fc.pre(!/:.*\./.test(address));
        expect(networkOf(addressKey(address))).toBe(networkOf(address));
      }),
    );
  });
});

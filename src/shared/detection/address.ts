/** IP addresses as numbers, and the networks they lie in. Pure text: runs where node:net does not. */

export interface ParsedAddress {
  /** 32 for IPv4, 128 for IPv6. */
  bits: 32 | 128;
  value: bigint;
}

/** Null for what is no address. An IPv4 address in IPv6 clothes (::ffff:1.2.3.4) is IPv4. */
export function parseAddress(text: string): ParsedAddress | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  const v4 = parseV4(mapped ?? text);
  if (v4 !== null) return { bits: 32, value: v4 };
  const v6 = parseV6(text);
  return v6 === null ? null : { bits: 128, value: v6 };
}

function parseV4(text: string): bigint | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | null {
  if (!/^[\da-f:]{2,39}$/i.test(text)) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups =
    halves.length === 1
      ? head
      : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  if (groups.length !== 8 || groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return null;
  if (halves.length === 2 && head.length + tail.length > 7) return null;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** So much of an address says whose network it is: what one site or subscriber commonly holds. */
const networkBits = { 32: 24, 128: 48 } as const;

/** One subscriber's IPv6 addresses are a network of this length (RFC 6177): whoever has one of them has them all. */
const subscriberBits = 64;

/**
 * What is counted and blocked as one: an IPv4 address itself, of IPv6 the subscriber's network, `2001:db8:1:2::/64`. A
 * key is its own key; what is neither stays as it is.
 */
export function addressKey(address: string): string {
  const parsed = parseAddress(address.split('%')[0] ?? address);
  if (parsed === null) return address;
  if (parsed.bits === 32) return addressText(parsed);
  const rest = BigInt(parsed.bits - subscriberBits);
  return `${addressText({ ...parsed, value: (parsed.value >> rest) << rest })}/${subscriberBits}`;
}

/** `203.0.113.0/24`, `2001:db8:1::/48`, of an address or its key; null for what is neither. */
export function networkOf(address: string): string | null {
  const parsed = parseAddress(address) ?? parseNetwork(address)?.prefix ?? null;
  if (parsed === null) return null;
  const length = networkBits[parsed.bits];
  const rest = BigInt(parsed.bits - length);
  return `${addressText({ ...parsed, value: (parsed.value >> rest) << rest })}/${length}`;
}

/** Without the network's host bits: a length beyond the address, or bits after it, make it none. */
export function parseNetwork(text: string): { prefix: ParsedAddress; length: number } | null {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const prefix = parseAddress(address);
  const length = Number(digits);
  if (prefix === null || length > prefix.bits) return null;
  const rest = BigInt(prefix.bits - length);
  return (prefix.value >> rest) << rest === prefix.value ? { prefix, length } : null;
}

export function isInNetwork(address: string, network: string): boolean {
  const found = parseAddress(address);
  const within = parseNetwork(network);
  if (found === null || within === null || found.bits !== within.prefix.bits) return false;
  const rest = BigInt(found.bits - within.length);
  return found.value >> rest === within.prefix.value >> rest;
}

/** This computer: 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return isInNetwork(address, '127.0.0.0/8') || isInNetwork(address, '::1/128');
}

function addressText({ bits, value }: ParsedAddress): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  // Only trailing zeros are ever shortened here: a network ends in them.
  return groups
    .join(':')
    .replace(/(?<=^|:)0(:0)+$/, ':')
    .replace(/^:$/, '::');
}

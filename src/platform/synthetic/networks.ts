import type { Random } from './random';

/**
 * Where a session comes from. Addresses are of ranges that belong to nobody: those set apart for
 * documentation (RFC 5737), benchmarks (RFC 2544), carriers (RFC 6598) and private networks (RFC 1918).
 */
export interface Device {
  ip: string;
  userAgent: string;
}

/** What a table of places says of those ranges. */
export const networks = {
  clinic: { prefix: '10.20.0.0/16', city: 'La Crosse', country: 'US', latitude: 43.8, longitude: -91.24 },
  homes: { prefix: '198.18.0.0/16', city: 'La Crosse', country: 'US', latitude: 43.8, longitude: -91.24 },
  carrier: { prefix: '100.64.0.0/16', city: 'Milwaukee', country: 'US', latitude: 43.04, longitude: -87.91 },
  westAfrica: { prefix: '192.0.2.0/24', city: 'Lagos', country: 'NG', latitude: 6.52, longitude: 3.38 },
  easternEurope: {
    prefix: '203.0.113.0/24',
    city: 'Chisinau',
    country: 'MD',
    latitude: 47.01,
    longitude: 28.86,
  },
  hosting: { prefix: '198.51.100.0/24', city: 'Amsterdam', country: 'NL', latitude: 52.37, longitude: 4.9 },
} as const;

const browser = (system: string, version: number) =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
const windows = 'Windows NT 10.0; Win64; x64';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

/** Workstations of the practice: one browser each, updated at its own pace. */
export function workstations(count: number, random: Random): Device[] {
  return Array.from({ length: count }, (_, i) => ({
    ip: `10.20.${10 + Math.floor(i / 200)}.${20 + (i % 200)}`,
    userAgent: browser(windows, 138 + random.below(4)) + (random.chance(0.4) ? ' Edg/140.0.0.0' : ''),
  }));
}

/** Somebody's own computer at home. */
export function homeDevice(index: number, random: Random): Device {
  const system = random.chance(0.3) ? 'Macintosh; Intel Mac OS X 10_15_7' : windows;
  return {
    ip: `198.18.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    userAgent: browser(system, 138 + random.below(4)),
  };
}

/** A phone: many share an address of the carrier. */
export function phoneDevice(random: Random): Device {
  return { ip: `100.64.${random.below(4)}.${1 + random.below(254)}`, userAgent: phone };
}

/** A computer in a network that nobody of the practice uses. */
export function foreignDevice(network: 'westAfrica' | 'easternEurope' | 'hosting', random: Random): Device {
  const start = networks[network].prefix.replace(/0\/24$/, '');
  return {
    ip: start + String(1 + random.below(254)),
    userAgent: network === 'hosting' ? 'python-requests/2.32.3' : browser('X11; Linux x86_64', 128),
  };
}

/** A program of the practice itself. */
export function programDevice(index: number, userAgent: string): Device {
  return { ip: `10.20.1.${10 + index}`, userAgent };
}

import type { TlsSettings } from './certificate';

/** How a service that runs alone is reached. */
export interface Transport {
  /** IPv4 or IPv6 address to listen on; without `tls` one of this computer's own. */
  address: string;
  /** 0: any that is free. */
  port: number;
  /** Names of hosts, in lower case, to which requests may be sent. */
  names: readonly string[];
  tls: TlsSettings | null;
  /** A port that sends http:// to https://; null for none. */
  redirectPort: number | null;
  /** Whether what an address says in X-Forwarded-For is believed. */
  isTrustedProxy: (address: string) => boolean;
  /** Requests a minute that are answered to one user, and by this node to one address. */
  requestsPerUser: number;
  requestsPerAddress: number;
  /** Of this computer, for health, readiness and metrics. */
  operationsPort: number;
}

/** Of this computer: nobody else reads what goes there in clear. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

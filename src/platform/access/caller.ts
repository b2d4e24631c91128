import type { Account } from '../../shared/contract/platform/auth';
import type { Access } from '../../shared/contract/platform/matrix';
import type { Role } from '../../shared/domain/permission';

/** Where a request came from. */
export interface Network {
  /** IPv4 or IPv6 address. */
  address: string;
  userAgent: string | undefined;
}

/** Somebody who reached the service; nobody knows who. */
export interface Visitor {
  network: Network;
}

/** Somebody with a live session. */
export interface SignedIn extends Visitor {
  account: Account;
  /** Null for a role that this version does not know: it grants nothing. */
  role: Role | null;
  sessionId: string;
}

/** Somebody who may make this call, and how far it reaches for them. */
export interface Caller extends SignedIn {
  access: NonNullable<Access>;
}

import type { GateView } from '../../shared/contract/bridge/gate';
import type { Practice } from '../../shared/contract/platform/auth';
import type { PlatformClient } from '../../shared/contract/platform/client';
import { err, type Refusal, type Result } from '../../shared/domain/result';

/** A platform that answers. */
export interface ReachedPlatform {
  client: PlatformClient;
  practice: Practice;
  /** The key of its log as this computer pinned it; null for the one inside this program, whose key is our own. */
  verifierKey: string | null;
}

/** How the platform stands, as the gate shows it. */
export interface ReachState {
  platform: GateView['platform'];
  practice: Practice | null;
  preparing: GateView['preparing'];
  problem: Refusal | null;
}

/** The way to the platform that this computer uses. */
export interface Reach {
  /** Null for the platform inside this program. */
  readonly address: string | null;
  state(): ReachState;
  /** The platform, once it answers; waits for one that is starting. */
  reached(signal: AbortSignal): Promise<Result<ReachedPlatform>>;
  close(): Promise<void>;
}

export function stoppedWaiting(): Refusal {
  return err('cancelled', 'The sign-in was stopped.', 'Start it again.');
}

import type { Facts, Finding } from '../../shared/domain/evidence';
import type { Service } from '../service';

/** What a check works with; `now` in microseconds. */
export interface Looking {
  service: Service;
  now: number;
}

/** How the service is reached. */
export type HowServed = Pick<Service, 'isEmbedded' | 'servedTls'>;

/** Looks at the service as it is now. */
export interface Check {
  /** The provisions that what it finds is about. */
  provisions: readonly string[];
  /** Where it cannot look, nothing is found and what somebody attests counts. Everywhere, if left out. */
  canLook?(how: HowServed): boolean;
  look(looking: Looking): Promise<Finding>;
}

/** What was looked at now, and is as it should be. */
export function proved(reason: string, facts: Facts, provedAt: number): Finding {
  return { result: 'proved', reason, facts, provedAt };
}

export function notProved(reason: string, facts: Facts): Finding {
  return { result: 'not-proved', reason, facts, provedAt: null };
}

export function doesNotApply(reason: string, facts: Facts = {}): Finding {
  return { result: 'does-not-apply', reason, facts, provedAt: null };
}

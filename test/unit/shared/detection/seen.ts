import type { Observation } from '../../../../src/shared/detection/observation';
import { observe, type Detector, type Finding, type States } from '../../../../src/shared/detection/detector';
import { standardThresholds, type Thresholds } from '../../../../src/shared/detection/thresholds';

/** A Tuesday noon in Chicago. */
export const noon = Date.UTC(2026, 4, 26, 17) * 1000;

/** What somebody does at their desk; `more` says what is otherwise. */
export function seen(more: Partial<Observation> = {}): Observation {
  const at = more.at ?? noon;
  return {
    at,
    did: 'act',
    userId: 'colleen',
    sessionId: 'session 1',
    address: '10.20.10.5',
    network: '10.20.10.0/24',
    place: null,
    program: 'Wardkeeper',
    why: null,
    patients: [],
    unnamedPatients: 0,
    exported: 0,
    exportedLines: 0,
    beside: [],
    names: 0,
    local: { day: Math.floor(at / 86_400_000_000), weekday: 2, hour: 12, isExpected: true },
    ...more,
  };
}

/** What a detector found in each observation, one after the other. */
export function found(
  detector: Detector<unknown>,
  observations: readonly Observation[],
  limits: Partial<Thresholds> = {},
  states: States = new Map(),
): Finding[][] {
  return observations.map((one) => observe([detector], states, one, { ...standardThresholds, ...limits }));
}

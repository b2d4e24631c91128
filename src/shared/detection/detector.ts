import type { Observation } from './observation';
import type { Thresholds } from './thresholds';

/** What may be wrong, one word each. */
export const findingKinds = [
  'account-failures',
  'address-failures',
  'spraying',
  'place-refused',
  'new-place',
  'impossible-travel',
  'concurrent-sessions',
  'session-change',
  'export-volume',
  'trail-export',
  'bulk-reads',
  'odd-hours',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Whom or what it is about: at least one of them. */
export interface Subject {
  userId?: string;
  /** An address or, where many of it took part, a network. */
  address?: string;
  sessionId?: string;
}

export interface Finding {
  kind: FindingKind;
  subject: Subject;
  /** When what it counts began, and when it was found; microseconds. */
  since: number;
  at: number;
  /** The numbers it rests on, with the threshold each was held against. */
  facts: Readonly<Record<string, number | string>>;
  /** In plain words, without names, ids and patients. */
  reason: string;
  /** How bad it is among findings of its kind: where several make one alert, the worst speaks for all. */
  weight: number;
  /** What should be done about it at once. */
  answer?: 'end-session' | 'block-address';
}

/** What a detector makes of one observation. */
export interface Step<State> {
  /** What it remembers; null: nothing. JSON, and bounded whatever comes. */
  state: State | null;
  finding: Finding | null;
}

/**
 * Looks at one observation after the other. Pure: what it remembers is handed in and out, by a key of its own
 * choice; there is no clock but the observations' own.
 */
export interface Detector<State> {
  kind: FindingKind;
  /** So long after the last observation what it remembers still matters. Microseconds. */
  keptFor: number;
  /** By what it remembers; null where the observation is none of its business. */
  keyOf(seen: Observation): string | null;
  /** `state` is null at first, and may be. */
  observe(state: State | null, seen: Observation, limits: Thresholds): Step<State>;
}

export const MINUTE = 60_000_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One state for each key that was seen, as some store keeps them. */
export type States = Map<string, unknown>;

/** Where a detector's state lies among all states. */
export function placeOf(kind: FindingKind, key: string): string {
  return `${kind} ${key}`;
}

/** Shows one observation to every detector. Changes `states`; tells `changed` of each place that did. */
export function observe(
  detectors: readonly Detector<unknown>[],
  states: States,
  seen: Observation,
  limits: Thresholds,
  changed: (detector: Detector<unknown>, key: string) => void = () => undefined,
): Finding[] {
  const findings: Finding[] = [];
  for (const detector of detectors) {
    const key = detector.keyOf(seen);
    if (key === null) continue;
    const place = placeOf(detector.kind, key);
    const before = states.get(place) ?? null;
    const { state, finding } = detector.observe(before, seen, limits);
    if (state !== before) {
      states.set(place, state);
      changed(detector, key);
    }
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

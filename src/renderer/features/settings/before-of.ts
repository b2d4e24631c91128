import type { Preferences } from '../../../shared/contract/bridge/settings';

/** The present values of what is about to be set. */
export function beforeOf(present: Preferences, next: Partial<Preferences>): Partial<Preferences> {
  const names = Object.keys(next) as (keyof Preferences)[];
  return Object.fromEntries(names.map((name) => [name, present[name]]));
}

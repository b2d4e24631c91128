import type { GateView } from '../../../shared/contract/bridge/gate';

export type GateScreen = 'first-run' | 'preparing' | 'claim' | 'lock' | 'sign-in';

/** What main can tell before the vault has answered. */
export type GateGuess = 'first-run' | 'sign-in';

/**
 * Which screen stands at the gate. Whoever has a vault here can always reach it; without anybody, the platform
 * decides. `choosing`: a person wants another platform than the present one.
 */
export function screenFor(view: GateView | null, guess: GateGuess, choosing: boolean): GateScreen {
  if (view === null) return guess === 'first-run' ? 'first-run' : 'lock';
  if (view.people.length > 0) return 'lock';
  if (choosing || view.platform === 'none') return 'first-run';
  if (view.platform === 'unclaimed') return 'claim';
  if (view.platform === 'ready' || view.address !== null) return 'sign-in';
  // The platform inside this program: on its way, or it could not be started.
  return 'preparing';
}

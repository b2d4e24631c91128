import type { GateView } from '../../../shared/contract/bridge/gate';

/** The practice's time zone; before it is known, this computer's. */
export function zoneOf(view: GateView | null): string {
  return view?.practice?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

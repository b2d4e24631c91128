import { MINUTE } from '../../clock';
import type { Act } from '../floor';

/**
 * Moves what is planted on a day to where whoever begins it is at work anyway, as people do between two
 * patients; what comes from elsewhere, or on a day off, stays. Each instance keeps its own pace.
 */
export function blendIn(planted: readonly Act[], acts: readonly Act[]): Act[] {
  const shifts = new Map<string, number>();
  return planted.map((act) => {
    const instance = `${act.planted?.kind ?? ''} ${act.planted?.instance ?? ''}`;
    let shift = shifts.get(instance);
    if (shift === undefined) {
      shift = act.from === undefined ? shiftTo(act, acts) : 0;
      shifts.set(instance, shift);
    }
    return { ...act, at: act.at + shift };
  });
}

/** From the act to a minute and a half after the nearest that the person does at work; 0 where there is none. */
function shiftTo({ person, at }: Act, acts: readonly Act[]): number {
  let nearest: number | null = null;
  for (const act of acts) {
    if (act.person !== person || act.from !== undefined) continue;
    if (nearest === null || Math.abs(act.at - at) < Math.abs(nearest - at)) nearest = act.at;
  }
  return nearest === null ? 0 : nearest + 1.5 * MINUTE - at;
}

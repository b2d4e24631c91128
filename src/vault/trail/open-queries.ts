import type { TrailFilter } from '../../shared/domain/trail-filter';
import type { ReadableDb } from '../store/db';
import type { Dictionary } from '../store/dictionary';
import { fittingOf, keyOf } from './fitting';
import { Selection } from './selection';
import { openTrail, type Trail } from './trail';

/** Filters whose findings are remembered: the screens in use, at 1.2 MiB each over ten million events. */
const REMEMBERED = 8;

/** The trail of an open file and what was found in it lately. */
export interface Queries {
  readonly trail: Trail;
  /** What is known of a filter; the one asked for longest ago is forgotten. */
  selection(filter: TrailFilter): Selection;
}

export function openQueries(db: ReadableDb, dictionary: Dictionary): Queries {
  const trail = openTrail(db, dictionary);
  const remembered = new Map<string, Selection>();
  return {
    trail,
    selection(filter) {
      const fitting = fittingOf(db, trail.namings, filter);
      const key = keyOf(fitting);
      const selection = remembered.get(key) ?? new Selection(trail, fitting);
      remembered.delete(key);
      remembered.set(key, selection);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      return selection;
    },
  };
}

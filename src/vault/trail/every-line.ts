import { CHUNK_ROWS } from '../chunk/column-chunk';
import { isEmptyFilter, type TrailFilter } from '../../shared/domain/trail-filter';
import { eventsAt, eventsBefore, type KeptEvent } from '../store/events';
import type { Queries } from './open-queries';
import { placesDown } from './places';
import { runsDown } from './selection';
import { breathing } from './turns';

/** Lines that are read at once: some milliseconds of work. */
const AT_ONCE = 100;

/**
 * Every line that fits in a trail of `size` events, the newest first, some at a time. Rejects with Cancelled after an
 * abort; throws what the store throws.
 */
export async function* everyLine(
  queries: Queries,
  filter: TrailFilter,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<KeptEvent[]> {
  const { trail } = queries;
  const { db, dictionary } = trail;
  const breathe = breathing(signal);
  if (isEmptyFilter(filter)) {
    for (let before = size; before > 0; before -= AT_ONCE) {
      await breathe();
      yield eventsBefore(db, dictionary, before, Math.min(AT_ONCE, before));
    }
    return;
  }
  const selection = queries.selection(filter);
  for (const { index, end } of runsDown(size)) {
    await breathe();
    if (selection.countKnown(index, end) === 0) continue;
    const places = selection.places(index);
    if (places === null) continue;
    const fitting = placesDown(places, end, 0, CHUNK_ROWS).map((place) => index * CHUNK_ROWS + place);
    for (let at = 0; at < fitting.length; at += AT_ONCE) {
      await breathe();
      yield eventsAt(db, dictionary, fitting.slice(at, at + AT_ONCE));
    }
  }
}

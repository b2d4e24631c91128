import { CHUNK_ROWS } from '../chunk/column-chunk';
import { eventsAt, type KeptEvent } from '../store/events';
import { eachPlace } from './places';
import type { Queries } from './open-queries';
import { placesFrom, type Selection } from './selection';
import { breathing, type Breathe } from './turns';

/** Lines on either side of one. */
const BEFORE = 7;
const AFTER = 7;

/**
 * The line at a place and those of the same person nearest to it in the log, oldest first, itself among them; null
 * where there is no such line. Where nobody is known to have acted, it stands alone.
 */
export async function lineAndAround(
  { trail, selection }: Queries,
  seq: number,
  signal: AbortSignal,
): Promise<{ line: KeptEvent; around: KeptEvent[] } | null> {
  const { db, dictionary } = trail;
  const size = trail.size();
  if (seq >= size) return null;
  const [line] = eventsAt(db, dictionary, [seq]) as [KeptEvent];
  const { userId } = line.event.actor;
  if (userId === undefined) return { line, around: [line] };
  const theirs = selection({ who: [userId] });
  const breathe = breathing(signal);
  const before = await placesFrom(theirs, seq, 0, BEFORE, breathe);
  const after = await placesAfter(theirs, seq, size, breathe);
  return { line, around: eventsAt(db, dictionary, [...before.reverse(), seq, ...after]) };
}

async function placesAfter(
  selection: Selection,
  seq: number,
  size: number,
  breathe: Breathe,
): Promise<number[]> {
  const found: number[] = [];
  for (let index = Math.floor((seq + 1) / CHUNK_ROWS); index * CHUNK_ROWS < size; index += 1) {
    const places = selection.places(index);
    if (places !== null) {
      eachPlace(places, size - index * CHUNK_ROWS, (place) => {
        const other = index * CHUNK_ROWS + place;
        if (other > seq && found.length < AFTER) found.push(other);
      });
    }
    if (found.length === AFTER) break;
    await breathe();
  }
  return found;
}

import { isEmptyFilter, type TrailFilter } from '../../shared/domain/trail-filter';
import { eventsAt, eventsBefore, type KeptEvent } from '../store/events';
import { countBetween } from './histogram';
import type { Edges } from './intervals';
import type { Queries } from './open-queries';
import { countAll, placesFrom, totalKnown } from './selection';
import { breathing } from './turns';

/** A question about the trail as it stood with so many events; null as it stands now. */
export interface Asked {
  filter: TrailFilter;
  size: number | null;
}

/**
 * Up to `limit` lines that fit, the newest first, after passing over `offset`. `total` is null until so much of the
 * trail was searched that it is known. Rejects with Cancelled after an abort; throws what the store throws.
 */
export async function linesOf(
  queries: Queries,
  asked: Asked & { offset: number; limit: number },
  signal: AbortSignal,
): Promise<{ lines: KeptEvent[]; size: number; total: number | null }> {
  const { trail } = queries;
  const { db, dictionary } = trail;
  const { filter, offset, limit } = asked;
  const size = sizeOf(queries, asked);
  if (isEmptyFilter(filter)) {
    const before = Math.max(0, size - offset);
    return { lines: before === 0 ? [] : eventsBefore(db, dictionary, before, limit), size, total: size };
  }
  const selection = queries.selection(filter);
  const places = await placesFrom(selection, size, offset, limit, breathing(signal));
  return { lines: eventsAt(db, dictionary, places), size, total: totalKnown(selection, size) };
}

/** How many lines fit. */
export async function countOf(
  queries: Queries,
  asked: Asked,
  signal: AbortSignal,
): Promise<{ count: number; size: number }> {
  const size = sizeOf(queries, asked);
  if (isEmptyFilter(asked.filter)) return { count: size, size };
  return { count: await countAll(queries.selection(asked.filter), size, breathing(signal)), size };
}

/** How many lines that fit fall between each two edges (microseconds, rising). */
export async function countsBetween(
  queries: Queries,
  asked: Asked & { edges: Edges },
  signal: AbortSignal,
): Promise<number[]> {
  const size = sizeOf(queries, asked);
  const selection = queries.selection(asked.filter);
  return countBetween(queries.trail, selection, size, asked.edges, breathing(signal));
}

function sizeOf({ trail }: Queries, { size }: Asked): number {
  const now = trail.size();
  return size === null ? now : Math.min(size, now);
}

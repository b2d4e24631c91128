import type { TrailFilter } from '../../../shared/domain/trail-filter';
import { chipParts, type ChipPart } from '../../../shared/domain/trail-filter-words';

const fields: Readonly<Record<ChipPart, readonly (keyof TrailFilter)[]>> = {
  who: ['who'],
  did: ['actions'],
  whom: ['patients'],
  kind: ['categories'],
  outcome: ['outcomes'],
  when: ['from', 'until', 'span'],
  address: ['address'],
  text: ['text'],
};

export function without(filter: TrailFilter, part: ChipPart): TrailFilter {
  const rest = { ...filter };
  for (const field of fields[part]) delete rest[field];
  return rest;
}

/** `filter` with one part said anew; an empty `change` leaves that part out. */
export function saying(filter: TrailFilter, part: ChipPart, change: TrailFilter): TrailFilter {
  return { ...without(filter, part), ...change };
}

/** Two filters as one; where both speak of the same part, `later` holds. */
export function together(earlier: TrailFilter, later: TrailFilter): TrailFilter {
  let kept = earlier;
  for (const part of chipParts) {
    if (fields[part].some((field) => later[field] !== undefined)) kept = without(kept, part);
  }
  return { ...kept, ...later };
}

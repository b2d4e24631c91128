import type { TrailFilter } from '../../../shared/domain/trail-filter';
import { listed } from '../../lib/words';
import { actionWords, categoryWords, outcomeWords } from './deeds';
import { either } from './understand';
import { whenWords } from './when-words';

/** What one chip is about; together they are every part of a filter. */
export const chipParts = ['who', 'whom', 'did', 'kind', 'outcome', 'when', 'address', 'text'] as const;
export type ChipPart = (typeof chipParts)[number];

export interface Chip {
  part: ChipPart;
  /** "who" */
  name: string;
  /** "Colleen Duffy" */
  value: string;
}

export interface Names {
  person(userId: string): string;
  patient(patientId: string): string;
  zone: string;
}

export const chipNames: Readonly<Record<ChipPart, string>> = {
  who: 'who',
  did: 'did',
  whom: 'whom',
  kind: 'kind',
  outcome: 'it',
  when: 'when',
  address: 'from',
  text: 'says',
};

/** The filter as chips, in the order in which they read as a sentence. */
export function chipsOf(filter: TrailFilter, names: Names): Chip[] {
  const values: Partial<Record<ChipPart, string>> = {
    ...(filter.who && { who: either(filter.who.map(names.person)) }),
    ...(filter.actions && { did: either(filter.actions.map((action) => actionWords[action])) }),
    ...(filter.patients && { whom: either(filter.patients.map(names.patient)) }),
    ...(filter.categories && { kind: either(filter.categories.map((one) => categoryWords[one])) }),
    ...(filter.outcomes && { outcome: either(filter.outcomes.map((outcome) => outcomeWords[outcome])) }),
    ...((filter.from !== undefined || filter.until !== undefined) && {
      when: whenWords(filter.from, filter.until, names.zone),
    }),
    ...(filter.address !== undefined && { address: filter.address }),
    ...(filter.text !== undefined && { text: `“${filter.text}”` }),
  };
  const order: ChipPart[] = ['who', 'did', 'kind', 'whom', 'outcome', 'when', 'address', 'text'];
  return order.flatMap((part) => {
    const value = values[part];
    return value === undefined ? [] : [{ part, name: chipNames[part], value }];
  });
}

/** The sentence of the chips, for those who do not see them. */
export function chipSentence(chips: readonly Chip[]): string {
  return chips.length === 0 ? 'Every event' : listed(chips.map(({ name, value }) => `${name} ${value}`));
}

const fields: Readonly<Record<ChipPart, readonly (keyof TrailFilter)[]>> = {
  who: ['who'],
  did: ['actions'],
  whom: ['patients'],
  kind: ['categories'],
  outcome: ['outcomes'],
  when: ['from', 'until'],
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

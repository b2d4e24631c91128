import { actionWords, categoryWords, outcomeWords } from './audit-event/vocabulary-words';
import type { TrailFilter } from './trail-filter';
import { either, listed } from './words';

/** What one part of the sentence is about; together they are every part of a filter. */
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
  /** A stretch of time, open on one side where that is undefined; never on both. */
  when(from: number | undefined, until: number | undefined): string;
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
      when: names.when(filter.from, filter.until),
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

/** The chips as one sentence, without a full stop. */
export function chipSentence(chips: readonly Chip[]): string {
  return chips.length === 0 ? 'Every event' : listed(chips.map(({ name, value }) => `${name} ${value}`));
}

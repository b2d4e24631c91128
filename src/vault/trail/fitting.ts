import type { TrailFilter } from '../../shared/domain/trail-filter';
import { actions, categories, outcomes } from '../../shared/domain/audit-event/vocabulary';
import type { ReadableDb } from '../store/db';
import { findCode, type DictionaryKind } from '../store/dictionary';
import { action, category, kindCode, outcome } from '../store/event-codes';
import type { Namings } from './namings';
import { wordFittings, type WordFitting } from './words';

/** A filter in the codes of the file: every part that is not null must hold. */
export interface Fitting {
  users: readonly number[] | null;
  patients: readonly number[] | null;
  addresses: readonly number[] | null;
  /** By kind code: 1 where it fits. */
  kinds: Uint8Array | null;
  /** Microseconds: from the first, up to but without the second. */
  from: number;
  until: number;
  words: readonly WordFitting[] | null;
}

/** What a filter means in this file now: names, pseudonyms and ids are looked up. */
export function fittingOf(db: ReadableDb, namings: Namings, filter: TrailFilter): Fitting {
  const { who, patients, address, text, from, until } = filter;
  return {
    users: who === undefined ? null : codesOf(db, 'user', who),
    patients: patients === undefined ? null : codesOf(db, 'patient', patients),
    addresses: address === undefined ? null : codesOf(db, 'address', [address]),
    kinds: fittingKinds(filter),
    from: from ?? 0,
    until: until ?? Infinity,
    words: text === undefined ? null : wordFittings(db, namings, text),
  };
}

/** Equal for fittings that mean the same, of those that a filter gives. */
export function keyOf({ kinds, until, words, ...rest }: Fitting): string {
  // The word and how many namings there are say which of them have it.
  const texts = words?.map(({ called, ...word }) => [
    word,
    called.map(({ id, namings }) => [id, namings.length]),
  ]);
  return JSON.stringify([
    rest,
    kinds === null ? null : Buffer.from(kinds).toString('base64'),
    String(until),
    texts,
  ]);
}

/** Nothing but kinds and times decides: totals can answer. */
export function isPlain({ users, patients, addresses, words }: Fitting): boolean {
  return users === null && patients === null && addresses === null && words === null;
}

function codesOf(db: ReadableDb, kind: DictionaryKind, texts: readonly string[]): number[] {
  const codes = texts.map((text) => findCode(db, kind, text)).filter((code) => code !== null);
  return [...new Set(codes)].sort((a, b) => a - b);
}

function fittingKinds({
  categories: inside,
  actions: done,
  outcomes: ended,
}: TrailFilter): Uint8Array | null {
  if (inside === undefined && done === undefined && ended === undefined) return null;
  const fits = new Uint8Array(KINDS);
  for (const one of inside ?? categories)
    for (const what of done ?? actions)
      for (const how of ended ?? outcomes)
        fits[kindCode(category.codeOf(one), action.codeOf(what), outcome.codeOf(how))] = 1;
  return fits;
}

/** More than any kind code of this version's vocabularies. */
const KINDS = 1024;

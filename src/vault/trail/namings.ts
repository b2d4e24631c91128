import type { ReadableDb } from '../store/db';
import { dictionaryKinds } from '../store/dictionary';
import { sql } from '../store/sql';

/** Which namings fit, by their code: 1 where one does. As long as there are namings. */
export type FittingNamings = Uint8Array;

export interface Namings {
  /** Those with all of these folded words. */
  withAll(words: readonly string[]): FittingNamings;
  /** Those with at least one of these folded words. */
  withAny(words: readonly string[]): FittingNamings;
}

/**
 * The namings of an open file: what its events are called by. There are some thousands, for events of any number; those
 * that came since are read at each question.
 */
export function openNamings(db: ReadableDb): Namings {
  /** Codes of the namings with a word, rising. */
  const codesOf = new Map<string, number[]>();
  let next = 1;

  function readNew(): void {
    for (const [code, text] of db.values(sql`
      SELECT code, text FROM dictionary WHERE kind = ${dictionaryKinds.naming} AND code >= ${next} ORDER BY code
    `) as [number, string][]) {
      for (const word of text.split(' ')) {
        const codes = codesOf.get(word);
        if (codes === undefined) codesOf.set(word, [code]);
        else codes.push(code);
      }
      next = code + 1;
    }
  }

  /** Those that have at least so many of the words. */
  function having(words: readonly string[], least: number): FittingNamings {
    readNew();
    const counts = new Uint8Array(next);
    for (const word of new Set(words)) {
      for (const code of codesOf.get(word) ?? []) counts[code] = (counts[code] as number) + 1;
    }
    return counts.map((count) => Number(count >= least));
  }

  return {
    withAll: (words) => having(words, new Set(words).size),
    withAny: (words) => having(words, 1),
  };
}

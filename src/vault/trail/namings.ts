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
  /** By code; a space before and after each word. */
  const known: string[] = [''];

  function fitting(fits: (naming: string) => boolean): FittingNamings {
    for (const [code, text] of db.values(sql`
      SELECT code, text FROM dictionary WHERE kind = ${dictionaryKinds.naming} AND code >= ${known.length}
    `) as [number, string][]) {
      known[code] = ` ${text} `;
    }
    return Uint8Array.from(known, (naming) => Number(fits(naming)));
  }

  const has = (naming: string, word: string) => naming.includes(` ${word} `);
  return {
    withAll: (words) => fitting((naming) => words.every((word) => has(naming, word))),
    withAny: (words) => fitting((naming) => words.some((word) => has(naming, word))),
  };
}

import type { Action, Category, Outcome } from '../../shared/domain/audit-event/vocabulary';

/** The numbers that stand for the closed vocabularies in the file. Frozen: a new word gets a new number. */
const categoryCodes = {
  authentication: 0,
  access: 1,
  modification: 2,
  export: 3,
  imaging: 4,
  administration: 5,
  system: 6,
} as const satisfies Record<Category, number>;

const actionCodes = {
  CREATE: 0,
  READ: 1,
  UPDATE: 2,
  DELETE: 3,
  EXPORT: 4,
  LOGIN: 5,
  LOGOUT: 6,
  FAILED_LOGIN: 7,
} as const satisfies Record<Action, number>;

const outcomeCodes = { success: 0, failure: 1, denied: 2 } as const satisfies Record<Outcome, number>;

/** Both directions of a code table. `wordOf` throws RangeError at a number that stands for nothing. */
function codeTable<Word extends string>(codes: Readonly<Record<Word, number>>) {
  const words = new Map(Object.entries<number>(codes).map(([word, code]) => [code, word as Word]));
  return {
    codeOf: (word: Word): number => codes[word],
    wordOf(code: number): Word {
      const word = words.get(code);
      if (word === undefined) throw new RangeError(`No word has the code ${code}`);
      return word;
    },
  };
}

export const category = codeTable<Category>(categoryCodes);
export const action = codeTable<Action>(actionCodes);
export const outcome = codeTable<Outcome>(outcomeCodes);

/** One number for category, action and outcome together: what a filter decides by one look. Below 2^16. */
export function kindCode(categoryCode: number, actionCode: number, outcomeCode: number): number {
  return (categoryCode << 6) | (actionCode << 2) | outcomeCode;
}

/** The codes that `kindCode` was made of. */
export function kindParts(kind: number): { category: number; action: number; outcome: number } {
  return { category: kind >> 6, action: (kind >> 2) & 15, outcome: kind & 3 };
}

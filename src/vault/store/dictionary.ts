import type { ReadableDb, WritableDb } from './db';
import { sql } from './sql';

/** What a repeated string is; each kind counts its codes from 1. Frozen. */
export const dictionaryKinds = {
  user: 1,
  userName: 2,
  role: 3,
  patient: 4,
  address: 5,
  userAgent: 6,
  session: 7,
  resourceType: 8,
  encounter: 9,
  /** Verbs, purposes, category words, field names, systems, formats: few, and short. */
  word: 10,
  /** Folded words that people wrote: what a beginning is looked up in. */
  writtenWord: 11,
  /** Folded words that events are called by, in one text, each once and with a space between. */
  naming: 12,
} as const;
export type DictionaryKind = keyof typeof dictionaryKinds;

/** Entries kept in memory, each way. Over it everything is let go and read again when wanted. */
const MEMORY_LIMIT = 500_000;

/** Throws RangeError for a code that the file does not explain. */
export type TextOf = (kind: DictionaryKind, code: number) => string;

export interface Dictionary {
  textOf: TextOf;
  /**
   * What `use` gives, which asks for many texts: they are read at once, since one by one that takes longer than
   * all the rest of a page. For that `use` may run twice, the first time with empty texts.
   */
  together<Outcome>(use: (textOf: TextOf) => Outcome): Outcome;
  /** Lets the memory go. Needed after a transaction that was rolled back: codes given in it do not exist. */
  forget(): void;
}

export interface WritableDictionary extends Dictionary {
  /** The code of a text, a new one if it has none. Inside a transaction. */
  codeOf(kind: DictionaryKind, text: string): number;
}

/** The code of a text, or null where it was never met. */
export function findCode(db: ReadableDb, kind: DictionaryKind, text: string): number | null {
  const [row] = db.values(
    sql`SELECT code FROM dictionary WHERE kind = ${dictionaryKinds[kind]} AND text = ${text}`,
  );
  return row === undefined ? null : (row[0] as number);
}

/** 0 where the kind has none yet. */
function lastCode(db: ReadableDb, kind: DictionaryKind): number {
  const last = sql`SELECT ifnull(max(code), 0) FROM dictionary WHERE kind = ${dictionaryKinds[kind]}`;
  return db.values(last)[0]?.[0] as number;
}

export function dictionary(db: ReadableDb): Dictionary {
  /** By the number of the kind, then by code. */
  let texts: (Map<number, string> | undefined)[] = [];
  let known = 0;

  const inMemory = (kind: DictionaryKind, code: number) => texts[dictionaryKinds[kind]]?.get(code);

  function read(kind: DictionaryKind, codes: readonly number[]): void {
    const number = dictionaryKinds[kind];
    const rows = db.values(sql`
      SELECT code, text FROM dictionary
      WHERE kind = ${number} AND code IN (SELECT value FROM json_each(${JSON.stringify(codes)}))
    `) as [number, string][];
    const ofKind = (texts[number] ??= new Map<number, string>());
    for (const [code, text] of rows) ofKind.set(code, text);
    known += rows.length;
  }

  function letGoOverLimit(more: number): void {
    if (known + more <= MEMORY_LIMIT) return;
    texts = [];
    known = 0;
  }

  function textOf(kind: DictionaryKind, code: number): string {
    const text = inMemory(kind, code);
    if (text !== undefined) return text;
    letGoOverLimit(1);
    read(kind, [code]);
    const found = inMemory(kind, code);
    if (found === undefined) throw new RangeError(`The dictionary has no ${kind} with the code ${code}`);
    return found;
  }

  return {
    textOf,
    together(use) {
      const missing = new Map<DictionaryKind, Set<number>>();
      const outcome = use((kind, code) => {
        const text = inMemory(kind, code);
        if (text !== undefined) return text;
        const codes = missing.get(kind);
        if (codes === undefined) missing.set(kind, new Set([code]));
        else codes.add(code);
        return '';
      });
      if (missing.size === 0) return outcome;
      letGoOverLimit([...missing.values()].reduce((sum, { size }) => sum + size, 0));
      for (const [kind, codes] of missing) read(kind, [...codes]);
      return use(textOf);
    },
    forget() {
      texts = [];
      known = 0;
    },
  };
}

export function writableDictionary(db: WritableDb): WritableDictionary {
  const reading = dictionary(db);
  /** By the number of the kind. */
  let codes: (Map<string, number> | undefined)[] = [];
  let known = 0;
  let next: (number | undefined)[] = [];

  function nextCode(kind: DictionaryKind): number {
    const code = next[dictionaryKinds[kind]] ?? lastCode(db, kind) + 1;
    next[dictionaryKinds[kind]] = code + 1;
    return code;
  }

  function enter(kind: DictionaryKind, text: string): number {
    let code = findCode(db, kind, text);
    if (code === null) {
      code = nextCode(kind);
      db.run(
        sql`INSERT INTO dictionary (kind, code, text) VALUES (${dictionaryKinds[kind]}, ${code}, ${text})`,
      );
    }
    if (known >= MEMORY_LIMIT) {
      codes = [];
      known = 0;
    }
    (codes[dictionaryKinds[kind]] ??= new Map<string, number>()).set(text, code);
    known += 1;
    return code;
  }

  return {
    textOf: reading.textOf,
    together: reading.together,
    codeOf: (kind, text) => codes[dictionaryKinds[kind]]?.get(text) ?? enter(kind, text),
    forget() {
      reading.forget();
      codes = [];
      known = 0;
      next = [];
    },
  };
}

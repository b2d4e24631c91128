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

export interface Dictionary {
  /** Throws RangeError for a code that the file does not explain. */
  textOf(kind: DictionaryKind, code: number): string;
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

/** Codes that are read at once, and how near each other two looks have to be for that: they lie on one page. */
const BLOCK = 64;

export function dictionary(db: ReadableDb): Dictionary {
  /** By the number of the kind, then by code. */
  let texts: (Map<number, string> | undefined)[] = [];
  let known = 0;
  /** Of each kind, the code that was looked up last. */
  const lookedUp: (number | undefined)[] = [];

  /** Events of one time were given their codes one after another, and are mostly looked at together. */
  function read(kind: DictionaryKind, code: number): string {
    const number = dictionaryKinds[kind];
    const isNear = Math.abs((lookedUp[number] ?? Infinity) - code) <= BLOCK;
    lookedUp[number] = code;
    const from = isNear ? code - (code % BLOCK) : code;
    const rows = db.values(sql`
      SELECT code, text FROM dictionary
      WHERE kind = ${number} AND code >= ${from} AND code < ${isNear ? from + BLOCK : code + 1}
    `) as [number, string][];
    if (known + rows.length > MEMORY_LIMIT) {
      texts = [];
      known = 0;
    }
    const ofKind = (texts[number] ??= new Map<number, string>());
    for (const [one, text] of rows) ofKind.set(one, text);
    known += rows.length;
    const text = ofKind.get(code);
    if (text === undefined) throw new RangeError(`The dictionary has no ${kind} with the code ${code}`);
    return text;
  }

  return {
    textOf: (kind, code) => texts[dictionaryKinds[kind]]?.get(code) ?? read(kind, code),
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
    codeOf: (kind, text) => codes[dictionaryKinds[kind]]?.get(text) ?? enter(kind, text),
    forget() {
      reading.forget();
      codes = [];
      known = 0;
      next = [];
    },
  };
}

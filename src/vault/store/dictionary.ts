import { z } from 'zod';
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

const codeRow = z.object({ code: z.int() });

/** The code of a text, or null where it was never met. */
export function findCode(db: ReadableDb, kind: DictionaryKind, text: string): number | null {
  const found = sql`SELECT code FROM dictionary WHERE kind = ${dictionaryKinds[kind]} AND text = ${text}`;
  return db.row(found, codeRow)?.code ?? null;
}

export function dictionary(db: ReadableDb): Dictionary {
  const texts = new Map<string, string>();
  return {
    textOf(kind, code) {
      const key = `${dictionaryKinds[kind]}:${code}`;
      const known = texts.get(key);
      if (known !== undefined) return known;
      const row = db.row(
        sql`SELECT text FROM dictionary WHERE kind = ${dictionaryKinds[kind]} AND code = ${code}`,
        z.object({ text: z.string() }),
      );
      if (row === null) throw new RangeError(`The dictionary has no ${kind} with the code ${code}`);
      if (texts.size >= MEMORY_LIMIT) texts.clear();
      texts.set(key, row.text);
      return row.text;
    },
    forget: () => texts.clear(),
  };
}

export function writableDictionary(db: WritableDb): WritableDictionary {
  const reading = dictionary(db);
  const codes = new Map<string, number>();
  const next = new Map<DictionaryKind, number>();

  function nextCode(kind: DictionaryKind): number {
    const last = sql`SELECT max(code) AS code FROM dictionary WHERE kind = ${dictionaryKinds[kind]}`;
    const code = next.get(kind) ?? (db.row(last, z.object({ code: z.int().nullable() }))?.code ?? 0) + 1;
    next.set(kind, code + 1);
    return code;
  }

  return {
    textOf: reading.textOf,
    codeOf(kind, text) {
      const key = `${dictionaryKinds[kind]}:${text}`;
      const known = codes.get(key);
      if (known !== undefined) return known;
      let code = findCode(db, kind, text);
      if (code === null) {
        code = nextCode(kind);
        db.run(
          sql`INSERT INTO dictionary (kind, code, text) VALUES (${dictionaryKinds[kind]}, ${code}, ${text})`,
        );
      }
      if (codes.size >= MEMORY_LIMIT) codes.clear();
      codes.set(key, code);
      return code;
    },
    forget() {
      reading.forget();
      codes.clear();
      next.clear();
    },
  };
}

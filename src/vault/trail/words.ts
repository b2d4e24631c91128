import type { WorkforceMember } from '../../shared/domain/workforce-member';
import type { ReadableDb } from '../store/db';
import { dictionaryKinds, findCode, type DictionaryKind } from '../store/dictionary';
import { foldedId, foldedWords } from '../store/folded-words';
import { findPseudonyms, members } from '../store/lists';
import { sql } from '../store/sql';
import type { FittingNamings, Namings } from './namings';

/** How an event may fit one word of a text: any one of these is enough. */
export interface WordFitting {
  /** Codes of who acted, of patients concerned, of addresses. */
  users: number[];
  patients: number[];
  addresses: number[];
  /** Over what people wrote: an FTS5 expression, or null where nothing can match. */
  written: string | null;
  /** What it is called: each of these, in any order. None where there is nothing to call it. */
  called: CalledWord[];
  /** It leads to the event as an id, however separated; null where `called` says that already. */
  id: string | null;
}

/** A folded word as one of the event's names, or as one of its ids. */
export interface CalledWord {
  namings: FittingNamings;
  /** Null where only names count. */
  id: string | null;
}

/** From this length on, the beginning of a written word is enough. */
const SHORTEST_BEGINNING = 3;
/** Words that begin alike and are asked for one by one; where there are more, FTS5 gathers them itself. */
const MOST_BEGUN = 200;
/** Patients meant by a word that begins several pseudonyms. */
const MOST_PATIENTS = 50;

/**
 * What the words of a text mean here (the rules: build/decisions/trail-queries.md). An event fits the text where it
 * fits each of them; none at all, where the text has neither letter nor digit: then nothing fits.
 */
export function wordFittings(db: ReadableDb, namings: Namings, text: string): WordFitting[] {
  const parts = text.split(/\s+/).filter((part) => foldedWords(part).length > 0);
  const people = members(db);
  const fittings: WordFitting[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as string;
    const next = parts[at + 1];
    const pseudonym = next === undefined ? null : pseudonymOf(db, part, next);
    if (pseudonym !== null) {
      fittings.push({ ...nothing, patients: codesOf(db, 'patient', [pseudonym]) });
      at += 1;
    } else fittings.push(wordFitting(db, namings, part, people));
  }
  return fittings;
}

/** What fits nothing. */
export const nothing: WordFitting = {
  users: [],
  patients: [],
  addresses: [],
  written: null,
  called: [],
  id: null,
};

/** The patient whose pseudonym is these two words, or null. */
function pseudonymOf(db: ReadableDb, tree: string, number: string): string | null {
  if (!/^[a-z]+$/i.test(tree) || !/^\d+$/.test(number)) return null;
  const [found] = findPseudonyms(db, `${tree} ${number}`, 1);
  return found?.pseudonym?.toLowerCase() === `${tree} ${number}`.toLowerCase() ? found.patientId : null;
}

function wordFitting(
  db: ReadableDb,
  namings: Namings,
  part: string,
  people: readonly WorkforceMember[],
): WordFitting {
  const words = foldedWords(part);
  const spellings = [...new Set([part, part.toLowerCase(), part.toUpperCase()])];
  const named = people.filter((member) => isNamed(member, words)).map(({ userId }) => userId);
  const patients = /^[a-z]+$/i.test(part) ? findPseudonyms(db, part, MOST_PATIENTS) : [];
  return {
    users: codesOf(db, 'user', [...spellings, ...named]),
    patients: codesOf(db, 'patient', [...spellings, ...patients.map(({ patientId }) => patientId)]),
    addresses: codesOf(db, 'address', spellings),
    written: writtenExpression(db, words),
    called: words.map((word) => ({ namings: namings.withAll([word]), id: word })),
    id: words.length === 1 ? null : foldedId(part),
  };
}

/** Each of the words begins a word of the person's names. */
function isNamed({ displayName, userName }: WorkforceMember, words: readonly string[]): boolean {
  const names = [...foldedWords(displayName), ...foldedWords(userName)];
  return words.every((word) => names.some((name) => name.startsWith(word)));
}

function codesOf(db: ReadableDb, kind: DictionaryKind, texts: readonly string[]): number[] {
  const codes = texts.map((text) => findCode(db, kind, text)).filter((code) => code !== null);
  return [...new Set(codes)];
}

/** All of the words, the last one by its beginning. */
function writtenExpression(db: ReadableDb, words: readonly string[]): string | null {
  const last = words.at(-1) as string;
  const whole = words.slice(0, -1).map(quoted);
  if (last.length < SHORTEST_BEGINNING) return [...whole, quoted(last)].join(' AND ');
  const begun = wordsBegun(db, last);
  if (begun.length === 0) return null;
  const any = begun.length > MOST_BEGUN ? `${quoted(last)} *` : begun.map(quoted).join(' OR ');
  return [...whole, `(${any})`].join(' AND ');
}

function wordsBegun(db: ReadableDb, beginning: string): string[] {
  return db
    .values(
      sql`
        SELECT text FROM dictionary WHERE kind = ${dictionaryKinds.writtenWord}
          AND text >= ${beginning} AND text < ${`${beginning}\u{10ffff}`} LIMIT ${MOST_BEGUN + 1}
      `,
    )
    .map(([text]) => text as string);
}

/** Stands before each word of an expression: in each stretch of the trail its mark takes its place. */
export const MARK = '~';

/** A string of FTS5's language; folded words have no quotation marks, and nothing in quotes is an operator. */
export function quoted(word: string): string {
  return `"${MARK}${word}"`;
}

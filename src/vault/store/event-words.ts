import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { JsonValue } from '../../shared/transparency/canonical-json';
import { CHUNK_ROWS } from '../chunk/column-chunk';
import type { WritableDb } from './db';
import type { WritableDictionary } from './dictionary';
import { foldedId, foldedWords } from './folded-words';
import { sql } from './sql';

/** Members of `details.meta` in which people write, at any depth. */
const noteNames = new Set([
  'note',
  'notes',
  'comment',
  'comments',
  'remark',
  'remarks',
  'description',
  'reason',
]);

/** Different folded words that people wrote in the event: its justification and its notes. */
export function writtenWords(event: AuditEvent): Set<string> {
  const words = new Set<string>();
  const take = (text: string) => {
    for (const word of foldedWords(text)) words.add(word);
  };
  if (event.justification !== undefined) take(event.justification);
  if (event.details?.meta !== undefined) eachNote(event.details.meta, take);
  return words;
}

function eachNote(value: JsonValue, take: (text: string) => void): void {
  if (value === null || typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      if (noteNames.has(name)) take(member);
    } else eachNote(member, take);
  }
}

/**
 * The different folded words that the event is called by, with spaces between: those of user name, verb, kind of thing,
 * purpose and category word. Few events differ in them, so all of them together have one code.
 */
export function namingOf({ actor, verb, resource, purpose, categoryWord }: AuditEvent): string {
  const texts = [actor.userName, verb, resource?.type, purpose, categoryWord];
  const key = texts.join('\0');
  let naming = namings.get(key);
  if (naming === undefined) {
    naming = [...new Set(texts.flatMap((text) => (text === undefined ? [] : foldedWords(text))))].join(' ');
    if (namings.size >= REMEMBERED) namings.clear();
    namings.set(key, naming);
  }
  return naming;
}

/** No text of an event has U+0000 in it. */
const namings = new Map<string, string>();
const REMEMBERED = 50_000;

/**
 * The ids that lead to an event, each as one folded word: of its thing, record, encounter and session. Its own needs no
 * index, since it begins with a time; those of people and patients, and addresses, have indexes of their own.
 */
export function idWords({ encounterId, network, patients, resource, source }: AuditEvent): Set<string> {
  const words = new Set<string>();
  const resourceId = resource?.id === patients[0] ? undefined : resource?.id;
  for (const id of [resourceId, source.recordId, encounterId, network?.sessionId]) {
    const word = id === undefined ? '' : foldedId(id);
    if (word !== '') words.add(word);
  }
  return words;
}

/**
 * FTS5 reads every place of a word up to the one that is wanted: a common word would take longer the longer the trail
 * is. So a word is another one in each stretch of this many places: long where few events have words at all.
 */
export const wordStretches = { written: 16 * CHUNK_ROWS, id: 4 * CHUNK_ROWS } as const;

/** What stands before a word in its stretch: number and underscore, which no folded word has. */
export function stretchMark(seq: number, stretch: number): string {
  return `${Math.floor(seq / stretch)}_`;
}

function marked(words: Iterable<string>, mark: string): string {
  let text = '';
  for (const word of words) text += text === '' ? mark + word : ` ${mark}${word}`;
  return text;
}

/** Inside a transaction: what people wrote in an event, and the ids that lead to it. */
export function enterWords(
  db: WritableDb,
  dictionary: WritableDictionary,
  seq: number,
  event: AuditEvent,
): void {
  const written = writtenWords(event);
  if (written.size > 0) {
    // Beginnings are looked up here, and only whole words in the index: it would read all the places at once.
    for (const word of written) dictionary.codeOf('writtenWord', word);
    const words = marked(written, stretchMark(seq, wordStretches.written));
    db.run(sql`INSERT INTO written_word (rowid, words) VALUES (${seq}, ${words})`);
  }
  const ids = marked(idWords(event), stretchMark(seq, wordStretches.id));
  if (ids !== '') db.run(sql`INSERT INTO id_word (rowid, words) VALUES (${seq}, ${ids})`);
}

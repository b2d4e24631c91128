import type { ReadLimits } from './limits';
import { UnreadableFile } from './read-text';

/** The text of one record, or why it is not even looked at. */
export type RecordText = { text: string } | { refused: string };

/** Lists of records inside a page of an API (Django REST framework: `results`; others: `items`). */
const pageLists: ReadonlySet<string> = new Set(['results', 'items']);

/**
 * Cuts JSON text into its records without parsing the whole: a JSON array, pages with a list of records, or
 * one object a line. Throws UnreadableFile for text that is none of these.
 */
export async function* splitRecords(
  pieces: AsyncIterable<string>,
  limits: ReadLimits,
): AsyncGenerator<RecordText> {
  let begin = '';
  let splitter: LineSplitter | ListSplitter | null = null;
  for await (const piece of pieces) {
    if (splitter === null) {
      begin += piece;
      const end = begin.trimStart().indexOf('\n');
      if (end < 0 && begin.length <= limits.recordLength) continue;
      splitter = splitterFor(begin, limits);
      yield* splitter.push(begin);
    } else {
      yield* splitter.push(piece);
    }
  }
  if (splitter === null) {
    if (begin.trim() === '') throw new UnreadableFile('The file is empty.');
    splitter = splitterFor(begin, limits);
    yield* splitter.push(begin);
  }
  yield* splitter.end();
}

function splitterFor(begin: string, limits: ReadLimits): LineSplitter | ListSplitter {
  const [firstLine = ''] = begin.trimStart().split('\n', 1);
  return isRecord(firstLine) ? new LineSplitter(limits) : new ListSplitter(limits);
}

/** Whether a line is an object by itself, and no page. */
function isRecord(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return !Object.entries(value).some(([key, member]) => pageLists.has(key) && Array.isArray(member));
  } catch {
    return false;
  }
}

/** One record a line: a broken line spoils only itself. */
class LineSplitter {
  private readonly element: Element;

  constructor(limits: ReadLimits) {
    this.element = new Element(limits);
  }

  *push(text: string): Generator<RecordText> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.element.add(text.slice(start, end));
      yield* this.end();
      start = end + 1;
    }
    this.element.add(text.slice(start));
  }

  *end(): Generator<RecordText> {
    const record = this.element.take();
    if (record !== null) yield record;
  }
}

/** The elements of an array, or of the lists of pages that follow one another. */
class ListSplitter {
  private readonly element: Element;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** Depth inside the list whose elements are records; null outside of one. */
  private listDepth: number | null = null;
  /** Whether there was any list. */
  private found = false;
  /** The last string at the first level of a page, and whether a colon made it a key. */
  private lastString = '';
  private key: string | null = null;

  constructor(limits: ReadLimits) {
    this.element = new Element(limits);
  }

  *push(text: string): Generator<RecordText> {
    let start = 0;
    for (let i = 0; i < text.length; i += 1) {
      const character = text.charAt(i);
      if (this.inString) {
        this.inStringAt(character);
        continue;
      }
      switch (character) {
        case '"':
          this.inString = true;
          this.lastString = '';
          break;
        case '{':
        case '[':
          if (this.opens(character)) start = i + 1;
          break;
        case '}':
        case ']':
          if (this.depth === this.listDepth) {
            if (character === '}') throw notJson();
            this.element.add(text.slice(start, i));
            yield* this.take();
            this.listDepth = null;
          }
          this.depth -= 1;
          if (this.depth < 0) throw notJson();
          break;
        case ',':
          this.key = null;
          if (this.depth === this.listDepth) {
            this.element.add(text.slice(start, i));
            yield* this.take();
            start = i + 1;
          }
          break;
        case ':':
          if (this.depth === 1) this.key = this.lastString;
          break;
        default:
          if (this.depth === 0 && character.trim() !== '' && character !== '\ufeff') throw notJson();
      }
    }
    if (this.listDepth !== null) this.element.add(text.slice(start));
  }

  *end(): Generator<RecordText> {
    if (this.depth > 0 || this.inString) {
      this.element.take();
      yield { refused: 'The file ends in the middle of this record.' };
    } else if (!this.found) throw notJson();
  }

  private inStringAt(character: string): void {
    if (this.escaped) this.escaped = false;
    else if (character === '\\') this.escaped = true;
    else if (character === '"') this.inString = false;
    else if (this.depth === 1 && this.listDepth === null && this.lastString.length < 16)
      this.lastString += character;
  }

  /** Goes one level down; whether that is into a list of records. */
  private opens(bracket: '{' | '['): boolean {
    const isList =
      this.listDepth === null &&
      bracket === '[' &&
      (this.depth === 0 || (this.depth === 1 && this.key !== null && pageLists.has(this.key)));
    this.depth += 1;
    if (isList) {
      this.listDepth = this.depth;
      this.found = true;
    }
    return isList;
  }

  private *take(): Generator<RecordText> {
    const record = this.element.take();
    if (record !== null) yield record;
  }
}

/** The text of a record as it is put together, within its limit. */
class Element {
  private readonly limit: number;
  private text = '';
  private refusal: string | null = null;

  constructor({ recordLength }: ReadLimits) {
    this.limit = recordLength;
  }

  add(text: string): void {
    if (this.refusal !== null) return;
    if (this.text.length + text.length > this.limit)
      this.refuse(`The record is longer than ${this.limit} characters.`);
    else this.text += text;
  }

  refuse(why: string): void {
    this.refusal ??= why;
    this.text = '';
  }

  /** Null where there was nothing but space. */
  take(): RecordText | null {
    const { text, refusal } = this;
    this.text = '';
    this.refusal = null;
    if (refusal !== null) return { refused: refusal };
    return text.trim() === '' ? null : { text };
  }
}

function notJson(): UnreadableFile {
  return new UnreadableFile('The file is not a list of records in JSON.');
}

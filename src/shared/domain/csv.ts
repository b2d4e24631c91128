import { err, ok, type Result } from './result';

/** How large a table may be: refused as a whole beyond it. */
export interface CsvBounds {
  rows: number;
  columns: number;
  /** UTF-16 units of one cell. */
  cell: number;
}

/**
 * The rows of a comma-separated text (RFC 4180), the first one included: each cell exactly as it was written,
 * whatever it looks like. Lines end with CR LF or LF; a byte order mark and lines with nothing on them are passed
 * over. Refused (`invalid-request`, `too-large`): a quote in the middle of a plain cell or text after a closing
 * quote, a quote that is never closed, rows of different lengths.
 */
export function parseCsv(text: string, bounds: CsvBounds): Result<string[][]> {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    if (cell === null) return badQuote(rows.length + 1);
    if (cell.value.length > bounds.cell) return tooLong(rows.length + 1);
    row.push(cell.value);
    at = cell.end;
    if (text[at] === ',') {
      at += 1;
      // A comma at the very end still has a cell after it.
      if (at === text.length) row.push('');
      if (at < text.length) continue;
    }
    if (row.length > bounds.columns) return tooWide(bounds.columns);
    const isBlank = row.length === 1 && row[0] === '' && !cell.quoted;
    if (!isBlank) {
      if (row.length !== (rows[0] ?? row).length) return uneven(rows.length + 1);
      if (rows.length === bounds.rows) return tooMany(bounds.rows);
      rows.push(row);
    }
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return ok(rows);
}

/** A cell and where what follows it begins: a comma, a line's end, or the end of the text. */
interface Cell {
  value: string;
  end: number;
  quoted: boolean;
}

function plainCell(text: string, from: number): Cell | null {
  let end = from;
  while (end < text.length && text[end] !== ',' && !isLineEnd(text, end)) {
    if (text[end] === '"') return null;
    end += 1;
  }
  return { value: text.slice(from, end), end, quoted: false };
}

function quotedCell(text: string, from: number): Cell | null {
  const parts: string[] = [];
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    parts.push(text.slice(at, quote));
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      const isOver = end === text.length || text[end] === ',' || isLineEnd(text, end);
      return isOver ? { value: parts.join(''), end, quoted: true } : null;
    }
    parts.push('"');
    at = quote + 2;
  }
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || text.startsWith('\r\n', at);
}

const badQuote = (row: number) =>
  err(
    'invalid-request',
    `The quotes of row ${row} do not fit; nothing was changed.`,
    'Put a cell with commas, quotes or line breaks in double quotes, and double each quote inside it.',
  );
const uneven = (row: number) =>
  err(
    'invalid-request',
    `Row ${row} has another number of cells than the headings; nothing was changed.`,
    'Give each row one cell for each heading.',
  );
const tooLong = (row: number) =>
  err('too-large', `A cell of row ${row} is too long; nothing was changed.`, 'Shorten it.');
const tooWide = (columns: number) =>
  err('too-large', `The list has more than ${columns} columns; nothing was changed.`, 'Leave some out.');
const tooMany = (rows: number) =>
  err('too-large', `The list has more than ${rows} rows; nothing was changed.`, 'Split it.');

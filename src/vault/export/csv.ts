/** Comma-separated values (RFC 4180), as spreadsheets read them. */

/** Says to them that the text is UTF-8; without it some take names for another alphabet. */
export const BYTE_ORDER_MARK = '\u{feff}';

/**
 * What a spreadsheet may take for a formula, also where it trims the cell or reads full-width signs; and a leading
 * apostrophe, so that taking one away always gives back what was meant
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const formula = /^(?:[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n'])/u;

/**
 * One line, ended by CRLF. A text is always in quotes; one that would be calculated is shown with an apostrophe before
 * it. Numbers stand as they are; what is null is empty.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const shown = formula.test(value) ? `'${value}` : value;
  return `"${shown.replaceAll('"', '""')}"`;
}

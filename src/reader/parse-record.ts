import { err, ok, type Result } from '../shared/domain/result';
import type { ReadLimits } from './limits';

const wayOut = 'Compare the record with the documented format of its source.';

// In both, a string that does not end is one token up to the end of the text. Were it none, the scan would begin
// anew at each quotation mark inside it, which takes minutes for a hostile record of 1 MiB.

/** Strings, which are passed over, and numbers. */
const stringOrNumber = /"(?:[^"\\]+|\\[^])*(?:"|\\?$)|-?\d[\d.eE+-]*/g;
/** Strings, which are passed over, and brackets. */
const stringOrBracket = /"(?:[^"\\]+|\\[^])*(?:"|\\?$)|[[{\]}]/g;
/** Only numbers of that many digits can be read as something else than was written. */
const longNumber = /[\d.]{16}|\d[eE][+-]?\d{2}/;

/** The JSON value of a record's text. Messages name no values. */
export function parseRecord(text: string, { depth }: ReadLimits): Result<unknown> {
  if (nestsDeeper(text, depth)) {
    return err('too-large', `The record nests deeper than ${depth} levels.`, wayOut);
  }
  if (holdsInexactNumber(text)) {
    return err('invalid-request', 'The record holds a number that cannot be kept exactly.', wayOut);
  }
  try {
    return ok(JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text));
  } catch {
    return err('invalid-request', 'The record is not JSON.', wayOut);
  }
}

/** Whether JSON.parse would read some number as another than is written. */
export function holdsInexactNumber(text: string): boolean {
  if (!longNumber.test(text)) return false;
  for (const [token] of text.matchAll(stringOrNumber)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    if (!Number.isFinite(value)) return true;
    const digits = token
      .replace(/[eE].*$/, '')
      .replace(/[-.]/g, '')
      .replace(/^0+|(?<!0)0+$/g, ''); // the lookbehind: a run of zeros is tried once, not from each of them
    if (digits.length > 15 && String(value) !== token) return true;
    if (value === 0 && digits !== '') return true;
  }
  return false;
}

/** Counts brackets outside strings: parsing something absurdly deep is what this is to prevent. */
function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(stringOrBracket)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

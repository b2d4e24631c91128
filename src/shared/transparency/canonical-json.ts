/** The JSON Canonicalization Scheme of RFC 8785 (JCS): one text for each JSON value. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

// Quotation mark, backslash and control characters are escaped; any surrogate is looked at more closely.
const needsCare = /["\\\p{Cc}\ud800-\udfff]/u;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * A string as JCS writes it, quotation marks included (RFC 8785, section 3.2.2.2).
 * Throws TypeError at a lone surrogate, which the scheme forbids.
 */
export function canonicalString(text: string): string {
  if (!needsCare.test(text)) return `"${text}"`;
  if (loneSurrogate.test(text)) throw new TypeError('A lone surrogate has no canonical JSON');
  // JSON.stringify writes the short escapes and lower-case \u00xx of the RFC, and all else as it stands.
  return JSON.stringify(text);
}

/** A number as ECMAScript writes it (RFC 8785, section 3.2.2.3). Throws TypeError at NaN and infinities. */
export function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('NaN and infinities have no canonical JSON');
  return String(value); // '-0' is written 0, as the RFC asks
}

/**
 * The canonical text of a JSON value; its UTF-8 bytes are what is hashed.
 * A member whose value is undefined is left out, as JSON.stringify does. Throws TypeError at whatever
 * JSON cannot hold: undefined elsewhere, functions, symbols, bigints, lone surrogates, NaN, infinities.
 */
export function canonicalJson(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      return canonicalNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`A ${typeof value} has no canonical JSON`);
  }
}

function canonicalArray(items: readonly JsonValue[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0) text += ',';
    text += canonicalJson(items[i] as JsonValue);
  }
  return `${text}]`;
}

function canonicalObject(object: JsonObject): string {
  // The default order of sort() is that of UTF-16 code units, which the RFC asks for (section 3.2.3).
  const keys = Object.keys(object).sort();
  let text = '{';
  for (const key of keys) {
    const member = object[key];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${canonicalString(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

// Array.isArray does not narrow a readonly array.
function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

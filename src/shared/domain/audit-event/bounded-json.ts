import type { JsonObject } from '../../transparency/canonical-json';

/** How large a free JSON object in an event may be. */
export const jsonLimits = {
  /** Levels of objects and arrays, the outer one included. */
  depth: 6,
  /** Values of every kind, objects and arrays included. */
  values: 1000,
  /** UTF-16 units of a key. */
  key: 200,
  /** UTF-16 units of a string. */
  string: 8192,
  /** UTF-16 units of all keys and strings together. */
  text: 32_768,
} as const;

/** Unpaired surrogates, which no encoding can carry, and U+0000, which PostgreSQL cannot hold. */
const unstorable = /[\0\p{Surrogate}]/u;

export function isStorableText(text: string): boolean {
  return !unstorable.test(text);
}

/**
 * Whether this is a plain JSON object within the limits, whose every string and number can be kept exactly.
 * Members that are undefined count as absent.
 */
export function isBoundedJsonObject(value: unknown, levels: number = jsonLimits.depth): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let values = 0;
  let text = 0;
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    values += 1;
    if (values + pending.length > jsonLimits.values) return false;
    const { value: item, depth } = next;
    if (item === null || typeof item === 'boolean') continue;
    if (typeof item === 'number') {
      // Above 2^53 two integers may read as one number: such a number is not what the source wrote.
      if (!Number.isFinite(item) || (Number.isInteger(item) && !Number.isSafeInteger(item))) return false;
    } else if (typeof item === 'string') {
      text += item.length;
      if (item.length > jsonLimits.string || text > jsonLimits.text || !isStorableText(item)) return false;
    } else if (typeof item === 'object') {
      if (depth > levels) return false;
      if (Array.isArray(item)) {
        if (item.length > jsonLimits.values) return false;
        for (const member of item as unknown[]) pending.push({ value: member, depth: depth + 1 });
        continue;
      }
      const prototype: unknown = Object.getPrototypeOf(item);
      if (prototype !== null && prototype !== Object.prototype) return false;
      for (const [key, member] of Object.entries(item)) {
        if (member === undefined) continue;
        text += key.length;
        // '__proto__' would set a prototype where a later reader copies key by key.
        if (key.length > jsonLimits.key || key === '__proto__' || !isStorableText(key)) return false;
        pending.push({ value: member, depth: depth + 1 });
      }
    } else {
      return false;
    }
  }
  return text <= jsonLimits.text;
}

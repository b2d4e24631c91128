export type SqlValue = string | number | bigint | null | Uint8Array;

/** The text with a `?` for each value, and the values: what a statement is prepared from and run with. */
export type Query = readonly [text: string, params: readonly SqlValue[]];

const texts = new WeakMap<TemplateStringsArray, string>();

/** Writes a query in which a value can only ever be a bound parameter. */
export function sql(strings: TemplateStringsArray, ...params: SqlValue[]): Query {
  let text = texts.get(strings);
  if (text === undefined) {
    text = strings.join('?');
    texts.set(strings, text);
  }
  return [text, params];
}

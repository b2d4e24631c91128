import fc from 'fast-check';
import { z } from 'zod';

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  const?: unknown;
  items?: JsonSchema;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

export type Fields = Record<string, unknown>;

/** What a declared call of either contract says of its requests. */
export interface Declared {
  name: string;
  request: z.ZodType;
}

function schemaOf(call: Declared): JsonSchema {
  return z.toJSONSchema(call.request, { io: 'input' }) as JsonSchema;
}

/** Values that a rule beyond the schema (a password's classes) also lets through. */
const likely = ['Correct-Horse-9-Battery', 'ann@example.org', 'Ann'];

function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return fc.oneof(...options.map(valuesOf));
  switch (schema.type) {
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, 0),
        max: Math.min(schema.maximum ?? 1000, 1000),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 3 });
    case 'object':
      return recordsOf(schema);
    default:
      return textOf(schema);
  }
}

/** Fields that may be left out sometimes are. */
function recordsOf({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<Fields> {
  const fields = Object.entries(properties).map(([key, of]) => [key, valuesOf(of)]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required,
  });
}

function textOf({ minLength = 0, maxLength = 200, pattern, format }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const long = { minLength, maxLength: Math.min(maxLength, minLength + 100) };
  const fitting = likely.filter(({ length }) => length >= minLength && length <= maxLength);
  return fc.oneof(
    fc.string({ ...long, unit: 'binary' }),
    fc.string(long),
    fc.constantFrom(...fitting, 'x'.repeat(Math.max(minLength, 1))),
  );
}

/** Requests of the declared shape, as far as the JSON schema tells; a rule beyond it may refuse some. */
export function shapedRequests(call: Declared): fc.Arbitrary<Fields> {
  return recordsOf(schemaOf(call));
}

/** Found once: of some calls two thousand have to be drawn for one. */
const found = new WeakMap<Declared, Fields[]>();

/** Requests that the declaration accepts, the same every time: at least one, and at most `count`. */
export function validRequests(call: Declared, count: number): Fields[] {
  const valid =
    found.get(call) ??
    fc
      .sample(shapedRequests(call), { numRuns: 2000, seed: 1 })
      .filter((request) => call.request.safeParse(request).success);
  if (valid.length === 0) throw new Error(`No valid request for ${call.name} was found`);
  found.set(call, valid);
  return valid.slice(0, count);
}

export function validRequest(call: Declared): Fields {
  return validRequests(call, 1)[0] ?? {};
}

/** The fields that a request may have, and whether each takes text, a number, or an object. */
export function declaredFields(call: Declared): { name: string; takes: string }[] {
  return Object.entries(schemaOf(call).properties ?? {}).map(([name, of]) => ({ name, takes: takenBy(of) }));
}

function takenBy(schema: JsonSchema): string {
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(takenBy);
  const values = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  const types = [...options, ...values.map((value) => typeof value), ...(schema.type ? [schema.type] : [])];
  return ['object', 'string', 'array', 'integer', 'number'].find((type) => types.includes(type)) ?? 'other';
}

/** What people who attack services send in place of a value. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e21,
  2 ** 53,
  '',
  ' ',
  '0x10',
  '1e3',
  'NaN',
  '\0',
  'a\0b',
  '\ud800',
  '\u202egnp.exe',
  "' or '1'='1",
  "'; drop table account; --",
  "\\'; select pg_sleep(5); --",
  '$1',
  '%00',
  '../../../../etc/passwd',
  '{{7*7}}',
  '#{process.exit()}',
  '<script>alert(1)</script>',
  'x'.repeat(5000),
  '🎉'.repeat(500),
  [],
  [[]],
  ['a', 'b'],
  {},
  { $ne: null },
  { toString: 'x' },
  { constructor: { prototype: { admin: true } } },
];

/** A request with one field gone, put in another's place, or hostile; or with a field that nobody knows. */
export function nearRequests(call: Declared): fc.Arbitrary<Fields> {
  const fields = Object.keys(schemaOf(call).properties ?? {});
  const strange = fc.constantFrom(
    'extra',
    'constructor',
    'toString',
    'hasOwnProperty',
    'role',
    'userId',
    '$where',
    '',
  );
  const put = (field: fc.Arbitrary<string>) =>
    fc
      .tuple(shapedRequests(call), field, fc.constantFrom(...hostileValues))
      .map(([request, name, value]) => ({ ...request, [name]: value }));
  if (fields.length === 0) return put(strange);
  const without = fc
    .tuple(shapedRequests(call), fc.constantFrom(...fields))
    .map(([request, gone]) =>
      Object.fromEntries(Object.entries(request).filter(([field]) => field !== gone)),
    );
  return fc.oneof(
    { weight: 3, arbitrary: put(fc.constantFrom(...fields)) },
    { weight: 1, arbitrary: without },
    { weight: 1, arbitrary: put(strange) },
  );
}

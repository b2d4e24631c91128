import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { platformCalls } from '../../../../src/shared/contract/platform/calls';
import { loggedEvent } from '../../../../src/shared/contract/platform/audit';
import { fitsOf, type Fits } from '../../../../src/shared/contract/fits';
import { auditEvents, eventSalt, micros } from '../domain/audit-event/events';

function compiled(schema: z.ZodType): Fits {
  const fits = fitsOf(schema);
  if (fits === null) throw new Error('This schema cannot be asked');
  return fits;
}

/** What parsing says: it succeeds, and gives the same value back. */
function parses(schema: z.ZodType, value: unknown): boolean {
  const parsed = schema.safeParse(value);
  return parsed.success && isDeepStrictEqual(parsed.data, value);
}

/** As they come out of a reply. */
const lines = fc
  .record({ seq: micros, event: auditEvents, salt: eventSalt })
  .map((line) => JSON.parse(JSON.stringify(line)) as unknown);

/** Values that are wrong somewhere in most places. */
const odd = fc.oneof(
  fc.constantFrom(undefined, null, true, 0, -1, 0.5, 2 ** 53, '', ' ', 'READ', 'x'.repeat(5000)),
  fc.constantFrom('\ud800', 'a\0b', 'a"b\n', '__proto__', [], {}, ['a', 'a'], { years: 0 }, { a: 1 }),
);

/** Puts another value in one place of a value, or a member that nobody knows, or takes one out. */
function changed(value: unknown, at: number, what: unknown): unknown {
  const copy = structuredClone(value);
  const places: [Record<string, unknown>, string][] = [];
  const collect = (inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return;
    for (const key of Object.keys(inner)) {
      places.push([inner as Record<string, unknown>, key]);
      collect((inner as Record<string, unknown>)[key]);
    }
    if (!Array.isArray(inner)) places.push([inner as Record<string, unknown>, 'unknown']);
  };
  collect(copy);
  const place = places[at % places.length];
  if (place === undefined) return what;
  const [inner, key] = place;
  if (what === undefined && !Array.isArray(inner)) delete inner[key];
  else inner[key] = what;
  return copy;
}

describe('a value fits a schema', () => {
  test('where parsing gives it back as it is: every line of the log', () => {
    const fits = compiled(loggedEvent);
    fc.assert(
      fc.property(lines, (line) => {
        expect(fits(line)).toBe(true);
        expect(parses(loggedEvent, line)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('and not where parsing refuses or changes it: lines that are wrong somewhere', () => {
    const fits = compiled(loggedEvent);
    let misfits = 0;
    fc.assert(
      fc.property(lines, fc.nat(), odd, (line, at, what) => {
        const value = changed(line, at, what);
        expect(fits(value)).toBe(parses(loggedEvent, value));
        if (!fits(value)) misfits += 1;
      }),
      { numRuns: 3000 },
    );
    expect(misfits).toBeGreaterThan(1000);
  });

  test('for each reply of the platform that can be asked at all, as for parsing', () => {
    const asked = Object.values(platformCalls).filter((call) => fitsOf(call.reply) !== null);
    expect(asked.map(({ name }) => name)).toContain('audit.listEvents');
    expect(asked.length).toBeGreaterThan(Object.keys(platformCalls).length / 2);
    for (const { reply } of asked) {
      const fits = compiled(reply);
      fc.assert(
        fc.property(fc.oneof(odd, fc.jsonValue() as fc.Arbitrary<unknown>), (value) => {
          if (fits(value)) expect(parses(reply, value)).toBe(true);
        }),
      );
    }
  });

  test.each<[string, z.ZodType, unknown, boolean]>([
    ['a whole number', z.int(), 1.5, false],
    ['NaN', z.number(), NaN, false],
    ['an infinity', z.number(), Infinity, false],
    ['beyond the safe integers', z.int(), 2 ** 53, false],
    ['a UUID', z.uuid(), '019a0000-0000-7000-8000-000000000214', true],
    ['no UUID', z.uuid(), '019a', false],
    ['a union', z.union([z.string(), z.null()]), null, true],
    ['a member too many', z.object({ a: z.string() }), { a: '', b: 1 }, false],
    ['a member too few', z.object({ a: z.string(), b: z.string() }), { a: '' }, false],
    ['a list for an object', z.object({}), [], false],
    ['null for an object', z.object({}), null, false],
    ['a prototype', z.strictObject({ a: z.string() }), JSON.parse('{"a":"","__proto__":{}}'), false],
    ['a rule', z.string().refine((text) => text !== 'no'), 'no', false],
  ])('%s', (_, schema, value, expected) => {
    expect(compiled(schema)(value)).toBe(expected);
  });

  test.each<[string, z.ZodType]>([
    ['trimmed', z.string().trim()],
    ['a default', z.object({ a: z.string().default('x') })],
    ['coerced', z.coerce.number()],
    ['transformed', z.string().transform((text) => text.length)],
    ['with other members kept', z.looseObject({ a: z.string() })],
    ['a record', z.record(z.string(), z.string())],
  ])('is not asked of what parsing changes, or is not known here: %s', (_, schema) => {
    expect(fitsOf(schema)).toBeNull();
  });
});

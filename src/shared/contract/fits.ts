import type { z } from 'zod';

/** Whether a value is exactly what a schema describes: parsing it would succeed and give the same value back. */
export type Fits = (value: unknown) => boolean;

const known = new WeakMap<z.ZodType, Fits | null>();

/**
 * The same question as `schema.safeParse`, answered some times faster, since no value is built and nobody learns what
 * is wrong. Null for a schema that changes values, or uses what is not known here: only parsing can answer those.
 * An object with a member that its schema does not know never fits: parsing refuses it or leaves the member out.
 */
export function fitsOf(schema: z.ZodType): Fits | null {
  let fits = known.get(schema);
  if (fits === undefined) {
    fits = compiled(schema);
    known.set(schema, fits);
  }
  return fits;
}

/** What is read here of a schema of zod 4 (https://zod.dev/packages/core, "Internals"). */
interface Inner {
  _zod: { def: Definition; check?: unknown };
}
interface Definition {
  type: string;
  checks?: Check[];
  check?: string;
  format?: string;
  shape?: Record<string, Inner>;
  catchall?: Inner;
  element?: Inner;
  innerType?: Inner;
  options?: Inner[];
  entries?: Record<string, string | number>;
  values?: unknown[];
  coerce?: boolean;
}
interface Check {
  _zod: { def: CheckDefinition; check(payload: Payload): unknown };
}
interface CheckDefinition {
  check: string;
  minimum?: number;
  maximum?: number;
  pattern?: RegExp;
  fn?: (value: unknown) => unknown;
}
interface Payload {
  value: unknown;
  issues: unknown[];
}

function compiled(schema: Inner): Fits | null {
  const { def } = schema._zod;
  const base = baseOf(schema, def);
  if (base === null) return null;
  const checks: Fits[] = [];
  for (const check of def.checks ?? []) {
    const holds = checkOf(check);
    if (holds === null) return null;
    checks.push(holds);
  }
  if (checks.length === 0) return base;
  if (checks.length === 1) {
    const [only] = checks as [Fits];
    return (value) => base(value) && only(value);
  }
  return (value) => {
    if (!base(value)) return false;
    for (const holds of checks) if (!holds(value)) return false;
    return true;
  };
}

function baseOf(schema: Inner, def: Definition): Fits | null {
  if (def.coerce === true) return null;
  switch (def.type) {
    case 'string':
      return formatted(schema, def, (value) => typeof value === 'string');
    case 'number':
      // As zod has it, NaN and the infinities are no numbers.
      return formatted(schema, def, (value) => Number.isFinite(value));
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'null':
      return (value) => value === null;
    case 'enum':
    case 'literal': {
      const words = new Set<unknown>(def.type === 'enum' ? Object.values(def.entries ?? {}) : def.values);
      return (value) => words.has(value);
    }
    case 'custom':
      return checkOf(schema as unknown as Check);
    case 'optional':
      return wrapped(def, undefined);
    case 'nullable':
      return wrapped(def, null);
    case 'array':
      return arrayOf(def);
    case 'object':
      return objectOf(def);
    case 'union':
      return unionOf(def);
    default:
      return null;
  }
}

/** A format (`z.int()`, `z.uuid()`) is a check on itself. */
function formatted(schema: Inner, def: Definition, base: Fits): Fits | null {
  if (def.check === undefined) return base;
  if (def.check === 'number_format' && def.format === 'safeint')
    return (value) => Number.isSafeInteger(value);
  const holds = checkOf(schema as unknown as Check);
  return holds === null ? null : (value) => base(value) && holds(value);
}

function wrapped({ innerType }: Definition, also: undefined | null): Fits | null {
  const inner = innerType === undefined ? null : compiled(innerType);
  return inner === null ? null : (value) => value === also || inner(value);
}

function arrayOf({ element }: Definition): Fits | null {
  const fits = element === undefined ? null : compiled(element);
  if (fits === null) return null;
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i += 1) if (!fits(value[i])) return false;
    return true;
  };
}

function objectOf({ shape = {}, catchall }: Definition): Fits | null {
  if (catchall !== undefined && catchall._zod.def.type !== 'never') return null;
  const members = new Map<string, { fits: Fits; isRequired: boolean }>();
  for (const [name, member] of Object.entries(shape)) {
    const fits = compiled(member);
    if (fits === null) return null;
    members.set(name, { fits, isRequired: member._zod.def.type !== 'optional' });
  }
  const required = [...members.values()].filter(({ isRequired }) => isRequired).length;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let found = 0;
    for (const name in value) {
      const member = members.get(name);
      if (member === undefined || !member.fits((value as Record<string, unknown>)[name])) return false;
      if (member.isRequired) found += 1;
    }
    return found === required;
  };
}

function unionOf({ options = [] }: Definition): Fits | null {
  const all: Fits[] = [];
  for (const option of options) {
    const fits = compiled(option);
    if (fits === null) return null;
    all.push(fits);
  }
  return (value) => all.some((fits) => fits(value));
}

/** What zod's own check says of a value; the commonest are asked without it. */
function checkOf({ _zod }: Check): Fits | null {
  const { check, fn, minimum, maximum, pattern } = _zod.def;
  if (check === 'overwrite') return null; // trims, or otherwise writes another value
  if (check === 'min_length' && minimum !== undefined)
    return (value) => (value as { length: number }).length >= minimum;
  if (check === 'max_length' && maximum !== undefined)
    return (value) => (value as { length: number }).length <= maximum;
  if (check === 'string_format' && pattern !== undefined && !pattern.global && !pattern.sticky)
    return (value) => pattern.test(value as string);
  if (check === 'custom' && fn !== undefined) {
    // A promise would have to be waited for, and parsing throws there.
    return (value) => {
      const said = fn(value);
      return Boolean(said) && !(said instanceof Promise);
    };
  }
  return (value) => {
    const payload: Payload = { value, issues: [] };
    return _zod.check(payload) === undefined && payload.issues.length === 0 && payload.value === value;
  };
}

import { z } from 'zod';
import type { PlatformCall } from './call';

/** The names in `{…}` of a path. */
export function pathFields(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

export function carriesBody(call: PlatformCall): boolean {
  return call.method !== 'GET' && call.method !== 'DELETE';
}

interface WireRequest {
  method: string;
  /** Path and query, starting with a slash. */
  target: string;
  body: string | null;
}

/** Writes a request of the declared shape as method, target and body. Undefined fields are left out. */
export function encodeRequest<Call extends PlatformCall>(
  call: Call,
  request: z.input<Call['request']>,
): WireRequest {
  const rest = new Map(
    Object.entries(request as Record<string, unknown>).filter(([, value]) => value !== undefined),
  );
  let target: string = call.path;
  for (const field of pathFields(call.path)) {
    target = target.replace(`{${field}}`, encodeURIComponent(String(rest.get(field))));
    rest.delete(field);
  }
  if (carriesBody(call))
    return { method: call.method, target, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams();
  for (const [field, value] of rest) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(field, String(item));
  }
  return { method: call.method, target: query.size > 0 ? `${target}?${query}` : target, body: null };
}

interface JsonSchema {
  type?: string;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** The fields' shapes of each call, worked out once. */
const fieldShapes = new WeakMap<PlatformCall, Record<string, JsonSchema>>();

function shapesOf(call: PlatformCall): Record<string, JsonSchema> {
  const kept =
    fieldShapes.get(call) ??
    ((z.toJSONSchema(call.request, { io: 'input', unrepresentable: 'any' }).properties ?? {}) as Record<
      string,
      JsonSchema
    >);
  fieldShapes.set(call, kept);
  return kept;
}

/**
 * Path and query values arrive as text; the schema says which were numbers, booleans or lists.
 * Text that does not read as what the schema wants stays text, so that validation names the field.
 */
export function decodeText(
  call: PlatformCall,
  raw: Record<string, string | string[] | undefined>,
): Record<string, unknown> {
  const shapes = shapesOf(call);
  return Object.fromEntries(
    Object.entries(raw).map(([field, value]) => [
      field,
      decodeOne(Object.hasOwn(shapes, field) ? shapes[field] : undefined, value),
    ]),
  );
}

function decodeOne(shape: JsonSchema | undefined, value: string | string[] | undefined): unknown {
  if (shape?.type === 'array') {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((item) => decodeOne(shape.items, item));
  }
  if (typeof value !== 'string') return value;
  const types = [shape?.type, ...(shape?.anyOf ?? []).map((option) => option.type)];
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value);
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

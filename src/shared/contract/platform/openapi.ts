import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../../domain/result';
import type { PlatformCall } from './call';
import { statusOf } from './status';
import { carriesBody, pathFields } from './wire';

const refusalSchema = {
  type: 'object',
  properties: {
    code: { type: 'string', enum: [...errorCodes] },
    message: { type: 'string' },
    hint: { type: 'string' },
    retryAfter: { type: 'integer', minimum: 0 },
  },
  required: ['code', 'message', 'hint'],
  additionalProperties: false,
};

const jsonOf = (schema: unknown) => ({ content: { 'application/json': { schema } } });

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  // A rule written as a function has no JSON Schema: the document shows that value as open.
  const described = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(described).filter(([key]) => key !== '$schema'));
}

/** What any call may be refused with, whatever it does, and what one that asks who calls may be beside it. */
const common: readonly ErrorCode[] = [
  'invalid-request',
  'denied',
  'too-large',
  'too-many',
  'damaged',
  'broken',
  'unavailable',
];
const ofSignedIn: readonly ErrorCode[] = ['not-signed-in', 'account-ended'];

const retryAfter = {
  'Retry-After': {
    description: 'Seconds after which the same request can succeed.',
    schema: { type: 'integer', minimum: 0 },
  },
};

/** The refusals of a call, by their status; its own stand under `default`. */
function refusalsOf(call: PlatformCall): Record<string, unknown> {
  const codes = call.permission === 'anyone' ? common : [...common, ...ofSignedIn];
  const statuses = [...new Set(codes.map((code) => statusOf[code]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: `Refused: ${codes.filter((code) => statusOf[code] === status).join(', ')}.`,
        ...(status === statusOf['too-many'] && { headers: retryAfter }),
        ...jsonOf({ $ref: '#/components/schemas/Refusal' }),
      },
    ]),
  );
}

function operation(call: PlatformCall): Record<string, unknown> {
  const shape = schemaOf(call.request, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const inPath = pathFields(call.path);
  const required = shape.required ?? [];
  const outside = Object.entries(shape.properties ?? {}).filter(
    ([field]) => inPath.includes(field) || !carriesBody(call),
  );
  const inside = Object.entries(shape.properties ?? {}).filter(([field]) => !inPath.includes(field));
  return {
    operationId: call.name,
    summary: call.summary,
    parameters: outside.map(([field, schema]) => ({
      name: field,
      in: inPath.includes(field) ? 'path' : 'query',
      required: inPath.includes(field) || required.includes(field),
      schema,
    })),
    ...(carriesBody(call) && {
      requestBody: {
        required: true,
        ...jsonOf({
          type: 'object',
          properties: Object.fromEntries(inside),
          required: required.filter((field) => !inPath.includes(field)),
          additionalProperties: false,
        }),
      },
    }),
    responses: {
      200: { description: 'Done.', ...jsonOf(schemaOf(call.reply, 'output')) },
      ...refusalsOf(call),
      default: {
        description: 'Refused otherwise; the code says why.',
        ...jsonOf({ $ref: '#/components/schemas/Refusal' }),
      },
    },
    ...(call.permission !== 'anyone' && { security: [{ session: [] }] }),
    'x-permission': call.permission,
    'x-audit': call.audit,
    'x-reveals-phi': call.revealsPhi,
  };
}

/** The OpenAPI 3.1 document of the calls. */
export function openApi(calls: readonly PlatformCall[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) {
    const at = (paths[call.path] ??= {});
    at[call.method.toLowerCase()] = operation(call);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wardkeeper platform', version },
    paths,
    components: {
      schemas: { Refusal: refusalSchema },
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    'x-statuses': statusOf,
  };
}

import { describe, expect, test } from 'vitest';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import { openApi } from '../../../src/shared/contract/platform/openapi';
import { carriesBody, pathFields } from '../../../src/shared/contract/platform/wire';

const calls = Object.values(platformCalls);
const document = JSON.parse(JSON.stringify(openApi(calls, '1.2.3'))) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
};
interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
  security?: Record<string, string[]>[];
}

/** Every `$ref` anywhere in the document. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, of]) =>
    key === '$ref' && typeof of === 'string' ? [of] : references(of),
  );
}

describe('the API document', () => {
  test('is OpenAPI 3.1 with the parts that the specification asks for', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toEqual({ title: 'Wardkeeper platform', version: '1.2.3' });
  });

  test('has exactly the declared calls', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(
        ([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`,
      ),
    );
    expect(documented.sort()).toEqual(
      calls.map(({ method, path, name }) => `${method} ${path} ${name}`).sort(),
    );
  });

  test.each(calls.map((call) => [call.name, call] as const))('%s is described whole', (_, call) => {
    const operation = document.paths[call.path]?.[call.method.toLowerCase()];
    if (operation === undefined) throw new Error('Not documented');
    expect(operation.summary).toMatch(/\.$/);
    expect(
      operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
    ).toEqual(pathFields(call.path));
    for (const parameter of operation.parameters) {
      expect(['path', 'query']).toContain(parameter.in);
      expect(Object.keys(parameter.schema).length).toBeGreaterThan(0);
    }
    const described = [
      ...operation.parameters.map(({ name }) => name),
      ...Object.keys(
        (operation.requestBody?.content['application/json']?.schema as { properties?: object } | undefined)
          ?.properties ?? {},
      ),
    ];
    expect(described.sort()).toEqual(Object.keys(call.request.shape).sort());
    expect(operation.requestBody !== undefined).toBe(carriesBody(call));
    for (const status of ['200', 'default']) {
      const response = operation.responses[status];
      expect(response?.description.length).toBeGreaterThan(0);
      expect(response?.content['application/json']?.schema).toBeTypeOf('object');
    }
    expect(operation.security !== undefined).toBe((call.permission as string) !== 'anyone');
  });

  test('refers to nothing that is not there', () => {
    for (const reference of references(document)) {
      const found = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
    const schemes = calls.flatMap(({ path, method }) =>
      (document.paths[path]?.[method.toLowerCase()]?.security ?? []).flatMap((one) => Object.keys(one)),
    );
    expect(Object.keys(document.components.securitySchemes)).toEqual([...new Set(schemes)]);
  });
});

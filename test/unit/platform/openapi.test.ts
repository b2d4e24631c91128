import { describe, expect, test } from 'vitest';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import { openApi } from '../../../src/shared/contract/platform/openapi';
import { statusOf } from '../../../src/shared/contract/platform/status';
import { carriesBody, pathFields } from '../../../src/shared/contract/platform/wire';
import { openApiFaults } from '../../helpers/open-api';

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
    const needsSession = (call.permission as string) !== 'anyone';
    expect(operation.security).toEqual(needsSession ? [{ session: [] }] : undefined);
    const refused = Object.values(operation.responses).map(({ description }) => description);
    expect(refused.some((text) => text.includes('not-signed-in'))).toBe(needsSession);
    for (const code of ['invalid-request', 'denied', 'too-many', 'broken'] as const) {
      expect(operation.responses[statusOf[code]]?.description).toContain(code);
    }
  });

  test('breaks no rule of OpenAPI 3.1 and JSON Schema 2020-12', async () => {
    expect(await openApiFaults(document)).toEqual([]);
  });

  const done = ({ responses }: Operation) => responses[200] as Operation['responses'][string];
  const replyIs = (operation: Operation, schema: object) =>
    Object.assign(done(operation).content, { 'application/json': { schema } });
  type Change = (operation: Operation, whole: typeof document) => unknown;
  test.each<[string, Change, RegExp]>([
    ['no title', (_, whole) => Reflect.deleteProperty(whole.info, 'title'), /'title'/],
    ['an unknown field', (operation) => Object.assign(operation, { returns: {} }), /returns|unevaluated/],
    ['no responses', (operation) => (operation.responses = {}), /responses/],
    [
      'a response without words',
      (operation) => Reflect.deleteProperty(done(operation), 'description'),
      /'description'/,
    ],
    [
      'a status that is none',
      (operation) => (operation.responses['2000'] = done(operation)),
      /2000|unevaluated/,
    ],
    ['an unknown security', (operation) => (operation.security = [{ key: [] }]), /unknown security/],
    [
      'a path parameter that is not in the path',
      ({ parameters }) => parameters.push({ name: 'id', in: 'path', required: true, schema: {} }),
      /not those of its path/,
    ],
    [
      'a parameter without schema',
      ({ parameters }) => Object.assign(parameters, [{ name: 'q', in: 'query' }]),
      /'schema'|content/,
    ],
    [
      'a reference to nothing',
      (operation) => replyIs(operation, { $ref: '#/no/where' }),
      /resolve #\/no\/where/,
    ],
    ['a type that is none', (operation) => replyIs(operation, { type: 'text' }), /no allowed value/],
    ['a keyword that is none', (operation) => replyIs(operation, { nullable: true }), /no keyword/],
  ])('%s would be found', async (_, change, fault) => {
    const changed = structuredClone(document);
    const operation = changed.paths['/api/v1/auth/me/']?.['get'];
    if (operation === undefined) throw new Error('Not documented');
    change(operation, changed);
    expect((await openApiFaults(changed)).join('\n')).toMatch(fault);
  });
});

import { Validator } from '@seriousme/openapi-schema-validator';

/**
 * What is wrong with an OpenAPI 3.1 document: where it does not fit the schema that the OpenAPI Initiative publishes
 * and, what that cannot say, where it breaks a rule in the specification's words (section 4) or of JSON Schema 2020-12
 * (known keywords with values of the right kind).
 */
export async function openApiFaults(document: OpenApiDocument): Promise<string[]> {
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  // Where the shape is wrong, the rules have nothing to stand on.
  return valid ? ruleFaults(document) : [JSON.stringify(errors)];
}

interface OpenApiDocument {
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}
interface OpenApiOperation {
  operationId: string;
  parameters: { name: string; in: string; schema: unknown }[];
  requestBody?: { content: Content };
  responses: Record<string, { content: Content }>;
  security?: Record<string, unknown>[];
}
type Content = Record<string, { schema: unknown }>;

function ruleFaults(document: OpenApiDocument): string[] {
  const faults: string[] = [];
  const say = (at: string, what: string) => faults.push(`${at}: ${what}`);
  const isTwice = (names: readonly string[]) => new Set(names).size !== names.length;
  const { schemas, securitySchemes } = document.components;
  const items = Object.entries(document.paths);
  const operations = items.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ at: `${method} ${path}`, path, operation })),
  );

  if (isTwice(items.map(([path]) => path.replace(/\{[^}]*\}/g, '{}')))) {
    say('paths', 'two differ only by names in their templates');
  }
  if (isTwice(operations.map(({ operation }) => operation.operationId)))
    say('paths', 'an operationId is twice');
  for (const [name, value] of Object.entries(schemas)) schema(`components.schemas.${name}`, value);
  for (const { at, path, operation } of operations) {
    const { parameters, requestBody, responses, security = [] } = operation;
    const named = parameters.map((one) => `${one.in} ${one.name}`);
    if (isTwice(named)) say(at, 'has a parameter twice');
    const inPath = named.filter((one) => one.startsWith('path ')).sort();
    const templates = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => `path ${name}`).sort();
    if (templates.join() !== inPath.join()) say(at, 'its path parameters are not those of its path');
    for (const name of security.flatMap((one) => Object.keys(one))) {
      if (!Object.hasOwn(securitySchemes, name)) say(at, `asks for an unknown security: ${name}`);
    }
    for (const one of parameters) schema(`${at} ${one.name}`, one.schema);
    for (const { content } of [...(requestBody ? [requestBody] : []), ...Object.values(responses)]) {
      for (const [type, media] of Object.entries(content)) schema(`${at} ${type}`, media.schema);
    }
  }

  function schema(at: string, value: unknown): void {
    if (typeof value === 'boolean') return;
    if (!isObject(value)) {
      say(at, 'is no schema');
      return;
    }
    for (const [keyword, of] of Object.entries(value)) keywordFaults(at, keyword, of);
  }

  function keywordFaults(at: string, keyword: string, of: unknown): void {
    const here = `${at}/${keyword}`;
    const kind = keywords[keyword];
    if (kind === undefined) say(at, `${keyword} is no keyword of JSON Schema`);
    else if (kind === 'schema') schema(here, of);
    else if (kind === 'schemas') {
      if (!Array.isArray(of) || of.length === 0) say(here, 'is no list of schemas');
      else of.forEach((one, i) => schema(`${here}/${i}`, one));
    } else if (kind === 'named') {
      if (isObject(of)) for (const [name, one] of Object.entries(of)) schema(`${here}/${name}`, one);
      else say(here, 'is no object');
    } else if (!kind(of)) say(here, 'has no allowed value');
  }

  return faults;
}

type Kind = 'schema' | 'schemas' | 'named' | ((value: unknown) => boolean);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isAnything = () => true;
const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];
const isType = (value: unknown) =>
  [value].flat().length > 0 && [value].flat().every((name) => typeNames.includes(String(name)));
const isPattern = (value: unknown) => {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};
const isNames = (value: unknown) =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;
const isList = (value: unknown) => Array.isArray(value) && value.length > 0;

const keywords: Readonly<Record<string, Kind | undefined>> = {
  ...{ $ref: isText, $id: isText, $comment: isText, $defs: 'named' },
  ...{ title: isText, description: isText, default: isAnything, examples: isList, deprecated: isFlag },
  ...{ type: isType, enum: isList, const: isAnything, format: isText },
  ...{ properties: 'named', patternProperties: 'named', additionalProperties: 'schema', required: isNames },
  ...{ propertyNames: 'schema', minProperties: isCount, maxProperties: isCount },
  ...{ items: 'schema', prefixItems: 'schemas', minItems: isCount, maxItems: isCount, uniqueItems: isFlag },
  ...{ minLength: isCount, maxLength: isCount, pattern: isPattern },
  ...{ minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, exclusiveMaximum: isNumber },
  ...{ multipleOf: (value: unknown) => isNumber(value) && Number(value) > 0 },
  ...{ allOf: 'schemas', anyOf: 'schemas', oneOf: 'schemas', not: 'schema' },
  ...{ contentEncoding: isText, contentMediaType: isText, readOnly: isFlag, writeOnly: isFlag },
};

/**
 * What is wrong with an OpenAPI 3.1 document, by the rules of its specification (section 4, the fixed fields of
 * each object, and the rules in their descriptions) for the objects that ours uses; an object of another kind is
 * itself a fault. Schemas are checked as JSON Schema 2020-12: known keywords with values of the right kind.
 */
export function openApiFaults(document: unknown): string[] {
  const faults: string[] = [];
  const say = (at: string, what: string) => faults.push(`${at}: ${what}`);

  /** The fields of an object, where it is one and has no others. */
  function fields(at: string, value: unknown, allowed: readonly string[], required: readonly string[] = []) {
    if (!isObject(value)) {
      say(at, 'is no object');
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!allowed.includes(name) && !name.startsWith('x-')) say(at, `has no field ${name}`);
    }
    for (const name of required) if (!Object.hasOwn(value, name)) say(at, `lacks ${name}`);
    return value;
  }
  function text(at: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'string') say(at, 'is no text');
  }
  function entries(at: string, value: unknown): [string, unknown][] {
    if (value === undefined) return [];
    if (isObject(value)) return Object.entries(value);
    say(at, 'is no object');
    return [];
  }

  const ids = new Set<string>();
  const root = fields('document', document, ['openapi', 'info', 'paths', 'components'], ['openapi', 'info']);
  if (!/^3\.1\.\d+$/.test(String(root['openapi']))) say('openapi', 'is not 3.1');
  if (root['paths'] === undefined && root['components'] === undefined) say('document', 'has no content');
  const info = fields(
    'info',
    root['info'],
    ['title', 'version', 'summary', 'description'],
    ['title', 'version'],
  );
  for (const name of Object.keys(info)) text(`info.${name}`, info[name]);
  const components = fields('components', root['components'] ?? {}, [
    'schemas',
    'securitySchemes',
    'responses',
  ]);
  for (const [name, value] of entries('components.schemas', components['schemas'])) {
    if (!/^[a-zA-Z0-9._-]+$/.test(name)) say(`components.schemas.${name}`, 'has no allowed name');
    schema(`components.schemas.${name}`, value);
  }
  const schemes = entries('components.securitySchemes', components['securitySchemes']);
  for (const [name, value] of schemes) {
    const at = `components.securitySchemes.${name}`;
    const scheme = fields(at, value, ['type', 'scheme', 'bearerFormat', 'description'], ['type', 'scheme']);
    if (scheme['type'] !== 'http') say(at, 'is of another type than http');
  }
  for (const [path, item] of entries('paths', root['paths'])) pathItem(path, item);

  const shapes = entries('paths', root['paths']).map(([path]) => path.replace(/\{[^}]*\}/g, '{}'));
  if (new Set(shapes).size !== shapes.length) say('paths', 'two differ only by names in their templates');

  function pathItem(path: string, value: unknown): void {
    if (!path.startsWith('/')) say(path, 'does not start with a slash');
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
    for (const [method, of] of entries(path, fields(path, value, methods))) {
      operation(`${method} ${path}`, path, of);
    }
  }

  function operation(at: string, path: string, value: unknown): void {
    const known = ['operationId', 'summary', 'description', 'tags', 'parameters', 'requestBody', 'responses'];
    const of = fields(at, value, [...known, 'security', 'deprecated']);
    text(`${at} summary`, of['summary']);
    const id = of['operationId'];
    text(`${at} operationId`, id);
    if (typeof id === 'string' && ids.has(id)) say(at, `has the operationId of another: ${id}`);
    if (typeof id === 'string') ids.add(id);
    const parameters = Array.isArray(of['parameters']) ? (of['parameters'] as unknown[]) : [];
    const named = parameters.map((one) => parameter(`${at} parameter`, one));
    if (new Set(named).size !== named.length) say(at, 'has a parameter twice');
    const templates = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => `path ${name}`);
    if (
      templates.sort().join() !==
      named
        .filter((one) => one.startsWith('path '))
        .sort()
        .join()
    ) {
      say(at, 'its path parameters are not those of its path');
    }
    if (of['requestBody'] !== undefined) {
      const body = fields(
        `${at} body`,
        of['requestBody'],
        ['description', 'content', 'required'],
        ['content'],
      );
      content(`${at} body`, body['content']);
    }
    const responses = entries(`${at} responses`, of['responses']);
    if (responses.length === 0) say(at, 'has no response');
    for (const [status, response] of responses) {
      if (!/^([1-5](\d\d|XX)|default)$/.test(status)) say(at, `${status} is no status`);
      const known = ['description', 'headers', 'content', 'links'];
      const one = fields(`${at} ${status}`, response, known, ['description']);
      text(`${at} ${status} description`, one['description']);
      content(`${at} ${status}`, one['content']);
      for (const [name, header] of entries(`${at} ${status} headers`, one['headers'])) {
        const of = fields(`${at} header ${name}`, header, ['description', 'required', 'schema']);
        schema(`${at} header ${name}`, of['schema']);
      }
    }
    for (const requirement of of['security'] === undefined ? [] : (of['security'] as unknown[])) {
      for (const [name, scopes] of entries(`${at} security`, requirement)) {
        if (!schemes.some(([scheme]) => scheme === name)) say(at, `asks for an unknown security: ${name}`);
        if (!Array.isArray(scopes)) say(at, 'its security is no list of scopes');
      }
    }
  }

  function parameter(at: string, value: unknown): string {
    const known = ['name', 'in', 'description', 'required', 'deprecated', 'schema', 'style', 'explode'];
    const of = fields(at, value, known, ['name', 'in', 'schema']);
    if (!['query', 'header', 'path', 'cookie'].includes(String(of['in']))) say(at, 'is nowhere');
    if (of['in'] === 'path' && of['required'] !== true) say(at, 'is in the path and not required');
    schema(`${at} ${String(of['name'])}`, of['schema']);
    return `${String(of['in'])} ${String(of['name'])}`;
  }

  function content(at: string, value: unknown): void {
    for (const [type, media] of entries(at, value)) {
      if (!/^[\w.+-]+\/[\w.+*-]+$/.test(type)) say(at, `${type} is no media type`);
      schema(`${at} ${type}`, fields(`${at} ${type}`, media, ['schema', 'example', 'examples'])['schema']);
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
    } else if (kind === 'named') for (const [name, one] of entries(here, of)) schema(`${here}/${name}`, one);
    else if (kind === 'reference') {
      if (typeof of !== 'string' || !resolves(document, of)) say(here, 'refers to nothing');
    } else if (!kind(of)) say(here, 'has no allowed value');
  }

  return faults;
}

type Kind = 'schema' | 'schemas' | 'named' | 'reference' | ((value: unknown) => boolean);

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
  ...{ $ref: 'reference', $id: isText, $comment: isText, $defs: 'named' },
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

/** A JSON Pointer (RFC 6901) into the document itself. */
function resolves(document: unknown, reference: string): boolean {
  if (!reference.startsWith('#/')) return false;
  const found = reference
    .slice(2)
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);
  return found !== undefined;
}

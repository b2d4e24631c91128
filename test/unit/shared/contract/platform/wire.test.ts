import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { platformCall } from '../../../../../src/shared/contract/platform/call';
import { decodeText, encodeRequest, pathFields } from '../../../../../src/shared/contract/platform/wire';

const base = {
  name: 'test.call',
  summary: 'A call of this test.',
  reply: z.object({}),
  permission: 'anyone',
  audit: { none: 'It exists only here.' },
  revealsPhi: false,
  limits: { request: 1024, reply: 1024 },
} as const;

const search = platformCall({
  ...base,
  method: 'GET',
  path: '/things/{kind}',
  request: z.object({
    kind: z.string(),
    from: z.int(),
    words: z.array(z.string()).default([]),
    deep: z.boolean().optional(),
    note: z.string().optional(),
  }),
});

const change = platformCall({
  ...base,
  method: 'PUT',
  path: '/things/{kind}',
  request: z.object({ kind: z.string(), from: z.int() }),
});

/** Reads the target as a server does. */
function received(target: string): Record<string, string | string[]> {
  const url = new URL(target, 'http://127.0.0.1');
  const raw: Record<string, string | string[]> = {
    kind: decodeURIComponent(url.pathname.split('/')[2] ?? ''),
  };
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key);
    raw[key] = values.length > 1 ? values : (values[0] as string);
  }
  return raw;
}

describe('a request on the wire', () => {
  test('names the fields of a path', () => {
    expect(pathFields('/a/{b}/c/{d}')).toEqual(['b', 'd']);
  });

  test('comes back as it was sent, whatever its text', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(
        fc.record(
          {
            kind: text.filter((kind) => kind !== '.' && kind !== '..'),
            from: fc.integer(),
            words: fc.array(text),
            deep: fc.boolean(),
            note: text,
          },
          { requiredKeys: ['kind', 'from', 'words'] },
        ),
        (request) => {
          const { target, body } = encodeRequest(search, request);
          expect(body).toBeNull();
          expect(search.request.parse(decodeText(search, received(target)))).toEqual(request);
        },
      ),
    );
  });

  test('puts the rest in a JSON body where the method carries one', () => {
    expect(encodeRequest(change, { kind: 'a/b', from: 3 })).toEqual({
      method: 'PUT',
      target: '/things/a%2Fb',
      body: '{"from":3}',
    });
  });

  test('leaves text that is no number for validation to refuse', () => {
    expect(decodeText(search, { from: '12a', deep: 'yes' })).toEqual({ from: '12a', deep: 'yes' });
    expect(search.request.safeParse(decodeText(search, { kind: 'x', from: '12a' })).success).toBe(false);
  });
});

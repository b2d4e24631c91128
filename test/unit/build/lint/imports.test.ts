import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycles, importsOf, resolveImport } from '../../../../build/lint/imports.mjs';

test('importsOf sees every way of naming a module, and no text that merely looks like one', () => {
  const text = `
    import a from './a';
    import type { B } from './b';
    import './c.css';
    export { d } from './d';
    export * from './e';
    const f = await import('./f');
    const g = require('./g');
    type H = import('./h').H;
    import i = require('./i');
    // import './comment';
    const text = "import './string'";
    const computed = await import(name);
  `;
  expect(importsOf('x.ts', text).map((specifier) => specifier.slice(2))).toEqual([
    'a',
    'b',
    'c.css',
    'd',
    'e',
    'f',
    'g',
    'h',
    'i',
  ]);
});

test('resolveImport finds what the bundler would', () => {
  const files = new Set(['src/a/b.ts', 'src/a/c/index.tsx', 'src/a/d.css', 'build/e.mjs']);
  expect(resolveImport('src/a/x.ts', './b', files)).toBe('src/a/b.ts');
  expect(resolveImport('src/a/x.ts', './c', files)).toBe('src/a/c/index.tsx');
  expect(resolveImport('src/a/x.ts', './d.css?inline', files)).toBe('src/a/d.css');
  expect(resolveImport('test/x.ts', '../build/e.mjs', files)).toBe('build/e.mjs');
  expect(resolveImport('src/a/x.ts', './gone', files)).toBeNull();
});

describe('cycles', () => {
  test('finds each ring once, a file that imports itself too', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['d', 'e']],
      ['e', ['f']],
      ['f', ['outside']],
    ]);
    expect(cycles(graph)).toEqual([['d'], ['a', 'b', 'c']]);
  });

  test('a file is in a ring exactly when a walk from it comes back to it', () => {
    const graphs = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })), { maxLength: 20 })
      .map((pairs) => {
        const graph = new Map<string, string[]>();
        for (const [from, to] of pairs) graph.set(`${from}`, [...(graph.get(`${from}`) ?? []), `${to}`]);
        return graph;
      });
    fc.assert(
      fc.property(graphs, (graph) => {
        const inRing = cycles(graph).flat();
        const comesBack = [...graph.keys()].filter((file) => reached(graph, file).has(file));
        expect(inRing.sort()).toEqual(comesBack.sort());
      }),
    );
  });

  test('survives a chain longer than the stack', () => {
    const graph = new Map(Array.from({ length: 50_000 }, (_, i) => [`${i}`, [`${i + 1}`]]));
    expect(cycles(graph)).toEqual([]);
  });
});

/** Every file that can be reached by at least one import. */
function reached(graph: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...(graph.get(file) ?? []));
  }
  return seen;
}

import { describe, expect, test } from 'vitest';
import { importLaw } from '../../../../../build/lint/rules/import-law.mjs';
import { lintWith } from '../lint-with';

const law = (path: string, text: string) => lintWith(importLaw, path, text);

describe('the import law', () => {
  test.each([
    ['src/vault/a.ts', "import { b } from '../shared/b';"],
    ['src/vault/a.ts', "import Database from 'better-sqlite3';"],
    ['src/vault/a.ts', "import type { ParentPort } from 'electron';"],
    ['src/renderer/app/a.tsx', "import { Trail } from '../features/trail/trail';"],
    ['src/renderer/main.tsx', "import './app/shell';"],
    ['src/main/a.ts', "import vault from '../vault/index?modulePath';"],
    ['test/unit/vault/a.test.ts', "import { a } from '../../../src/vault/a';"],
    ['test/unit/vault/a.test.ts', 'const a = await import(name);'],
    ['build/a.mjs', "import { build } from 'vite';"],
    ['electron.vite.config.ts', "import { defineConfig } from 'electron-vite';"],
    ['src/shared/a.ts', 'export const a = 1; export { a as b };'],
  ])('%s may: %s', (path, text) => {
    expect(law(path, text)).toEqual([]);
  });

  test.each([
    [
      'src/vault/a.ts',
      "import { a } from '../main/a';",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "import type { A } from '../main/a';",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "export { a } from '../main/a';",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "export * from '../main/a';",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "const a = await import('../main/a');",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      'const a = await import(`../main/a`);',
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "const a = require('../main/a');",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "type A = import('../main/a').A;",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "import a = require('../main/a');",
      'vault never imports main; what both need belongs in shared',
    ],
    [
      'src/vault/a.ts',
      "const a = require.resolve('keytar');",
      'keytar belongs to main; vault may not import it',
    ],
    [
      'src/vault/a.ts',
      'const a = await import(name);',
      'an import whose target is computed escapes the import law',
    ],
    [
      'src/vault/a.ts',
      "import { type ParentPort } from 'electron';",
      'electron belongs to main, preload; vault may not import it',
    ],
    ['src/shared/a.ts', "import { b } from '../vault/b';", 'shared imports nothing of ours but itself'],
    [
      'src/shared/a.ts',
      "import { readFile } from 'node:fs';",
      'shared does not run on Node; node:fs belongs to platform, vault, reader, main',
    ],
    ['src/shared/a.ts', "import { create } from 'zustand';", 'shared imports no package but zod'],
    [
      'src/renderer/lib/a.ts',
      "import { B } from '../ui/b';",
      'renderer/lib never imports renderer/ui; the order is app, features, ui, lib',
    ],
    [
      'src/renderer/ui/a.tsx',
      "import { B } from '../app/b';",
      'renderer/ui never imports renderer/app; the order is app, features, ui, lib',
    ],
    [
      'src/renderer/features/trail/a.tsx',
      "import { B } from '../people/b';",
      'features never import each other; compose them in app or move the common part to ui or lib',
    ],
    [
      'src/main/a.ts',
      "import text from '../vault/store?modulePath';",
      'main never imports vault; what both need belongs in shared',
    ],
    [
      'src/platform/a.ts',
      "import vault from '../vault/index?modulePath';",
      'platform never imports vault; what both need belongs in shared',
    ],
    ['src/main/a.ts', "import { a } from '../../test/helpers/a';", 'src never imports test'],
    ['src/main/a.ts', "import { a } from '../../build/a.mjs';", 'src never imports build'],
    [
      'src/server/a.ts',
      "import { z } from 'zod';",
      'this folder has no place in the layout (build/decisions/layout-and-laws.md)',
    ],
    [
      'test/unit/vault/a.test.ts',
      "import pad from 'left-pad';",
      'left-pad is not classified in build/lint/dependencies.mjs',
    ],
  ])('%s may not: %s', (path, text, message) => {
    expect(law(path, text)).toEqual([message]);
  });
});

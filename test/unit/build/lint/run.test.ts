import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dependencies } from '../../../../build/lint/dependencies.mjs';

const project = resolve(import.meta.dirname, '../../../..');

/** The smallest tree in which every law holds. */
const inOrder: Record<string, string> = {
  '.gitignore': 'node_modules\n',
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: pins(({ runs }) => runs !== 'tool'),
    devDependencies: pins(({ runs }) => runs === 'tool'),
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023', 'DOM'],
      module: 'ESNext',
      moduleResolution: 'bundler',
      strict: true,
      noUncheckedIndexedAccess: true,
      jsx: 'react-jsx',
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
    },
    include: ['src', 'test'],
  }),
  'src/shared/domain/role.ts': "import { z } from 'zod';\n\nexport const role = z.string().max(64);\n",
  'src/vault/store/open.ts':
    "import { role } from '../../shared/domain/role';\n\nexport const admin = role.parse('admin');\n",
  'src/renderer/ui/button.tsx':
    'export function Button() {\n  return <button type="button">Save</button>;\n}\n',
};

/** A tree of plain scripts, which needs no compiler and so is read quickly. */
const scripts: Record<string, string> = {
  '.gitignore': inOrder['.gitignore'] ?? '',
  'package.json': inOrder['package.json'] ?? '',
  'build/a.mjs': "import './b.mjs';\n",
  'build/b.mjs': 'export const b = 1;\n',
};

function pins(wanted: (classification: { runs: string }) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies)
      .filter(([, classification]) => wanted(classification))
      .map(([name]) => [name, '1.0.0']),
  );
}

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wardkeeper-lint-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A file that is null is left out. */
function lint(files: Record<string, string | null>, ...paths: string[]) {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const run = spawnSync(process.execPath, [join(project, 'build/lint/run.mjs'), ...paths], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout + run.stderr };
}

/** A planted violation: the file, its text, and what the run says of it. */
const planted: [law: string, path: string, text: string, message: string][] = [
  ['import law', 'src/vault/a.ts', "import '../main/b';\n", 'vault never imports main'],
  ['import law', 'src/main/b.ts', "import '../../test/helpers/c';\n", 'src never imports test'],
  [
    'features',
    'src/renderer/features/people/a.ts',
    "import '../trail/b';\n",
    'features never import each other',
  ],
  ['shared', 'src/shared/node.ts', "import 'node:fs';\n", 'shared does not run on Node'],
  ['classification', 'src/reader/a.ts', "import 'pg';\n", 'pg belongs to platform'],
  ['unclassified', 'src/reader/b.ts', "import 'left-pad';\n", 'left-pad is not classified'],
  ['barrel', 'src/shared/domain/index.ts', "export * from './role';\n", 'A file that only re-exports'],
  ['cycle', 'src/reader/ring-one.ts', "import './ring-two';\n", 'a cycle of imports'],
  ['ban', 'src/main/c.ts', 'export const p = { sandbox: false };\n', '[window-hardening]'],
  ['ban', 'src/shared/clock.ts', 'export const now = () => Date.now();\n', '[clock]'],
  [
    'promises',
    'src/main/d.ts',
    'export async function a() {}\nexport function b() {\n  a();\n}\n',
    'no-floating-promises',
  ],
  ['any', 'src/main/e.ts', 'export const a = (b: any): unknown => b;\n', 'no-explicit-any'],
  [
    'compiler comments',
    'src/main/f.ts',
    '// @ts-expect-error because\nexport const a = 1;\n',
    'ban-ts-comment',
  ],
  ['lint comments', 'src/main/g.ts', '/* eslint-disable */\nexport const a = 1;\n', 'noInlineConfig'],
  [
    'missing case',
    'src/main/h.ts',
    "export function f(a: 'x' | 'y') {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n}\n",
    'switch-exhaustiveness-check',
  ],
  [
    'unproved claim',
    'src/main/i.ts',
    'export const a = (b: { c?: number }) => b.c!;\n',
    'Only an indexed access may carry !',
  ],
  [
    'hooks',
    'src/renderer/ui/a.tsx',
    "import { useState } from 'react';\nexport function A(p: { b: boolean }) {\n  if (p.b) useState(0);\n  return null;\n}\n",
    'rules-of-hooks',
  ],
  ['accessibility', 'src/renderer/ui/b.tsx', 'export const B = () => <img src="x" />;\n', 'alt-text'],
  [
    'raw HTML',
    'src/renderer/ui/c.tsx',
    "export const C = () => <p dangerouslySetInnerHTML={{ __html: 'x' }} />;\n",
    '[raw-html]',
  ],
  [
    'partial run',
    'test/unit/vault/a.test.ts',
    "import { test } from 'vitest';\ntest.only('a', () => {});\n",
    '[partial-run]',
  ],
  [
    'sleep',
    'test/helpers/c.ts',
    'await new Promise((resolve) => setTimeout(resolve, 500));\nexport {};\n',
    'not for time to pass',
  ],
  [
    'call name',
    'src/shared/contract/a.ts',
    "declare function platformCall(c: { name: string }): void;\nplatformCall({ name: 'List' });\n",
    'area.verb',
  ],
  ['layout', 'docs/guide.md', 'x\n', 'docs/ has no place'],
  ['layout', 'src/server/a.ts', 'export const a = 1;\n', 'has no place in src'],
  ['file name', 'src/main/openWindow.ts', 'export const a = 1;\n', 'kebab-case'],
  ['long file', 'src/main/long.ts', `${'export {};\n'.repeat(501)}`, 'at most 500'],
  ['machine path', 'src/main/j.ts', `export const a = '/${'home'}/ann/x';\n`, 'a path of one machine'],
  [
    'registry',
    'build/a.mjs',
    `export const a = 'https://${['registry', 'npmjs', 'org'].join('.')}/';\n`,
    'names the package registry',
  ],
  ['table', 'src/platform/a.ts', "export const sql = 'create table users (id text)';\n", 'table users'],
];

describe('npm run lint', { timeout: 120_000 }, () => {
  test('passes where every law holds, and says at how much it looked', () => {
    const { status, output } = lint(inOrder);
    expect(output).toBe('looked at 3 files, 2 imports\n');
    expect(status).toBe(0);
  });

  test('finds each planted violation', () => {
    const rest = {
      'src/renderer/features/trail/b.ts': 'export const b = 1;\n',
      'src/reader/ring-two.ts': "import './ring-one';\n",
      'package.json': (inOrder['package.json'] ?? '').replace(
        '"zod":"1.0.0"',
        '"zod":"^1.0.0","unknown":"1.0.0"',
      ),
    };
    const { status, output } = lint({
      ...inOrder,
      ...Object.fromEntries(planted.map(([, path, text]) => [path, text])),
      ...rest,
    });
    const missed = planted.filter(([, path, , message]) => !findings(output, path).includes(message));
    expect(missed.map(([law, path]) => `${law}: ${path}`)).toEqual([]);
    expect(output).toContain('package.json: zod is not pinned to one version');
    expect(output).toContain('package.json: unknown is not classified');
    for (const path of Object.keys(inOrder).filter((name) => name.startsWith('src/'))) {
      expect(findings(output, path), path).toBe('');
    }
    expect(status).toBe(1);
  });

  test('passes a tree of scripts alone', () => {
    expect(lint(scripts)).toEqual({ status: 0, output: 'looked at 2 files, 1 imports\n' });
  });

  test.each([
    ['ESLint alone', 'build/c.mjs', "eval('1');\n"],
    ['the tree alone', 'docs/guide.md', 'x\n'],
  ])('one finding of %s is enough to fail', (_, path, text) => {
    expect(lint({ ...scripts, [path]: text }).status).toBe(1);
  });

  test('fails when it looked at nothing', () => {
    const { status, output } = lint({ ...scripts, 'build/a.mjs': null, 'build/b.mjs': null });
    expect(output).toBe(
      'no source file was looked at\nno import was looked at\nlooked at 0 files, 0 imports\n',
    );
    expect(status).toBe(1);
  });

  test('fails when it saw files and no import', () => {
    const { status, output } = lint({ ...scripts, 'build/a.mjs': 'export const a = 1;\n' });
    expect(output).toBe('no import was looked at\nlooked at 2 files, 0 imports\n');
    expect(status).toBe(1);
  });

  test('reads only the files under the paths it is given, and fails when there are none', () => {
    const files = { ...scripts, 'build/c/d.mjs': "eval('1');\n" };
    expect(lint(files, 'build/a.mjs')).toEqual({ status: 0, output: 'looked at 1 files, 1 imports\n' });
    expect(lint(files, 'build/c').status).toBe(1);
    expect(lint(files, 'buil').status).toBe(1);
  });
});

/** What the run says of one file: a block under its name, or lines that begin with it. */
function findings(output: string, path: string): string {
  const block = output
    .split('\n\n')
    .filter((part) => part.trimStart().split('\n')[0]?.endsWith(`/${path}`) === true);
  const lines = output.split('\n').filter((line) => line.startsWith(`${path}:`));
  return [...block, ...lines].join('\n');
}

import { describe, expect, test } from 'vitest';
import { dependencies } from '../../../../build/lint/dependencies.mjs';
import { checkTree, placeFaults, textFaults } from '../../../../build/lint/tree.mjs';

const manifest = JSON.stringify({
  dependencies: Object.fromEntries(
    Object.entries(dependencies)
      .filter(([, { runs }]) => runs !== 'tool')
      .map(pin),
  ),
  devDependencies: Object.fromEntries(
    Object.entries(dependencies)
      .filter(([, { runs }]) => runs === 'tool')
      .map(pin),
  ),
});

function pin([name]: [string, unknown]): [string, string] {
  return [name, '1.0.0'];
}

function check(files: Record<string, string>) {
  const all: Record<string, string> = { 'package.json': manifest, ...files };
  const { faults, imports } = checkTree({ files: Object.keys(all), read: (path) => all[path] ?? '' });
  return { faults: faults.map(({ path, message }) => `${path}: ${message}`), imports };
}

describe('the place and name of a file', () => {
  test.each([
    'package.json',
    'package-lock.json',
    'electron.vite.config.ts',
    'README.md',
    'LICENSE',
    'tsconfig.web.json',
    '.gitignore',
    '.ci/setup.sh',
    'src/vault/store/open-vault.ts',
    'src/renderer/index.html',
    'src/main/index.ts',
    'src/shared/law/common-rule.ts',
    'src/platform/migrations/2026-11-20-audit-event.ts',
    'src/vault/x.test-d.ts',
    'test/vitest.config.ts',
    'test/unit/shared/domain/role.test.ts',
    'test/unit/build/lint/tree.test.ts',
    'test/unit/bench/harness.test.ts',
    'test/e2e/__snapshots__/today.png',
    'test/fixtures/ex-auditAuthZconsent.json',
    'build/decisions/naming.md',
    'build/vitest.config.ts',
  ])('%s is in order', (path) => {
    expect(placeFaults(path)).toEqual([]);
  });

  test.each([
    ['vitest.config.ts', 'the top level holds nothing but what design and layout name'],
    ['NOTES.md', 'the top level holds nothing but what design and layout name'],
    ['docs/guide.md', 'docs/ has no place at the top level'],
    ['src/server/app.ts', 'this folder has no place in src'],
    ['src/renderer/hooks/use-x.ts', 'this folder has no place in src'],
    [
      'test/specs/a.test.ts',
      'test/specs is none of unit, integration, e2e, faults, bench, fixtures, helpers',
    ],
    ['test/unit/server/a.test.ts', 'test/unit mirrors src/, build/, test/bench/ and test/helpers/'],
    ['src/vault/openVault.ts', 'openVault.ts: file and folder names are kebab-case'],
    ['src/vault/Store/open.ts', 'Store: file and folder names are kebab-case'],
    ['src/vault/utils.ts', 'utils.ts: name it for what it holds'],
    ['src/vault/helpers/open.ts', 'helpers: name it for what it holds'],
    ['src/shared/domain/index.ts', 'index is the entry of a process; name the file for what it holds'],
    ['src/vault/open_vault.ts', 'open_vault.ts: file and folder names are kebab-case'],
    [
      'src/shared/transparency/signed-tree-head.ts',
      'signed-tree-head.ts: this idea is called checkpoint (build/decisions/naming.md)',
    ],
  ])('%s: %s', (path, message) => {
    expect(placeFaults(path)).toEqual([{ path, message }]);
  });
});

describe('the text of a file', () => {
  // In pieces, so that this file holds none of them.
  const home = `/${'home'}`;
  const host = ['registry', 'npmjs', 'org'].join('.');

  test('a path of one machine', () => {
    for (const path of [
      `${home}/ann/x`,
      `/${'Users'}/ann`,
      `/${'root'}/x`,
      `/${'tmp'}/out`,
      `C:\\${'Users'}\\ann`,
    ]) {
      expect(textFaults('src/main/a.ts', `\nconst at = '${path}';\n`), path).toEqual([
        expect.objectContaining({ message: expect.stringContaining('line 2 holds a path of one machine') }),
      ]);
    }
  });

  test('is not the placeholder, a part of an address, a route or a fixture', () => {
    expect(
      textFaults('src/main/a.ts', `'${home}/someone/x' https://example.org${home}/page './root/x' '/root'`),
    ).toEqual([]);
    expect(textFaults('test/fixtures/auth.log', `COMMAND=${home}/ann/run`)).toEqual([]);
  });

  test('a package registry, in a fixture too', () => {
    expect(textFaults('test/fixtures/lock.json', `"https://${host}/zod"`)).toEqual([
      { path: 'test/fixtures/lock.json', message: `line 1 names the package registry ${host}` },
    ]);
    const others = [
      ['crates', 'io'],
      ['pypi', 'org'],
      ['npm', 'pkg', 'github', 'com'],
      ['deb', 'debian', 'org'],
    ];
    for (const other of others)
      expect(textFaults('build/a.mjs', other.join('.')), other.join('.')).toHaveLength(1);
    expect(textFaults('build/a.mjs', 'registry.example.org registry.get(name) registry.')).toEqual([]);
  });

  test('is not looked for in a binary file', () => {
    expect(textFaults('resources/icon.png', `\0${home}/ann ${host}`)).toEqual([]);
  });

  test('at most 500 lines in src, and as many as it needs elsewhere', () => {
    expect(textFaults('src/vault/a.ts', 'x\n'.repeat(500))).toEqual([]);
    expect(textFaults('src/vault/a.ts', 'x\n'.repeat(501))).toEqual([
      { path: 'src/vault/a.ts', message: '501 lines; a file in src has at most 500' },
    ]);
    expect(textFaults('test/unit/vault/a.test.ts', 'x\n'.repeat(501))).toEqual([]);
  });

  test('tables in the singular, in snake_case', () => {
    const sql = `
      CREATE TABLE audit_event (seq integer) STRICT;
      create table if not exists "address" (id text);
      create virtual table note_text using fts5(text);
      CREATE TABLE intake.audit_event_2026_01 PARTITION OF intake.audit_event;
      // to create table statements by hand
      db.schema.createTable('role')
    `;
    expect(textFaults('src/platform/migrations/a.ts', sql)).toEqual([]);
    expect(
      textFaults(
        'src/platform/migrations/a.ts',
        'create table users (id text); create table AuditEvent (id text)',
      ),
    ).toHaveLength(2);
    expect(textFaults('src/platform/migrations/a.ts', "db.schema.createTable('sessions')")).toEqual([
      {
        path: 'src/platform/migrations/a.ts',
        message: 'table sessions: tables are named in the singular, in snake_case',
      },
    ]);
  });
});

describe('the whole tree', () => {
  test('in order, with its imports counted', () => {
    const files = {
      'src/shared/a.ts': "import { z } from 'zod'; import { b } from './b';",
      'src/shared/b.ts': '',
    };
    expect(check(files)).toEqual({ faults: [], imports: 2 });
  });

  test('a cycle, through types as well', () => {
    const files = {
      'src/shared/a.ts': "import { b } from './b';",
      'src/shared/b.ts': "export type { C } from './c';",
      'src/shared/c.ts': "import type { A } from './a';",
    };
    expect(check(files).faults).toEqual([
      'src/shared/a.ts: a cycle of imports: src/shared/a.ts, src/shared/b.ts, src/shared/c.ts',
    ]);
  });

  test('an import that leads nowhere', () => {
    expect(check({ 'src/shared/a.ts': "import './gone';" }).faults).toEqual([
      'src/shared/a.ts: imports ./gone, which is not there',
    ]);
  });

  test('package.json is held to the classification, and must be there', () => {
    const loose = manifest.replace('"zod":"1.0.0"', '"zod":"^1.0.0"');
    expect(check({ 'package.json': loose }).faults).toEqual([
      'package.json: zod is not pinned to one version: ^1.0.0',
    ]);
    expect(checkTree({ files: [], read: () => '' }).faults).toEqual([
      { path: 'package.json', message: 'is missing' },
    ]);
  });
});

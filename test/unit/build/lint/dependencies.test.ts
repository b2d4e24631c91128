import { describe, expect, test } from 'vitest';
import {
  dependencies,
  manifestFaults,
  packageName,
  packageRefusal,
} from '../../../../build/lint/dependencies.mjs';

const zones = ['shared', 'platform', 'vault', 'reader', 'main', 'preload', 'renderer/ui'];

/** The zones of src that may import a package or builtin. */
function holders(specifier: string, typeOnly = false): string[] {
  return zones.filter((zone) => packageRefusal(specifier, zone, typeOnly) === null);
}

describe('who may import what', () => {
  test.each([
    ['zod', ['shared', 'platform', 'vault', 'reader', 'main', 'renderer/ui']],
    ['better-sqlite3', ['vault']],
    ['undici', ['vault']],
    ['keytar/keytar.js', ['main']],
    ['electron', ['main', 'preload']],
    ['@electric-sql/pglite', ['platform']],
    ['pg', ['platform']],
    ['fastify', ['platform']],
    ['kysely/migration', ['platform']],
    ['@node-rs/argon2', ['platform', 'vault']],
    ['react-dom/client', ['renderer/ui']],
    ['zustand', ['renderer/ui']],
    ['vitest', []],
    ['typescript', []],
    ['left-pad', []],
    ['node:fs', ['platform', 'vault', 'reader', 'main']],
    ['node:https', ['platform', 'vault']],
    ['node:net', ['platform', 'vault']],
    ['node:child_process', ['main']],
    ['node:vm', []],
    ['fs', []],
    ['constructor', []],
  ])('%s: %j', (specifier, expected) => {
    expect(holders(specifier)).toEqual(expected);
  });

  test('utility processes know the types of electron, and a type opens no other package', () => {
    expect(holders('electron', true)).toEqual(['platform', 'vault', 'reader', 'main', 'preload']);
    for (const name of Object.keys(dependencies).filter((known) => known !== 'electron')) {
      expect(holders(name, true), name).toEqual(holders(name));
    }
  });

  test('test and build take every classified package, and still no other', () => {
    expect(packageRefusal('vitest', 'test', false)).toBeNull();
    expect(packageRefusal('better-sqlite3', 'build', false)).toBeNull();
    expect(packageRefusal('left-pad', 'test', false)).toBe(
      'left-pad is not classified in build/lint/dependencies.mjs',
    );
  });

  test('packageName keeps the scope and drops the way into the package', () => {
    expect(packageName('@scope/name/deep/file.js')).toBe('@scope/name');
    expect(packageName('name/deep')).toBe('name');
  });
});

describe('manifestFaults', () => {
  const classified = { one: { runs: 'node' }, two: { runs: 'tool' } } as const;

  test('accepts pins that are all classified', () => {
    const manifest = {
      dependencies: { one: 'npm:@scope/other@1.2.3' },
      devDependencies: { two: '4.5.6-beta.7' },
    };
    expect(manifestFaults(manifest, classified)).toEqual([]);
  });

  test.each(['^1.2.3', '~1.2.3', '1.2', 'latest', '*', '>=1.0.0', 'npm:other@^1.0.0', 'github:a/b', ''])(
    'refuses the version "%s"',
    (version) => {
      const manifest = { dependencies: { one: version }, devDependencies: { two: '1.0.0' } };
      expect(manifestFaults(manifest, classified)).toEqual([`one is not pinned to one version: ${version}`]);
    },
  );

  test('refuses a package without a class, a class without its package, and a tool that ships', () => {
    expect(manifestFaults({ dependencies: { two: '1.0.0', three: '1.0.0' } }, classified)).toEqual([
      'two is classified as a tool and so belongs in devDependencies',
      'three is not classified in build/lint/dependencies.mjs',
      'one is classified and not in package.json',
    ]);
  });
});

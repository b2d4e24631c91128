import { describe, expect, test } from 'vitest';
import { importRefusal, processes, zoneOf } from '../../../../build/lint/zones.mjs';

describe('zoneOf', () => {
  test.each([
    ['src/shared/domain/role.ts', 'shared'],
    ['src/vault/store/open.ts', 'vault'],
    ['src/renderer/main.tsx', 'renderer/app'],
    ['src/renderer/app/shell.tsx', 'renderer/app'],
    ['src/renderer/features/trail/table.tsx', 'renderer/features/trail'],
    ['src/renderer/ui/button.tsx', 'renderer/ui'],
    ['src/renderer/lib/client.ts', 'renderer/lib'],
    ['test/unit/shared/role.test.ts', 'test'],
    ['build/lint/run.mjs', 'build'],
    ['resources/icon.png', 'resources'],
    ['electron.vite.config.ts', 'top'],
    ['src/server/index.ts', null],
    ['src/index.ts', null],
    ['src/renderer/components/button.tsx', null],
    ['src/renderer/features/table.tsx', null],
    ['docs/a.md', null],
  ])('%s is %s', (path, zone) => {
    expect(zoneOf(path)).toBe(zone);
  });
});

describe('the import law', () => {
  const zones = [
    ...processes.filter((process) => process !== 'renderer'),
    'shared',
    'renderer/app',
    'renderer/features/trail',
    'renderer/features/people',
    'renderer/ui',
    'renderer/lib',
  ];
  /** Every import between two different zones of src that the design allows; all others are refused. */
  const allowed = [
    ...zones.filter((zone) => zone !== 'shared').map((zone) => `${zone} → shared`),
    'renderer/app → renderer/features/trail',
    'renderer/app → renderer/features/people',
    'renderer/app → renderer/ui',
    'renderer/app → renderer/lib',
    'renderer/features/trail → renderer/ui',
    'renderer/features/trail → renderer/lib',
    'renderer/features/people → renderer/ui',
    'renderer/features/people → renderer/lib',
    'renderer/ui → renderer/lib',
  ];

  test('allows what the design names and nothing else', () => {
    const found = zones.flatMap((from) =>
      zones.filter((to) => to !== from && importRefusal(from, to) === null).map((to) => `${from} → ${to}`),
    );
    expect(found.sort()).toEqual(allowed.sort());
  });

  test.each(zones)('%s imports itself, and never test or build', (zone) => {
    expect(importRefusal(zone, zone)).toBeNull();
    expect(importRefusal(zone, 'test')).toBe('src never imports test');
    expect(importRefusal(zone, 'build')).toBe('src never imports build');
    expect(importRefusal('test', zone)).toBeNull();
    expect(importRefusal('build', zone)).toBeNull();
  });

  test('shared and preload take no resources', () => {
    expect(zones.filter((zone) => importRefusal(zone, 'resources') !== null).sort()).toEqual([
      'preload',
      'shared',
    ]);
  });
});

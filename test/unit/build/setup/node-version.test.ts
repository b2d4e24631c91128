import { describe, expect, test } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { checkNodeVersion } from '../../../../build/setup/node-version.mjs';

describe('the version of Node.js', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s serves', (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow();
  });

  test.each(['20.18.3', '18.20.0', '9.99.0'])('%s is refused, with the oldest that serves', (version) => {
    expect(() => checkNodeVersion(version)).toThrow(
      expect.objectContaining({
        message: `This is Node.js ${version}, and Wardkeeper needs 20.19 or newer.`,
        remedy: expect.stringContaining('Install a newer Node.js') as string,
      }),
    );
  });

  test('is the one package.json asks for', () => {
    expect(manifest.engines.node).toBe('>=20.19');
  });
});

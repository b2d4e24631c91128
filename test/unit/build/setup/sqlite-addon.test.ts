import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Runtime } from '../../../../build/setup/electron-runtime.mjs';
import type { Machine } from '../../../../build/setup/machine.mjs';
import type { CommandResult } from '../../../../build/setup/run-command.mjs';
import { compileSqliteAddon } from '../../../../build/setup/sqlite-addon.mjs';
import { computer, failed, ok, silent, write, type Computer } from './computer';

const runtime = (nodeApi: number): Runtime => ({
  executable: '/electron/electron',
  dist: '/electron',
  kind: nodeApi >= 10 ? 'official' : 'stand-in',
  version: '33.2.1',
  nodeApi,
  noSandbox: true,
});

const placeIn = ({ project }: Machine) =>
  join(project, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');

/** A machine whose compiler ends so; `loads` is how the compiled addon fares in a process of its own. */
async function machineWith(compiler: CommandResult, loads = ok(), parts: Partial<Machine> = {}) {
  const machine: Computer = await computer(
    [
      async (line, { cwd = '' }) => {
        if (!line.includes('node-gyp.js rebuild')) return undefined;
        if (compiler.code === 0) await write(join(cwd, 'build/Release/better_sqlite3.node'), 'compiled');
        return compiler;
      },
      (line) => (line.includes(' -e ') ? loads : undefined),
    ],
    parts,
  );
  const modules = join(machine.project, 'node_modules');
  await write(join(modules, 'better-sqlite3/package.json'), { version: '13.0.3' });
  await write(join(modules, 'node-addon-api/napi.h'), '');
  return machine;
}

const compilations = ({ asked }: Computer) => asked.filter((line) => line.includes('node-gyp.js')).length;

describe('the SQLite addon', () => {
  test('serves as it comes where Node.js and Electron both have Node-API 10', async () => {
    const machine = await machineWith(failed(), ok(), { nodeApi: 10 });
    expect(await compileSqliteAddon(machine, runtime(10), silent)).toContain('as it comes');
    expect(machine.asked).toEqual([]);
  });

  test.each([
    ['Node.js', 9, 10],
    ['Electron', 10, 9],
  ])('is compiled when %s is too old for it', async (_, ofNode, ofElectron) => {
    const machine = await machineWith(ok(), ok(), { nodeApi: ofNode });
    await compileSqliteAddon(machine, runtime(ofElectron), silent);
    expect(await readFile(placeIn(machine), 'utf8')).toBe('compiled');
  });

  test('is tried in both before it is called ready', async () => {
    const machine = await machineWith(ok());
    await compileSqliteAddon(machine, runtime(9), silent);
    const tried = machine.asked.filter((line) => line.includes(' -e ')).map((line) => line.split(' ')[0]);
    expect(tried).toEqual(['/usr/bin/node', '/electron/electron']);
  });

  test('is compiled once, and found in the cache by the next checkout', async () => {
    const machine = await machineWith(ok());
    await compileSqliteAddon(machine, runtime(9), silent);
    const first = await stat(placeIn(machine));
    expect(await compileSqliteAddon(machine, runtime(9), silent)).toBe('already there');
    expect((await stat(placeIn(machine))).ino).toBe(first.ino);

    const other = await machineWith(failed(), ok(), { cache: machine.cache });
    expect(await compileSqliteAddon(other, runtime(9), silent)).toBe('compiled before, put in place');
    expect(await readFile(placeIn(other), 'utf8')).toBe('compiled');
    expect(compilations(machine) + compilations(other)).toBe(1);
  });

  test('is compiled anew for another version of the package', async () => {
    const machine = await machineWith(ok());
    await compileSqliteAddon(machine, runtime(9), silent);
    await write(join(machine.project, 'node_modules/better-sqlite3/package.json'), { version: '13.0.4' });
    await compileSqliteAddon(machine, runtime(9), silent);
    expect(compilations(machine)).toBe(2);
    expect(await readdir(join(machine.cache, 'better-sqlite3'))).toHaveLength(2);
  });

  test('that does not compile is a sentence, and leaves nothing in the cache', async () => {
    const machine = await machineWith(failed('gyp ERR! not found: make'));
    await expect(compileSqliteAddon(machine, runtime(9), silent)).rejects.toMatchObject({
      message: 'The SQLite addon did not compile.',
      remedy: expect.stringContaining('build-essential python3') as string,
      output: 'gyp ERR! not found: make',
    });
    expect(await readdir(join(machine.cache, 'better-sqlite3'))).toEqual([]);
  });

  test('that does not load is a sentence, every time until it is mended', async () => {
    const machine = await machineWith(ok(), failed('Segmentation fault'));
    for (const attempt of [1, 2])
      await expect(
        compileSqliteAddon(machine, runtime(9), silent),
        `attempt ${attempt}`,
      ).rejects.toMatchObject({
        message: 'The compiled SQLite addon does not run.',
        remedy: expect.stringContaining(machine.cache) as string,
      });
  });

  test('is not compiled on Windows, where the remedy is a newer Node.js', async () => {
    const machine = await machineWith(ok(), ok(), { platform: 'win32' });
    await expect(compileSqliteAddon(machine, runtime(10), silent)).rejects.toMatchObject({
      remedy: expect.stringContaining('Node.js 24') as string,
    });
  });
});

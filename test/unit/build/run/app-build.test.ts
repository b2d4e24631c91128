import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildApp } from '../../../../build/run/app-build.mjs';
import type { Runtime } from '../../../../build/setup/electron-runtime.mjs';
import { computer, silent, write } from '../setup/computer';

const runtime = (version: string): Runtime => ({
  executable: '',
  dist: '',
  kind: 'stand-in',
  version,
  nodeApi: 9,
  noSandbox: false,
});

/** Takes electron-vite's place: notes for which Electron it built, and fails when the source says so. */
const BUILDER = `
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
if (existsSync('src/broken.ts')) process.exit(1);
mkdirSync('out/main', { recursive: true });
writeFileSync('out/main/index.js', process.env.ELECTRON_MAJOR_VER);
`;

/** Takes tsx's place: notes what it was asked to run, and fails when the source says so. */
const SEEDER = `
import { existsSync, writeFileSync } from 'node:fs';
if (existsSync('src/seedless.ts')) process.exit(3);
writeFileSync('out/main/seeded-by', process.argv[2]);
`;

async function project() {
  const { project } = await computer([]);
  await write(join(project, 'package.json'), { type: 'module' });
  await write(join(project, 'node_modules/electron-vite/package.json'), { type: 'module' });
  await write(join(project, 'node_modules/electron-vite/bin/electron-vite.js'), BUILDER);
  await write(join(project, 'node_modules/tsx/package.json'), { type: 'module' });
  await write(join(project, 'node_modules/tsx/dist/cli.mjs'), SEEDER);
  await write(join(project, 'src/main/index.ts'), 'one');
  return project;
}

const build = (folder: string, version = '33.2.1') => buildApp(folder, runtime(version), silent);
const done = { built: true, code: 0 };
const spared = { built: false, code: 0 };

describe('building the application', () => {
  test('is done for the Electron that will run it', async () => {
    const folder = await project();
    expect(await build(folder)).toEqual(done);
    expect(await readFile(join(folder, 'out/main/index.js'), 'utf8')).toBe('33');
  });

  test('is spared when nothing changed', async () => {
    const folder = await project();
    await build(folder);
    expect(await build(folder)).toEqual(spared);
  });

  test.each([
    ['a source file', (folder: string) => write(join(folder, 'src/main/index.ts'), 'two')],
    ['a new file', (folder: string) => write(join(folder, 'resources/new.txt'), '')],
    ['the configuration', (folder: string) => write(join(folder, 'electron.vite.config.ts'), 'x')],
  ])('is done again after a change of %s', async (_, change) => {
    const folder = await project();
    await build(folder);
    await change(folder);
    expect(await build(folder)).toEqual(done);
    expect(await build(folder)).toEqual(spared);
  });

  test('is done again for another Electron', async () => {
    const folder = await project();
    await build(folder);
    expect(await build(folder, '45.4.1')).toEqual(done);
  });

  test('lays an empty database beside the platform, and has failed without it', async () => {
    const folder = await project();
    await build(folder);
    expect(await readFile(join(folder, 'out/main/seeded-by'), 'utf8')).toBe(
      join(folder, 'build/make-seed.ts'),
    );
    await write(join(folder, 'src/seedless.ts'), '');
    expect(await build(folder)).toEqual({ built: true, code: 3 });
    expect(await build(folder)).toEqual({ built: true, code: 3 });
  });

  test('that failed is tried again', async () => {
    const folder = await project();
    await build(folder);
    await write(join(folder, 'src/broken.ts'), '');
    expect(await build(folder)).toEqual({ built: true, code: 1 });
    expect(await build(folder)).toEqual({ built: true, code: 1 });
  });
});

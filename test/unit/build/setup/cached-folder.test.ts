import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cachedFolder } from '../../../../build/setup/cached-folder.mjs';

async function place() {
  const parent = await mkdtemp(join(tmpdir(), 'wardkeeper-cache-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  return { parent, folder: join(parent, 'made') };
}

const says = (folder: string, text: string) => async () =>
  existsSync(join(folder, 'text')) && (await readFile(join(folder, 'text'), 'utf8')) === text;
const write = (text: string) => (folder: string) => writeFile(join(folder, 'text'), text);

describe('a cached folder', () => {
  test('is made where there is none, then left alone', async () => {
    const { parent, folder } = await place();
    expect(await cachedFolder(folder, { isCurrent: says(folder, 'a'), make: write('a') })).toBe(true);
    const never = () => Promise.reject(new Error('made again'));
    expect(await cachedFolder(folder, { isCurrent: says(folder, 'a'), make: never })).toBe(false);
    expect(await readdir(parent)).toEqual(['made']);
  });

  test('that is outdated stands until the new one is complete', async () => {
    const { parent, folder } = await place();
    await cachedFolder(folder, { isCurrent: says(folder, 'old'), make: write('old') });
    await cachedFolder(folder, {
      isCurrent: says(folder, 'new'),
      make: async (temporary) => {
        expect(await readFile(join(folder, 'text'), 'utf8')).toBe('old');
        await write('new')(temporary);
      },
    });
    expect(await readFile(join(folder, 'text'), 'utf8')).toBe('new');
    expect(await readdir(parent)).toEqual(['made']);
  });

  test('whose making fails is not there, nor any rest of it', async () => {
    const { parent, folder } = await place();
    const make = async (temporary: string) => {
      await write('half')(temporary);
      throw new Error('interrupted');
    };
    await expect(cachedFolder(folder, { isCurrent: says(folder, 'a'), make })).rejects.toThrow('interrupted');
    expect(await readdir(parent)).toEqual([]);
  });

  test('finished by another process in the meantime is taken as it is', async () => {
    const { folder } = await place();
    const make = async (temporary: string) => {
      await mkdir(folder);
      await writeFile(join(folder, 'by'), 'the other');
      await write('a')(folder);
      await write('a')(temporary);
    };
    await cachedFolder(folder, { isCurrent: says(folder, 'a'), make });
    expect(await readFile(join(folder, 'by'), 'utf8')).toBe('the other');
  });

  test('is cleared of what a dead process left, and of nothing that a living one works on', async () => {
    const { parent, folder } = await place();
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const living = process.ppid;
    for (const name of [
      `made.new.partial-${dead}`,
      `made.new.partial-${living}`,
      `made2.new.partial-${dead}`,
    ])
      await mkdir(join(parent, name));
    await cachedFolder(folder, { isCurrent: says(folder, 'a'), make: write('a') });
    expect((await readdir(parent)).sort()).toEqual(
      ['made', `made.new.partial-${living}`, `made2.new.partial-${dead}`].sort(),
    );
  });
});

import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { electronRuntime } from '../../../../build/setup/electron-runtime.mjs';
import type { Machine } from '../../../../build/setup/machine.mjs';
import type { CommandResult } from '../../../../build/setup/run-command.mjs';
import { markerText } from '../../../../build/setup/stand-in.mjs';
import { computer, failed, ok, silent, write, type Computer } from './computer';

const VERSION = '45.4.1';
const outOfReach = failed('TypeError: fetch failed');

/** A machine with the npm package `electron`, whose installer ends so, and with a stand-in fetched before. */
async function machineWith(installer: CommandResult, parts: Partial<Machine> = {}, starts = ok('started\n')) {
  const machine: Computer = await computer(
    [
      async (line) => {
        if (!line.endsWith('install.js')) return undefined;
        if (installer.code === 0) await unpackOfficial(machine);
        return installer;
      },
      (_, { env }) => (env?.['ELECTRON_RUN_AS_NODE'] === '1' ? starts : undefined),
    ],
    parts,
  );
  await write(join(machine.project, 'node_modules/electron/package.json'), { version: VERSION });
  await write(join(machine.cache, 'electron/33.2.1-stand-in/STAND-IN.json'), await markerText());
  return machine;
}

async function unpackOfficial({ project }: Machine) {
  const folder = join(project, 'node_modules/electron');
  await write(join(folder, 'path.txt'), 'electron');
  await write(join(folder, 'dist/version'), `v${VERSION}`);
  await write(join(folder, 'dist/electron'), '');
}

const installerCalls = ({ asked }: Computer) => asked.filter((line) => line.endsWith('install.js')).length;

describe('the official Electron', () => {
  test('is taken where it can be had', async () => {
    const machine = await machineWith(ok());
    const { value } = await electronRuntime(machine, silent);
    const dist = join(machine.project, 'node_modules/electron/dist');
    expect(value).toEqual({
      executable: join(dist, 'electron'),
      dist,
      kind: 'official',
      version: VERSION,
      nodeApi: 10,
      noSandbox: true,
    });
  });

  test('is not fetched again', async () => {
    const machine = await machineWith(outOfReach);
    await unpackOfficial(machine);
    const { value, summary } = await electronRuntime(machine, silent);
    expect(value.kind).toBe('official');
    expect(summary).toBe('Electron 45.4.1, already there');
    expect(machine.asked).toEqual([]);
  });

  test('of another version than package.json names is fetched anew', async () => {
    const machine = await machineWith(ok());
    await unpackOfficial(machine);
    await write(join(machine.project, 'node_modules/electron/dist/version'), '44.0.0');
    await electronRuntime(machine, silent);
    expect(installerCalls(machine)).toBe(1);
  });

  test.each([
    [
      'error while loading shared libraries: libnss3.so: cannot open',
      'Electron needs the library libnss3.so',
    ],
    ['Illegal instruction', 'Electron was fetched and does not start.'],
  ])('that does not start (%s) is a sentence', async (output, sentence) => {
    const machine = await machineWith(ok(), {}, failed(output));
    await expect(electronRuntime(machine, silent)).rejects.toMatchObject({
      message: expect.stringContaining(sentence) as string,
      output,
    });
  });
});

describe('the stand-in', () => {
  test('takes its place where it is out of reach', async () => {
    const machine = await machineWith(outOfReach);
    const lines: string[] = [];
    const { value } = await electronRuntime(machine, (line) => lines.push(line));
    expect(value).toMatchObject({ kind: 'stand-in', version: '33.2.1', nodeApi: 9 });
    expect(lines).toContain("Electron's release server is out of reach; taking the stand-in");
  });

  test('serves for a day before the official one is asked for again', async () => {
    const machine = await machineWith(outOfReach);
    await electronRuntime(machine, silent);
    await electronRuntime(machine, silent);
    expect(installerCalls(machine)).toBe(1);

    const refusal = join(machine.cache, `electron/${VERSION}-out-of-reach`);
    const dayAgo = new Date((await stat(refusal)).mtimeMs - 24 * 3600_000 - 1000);
    await utimes(refusal, dayAgo, dayAgo);
    await electronRuntime(machine, silent);
    expect(installerCalls(machine)).toBe(2);

    await rm(refusal);
    await electronRuntime(machine, silent);
    expect(installerCalls(machine)).toBe(3);
  });

  test.each([
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 'arm64'],
  ] as const)('does not exist for %s on %s, where the failure is a sentence', async (platform, arch) => {
    const machine = await machineWith(outOfReach, { platform, arch });
    await expect(electronRuntime(machine, silent)).rejects.toMatchObject({
      message: `Electron 45.4.1 could not be fetched, and there is no stand-in for ${platform} on ${arch}.`,
      remedy: expect.stringContaining('ELECTRON_MIRROR') as string,
    });
  });
});

describe('the sandbox', () => {
  test.each([
    ['linux', true, true],
    ['linux', false, false],
    ['darwin', true, false],
  ] as const)('on %s, as root %s, is left out: %s', async (platform, root, noSandbox) => {
    const machine = await machineWith(ok(), { platform, root });
    expect((await electronRuntime(machine, silent)).value.noSandbox).toBe(noSandbox);
  });
});

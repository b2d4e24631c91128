import { describe, expect, test } from 'vitest';
import { GROUPS, installDebianPackages } from '../../../../build/setup/debian-packages.mjs';
import { computer, failed, notFound, ok, silent, when } from './computer';

const all = GROUPS.flatMap(({ packages }) => packages.map(([name = '']) => name));
const listing = (names: string[]) => names.map((name) => `installed ${name}\n`).join('');
const madison = (names: string[]) => names.map((name) => ` ${name} | 1.0 | main amd64 Packages\n`).join('');
const without = (...missing: string[]) => failed(listing(all.filter((name) => !missing.includes(name))));

describe('the Debian packages', () => {
  test('are no business of a Mac', async () => {
    const machine = await computer([], { platform: 'darwin' });
    expect(await installDebianPackages(machine, silent)).toBe('skipped, this is not Linux');
  });

  test('are listed with their reasons where there is no dpkg, and nothing stops', async () => {
    const machine = await computer([when('dpkg-query', notFound())]);
    const lines: string[] = [];
    expect(await installDebianPackages(machine, (line) => lines.push(line))).toContain(
      'its own package manager',
    );
    expect(lines).toContain('needed, virtual screen, to open windows where there is no display: xvfb xauth');
    expect(lines).toHaveLength(GROUPS.length);
  });

  test('cost no call of apt when they are there', async () => {
    const machine = await computer([when('dpkg-query', ok(listing(all)))]);
    expect(await installDebianPackages(machine, silent)).toBe('already there');
    expect(machine.asked).toHaveLength(1);
  });

  test('are there under the names that newer releases gave them', async () => {
    const renamed = all.map((name) => (name === 'libgtk-3-0' ? 'libgtk-3-0t64' : name));
    const machine = await computer([when('dpkg-query', failed(listing(renamed)))]);
    expect(await installDebianPackages(machine, silent)).toBe('already there');
  });

  test('that were removed and left their settings behind are missing', async () => {
    const output = listing(all.filter((name) => name !== 'xvfb')) + 'config-files xvfb\n';
    const machine = await computer([when('dpkg-query', ok(output))], { root: false });
    await expect(installDebianPackages(machine, silent)).rejects.toMatchObject({
      message: expect.stringContaining('System packages are missing (1)') as string,
    });
  });

  test('that are missing are installed, no others, and each with its reason', async () => {
    const machine = await computer([
      when('dpkg-query', without('xvfb', 'libasound2')),
      when('apt-cache', ok(madison(['xvfb', 'libasound2t64']))),
      when('apt-get', ok()),
    ]);
    const lines: string[] = [];
    await installDebianPackages(machine, (line) => lines.push(line));
    expect(lines).toEqual([
      'virtual screen, to open windows where there is no display: xvfb',
      'libraries Electron is linked against: libasound2t64',
    ]);
    expect(machine.asked.at(-1)).toMatch(/ install --yes --no-install-recommends xvfb libasound2t64$/);
  });

  test('need the superuser, who is told the command', async () => {
    const machine = await computer([when('dpkg-query', without('xvfb', 'dbus'))], { root: false });
    await expect(installDebianPackages(machine, silent)).rejects.toMatchObject({
      message: 'System packages are missing (2), and only the superuser can install them.',
      remedy: expect.stringContaining('sudo apt-get install --no-install-recommends xvfb dbus`') as string,
    });
    expect(machine.asked).toHaveLength(1);
  });

  test.each([
    // apt-get update ends with 0 when it reached nothing.
    [
      'no network',
      ok('W: Failed to fetch x  Temporary failure resolving'),
      "does not reach Debian's package archive",
    ],
    ['a full disk', failed('E: Write error - write (28: No space left on device)'), 'The disk is full.'],
    ['anything else', failed('E: dpkg was interrupted'), 'apt-get update failed.'],
  ])('with %s stop in a sentence', async (_, result, sentence) => {
    const machine = await computer([when('dpkg-query', without('xvfb')), when('apt-get', result)]);
    await expect(installDebianPackages(machine, silent)).rejects.toMatchObject({
      message: expect.stringContaining(sentence) as string,
      remedy: expect.stringMatching(/\.$/) as string,
    });
  });
});

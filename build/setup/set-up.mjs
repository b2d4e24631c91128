import { installDebianPackages } from './debian-packages.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { thisMachine } from './machine.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { compileSqliteAddon } from './sqlite-addon.mjs';
import { stage } from './stages.mjs';

/** @typedef {import('./electron-runtime.mjs').Runtime} Runtime */

/**
 * Brings a fresh checkout to where the application can be built, started and tested. What is there already is left
 * as it is; the second time takes less than a second.
 * @param {object} options
 * @param {import('./stages.mjs').Log} options.log
 * @param {import('./machine.mjs').Machine} [options.machine]
 * @returns {Promise<Runtime>} the Electron to run
 * @throws {import('./set-up-failure.mjs').SetUpFailure}
 */
export async function setUp({ log, machine = thisMachine() }) {
  log('Setting up');
  checkNodeVersion(machine.nodeVersion);
  await stage('npm packages', log, async (say) => ({
    summary: await installNpmPackages(machine, say),
    value: undefined,
  }));
  await stage('Debian packages', log, async (say) => ({
    summary: await installDebianPackages(machine, say),
    value: undefined,
  }));
  const runtime = await stage('Electron', log, (say) => electronRuntime(machine, say));
  await stage('SQLite addon', log, async (say) => ({
    summary: await compileSqliteAddon(machine, runtime, say),
    value: undefined,
  }));
  return runtime;
}

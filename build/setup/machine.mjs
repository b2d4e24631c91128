// As a whole: naming statfs would end an old Node.js here, before checkNodeVersion can say what is wrong with it.
import fs from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.mjs';

/**
 * What the set-up needs to know of the computer it runs on, and may do to it. Tests give another one.
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {string} arch as in process.arch
 * @property {boolean} root whether we run as the superuser
 * @property {NodeJS.ProcessEnv} env
 * @property {string} nodeVersion such as "20.20.2"
 * @property {number} nodeApi the highest Node-API version this Node.js offers
 * @property {string} node path of the Node.js executable
 * @property {readonly [string, ...string[]]} npm the command that runs npm
 * @property {string} project folder of the checkout
 * @property {string} cache folder for what is fetched or compiled once and serves every checkout
 * @property {import('./run-command.mjs').RunCommand} run
 * @property {(folder: string) => Promise<number>} freeBytes space left on the disk that holds the folder
 */

/** @returns {Machine} */
export function thisMachine() {
  const { platform, env } = process;
  return {
    platform,
    arch: process.arch,
    root: process.getuid?.() === 0,
    env,
    nodeVersion: process.versions.node,
    nodeApi: Number(process.versions.napi),
    node: process.execPath,
    npm: npmCommand(env, process.execPath),
    project: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
    cache: cacheFolder(platform, env, homedir()),
    run: runCommand,
    freeBytes: async (folder) => {
      const { bavail, bsize } = await fs.statfs(folder);
      return bavail * bsize;
    },
  };
}

/**
 * npm tells the scripts it runs where it is itself. Through that path it starts on Windows too, where `npm` is a
 * batch file that cannot be started without a shell.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 * @returns {[string, ...string[]]}
 */
export function npmCommand(env, node) {
  const itself = env['npm_execpath'];
  return itself !== undefined && basename(itself) === 'npm-cli.js' ? [node, itself] : ['npm'];
}

/**
 * The user's cache folder, where each system wants it.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 */
export function cacheFolder(platform, env, home) {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'wardkeeper');
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'wardkeeper', 'cache');
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'wardkeeper');
}

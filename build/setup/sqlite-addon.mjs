import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cached-folder.mjs';
import { failureOf, SetUpFailure } from './set-up-failure.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */
/** @typedef {import('./electron-runtime.mjs').Runtime} Runtime */

/** From here on the binaries inside the npm package serve. */
const PREBUILT_NODE_API = 10;
const COMPILED_NODE_API = 9;
const HEADER = fileURLToPath(new URL('node-api-9.hpp', import.meta.url));
const COMPILE_LIMIT_MS = 20 * 60_000;
const BINARY = 'better_sqlite3.node';

/**
 * Compiles better-sqlite3 (package.json: better-sqlite3-multiple-ciphers) for Node-API 9 when this Node.js or the
 * Electron to run has no newer one; one binary serves both. Kept in the cache, put into node_modules, where the
 * vault looks for it when it runs on an old Node-API.
 * @param {Machine} machine
 * @param {Runtime} runtime
 * @param {import('./stages.mjs').Log} say
 * @returns {Promise<string>} what was done, in words
 * @throws {SetUpFailure}
 */
export async function compileSqliteAddon(machine, runtime, say) {
  if (Math.min(machine.nodeApi, runtime.nodeApi) >= PREBUILT_NODE_API)
    return 'as it comes, ready for this runtime';
  if (machine.platform === 'win32') {
    throw new SetUpFailure(
      `Node.js ${machine.nodeVersion} is too old for the SQLite addon, and compiling it is only known to work with gcc and clang.`,
      'On Windows use Node.js 24 and run the same command again.',
    );
  }
  const folder = join(machine.project, 'node_modules', 'better-sqlite3');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const header = createHash('sha256')
    .update(await readFile(HEADER))
    .digest('hex')
    .slice(0, 12);
  const key = `${version}-${header}-napi${COMPILED_NODE_API}-${machine.platform}-${machine.arch}`;
  const cached = join(machine.cache, 'better-sqlite3', key);

  const compiled = await cachedFolder(cached, {
    isCurrent: async () => existsSync(join(cached, BINARY)),
    make: async (temporary) => {
      say(
        `compiling it for Node-API ${COMPILED_NODE_API}, since its prebuilt binaries need ${PREBUILT_NODE_API} (minutes, once)`,
      );
      await compile(machine, folder, temporary);
    },
  });
  const binary = join(cached, BINARY);
  const place = join(folder, 'build', 'Release', BINARY);
  const placed = !(await sameContent(binary, place));
  if (placed) {
    await checkLoads(machine, machine.node, machine.env, folder, binary);
    const asNode = { ...machine.env, ELECTRON_RUN_AS_NODE: '1' };
    await checkLoads(machine, runtime.executable, asNode, folder, binary);
    await putInPlace(binary, place);
  }
  if (compiled) return `better-sqlite3 ${version} compiled for Node-API ${COMPILED_NODE_API}`;
  return placed ? 'compiled before, put in place' : 'already there';
}

/**
 * @param {Machine} machine
 * @param {string} source folder of the npm package
 * @param {string} folder where the binary is to lie in the end
 */
async function compile(machine, source, folder) {
  const modules = join(folder, 'work', 'node_modules');
  const copy = join(modules, 'better-sqlite3');
  await cp(source, copy, { recursive: true, filter: (path) => path !== join(source, 'build') });
  await cp(join(source, '..', 'node-addon-api'), join(modules, 'node-addon-api'), { recursive: true });
  const nodeGyp = join(machine.project, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const result = await machine.run(
    machine.node,
    [nodeGyp, 'rebuild', '--release', '--force_build=1', '--jobs=max', ...headersOf(machine)],
    {
      cwd: copy,
      env: {
        ...machine.env,
        CXXFLAGS: `-UNAPI_VERSION -DNAPI_VERSION=${COMPILED_NODE_API} -include "${HEADER}"`,
      },
      timeoutMs: COMPILE_LIMIT_MS,
    },
  );
  if (result.code !== 0) {
    throw failureOf(result, {
      from: 'the server of the Node.js headers',
      otherwise: [
        'The SQLite addon did not compile.',
        'Install a C++20 compiler, make and Python 3 (on Debian: build-essential python3), or use Node.js 24 and an ' +
          'official Electron, which need no compiling.',
      ],
    });
  }
  await rename(join(copy, 'build', 'Release', BINARY), join(folder, BINARY));
  await rm(join(folder, 'work'), { recursive: true });
}

/**
 * Node's own headers where it was installed with them; without this node-gyp would fetch them.
 * @param {Machine} machine
 */
function headersOf({ node }) {
  const prefix = dirname(dirname(node));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

/** @param {string} a @param {string} b @returns {Promise<boolean>} */
async function sameContent(a, b) {
  const [wanted, present] = await Promise.all([readFile(a), readFile(b).catch(() => undefined)]);
  return present !== undefined && wanted.equals(present);
}

/** @param {string} from @param {string} to */
async function putInPlace(from, to) {
  await mkdir(dirname(to), { recursive: true });
  // Renamed into place: a process that has the former one loaded keeps it.
  const temporary = `${to}.partial-${process.pid}`;
  await copyFile(from, temporary);
  await rename(temporary, to);
}

const TRY_IT = `
const Database = require(process.argv[1]);
const db = new Database(':memory:', { nativeBinding: process.argv[2] });
if (db.prepare('select ? as given').get('text').given !== 'text') process.exit(1);
`;

/**
 * In a process of its own: an addon built against the wrong Node-API ends the process that loads it.
 * @param {Machine} machine
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder of the npm package
 * @param {string} binary
 */
async function checkLoads(machine, executable, env, folder, binary) {
  const result = await machine.run(executable, ['-e', TRY_IT, folder, binary], { env, timeoutMs: 60_000 });
  if (result.code === 0) return;
  throw new SetUpFailure(
    'The compiled SQLite addon does not run.',
    `Delete the folder better-sqlite3 in ${machine.cache} and run the same command again, to compile it anew.`,
    result.output,
  );
}

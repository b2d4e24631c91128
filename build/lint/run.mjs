/**
 * `npm run lint [-- <path>…]`: ESLint over every source file, then the checks of the whole tree. With paths,
 * ESLint reads only the files under them. Ends with 1 on any finding, and when nothing was looked at.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { checkTree } from './tree.mjs';

const root = process.cwd();
const asked = process.argv.slice(2).map((path) => relative(root, path).replaceAll(sep, '/'));
const files = filesUnderVersionControl();
const sources = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path) && isAsked(path));

const tree = checkTree({ files, read: (path) => readFileSync(join(root, path), 'utf8') });
const linted = await lint();
const unread = sources.filter((path) => !linted.paths.has(path));

if (linted.report !== '') console.log(linted.report);
for (const { path, message } of tree.faults) console.log(`${path}: ${message}`);
for (const path of unread) console.log(`${path}: was not read by ESLint`);
if (sources.length === 0) console.log('no source file was looked at');
if (tree.imports === 0) console.log('no import was looked at');
console.log(`looked at ${sources.length} files, ${tree.imports} imports`);

const findings = linted.findings + tree.faults.length + unread.length;
process.exitCode = findings > 0 || sources.length === 0 || tree.imports === 0 ? 1 : 0;

/** Tracked files and new ones that are not ignored; a file deleted but not yet committed is none. */
function filesUnderVersionControl() {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = new Set(listed.split('\0').filter((path) => path !== ''));
  return [...paths].filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile()).sort();
}

/** @param {string} path */
function isAsked(path) {
  return (
    asked.length === 0 ||
    asked.some((start) => start === '' || path === start || path.startsWith(`${start}/`))
  );
}

async function lint() {
  // ESLint takes an empty list for the whole folder.
  if (sources.length === 0) return { paths: new Set(), findings: 0, report: '' };
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: fileURLToPath(new URL('eslint.config.mjs', import.meta.url)),
  });
  const results = await eslint.lintFiles(sources);
  const formatter = await eslint.loadFormatter('stylish');
  return {
    paths: new Set(results.map(({ filePath }) => relative(root, filePath).replaceAll(sep, '/'))),
    findings: results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0),
    report: await formatter.format(results),
  };
}

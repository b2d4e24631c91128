import { relative, resolve, sep } from 'node:path';

/**
 * The path of the file that is being linted, relative to the top level, with forward slashes.
 *
 * @param {{ cwd: string, filename: string }} context
 */
export function lintedPath({ cwd, filename }) {
  return relative(cwd, resolve(cwd, filename)).replaceAll(sep, '/');
}

import { posix } from 'node:path';
import ts from 'typescript';

/**
 * The specifiers that a file imports, exports from, requires or names in a type.
 *
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function importsOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  /** @type {string[]} */
  const found = [];

  /** @param {import('typescript').Node} node */
  function visit(node) {
    const target = importTarget(node);
    if (target !== undefined && ts.isStringLiteralLike(target)) found.push(target.text);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

/**
 * @param {import('typescript').Node} node
 * @returns {import('typescript').Node | undefined}
 */
function importTarget(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression;
  const imports =
    called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require');
  return imports ? node.arguments[0] : undefined;
}

/**
 * The file that a relative import means, as the bundler resolves it.
 *
 * @param {string} from path of the importing file
 * @param {string} specifier
 * @param {ReadonlySet<string>} files
 * @returns {string | null} null when no such file is there
 */
export function resolveImport(from, specifier, files) {
  const path = posix.join(posix.dirname(from), specifier.split('?')[0] ?? '');
  const endings = ['', '.ts', '.tsx', '.mjs', '.d.ts', '/index.ts', '/index.tsx'];
  const found = endings.map((ending) => path + ending).find((candidate) => files.has(candidate));
  return found ?? null;
}

/**
 * Every ring of files that import each other, each once, from its first file in alphabetical order.
 * (Tarjan's strongly connected components, without recursion over files: a long chain is no stack overflow.)
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph file → files it imports
 * @returns {string[][]} files of each ring, sorted
 */
export function cycles(graph) {
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const open = [];
  /** @type {string[][]} */
  const rings = [];

  /** @param {string} file */
  function enter(file) {
    const state = { index: seen.size, low: seen.size, open: true };
    seen.set(file, state);
    open.push(file);
    return { file, state, targets: [...(graph.get(file) ?? [])] };
  }

  for (const start of [...graph.keys()].sort()) {
    if (seen.has(start)) continue;
    const path = [enter(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const target = at.targets.pop();
      if (target !== undefined) {
        const known = seen.get(target);
        if (known === undefined) path.push(enter(target));
        else if (known.open) at.state.low = Math.min(at.state.low, known.index);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) above.state.low = Math.min(above.state.low, at.state.low);
      if (at.state.low === at.state.index) rings.push(close(at.file));
    }
  }
  return rings.filter(
    (ring) => ring.length > 1 || graph.get(ring[0] ?? '')?.includes(ring[0] ?? '') === true,
  );

  /** @param {string} root */
  function close(root) {
    const ring = open.splice(open.lastIndexOf(root));
    for (const file of ring) {
      const state = seen.get(file);
      if (state !== undefined) state.open = false;
    }
    return ring.sort();
  }
}

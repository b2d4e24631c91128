import { posix } from 'node:path';
import { packageRefusal } from '../dependencies.mjs';
import { importRefusal, zoneOf } from '../zones.mjs';
import { lintedPath } from './linted-path.mjs';

/**
 * Who may import what: our own files by zone, packages and builtins by their classification.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const importLaw = {
  meta: { type: 'problem', docs: { description: 'the import law' }, schema: [] },
  create(context) {
    const path = lintedPath(context);
    const zone = zoneOf(path);

    /**
     * @param {import('estree').Node} node
     * @param {unknown} specifier
     * @param {boolean} typeOnly
     */
    function check(node, specifier, typeOnly) {
      const message = refusal(path, zone, specifier, typeOnly);
      if (message !== null) context.report({ node, message });
    }

    /** @param {import('estree').CallExpression & import('eslint').Rule.NodeParentExtension} node */
    function checkRequire(node) {
      check(node, literal(node.arguments[0]), false);
    }

    return {
      ImportDeclaration(node) {
        check(node, node.source.value, erased(node));
      },
      ExportAllDeclaration(node) {
        check(node, node.source.value, erased(node));
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node, node.source.value, erased(node));
      },
      ImportExpression(node) {
        check(node, literal(node.source), false);
      },
      'CallExpression[callee.name="require"]': checkRequire,
      'CallExpression[callee.object.name="require"][callee.property.name="resolve"]': checkRequire,
      /** @param {import('estree').Node & { source: import('estree').Node }} node */
      TSImportType(node) {
        check(node, literal(node.source), true);
      },
      /** @param {import('estree').Node & { expression: import('estree').Node }} node */
      TSExternalModuleReference(node) {
        check(node, literal(node.expression), false);
      },
    };
  },
};

/**
 * @param {string} path
 * @param {string | null} zone
 * @param {unknown} specifier
 * @param {boolean} typeOnly
 */
function refusal(path, zone, specifier, typeOnly) {
  if (zone === null) return 'this folder has no place in the layout (build/decisions/layout-and-laws.md)';
  if (typeof specifier !== 'string') {
    return path.startsWith('src/') ? 'an import whose target is computed escapes the import law' : null;
  }
  if (!specifier.startsWith('.')) return packageRefusal(specifier, zone, typeOnly);
  const [target = '', query] = specifier.split('?');
  const to = posix.join(posix.dirname(path), target);
  // electron-vite's `?modulePath` gives the path of a built entry, to start it as a utility process: no code
  // crosses.
  if (query === 'modulePath' && zone === 'main' && /^src\/(platform|vault|reader)\/index$/.test(to))
    return null;
  const toZone = zoneOf(to);
  return toZone === null ? `${to} has no place in the layout` : importRefusal(zone, toZone);
}

/**
 * Only `import type` is erased: `import { type X }` still loads the module.
 *
 * @param {object} node an import or export that typescript-eslint has parsed
 */
function erased(node) {
  return (
    ('importKind' in node && node.importKind === 'type') ||
    ('exportKind' in node && node.exportKind === 'type')
  );
}

/** @param {import('estree').Node | undefined} node */
function literal(node) {
  if (node?.type === 'Literal') return node.value;
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0
    ? node.quasis[0]?.value.cooked
    : undefined;
}

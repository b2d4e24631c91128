import { bansFor } from '../bans.mjs';
import { lintedPath } from './linted-path.mjs';

/**
 * What the table of bans forbids in the file at hand.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const banned = {
  meta: { type: 'problem', docs: { description: 'constructs with a better helper' }, schema: [] },
  create(context) {
    const inForce = bansFor(lintedPath(context));
    /** @type {Map<string, string>} global name → message */
    const globals = new Map();
    /** @type {import('eslint').Rule.RuleListener} */
    const listener = {};

    for (const { id, selector, globals: names = [], message } of inForce) {
      const text = `${message} [${id}]`;
      for (const name of names) globals.set(name, text);
      if (selector !== undefined) {
        listener[selector] = (/** @type {import('estree').Node} */ node) =>
          context.report({ node, message: text });
      }
    }
    if (globals.size === 0) return listener;

    return {
      ...listener,
      'MemberExpression[object.name=/^(globalThis|window|self)$/]'(
        /** @type {import('estree').MemberExpression} */ node,
      ) {
        const message = globals.get(propertyName(node) ?? '');
        if (message !== undefined) context.report({ node, message });
      },
      'Program:exit'() {
        for (const { identifier, name } of globalReferences(context.sourceCode.scopeManager.globalScope)) {
          const message = globals.get(name);
          if (message !== undefined) context.report({ node: identifier, message });
        }
      },
    };
  },
};

/**
 * Uses, as values, of names that the file does not define: a parameter called `fetch` is no global.
 *
 * @param {import('eslint').Scope.Scope | null} scope
 */
function globalReferences(scope) {
  if (scope === null) return [];
  // What a module declares lies in the module's own scope; here are the names that the language brings.
  return [...scope.through, ...scope.variables.flatMap(({ references }) => references)]
    .filter((reference) => !('isTypeReference' in reference) || reference.isTypeReference !== true)
    .map(({ identifier }) => ({ identifier, name: 'name' in identifier ? identifier.name : '' }));
}

/** @param {import('estree').MemberExpression} node */
function propertyName({ computed, property }) {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' ? String(property.value) : undefined;
}

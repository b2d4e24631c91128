import { termFor } from '../words.mjs';

const CALL_NAME = /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)+$/;
const CAMEL_CASE = /^[a-z][a-zA-Z0-9]*$/;

/** The functions that declare a call or a notice; the first argument holds its name. */
const DECLARES_CALL = /^(platformCall|bridgeCall|bridgeNotice)$/;

/**
 * The part of build/decisions/naming.md that can be checked: names of contract calls, of schemas and their
 * types, and one name per idea.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const naming = {
  meta: { type: 'suggestion', docs: { description: 'the naming decisions' }, schema: [] },
  create(context) {
    /** @param {import('estree').Identifier} id */
    function checkTerm(id) {
      const term = termFor(id.name);
      if (term !== null) {
        context.report({
          node: id,
          message: `${id.name}: this idea is called ${term} (build/decisions/naming.md)`,
        });
      }
    }

    return {
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || !DECLARES_CALL.test(node.callee.name)) return;
        const name = propertyOf(node.arguments[0], 'name');
        if (name?.type === 'Literal' && typeof name.value === 'string' && CALL_NAME.test(name.value)) return;
        context.report({
          node: name ?? node,
          message: 'A contract name is a literal of the form area.verb.',
        });
      },
      // Only what a file declares at its top: the name of a thing inside a function is that function's affair.
      [declared('VariableDeclarator', 'VariableDeclaration > ')](
        /** @type {import('estree').VariableDeclarator} */ { id, init },
      ) {
        if (id.type !== 'Identifier') return;
        checkTerm(id);
        if (!isSchema(init) || (CAMEL_CASE.test(id.name) && !id.name.endsWith('Schema'))) return;
        context.report({
          node: id,
          message: 'A schema is named for what it describes, in camelCase and without a suffix: auditEvent.',
        });
      },
      [declared('TSTypeAliasDeclaration')](/** @type {import('estree').Node} */ node) {
        const alias = /** @type {TypeAlias} */ (/** @type {unknown} */ (node));
        checkTerm(alias.id);
        const schema = inferredFrom(alias);
        if (schema === null || alias.id.name === schema.charAt(0).toUpperCase() + schema.slice(1)) return;
        context.report({ node, message: `The type of the schema ${schema} carries its name in PascalCase.` });
      },
      [declared(':matches(FunctionDeclaration, ClassDeclaration, TSInterfaceDeclaration)')](
        /** @type {{ id: import('estree').Identifier | null }} */ { id },
      ) {
        if (id !== null) checkTerm(id);
      },
    };
  },
};

/**
 * A selector for a declaration at the top of a file, exported or not.
 *
 * @param {string} kind
 * @param {string} [within]
 */
function declared(kind, within = '') {
  return `Program > ${within}${kind}, :matches(ExportNamedDeclaration, ExportDefaultDeclaration) > ${within}${kind}`;
}

/**
 * @typedef {object} TypeAlias what is used here of a type alias, whose node ESLint's own types do not know
 * @property {import('estree').Identifier} id
 * @property {{
 *   typeName?: { left?: { name?: string }, right?: { name?: string } },
 *   typeArguments?: { params: { type: string, exprName?: { name?: string } }[] },
 * }} typeAnnotation
 */

/**
 * @param {import('estree').Node | undefined} node
 * @param {string} name
 */
function propertyOf(node, name) {
  if (node?.type !== 'ObjectExpression') return undefined;
  const found = node.properties.find(
    (property) =>
      property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name,
  );
  return found?.type === 'Property' ? found.value : undefined;
}

/**
 * Whether an expression is a chain of calls that begins at `z`.
 *
 * @param {import('estree').Node | null | undefined} init
 */
function isSchema(init) {
  let node = init;
  while (node?.type === 'CallExpression' || node?.type === 'MemberExpression') {
    node = node.type === 'CallExpression' ? node.callee : node.object;
  }
  return init?.type === 'CallExpression' && node?.type === 'Identifier' && node.name === 'z';
}

/**
 * The schema constant of `z.infer<typeof schema>`.
 *
 * @param {TypeAlias} node
 * @returns {string | null}
 */
function inferredFrom({ typeAnnotation: { typeName, typeArguments } }) {
  if (typeName?.left?.name !== 'z' || !/^(infer|output)$/.test(typeName.right?.name ?? '')) return null;
  return typeArguments?.params[0]?.exprName?.name ?? null;
}

/** Below this a wait is the interval of a poll; from here on it is a sleep. */
const SHORTEST_SLEEP_MS = 100;

/**
 * No waiting for time to pass. A timer that rejects is a time limit, and stays allowed.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const noSleep = {
  meta: { type: 'problem', docs: { description: 'no sleep as synchronisation' }, schema: [] },
  create(context) {
    /** @type {Set<string>} local names of the setTimeout that returns a promise */
    const promised = new Set();

    /**
     * @param {import('estree').Node} node
     * @param {import('estree').Node | undefined} delay
     */
    function check(node, delay) {
      const wait = milliseconds(context.sourceCode, delay);
      if (wait !== null && wait < SHORTEST_SLEEP_MS) return;
      context.report({
        node,
        message: 'Wait for what should happen (expect.poll, vi.waitFor, fake timers), not for time to pass.',
      });
    }

    return {
      'ImportDeclaration[source.value="node:timers/promises"] > ImportSpecifier[imported.name="setTimeout"]'(
        /** @type {import('estree').ImportSpecifier} */ node,
      ) {
        promised.add(node.local.name);
      },
      CallExpression(node) {
        if (node.callee.type !== 'Identifier') return;
        if (promised.has(node.callee.name)) check(node, node.arguments[0]);
        else if (node.callee.name === 'setTimeout' && resolvesPromise(context.sourceCode, node)) {
          check(node, node.arguments[1]);
        }
      },
    };
  },
};

/**
 * Whether a timer does nothing but resolve the promise in whose executor it is started.
 *
 * @param {import('eslint').SourceCode} sourceCode
 * @param {import('estree').CallExpression} timer
 */
function resolvesPromise(sourceCode, timer) {
  const executor = sourceCode
    .getAncestors(timer)
    .findLast((node) => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression');
  const [parent] = executor === undefined ? [] : sourceCode.getAncestors(executor).slice(-1);
  if (executor === undefined || parent?.type !== 'NewExpression') return false;
  if (parent.callee.type !== 'Identifier' || parent.callee.name !== 'Promise') return false;
  const resolve = executor.params[0];
  return resolve?.type === 'Identifier' && calledName(timer.arguments[0]) === resolve.name;
}

/**
 * The function that a timer calls: `resolve`, or the only call of `() => resolve(value)`.
 *
 * @param {import('estree').Node | undefined} callback
 */
function calledName(callback) {
  if (callback?.type === 'Identifier') return callback.name;
  if (callback?.type !== 'ArrowFunctionExpression') return undefined;
  const [first] = callback.body.type === 'BlockStatement' ? callback.body.body : [];
  const call = first?.type === 'ExpressionStatement' ? first.expression : callback.body;
  return call.type === 'CallExpression' && call.callee.type === 'Identifier' ? call.callee.name : undefined;
}

/**
 * A delay that can be read from the file: a number, or a constant of the file that is one.
 *
 * @param {import('eslint').SourceCode} sourceCode
 * @param {import('estree').Node | undefined} delay
 * @returns {number | null}
 */
function milliseconds(sourceCode, delay) {
  if (delay === undefined) return 0;
  if (delay.type === 'Literal') return typeof delay.value === 'number' ? delay.value : null;
  if (delay.type !== 'Identifier') return null;
  /** @type {import('eslint').Scope.Scope | null} */
  let scope = sourceCode.getScope(delay);
  while (scope !== null) {
    const declaration = scope.set.get(delay.name)?.defs[0];
    if (declaration !== undefined) {
      const value =
        declaration.type === 'Variable' && declaration.parent?.kind === 'const'
          ? declaration.node.init
          : null;
      return value?.type === 'Literal' && typeof value.value === 'number' ? value.value : null;
    }
    scope = scope.upper;
  }
  return null;
}

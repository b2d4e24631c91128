import { defineConfig, globalIgnores } from 'eslint/config';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { banned } from './rules/banned.mjs';
import { importLaw } from './rules/import-law.mjs';
import { naming } from './rules/naming.mjs';
import { noBarrel } from './rules/no-barrel.mjs';
import { noSleep } from './rules/no-sleep.mjs';

/** The rules of this project; build/decisions/layout-and-laws.md says why each is there. */
const wardkeeper = {
  rules: { banned, 'import-law': importLaw, naming, 'no-barrel': noBarrel, 'no-sleep': noSleep },
};

/**
 * Gives a set of rules its type.
 *
 * @template {string} Name
 * @param {Record<Name, import('eslint').Linter.RuleEntry>} set
 */
function rules(set) {
  return set;
}

/** ESLint's own rules that find mistakes which the compiler accepts. Layout is prettier's work. */
const mistakes = rules({
  'constructor-super': 'error',
  'default-case-last': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'for-direction': 'error',
  'getter-return': 'error',
  'no-async-promise-executor': 'error',
  'no-case-declarations': 'error',
  'no-compare-neg-zero': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constant-condition': 'error',
  'no-debugger': 'error',
  'no-dupe-else-if': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-empty-character-class': 'error',
  'no-empty-pattern': 'error',
  'no-fallthrough': 'error',
  'no-invalid-regexp': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-new-native-nonconstructor': 'error',
  'no-prototype-builtins': 'error',
  'no-regex-spaces': 'error',
  'no-script-url': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-unreachable': 'error',
  // `for (const first of list) return first` is how to take the first.
  'no-unreachable-loop': ['error', { ignore: ['ForInStatement', 'ForOfStatement'] }],
  'no-unsafe-finally': 'error',
  'no-unsafe-negation': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-backreference': 'error',
  'no-useless-catch': 'error',
  'no-var': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
  'prefer-const': ['error', { destructuring: 'all' }],
  'require-yield': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
});

/** Where typescript-eslint's strict set is a matter of taste, or is wrong more often than right here. */
const relaxed = rules({
  '@typescript-eslint/no-confusing-void-expression': 'off',
  // A fifth of the whole run's time, for what an upgrade of the library shows as well.
  '@typescript-eslint/no-deprecated': 'off',
  '@typescript-eslint/no-dynamic-delete': 'off',
  '@typescript-eslint/no-extraneous-class': 'off',
  '@typescript-eslint/no-invalid-void-type': 'off',
  '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
  // A value that came over a boundary is checked again on purpose.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  '@typescript-eslint/no-unnecessary-template-expression': 'off',
  '@typescript-eslint/no-unnecessary-type-arguments': 'off',
  '@typescript-eslint/no-unnecessary-type-conversion': 'off',
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
  '@typescript-eslint/prefer-reduce-type-parameter': 'off',
  '@typescript-eslint/prefer-return-this-type': 'off',
  // A handler is async because its kind is, whether or not this one waits.
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/unified-signatures': 'off',
  // Our objects close over their state and have no `this` to lose.
  '@typescript-eslint/unbound-method': 'off',
  // Enums exist only in libraries; a library's enum is its own affair.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // Replaced below by a rule that allows the one honest use.
  '@typescript-eslint/no-non-null-assertion': 'off',
});

const typed = rules({
  '@typescript-eslint/ban-ts-comment': [
    'error',
    { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false },
  ],
  'no-template-curly-in-string': 'error',
  // Spreading a string into its code points is what a rule about characters means to do.
  '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
  // A library's error is `unknown` and is thrown on as it came.
  '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowThrowingAny: false }],
  // React calls a handler and drops what it returns; our calls answer with values and do not reject.
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  // `import { type X }` would still load the module.
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    {
      argsIgnorePattern: '^_',
      varsIgnorePattern: '^_',
      destructuredArrayIgnorePattern: '^_',
      ignoreRestSiblings: true,
    },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // `list[i]!` in a loop says what the bound proves; any other `!` is an unproved claim.
  'no-restricted-syntax': [
    'error',
    {
      selector: 'TSNonNullExpression:not([expression.type="MemberExpression"][expression.computed=true])',
      message: 'Only an indexed access may carry !; narrow the value instead.',
    },
  ],
});

/** What a test may do that the product may not: look at untyped replies, and show the compiler a wrong line. */
const inTests = rules({
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  'no-restricted-syntax': 'off',
  // Such an address is what the product must refuse.
  'no-script-url': 'off',
  // fast-check and vitest take functions that may or may not be async.
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
});

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'node_modules/']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { wardkeeper, '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    rules: {
      ...mistakes,
      '@typescript-eslint/ban-ts-comment': typed['@typescript-eslint/ban-ts-comment'],
      '@typescript-eslint/no-unused-vars': typed['@typescript-eslint/no-unused-vars'],
      'wardkeeper/banned': 'error',
      'wardkeeper/import-law': 'error',
      'wardkeeper/no-barrel': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    rules: { ...relaxed, ...typed },
  },
  { files: ['src/**/*.{ts,tsx}'], rules: { 'wardkeeper/naming': 'error' } },
  { files: ['test/**/*.{ts,tsx}'], rules: inTests },
  // A bench watches time pass; a test does not.
  { files: ['test/**/*.{ts,tsx}'], ignores: ['test/bench/**'], rules: { 'wardkeeper/no-sleep': 'error' } },
  {
    files: ['src/renderer/**/*.{ts,tsx}', 'test/**/*.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      'react-hooks/exhaustive-deps': 'error',
      // It reports that the compiler skips components with a virtual list, which is no fault of ours.
      'react-hooks/incompatible-library': 'off',
      // It does not see that a function it calls waits before it sets the state.
      'react-hooks/set-state-in-effect': 'off',
    },
  },
  {
    files: ['src/renderer/**/*.tsx'],
    extends: [jsxA11y.configs.recommended],
    // A dialog or a gate puts the focus where the person works next; a page that loads in a browser must not.
    rules: { 'jsx-a11y-x/no-autofocus': 'off' },
  },
);

import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * What one rule says of a file.
 *
 * @throws {Error} when the rule never ran (no TypeScript, no such kind of file): that must not look like a finding
 */
export function lintWith(rule: Rule.RuleModule, path: string, text: string): string[] {
  const messages = new Linter({ cwd: process.cwd() }).verify(
    text,
    [
      {
        files: ['**/*.{ts,tsx,mjs}'],
        languageOptions: { parser: tseslint.parser },
        plugins: { own: { rules: { rule } } },
        rules: { 'own/rule': 'error' },
      },
    ],
    { filename: path },
  );
  const broken = messages.find(({ ruleId }) => ruleId === null);
  if (broken !== undefined) throw new Error(`${path}: ${broken.message}`);
  return messages.map(({ message }) => message);
}

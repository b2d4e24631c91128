import { expect, test } from 'vitest';
import { noBarrel } from '../../../../../build/lint/rules/no-barrel.mjs';
import { lintWith } from '../lint-with';

test.each([
  "export * from './a';",
  "export { a } from './a';\nexport type { B } from './b';",
  "import { a } from './a';\nexport { a };",
  "import './side-effect';\nexport { a as default } from './a';",
])('a barrel: %j', (text) => {
  expect(lintWith(noBarrel, 'src/shared/domain/index.ts', text)).toEqual([
    'A file that only re-exports: import from where the thing is declared.',
  ]);
});

test.each([
  "import './a';",
  'export const a = 1;',
  "import { b } from './b';\nconst a = b + 1;\nexport { a };",
  '',
  'export {};',
])('no barrel: %j', (text) => {
  expect(lintWith(noBarrel, 'src/shared/domain/index.ts', text)).toEqual([]);
});

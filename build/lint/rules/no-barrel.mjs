/**
 * A barrel only passes on what other files declare: it hides where a thing lives and makes cycles.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const noBarrel = {
  meta: { type: 'problem', docs: { description: 'no file that only re-exports' }, schema: [] },
  create(context) {
    return {
      Program(program) {
        const passesOn = program.body.filter(isExportWithoutDeclaration);
        if (passesOn.length === 0) return;
        const others = program.body.filter(
          (statement) => statement.type !== 'ImportDeclaration' && !isExportWithoutDeclaration(statement),
        );
        if (others.length > 0) return;
        context.report({
          node: program,
          message: 'A file that only re-exports: import from where the thing is declared.',
        });
      },
    };
  },
};

/** @param {import('estree').Program['body'][number]} statement */
function isExportWithoutDeclaration(statement) {
  if (statement.type === 'ExportAllDeclaration') return true;
  // `export {}` passes nothing on: it only makes a script a module.
  return (
    statement.type === 'ExportNamedDeclaration' && !statement.declaration && statement.specifiers.length > 0
  );
}

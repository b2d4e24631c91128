import { platformCalls, type PlatformCallName } from '../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../src/shared/contract/platform/call';
import { permissionMatrix } from '../../src/shared/contract/platform/matrix';
import { reachOf } from '../../src/shared/contract/platform/reach';
import { scopes } from '../../src/shared/domain/permission';
import { builtInRoles } from '../../src/shared/domain/roles';

const calls: readonly PlatformCall[] = Object.values(platformCalls);

/** The calls that ask for a permission. */
export const permittedCalls = calls.filter(
  ({ permission }) => permission !== 'anyone' && permission !== 'signed-in',
);

/** What each built-in role gets from each call: one line a call, one column a role. */
export function roleTable(): string {
  const roles = ['nobody', ...builtInRoles.map(({ code }) => code)];
  return aligned([
    ['call', 'permission', ...roles],
    ...permissionMatrix(calls, builtInRoles).map(({ call, permission, access }) => [
      ...[call, permission],
      ...roles.map((role) => access[role] ?? '–'),
    ]),
  ]);
}

/** What each call does for a custom role that holds its permission within each scope. */
export function scopeTable(): string {
  return aligned([
    ['call', ...scopes],
    ...permittedCalls.map(({ name }) => [
      name,
      ...scopes.map((scope) => (scope === 'practice' ? 'whole' : reachOf(name as PlatformCallName, scope))),
    ]),
  ]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

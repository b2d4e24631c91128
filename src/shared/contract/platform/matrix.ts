import { scopeOf, type Role, type Scope } from '../../domain/permission';
import type { CallPermission, PlatformCall } from './call';

/** What a role gets from a call: a scope, `all` where no permission is asked, or null for denied. */
export type Access = Scope | 'all' | null;

/** The access of a caller with `role` (null: nobody is signed in). Deny is the default. */
export function accessTo(permission: CallPermission, role: Role | null): Access {
  if (permission === 'anyone') return 'all';
  if (role === null) return null;
  if (permission === 'signed-in') return 'all';
  return scopeOf(role, permission);
}

export interface MatrixRow {
  call: string;
  permission: CallPermission;
  /** By role code; `nobody` is a caller without a session. */
  access: Record<string, Access>;
}

/** Every call × every role. */
export function permissionMatrix(calls: readonly PlatformCall[], roles: readonly Role[]): MatrixRow[] {
  return calls.map((call) => ({
    call: call.name,
    permission: call.permission,
    access: {
      nobody: accessTo(call.permission, null),
      ...Object.fromEntries(roles.map((role) => [role.code, accessTo(call.permission, role)])),
    },
  }));
}

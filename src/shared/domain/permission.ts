/**
 * A permission is a resource and a verb; a role grants it within a scope (design: resource × verb × scope).
 * Calls declare the permission they need; roles are data.
 */
export const scopes = ['practice', 'own', 'referred', 'assigned', 'self'] as const;
export type Scope = (typeof scopes)[number];

export type Permission = `${string}:${string}`;

export interface Grant {
  permission: Permission;
  scope: Scope;
}

export interface Role {
  /** Code as stored and sent: `admin`, `imaging.radiologist`. */
  code: string;
  /** As a person reads it: "Administrator". */
  title: string;
  grants: readonly Grant[];
  /** Codes of roles that its holder gives to people although they allow what the holder may not do. */
  appoints?: readonly string[];
}

/** The scope in which `role` holds `permission`, or null: the default is deny. */
export function scopeOf(role: Role, permission: Permission): Scope | null {
  return role.grants.find((grant) => grant.permission === permission)?.scope ?? null;
}

/**
 * Of what `wanted` grants, that which somebody holding `held` may not hand on: what they hold less far or not at
 * all. The whole practice contains every other scope; the others contain only themselves.
 */
export function grantsBeyond(held: Role | null, wanted: Role | null): Grant[] {
  return (wanted?.grants ?? []).filter(({ permission, scope }) => {
    const own = held === null ? null : scopeOf(held, permission);
    return own !== 'practice' && own !== scope;
  });
}

/** Whether somebody holding `held` decides who holds `wanted`: what it allows they may do too, or it is theirs to give. */
export function mayAppoint(held: Role | null, wanted: Role | null): boolean {
  return (
    grantsBeyond(held, wanted).length === 0 ||
    (wanted !== null && held?.appoints?.includes(wanted.code) === true)
  );
}

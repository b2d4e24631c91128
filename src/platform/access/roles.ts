import type { ListedRole } from '../../shared/contract/platform/roles';
import type { Access } from '../../shared/contract/platform/matrix';
import type { Grant, Role } from '../../shared/domain/permission';
import { builtInRoles, roleByCode } from '../../shared/domain/roles';
import { takeLock } from '../database/advisory-lock';
import type { CustomRoleTable, Database, DatabaseTransaction } from '../database/schema';

/** A row of custom_role as far as it says what its holders may do; null where there is none. */
export type StoredRole = Pick<CustomRoleTable, 'title' | 'grants' | 'retired_at'> | null;

/** What a role's code stands for. Null, which grants nothing: a retired role, and one that nobody knows. */
export function roleOf(code: string, stored: StoredRole): Role | null {
  const builtIn = roleByCode(code);
  if (builtIn !== null || stored === null || stored.retired_at !== null) return builtIn;
  return { code, title: stored.title, grants: grantsOf(stored.grants) };
}

export function grantsOf(text: string): Grant[] {
  return JSON.parse(text) as Grant[];
}

export async function findRole(db: Database, code: string): Promise<Role | null> {
  return roleOf(code, (await findCustomRole(db, code)) ?? null);
}

/** The roles that an account of the workforce can be given, by code. */
export async function workforceRoles(db: Database): Promise<Map<string, Role>> {
  const custom = await db.selectFrom('custom_role').selectAll().where('retired_at', 'is', null).execute();
  const own = custom.map(({ code, title, grants }) => ({ code, title, grants: grantsOf(grants) }));
  const roles = new Map([...builtInRoles, ...own].map((role) => [role.code, role]));
  roles.delete('patient');
  return roles;
}

export async function findCustomRole(db: Database, code: string): Promise<CustomRoleTable | undefined> {
  return db.selectFrom('custom_role').selectAll().where('code', '=', code).executeTakeFirst();
}

/** The roles that one caller may see, built in first: with less than the whole practice's scope, only their own. */
export async function rolesFor(
  db: Database,
  ownRole: string,
  access: NonNullable<Access>,
): Promise<ListedRole[]> {
  const custom = await db
    .selectFrom('custom_role')
    .selectAll()
    .orderBy('created_at')
    .orderBy('code')
    .execute();
  const holders = await holdersByRole(db);
  const roles = [
    ...builtInRoles.map((role) => listedBuiltIn(role, holders.get(role.code) ?? 0)),
    ...custom.map((row) => listedCustom(row, holders.get(row.code) ?? 0)),
  ];
  return access === 'practice' ? roles : roles.filter(({ code }) => code === ownRole);
}

export async function holdersOf(db: Database, code: string): Promise<number> {
  return (await holdersByRole(db)).get(code) ?? 0;
}

async function holdersByRole(db: Database): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('account')
    .select(['role', (eb) => eb.fn.countAll<number>().as('holders')])
    .where('ended_at', 'is', null)
    .where('status', '<>', 'ended')
    .groupBy('role')
    .execute();
  return new Map(rows.map(({ role, holders }) => [role, Number(holders)]));
}

function listedBuiltIn({ code, title, grants }: Role, holders: number): ListedRole {
  return { code, title, grants: [...grants], builtIn: true, version: 0, retiredAt: null, holders };
}

export function listedCustom(row: CustomRoleTable, holders: number): ListedRole {
  const { code, title, version } = row;
  return {
    code,
    title,
    grants: grantsOf(row.grants),
    builtIn: false,
    version,
    retiredAt: row.retired_at,
    holders,
  };
}

/**
 * Lets no other transaction decide who holds which role, or what a role allows, until this one has ended: of two
 * administrators who demote each other, one comes second.
 */
export async function lockRoles(transaction: DatabaseTransaction): Promise<void> {
  await takeLock(transaction, 'roles');
}

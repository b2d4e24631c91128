import type { Grant, Permission, Role, Scope } from './permission';

/** What each permission lets somebody do, as a verb phrase. One without words here is shown by its code. */
const phraseOf: Readonly<Record<Permission, string>> = {
  'audit:read': 'read the audit trail',
  'workforce:read': 'see who works here and what each of them may do',
};

const reach: Readonly<Record<Scope, string>> = {
  practice: '',
  own: ', of what is theirs',
  referred: ', of what was referred to them',
  assigned: ', of what is assigned to them',
  self: ', about themself',
};

/** `read the audit trail`, `read charts, of what is assigned to them` */
export function grantWords({ permission, scope }: Grant): string {
  const phrase = Object.hasOwn(phraseOf, permission) ? phraseOf[permission] : undefined;
  return `${phrase ?? permission}${reach[scope]}`;
}

/** What a role lets its holder do in this platform, most far-reaching first as the role lists them. */
export function roleWords(role: Role): string[] {
  return role.grants.map(grantWords);
}

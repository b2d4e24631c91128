import type { Grant, Permission, Role, Scope } from './permission';

/** What each permission lets somebody do, as a verb phrase. One without words here is shown by its code. */
const phraseOf: Readonly<Record<Permission, string>> = {
  'audit:read': 'read the audit trail',
  'patients:read': 'look up patients and open their demographics',
  'patients:write': 'register patients and change their demographics',
  'phi:encrypt': 'have values sealed',
  'phi:decrypt': 'have sealed values opened',
  'phi-keys:read': 'see the state of the keys that seal patient data',
  'phi-keys:write': 'rotate the keys that seal patient data',
  'audit:write': 'enter an access to patient data by hand',
  'workforce:read': 'see who works here and what each of them may do',
  'agreements:read': 'see the business associate agreements',
  'agreements:write': 'record and end business associate agreements',
  'consents:read': 'see what patients consented to',
  'consents:write': 'take down and revoke the consents of patients',
  'disclosures:read': 'see to whom data of patients was disclosed',
  'disclosures:write': 'enter and amend disclosures of patient data',
  'hipaa:read': 'see whether the practice is ready for HIPAA, and its compliance report',
  'settings:read': 'see the settings of the practice',
  'settings:write': 'change the settings of the practice',
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

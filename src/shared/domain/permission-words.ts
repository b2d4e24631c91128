import { scopeOf, type Grant, type Permission, type Role, type Scope } from './permission';

/**
 * The permissions there are, and what each lets somebody do, as a verb phrase. Those about charts, devices and
 * images are asked for by the practice's other systems; this service asks for those that its calls declare.
 */
const phraseOf = {
  // The record, and who answers for it.
  'audit:read': 'read the audit trail',
  'audit:open': 'open the sealed old and new values of a change, with a reason',
  'audit:write': 'add to the audit trail by hand',
  'alerts:read': 'see what the console asks somebody to look at',
  'alerts:write': 'acknowledge and close alerts',
  'archives:write': 'make and restore archives of the audit trail',
  'backups:read': 'see the backups and what became of each',
  'backups:write': 'have a backup made',
  'retention:read': 'see how long records are kept, what holds them and what was destroyed',
  'retention:write': 'change how long records are kept, and place and release legal holds',
  'records:destroy': 'destroy records whose retention is over',
  'break-glass:review': 'review emergency access',
  'agreements:read': 'see the business associate agreements',
  'agreements:write': 'record and end business associate agreements',
  'agreement-documents:read': 'see the agreements that are being drafted',
  'agreement-documents:write': 'draft agreements, and seal what was executed',
  'evidence:read': 'see what proves that the Security Rule is kept, and have it looked at',
  'evidence:write': 'attest what no program can look at',
  'hipaa:read': 'see whether the practice is ready for HIPAA, and its compliance report',
  'hipaa:write': 'open the practice to data of real patients, and say where and for how long they are kept',
  'disclosures:read': 'see to whom data of patients was disclosed',
  'disclosures:write': 'enter and amend disclosures of patient data',
  'incidents:read': 'see incidents, and what was found about them',
  'incidents:write': 'open, write, sign off and close incidents',
  'phi:encrypt': 'have values sealed',
  'phi:decrypt': 'have sealed values opened, with a purpose',
  'phi-keys:read': 'see the state of the keys that seal patient data',
  'phi-keys:write': 'rotate the keys that seal patient data',

  // People, and how they come in.
  'workforce:read': 'see who works here and what each of them may do',
  'workforce:write': 'add, change and end accounts',
  'staff:read': 'see the names and jobs of those who work here',
  'roles:read': 'see the roles and what each allows',
  'roles:write': 'make, change and retire roles',
  'roles:assign': 'give people another role',
  'sessions:read': 'see who is signed in, and from where',
  'sessions:end': 'end the sessions of others',
  'lockouts:read': 'see which accounts and addresses are locked out',
  'lockouts:release': 'release accounts and addresses that are locked out',
  'second-factors:reset': 'take away a second factor that somebody lost',
  'passwords:reset': 'reset a password that somebody forgot',
  'settings:read': 'read the settings of the service',
  'settings:write': 'change the settings of the service',
  'operations:read': 'see how the service is doing',

  // The practice and its charts.
  'practice:configure': 'change how the practice works: its hours, its kinds of visit',
  'practice-reports:read': 'read reports about the practice as a whole',
  'patients:read': 'look up patients and open their demographics',
  'patients:register': 'register patients',
  'patients:write': 'change the demographics of patients',
  'consents:read': 'see what patients consented to',
  'consents:write': 'take down and revoke the consents of patients',
  'encounters:read': 'read visits',
  'encounters:write': 'record visits',
  'appointments:read': 'see the schedule',
  'appointments:write': 'change the schedule',
  'care-teams:read': 'see who cares for whom',
  'care-teams:write': 'say who cares for whom',
  'assignments:read': 'see to whom patients are given',
  'assignments:write': 'give patients to people and care teams',
  'referrals:read': 'see which patients were referred, and to whom',
  'referrals:write': 'refer patients',
  'break-glass:use': 'open a chart in an emergency, with a reason',
  'clinical-workflows:read': 'oversee clinical work',
  'clinical-reports:read': 'read clinical reports',
  'triage:review': 'review triage',
  'clinical-alerts:read': 'see clinical alerts',
  'clinical-alerts:acknowledge': 'acknowledge clinical alerts',
  'notes:write': 'write patient notes',
  'interventions:write': 'record interventions',
  'vitals:read': 'see vital signs',
  'vitals:write': 'enter vital signs',
  'devices:assign': 'give devices to patients and take them back',
  'data-quality:read': 'read reports on the quality of data',

  // Imaging.
  'imaging.facility:write': 'manage the imaging facility',
  'imaging.report-settings:write': 'set up how imaging reports look',
  'imaging.studies:read': 'see imaging studies',
  'imaging.viewer:use': 'look at images',
  'imaging.reports:read': 'read imaging reports',
  'imaging.reports:write': 'write imaging reports',
  'imaging.worklist:read': 'see the imaging worklist',
  'imaging.quality:verify': 'verify the quality of images',
  'imaging.metadata:read': 'see the basic facts of a study',
  'imaging.learning:read': 'use the learning resources',
} as const satisfies Record<Permission, string>;

/** Every permission there is. */
export const permissions = Object.keys(phraseOf) as (keyof typeof phraseOf)[];

const reach: Readonly<Record<Scope, string>> = {
  practice: '',
  own: ', of what is theirs',
  referred: ', of patients in a referral from or to them',
  assigned: ', of what is assigned to them',
  self: ', about themself',
};

/** `read the audit trail`, `open charts, of what is assigned to them`. A permission without words is shown by its code. */
export function grantWords({ permission, scope }: Grant): string {
  const phrases: Readonly<Record<string, string>> = phraseOf;
  const phrase = Object.hasOwn(phrases, permission) ? phrases[permission] : undefined;
  return `${phrase ?? permission}${reach[scope]}`;
}

/** What a role lets its holder do, most far-reaching first as the role lists them; everything is said in one line. */
export function roleWords(role: Role): string[] {
  return isFull(role) ? ['do everything that anybody may do here'] : role.grants.map(grantWords);
}

/** Whether a role allows everything there is, throughout the practice. */
export function isFull(role: Role): boolean {
  return permissions.every((permission) => scopeOf(role, permission) === 'practice');
}

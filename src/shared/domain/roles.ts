import type { Role } from './permission';

/**
 * The built-in roles. Sources: the seeds' role tables (vantrexia-hipaa-compliance, EP-050) and, for
 * `compliance_officer`, the eighth role that one seed counts and this console needs.
 */
export const builtInRoles: readonly Role[] = [
  {
    code: 'admin',
    title: 'Administrator',
    grants: [
      { permission: 'audit:read', scope: 'practice' },
      { permission: 'workforce:read', scope: 'practice' },
      { permission: 'agreements:read', scope: 'practice' },
      { permission: 'agreements:write', scope: 'practice' },
      { permission: 'consents:read', scope: 'practice' },
      { permission: 'consents:write', scope: 'practice' },
      { permission: 'disclosures:read', scope: 'practice' },
      { permission: 'disclosures:write', scope: 'practice' },
      { permission: 'hipaa:read', scope: 'practice' },
      { permission: 'settings:read', scope: 'practice' },
      { permission: 'settings:write', scope: 'practice' },
    ],
  },
  {
    code: 'compliance_officer',
    title: 'Compliance officer',
    grants: [
      { permission: 'audit:read', scope: 'practice' },
      { permission: 'workforce:read', scope: 'practice' },
      { permission: 'consents:read', scope: 'practice' },
      { permission: 'disclosures:read', scope: 'practice' },
      { permission: 'disclosures:write', scope: 'practice' },
    ],
  },
  {
    code: 'clinical_manager',
    title: 'Clinical manager',
    grants: [
      { permission: 'workforce:read', scope: 'practice' },
      { permission: 'consents:read', scope: 'practice' },
      { permission: 'consents:write', scope: 'practice' },
    ],
  },
  { code: 'provider', title: 'Provider', grants: [] },
  { code: 'nurse', title: 'Nurse', grants: [] },
  { code: 'ma', title: 'Medical assistant', grants: [] },
  { code: 'data_monitor', title: 'Data monitor', grants: [] },
  { code: 'patient', title: 'Patient', grants: [] },
  { code: 'developer', title: 'Developer', grants: [] },
];

export function roleByCode(code: string): Role | null {
  return builtInRoles.find((role) => role.code === code) ?? null;
}

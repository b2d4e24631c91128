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
      { permission: 'audit:write', scope: 'practice' },
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
      { permission: 'patients:read', scope: 'practice' },
      { permission: 'patients:write', scope: 'practice' },
      { permission: 'phi:encrypt', scope: 'practice' },
      { permission: 'phi:decrypt', scope: 'practice' },
      { permission: 'phi-keys:read', scope: 'practice' },
      { permission: 'phi-keys:write', scope: 'practice' },
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
      { permission: 'patients:read', scope: 'practice' },
      { permission: 'phi-keys:read', scope: 'practice' },
    ],
  },
  {
    code: 'clinical_manager',
    title: 'Clinical manager',
    grants: [
      { permission: 'workforce:read', scope: 'practice' },
      { permission: 'consents:read', scope: 'practice' },
      { permission: 'consents:write', scope: 'practice' },
      { permission: 'patients:read', scope: 'practice' },
    ],
  },
  {
    code: 'provider',
    title: 'Provider',
    grants: [
      { permission: 'patients:read', scope: 'own' },
      { permission: 'patients:write', scope: 'own' },
    ],
  },
  { code: 'nurse', title: 'Nurse', grants: [{ permission: 'patients:read', scope: 'assigned' }] },
  {
    code: 'ma',
    title: 'Medical assistant',
    grants: [
      { permission: 'patients:read', scope: 'assigned' },
      { permission: 'patients:write', scope: 'assigned' },
    ],
  },
  { code: 'data_monitor', title: 'Data monitor', grants: [] },
  { code: 'patient', title: 'Patient', grants: [{ permission: 'patients:read', scope: 'self' }] },
  // EP-050: may seal values, and opens none.
  { code: 'developer', title: 'Developer', grants: [{ permission: 'phi:encrypt', scope: 'practice' }] },
];

export function roleByCode(code: string): Role | null {
  return builtInRoles.find((role) => role.code === code) ?? null;
}

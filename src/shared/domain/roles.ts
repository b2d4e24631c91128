import type { Grant, Permission, Role, Scope } from './permission';
import { permissions } from './permission-words';

/** Who holds this holds every permission, and at least one person of the practice always does. */
export const ADMINISTRATOR = 'admin';

/** EP-050 opens its calls to ADMIN alone; `encrypt` to DEVELOPER as well. What destroys for ever is theirs too. */
const ofAdministrators: readonly Permission[] = [
  'agreements:read',
  'agreements:write',
  'audit:write',
  'hipaa:read',
  'hipaa:write',
  'phi:encrypt',
  'phi:decrypt',
  'records:destroy',
];

/** They answer for the practice before its patients and the law; running its imaging does not. */
const ofCompliance: readonly Permission[] = [
  'audit:open',
  'incidents:read',
  'incidents:write',
  'agreement-documents:read',
  'agreement-documents:write',
  'evidence:read',
  'evidence:write',
];

function within(grants: Partial<Record<Scope, readonly Permission[]>>): Grant[] {
  return Object.entries(grants).flatMap(([scope, held]) =>
    held.map((permission) => ({ permission, scope: scope as Scope })),
  );
}

/**
 * The built-in roles. Sources: the seeds' role tables (vantrexia-hipaa-compliance; vannahhealthcloud-security under
 * `imaging.`; EP-050's developer) and, for `compliance_officer`, the eighth role that one seed counts and this
 * console needs. Why each grant: build/decisions/roles-and-scopes.md.
 */
export const builtInRoles: readonly Role[] = [
  // Full system access.
  { code: ADMINISTRATOR, title: 'Administrator', grants: within({ practice: permissions }) },
  {
    code: 'compliance_officer',
    title: 'Compliance officer',
    grants: within({
      practice: [
        'audit:read',
        'alerts:read',
        'alerts:write',
        'break-glass:review',
        ...ofCompliance,
        'disclosures:read',
        'disclosures:write',
        'consents:read',
        'patients:read',
        'phi-keys:read',
        'workforce:read',
        'staff:read',
        'roles:read',
        'sessions:read',
        'lockouts:read',
        'settings:read',
        'retention:read',
        'retention:write',
      ],
    }),
  },
  // Oversee clinical workflows, manage staff assignments, review clinical reports.
  {
    code: 'clinical_manager',
    title: 'Clinical manager',
    grants: within({
      practice: [
        'workforce:read',
        'staff:read',
        'clinical-workflows:read',
        'clinical-reports:read',
        'care-teams:read',
        'care-teams:write',
        'assignments:read',
        'assignments:write',
        'patients:read',
        'encounters:read',
        'appointments:read',
        'referrals:read',
      ],
    }),
  },
  // All clinical access plus practice-level reports and configuration.
  {
    code: 'provider',
    title: 'Provider',
    grants: within({
      practice: [
        'staff:read',
        'patients:read',
        'patients:register',
        'patients:write',
        'encounters:read',
        'encounters:write',
        'appointments:read',
        'appointments:write',
        'care-teams:read',
        'assignments:read',
        'referrals:read',
        'referrals:write',
        'break-glass:use',
        'clinical-workflows:read',
        'clinical-reports:read',
        'triage:review',
        'clinical-alerts:read',
        'clinical-alerts:acknowledge',
        'notes:write',
        'interventions:write',
        'vitals:read',
        'vitals:write',
        'devices:assign',
        'practice-reports:read',
        'practice:configure',
      ],
    }),
  },
  // Triage review, alert acknowledgment, patient notes, intervention documentation.
  {
    code: 'nurse',
    title: 'Nurse',
    grants: within({
      practice: ['staff:read', 'care-teams:read', 'break-glass:use'],
      assigned: [
        'patients:read',
        'encounters:read',
        'appointments:read',
        'triage:review',
        'clinical-alerts:read',
        'clinical-alerts:acknowledge',
        'notes:write',
        'interventions:write',
        'vitals:read',
      ],
    }),
  },
  // Add vitals, update demographics, manage device assignments. No triage actions.
  {
    code: 'ma',
    title: 'Medical assistant',
    grants: within({
      practice: ['staff:read', 'patients:read', 'patients:write', 'vitals:write', 'devices:assign'],
    }),
  },
  // View vitals, monitor alert dashboards, review data quality reports. Read-only clinical access.
  {
    code: 'data_monitor',
    title: 'Data monitor',
    grants: within({
      practice: ['staff:read', 'vitals:read', 'clinical-alerts:read', 'data-quality:read', 'encounters:read'],
    }),
  },
  // View own vitals history, demographics and alerts. No access to other patients' data.
  {
    code: 'patient',
    title: 'Patient',
    grants: within({ self: ['patients:read', 'vitals:read', 'clinical-alerts:read'] }),
  },
  // EP-050: may encrypt, sees no PHI.
  { code: 'developer', title: 'Developer', grants: within({ practice: ['phi:encrypt', 'staff:read'] }) },

  // Full system access, user management, configuration.
  {
    code: 'imaging.super_admin',
    title: 'Imaging super administrator',
    grants: within({
      practice: permissions.filter(
        (permission) => ![...ofAdministrators, ...ofCompliance].includes(permission),
      ),
    }),
  },
  // Facility management, user CRUD, report configuration.
  {
    code: 'imaging.admin',
    title: 'Imaging administrator',
    grants: within({
      practice: [
        'imaging.facility:write',
        'imaging.report-settings:write',
        'workforce:read',
        'workforce:write',
        'roles:read',
      ],
    }),
    appoints: [
      'imaging.radiologist',
      'imaging.technologist',
      'imaging.referring_physician',
      'imaging.student',
    ],
  },
  // View studies, create reports, access viewer.
  {
    code: 'imaging.radiologist',
    title: 'Radiologist',
    grants: within({
      practice: ['imaging.studies:read', 'imaging.viewer:use', 'imaging.reports:read'],
      own: ['imaging.reports:write'],
    }),
  },
  // View worklist, verify image quality, basic metadata.
  {
    code: 'imaging.technologist',
    title: 'Technologist',
    grants: within({
      practice: ['imaging.worklist:read', 'imaging.quality:verify', 'imaging.metadata:read'],
    }),
  },
  // View reports and images for their patients.
  {
    code: 'imaging.referring_physician',
    title: 'Referring physician',
    grants: within({ referred: ['imaging.reports:read', 'imaging.studies:read', 'imaging.viewer:use'] }),
  },
  // View assigned studies, learning resources only.
  {
    code: 'imaging.student',
    title: 'Student',
    grants: within({
      practice: ['imaging.learning:read'],
      assigned: ['imaging.studies:read', 'imaging.viewer:use'],
    }),
  },
];

/** Null for a custom role, and for one that this version does not know. */
export function roleByCode(code: string): Role | null {
  return builtInRoles.find((role) => role.code === code) ?? null;
}

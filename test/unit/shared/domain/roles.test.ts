import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformCalls } from '../../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../../src/shared/contract/platform/call';
import { accessTo } from '../../../../src/shared/contract/platform/matrix';
import {
  grantsBeyond,
  scopeOf,
  scopes,
  type Permission,
  type Role,
} from '../../../../src/shared/domain/permission';
import { isFull, permissions } from '../../../../src/shared/domain/permission-words';
import { builtInRoles, roleByCode } from '../../../../src/shared/domain/roles';

const calls: readonly PlatformCall[] = Object.values(platformCalls);

function held(code: string): string[] {
  return (roleByCode(code)?.grants ?? []).map(({ permission, scope }) =>
    scope === 'practice' ? permission : `${permission} ${scope}`,
  );
}

function mayNot(code: string, denied: readonly Permission[]): void {
  const role = roleByCode(code);
  expect(role, code).not.toBeNull();
  if (role === null) return;
  for (const permission of denied) {
    expect(permissions, permission).toContain(permission);
    expect([code, permission, scopeOf(role, permission)]).toEqual([code, permission, null]);
  }
}

/** What no clinician and nobody who looks at images has to do with. */
const administration: readonly Permission[] = [
  'audit:read',
  'audit:write',
  'workforce:write',
  'roles:write',
  'roles:assign',
  'sessions:end',
  'lockouts:release',
  'second-factors:reset',
  'passwords:reset',
  'settings:write',
  'backups:read',
  'backups:write',
  'phi:encrypt',
  'phi:decrypt',
  'agreements:write',
];
const writesToCharts: readonly Permission[] = [
  'patients:register',
  'patients:write',
  'encounters:write',
  'appointments:write',
  'notes:write',
  'interventions:write',
  'vitals:write',
  'devices:assign',
  'triage:review',
  'clinical-alerts:acknowledge',
];

describe('the built-in roles', () => {
  test('are those of the seeds’ tables, and the compliance officer', () => {
    expect(builtInRoles.map(({ code }) => code).sort()).toEqual(
      [
        'admin',
        'clinical_manager',
        'provider',
        'nurse',
        'ma',
        'data_monitor',
        'patient',
        'compliance_officer',
        'developer',
        'imaging.super_admin',
        'imaging.admin',
        'imaging.radiologist',
        'imaging.technologist',
        'imaging.referring_physician',
        'imaging.student',
      ].sort(),
    );
  });

  test('grant each permission once, and only what there is', () => {
    for (const { code, grants } of builtInRoles) {
      const granted = grants.map(({ permission }) => permission);
      expect(new Set(granted).size, code).toBe(granted.length);
      expect(permissions).toEqual(expect.arrayContaining(granted));
    }
  });

  test('together use each of the five scopes', () => {
    const used = new Set(builtInRoles.flatMap(({ grants }) => grants.map(({ scope }) => scope)));
    expect([...used].sort()).toEqual([...scopes].sort());
  });

  test('every permission that a call asks for is one that there is', () => {
    for (const { permission } of calls)
      if (permission !== 'anyone' && permission !== 'signed-in') expect(permissions).toContain(permission);
  });
});

describe('each role may do what its seed says, and no more', () => {
  test('admin: full system access', () => {
    const admin = roleByCode('admin');
    expect(admin !== null && isFull(admin)).toBe(true);
    expect(held('admin')).toEqual([...permissions]);
  });

  test('admin is the only one of whom that is true', () => {
    expect(builtInRoles.filter(isFull).map(({ code }) => code)).toEqual(['admin']);
  });

  test('clinical_manager: oversees clinical work, manages staff assignments, reviews clinical reports', () => {
    expect(held('clinical_manager')).toEqual(
      expect.arrayContaining(['clinical-workflows:read', 'care-teams:write', 'clinical-reports:read']),
    );
    mayNot('clinical_manager', [
      ...administration,
      ...writesToCharts,
      'practice:configure',
      'consents:read',
      'consents:write',
    ]);
  });

  test('provider: all clinical access, practice reports and configuration, no administration', () => {
    expect(held('provider')).toEqual(
      expect.arrayContaining([
        ...writesToCharts,
        'patients:read',
        'practice-reports:read',
        'practice:configure',
      ]),
    );
    mayNot('provider', administration);
  });

  test('nurse: triage, alerts, notes and interventions of assigned patients; more only in an emergency', () => {
    expect(held('nurse').sort()).toEqual([
      'appointments:read assigned',
      'break-glass:use',
      'care-teams:read',
      'clinical-alerts:acknowledge assigned',
      'clinical-alerts:read assigned',
      'encounters:read assigned',
      'interventions:write assigned',
      'notes:write assigned',
      'patients:read assigned',
      'staff:read',
      'triage:review assigned',
      'vitals:read assigned',
    ]);
    mayNot('nurse', [...administration, 'practice:configure', 'practice-reports:read']);
  });

  test('ma: adds vitals, updates demographics, manages devices; no triage actions, and registers nobody', () => {
    expect(held('ma').sort()).toEqual([
      'devices:assign',
      'patients:read',
      'patients:write',
      'staff:read',
      'vitals:write',
    ]);
    mayNot('ma', [
      ...administration,
      'triage:review',
      'clinical-alerts:acknowledge',
      'notes:write',
      'interventions:write',
      'patients:register',
      'appointments:read',
    ]);
  });

  test('data_monitor: vitals, alert dashboards and data quality; reads only, and no demographics', () => {
    expect(held('data_monitor').sort()).toEqual([
      'clinical-alerts:read',
      'data-quality:read',
      'encounters:read',
      'staff:read',
      'vitals:read',
    ]);
    mayNot('data_monitor', ['patients:read', 'appointments:read']);
    for (const permission of held('data_monitor')) expect(permission).toMatch(/:read$/);
    mayNot('data_monitor', administration);
  });

  test('patient: own vitals, demographics and alerts, of nobody else', () => {
    expect(held('patient')).toEqual(['patients:read self', 'vitals:read self', 'clinical-alerts:read self']);
  });

  test('compliance_officer: reads the record, keeps incidents and evidence, and changes nobody’s account or chart', () => {
    expect(held('compliance_officer')).toEqual(
      expect.arrayContaining(['audit:read', 'break-glass:review', 'incidents:write', 'evidence:write']),
    );
    mayNot('compliance_officer', [
      ...administration.filter((one) => one !== 'audit:read'),
      ...writesToCharts,
      // Of administrators alone by EP-050.
      'agreements:write',
      'hipaa:read',
      'hipaa:write',
      'break-glass:use',
    ]);
  });

  test('developer: may encrypt, and no call that they may make shows patient information', () => {
    expect(held('developer')).toEqual(['phi:encrypt', 'staff:read']);
    const developer = roleByCode('developer');
    for (const call of calls.filter(({ revealsPhi }) => revealsPhi))
      expect([call.name, accessTo(call.permission, developer)]).toEqual([call.name, null]);
  });

  test('only admin and developer may encrypt, and only admin may decrypt', () => {
    const who = (permission: Permission) =>
      builtInRoles.filter((role) => scopeOf(role, permission) !== null).map(({ code }) => code);
    expect(who('phi:encrypt')).toEqual(['admin', 'developer']);
    expect(who('phi:decrypt')).toEqual(['admin']);
    expect(who('audit:write')).toEqual(['admin']);
    expect(who('audit:open')).toEqual(['admin', 'compliance_officer']);
  });

  test('imaging.super_admin: full access, users and configuration, save what EP-050 keeps for ADMIN', () => {
    const missing = permissions.filter((permission) => !held('imaging.super_admin').includes(permission));
    expect(missing).toEqual([
      'audit:open',
      'audit:write',
      'records:destroy',
      'agreements:read',
      'agreements:write',
      'agreement-documents:read',
      'agreement-documents:write',
      'evidence:read',
      'evidence:write',
      'hipaa:read',
      'hipaa:write',
      'incidents:read',
      'incidents:write',
      'phi:encrypt',
      'phi:decrypt',
    ]);
  });

  test('imaging.admin: the facility, users and report configuration; no study, image or report', () => {
    expect(held('imaging.admin')).toEqual(
      expect.arrayContaining(['imaging.facility:write', 'workforce:write', 'imaging.report-settings:write']),
    );
    mayNot('imaging.admin', [
      ...administration.filter((one) => one !== 'workforce:write'),
      'imaging.studies:read',
      'imaging.viewer:use',
      'imaging.reports:read',
      'imaging.reports:write',
      'patients:read',
    ]);
  });

  test('imaging.radiologist: views studies, accesses the viewer, writes reports of their own', () => {
    expect(held('imaging.radiologist').sort()).toEqual([
      'imaging.reports:read',
      'imaging.reports:write own',
      'imaging.studies:read',
      'imaging.viewer:use',
    ]);
  });

  test('imaging.technologist: worklist, image quality and basic metadata, no report', () => {
    expect(held('imaging.technologist').sort()).toEqual([
      'imaging.metadata:read',
      'imaging.quality:verify',
      'imaging.worklist:read',
    ]);
  });

  test('imaging.referring_physician: reports and images of their patients only', () => {
    expect(held('imaging.referring_physician').sort()).toEqual([
      'imaging.reports:read referred',
      'imaging.studies:read referred',
      'imaging.viewer:use referred',
    ]);
  });

  test('imaging.student: assigned studies and learning resources only', () => {
    expect(held('imaging.student').sort()).toEqual([
      'imaging.learning:read',
      'imaging.studies:read assigned',
      'imaging.viewer:use assigned',
    ]);
  });
});

describe('what somebody may hand on', () => {
  const roles = fc
    .uniqueArray(
      fc.record({ permission: fc.constantFrom(...permissions), scope: fc.constantFrom(...scopes) }),
      {
        maxLength: 8,
        selector: ({ permission }) => permission,
      },
    )
    .map((grants): Role => ({ code: 'custom.x', title: 'X', grants }));

  test('law: everything one holds oneself, and anything at all for the administrator', () => {
    fc.assert(
      fc.property(roles, (role) => {
        expect(grantsBeyond(role, role)).toEqual([]);
        expect(grantsBeyond(roleByCode('admin'), role)).toEqual([]);
        expect(grantsBeyond(null, role)).toEqual(role.grants);
      }),
    );
  });

  test('law: handing on never reaches further, however many hands it passes through', () => {
    fc.assert(
      fc.property(roles, roles, roles, (a, b, c) => {
        if (grantsBeyond(a, b).length === 0 && grantsBeyond(b, c).length === 0)
          expect(grantsBeyond(a, c)).toEqual([]);
      }),
    );
  });

  test('a part of the practice is not another part, and never the whole', () => {
    const of = (scope: Role['grants'][number]['scope']): Role => ({
      code: 'custom.x',
      title: 'X',
      grants: [{ permission: 'patients:read', scope }],
    });
    expect(grantsBeyond(of('practice'), of('assigned'))).toEqual([]);
    expect(grantsBeyond(of('assigned'), of('practice'))).toHaveLength(1);
    expect(grantsBeyond(of('assigned'), of('referred'))).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { grantWords, permissions, roleWords } from '../../../../src/shared/domain/permission-words';
import { builtInRoles, roleByCode } from '../../../../src/shared/domain/roles';

describe('permissions in words', () => {
  test('everything there is has words of its own', () => {
    const words = permissions.map((permission) => grantWords({ permission, scope: 'practice' }));
    expect(new Set(words).size).toBe(permissions.length);
    for (const phrase of words) expect(phrase).not.toMatch(/[a-z]:[a-z]/);
  });

  test('every role is told in words', () => {
    for (const role of builtInRoles) {
      expect(roleWords(role).length, role.code).toBeGreaterThan(0);
      for (const words of roleWords(role)) expect(words, role.code).not.toMatch(/[a-z]:[a-z]/);
    }
    const admin = roleByCode('admin');
    expect(admin === null ? [] : roleWords(admin)).toEqual(['do everything that anybody may do here']);
  });

  test('a permission nobody put into words is shown by its code, with its reach', () => {
    expect(grantWords({ permission: 'chart:read', scope: 'assigned' })).toBe(
      'chart:read, of what is assigned to them',
    );
    expect(grantWords({ permission: 'audit:read', scope: 'practice' })).toBe('read the audit trail');
  });
});

import { describe, expect, test } from 'vitest';
import { grantWords, roleWords } from '../../../../src/shared/domain/permission-words';
import { builtInRoles } from '../../../../src/shared/domain/roles';

describe('permissions in words', () => {
  test('everything a built-in role grants has words', () => {
    for (const role of builtInRoles)
      for (const words of roleWords(role)) expect(words, role.code).not.toMatch(/[a-z]:[a-z]/);
  });

  test('a permission nobody put into words is shown by its code, with its reach', () => {
    expect(grantWords({ permission: 'chart:read', scope: 'assigned' })).toBe(
      'chart:read, of what is assigned to them',
    );
    expect(grantWords({ permission: 'audit:read', scope: 'practice' })).toBe('read the audit trail');
  });
});

import { describe, expect, test } from 'vitest';
import { newPassword } from '../../../../src/shared/domain/new-password';
import { passwordLacks } from '../../../../src/shared/domain/password';

describe('a new password', () => {
  test.each([
    ['', 6],
    ['Short-1', 1],
    ['alllowercaseletters', 3],
    ['Tamarack-lane-88', 0],
    ['Ünïcödé-pass-42', 0],
  ])('%j lacks %i things', (password, lacks) => {
    expect(passwordLacks(password)).toHaveLength(lacks);
    expect(newPassword.safeParse(password).success).toBe(lacks === 0);
  });

  test('counts characters, not code units', () => {
    expect(passwordLacks('Tamar1-😀😀😀😀')).toEqual(['12 characters']);
  });

  test('is refused in words that do not repeat it', () => {
    const refused = newPassword.safeParse('secretsecret');
    expect(refused.error?.issues[0]?.message).toMatch(/still needs a capital letter, a digit/);
    expect(refused.error?.message).not.toContain('secretsecret');
  });
});

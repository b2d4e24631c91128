import { describe, expect, test } from 'vitest';
import { holdsOwnName, isWellKnown } from '../../../../src/shared/domain/known-password';
import { passwordLacks } from '../../../../src/shared/domain/password';

describe('a password that is tried first', () => {
  test.each([
    'Password1234!',
    'P@ssw0rd1234!',
    'passw0rd-PASSW0RD-1',
    'Welcome2026!!',
    'Summer-2026-Winter',
    '1Qwertyuiop!!',
    'Hospital!2026',
    'Admin123456!!',
    '!!LetMeIn2026',
    'Aaaaaaaaaa1!',
  ])('%s is well known, though it has its four classes', (password) => {
    expect(isWellKnown(password)).toBe(true);
    expect(passwordLacks(password)).toContain('more than a well-known word');
  });

  test.each([
    'Correct-Horse-9-Battery',
    'Tamarack-lane-88',
    'Sugar-Maple-1892',
    'Summer-Tamarack-9',
    'Ünïcödé-pass-42',
  ])('%s is not', (password) => {
    expect(isWellKnown(password)).toBe(false);
  });
});

describe('a password that holds what is known of its owner', () => {
  const about = ['colleen.duffy', 'Colleen Duffy, LPN', 'Riverbend Family Practice'];

  test.each(['Colleen-88-lane', 'my-DUFFY-is-1', 'C0ll33n-is-1-of', 'Old-Riverbend-7', 'Xy7-duffy-Xy7!'])(
    '%s does',
    (password) => {
      expect(holdsOwnName(password, about)).toBe(true);
    },
  );

  test('short parts of a name are parts of too many words', () => {
    expect(holdsOwnName('Pulpnip-88-lane', about)).toBe(false);
    expect(holdsOwnName('Tamarack-lane-88', about)).toBe(false);
    expect(holdsOwnName('Tamarack-lane-88', [])).toBe(false);
  });
});

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
    'Jennifer-1985-!',
    'M1ch43l!M1ch43l',
    'Sunshine-Rainbow-1',
    '$tarW4rs-2027-!',
    'Chicago.Bears.1985',
    'Yeknom#Yeknom1',
    'Buddy-B1lly-77',
    '1qaz2WSX!QAZ@WSX',
    'Qwe123!@#Asd456',
    'Zxcvbnm,98765!',
    'Abcdefgh!12345',
    'Az3!Az3!Az3!Az3!',
    'Xk9!wbXk9!wb',
    'Flu-Vaccine-2026',
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
    'Quiet-Harbour-2031',
    'Vekt-9-oplurm-Q',
    'Seven-copper-kettles-9',
    'Michael-walks-7-geese',
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

import { describe, expect, test, vi } from 'vitest';

vi.mock('keytar/keytar.js', () => ({}));
const { keychainRefusal } = await import('../../../../src/main/keychain/secrets');

describe('what the keychain library says', () => {
  test.each([
    ['Couldn’t access platform storage: Secret Service: unlock prompt was dismissed', 'keychain-locked'],
    ['Cannot create an item in a locked collection', 'keychain-locked'],
    ['Couldn’t access platform storage: AccessDenied', 'keychain-missing'],
    ['org.freedesktop.DBus.Error.ServiceUnknown', 'keychain-missing'],
  ])('%s', (text, code) => {
    expect(keychainRefusal(new Error(text))).toMatchObject({ ok: false, code });
  });

  test('is never repeated to the person', () => {
    const { message, hint } = keychainRefusal(new Error('locked: secret=hunter2'));
    expect(message + hint).not.toContain('hunter2');
  });
});

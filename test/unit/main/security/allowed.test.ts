import { describe, expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ shell: {}, protocol: {} }));
const { mayLoad } = await import('../../../../src/main/security/session');
const { mayOpen } = await import('../../../../src/main/security/open-external');

describe('what a page may load', () => {
  test.each(['app://wardkeeper/', 'app://wardkeeper/assets/x.js'])('%s', (address) =>
    expect(mayLoad(address)).toBe(true),
  );
  test.each([
    'https://example.org/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/html,x',
    'blob:app://x',
    'application://x',
    '',
  ])('not %s', (address) => expect(mayLoad(address)).toBe(false));
});

describe('what may be opened in the browser', () => {
  test.each(['https://www.hhs.gov/hipaa/', 'https://www.rfc-editor.org/rfc/rfc6962'])('%s', (address) =>
    expect(mayOpen(address)).toBe(true),
  );
  test.each([
    'http://www.hhs.gov/',
    'https://hhs.gov.example.org/',
    'https://www.hhs.gov@example.org/',
    'https://me:pass@www.hhs.gov/',
    'https://www.hhs.gov:444/',
    'smb://www.hhs.gov/share',
    'www.hhs.gov',
  ])('not %s', (address) => expect(mayOpen(address)).toBe(false));
});

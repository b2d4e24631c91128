import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

vi.mock('electron', () => ({}));
const { fileInside } = await import('../../../../src/main/security/app-protocol');

const root = resolve('/app/out/renderer');

describe('the file an address names', () => {
  test.each([
    ['app://wardkeeper/', `${root}${sep}index.html`],
    ['app://wardkeeper/?gate=sign-in', `${root}${sep}index.html`],
    ['app://wardkeeper/assets/index.js', `${root}${sep}assets${sep}index.js`],
    ['app://wardkeeper/a%20b.js', `${root}${sep}a b.js`],
  ])('%s', (address, file) => {
    expect(fileInside(root, address)).toBe(file);
  });

  test.each([
    ['another host', 'app://elsewhere/index.html'],
    ['another scheme', 'file:///etc/passwd'],
    ['an encoded slash', 'app://wardkeeper/..%2f..%2fsecret.js'],
    ['a sibling with the same beginning', 'app://wardkeeper/..%2frenderer-old/x.js'],
    ['a NUL', 'app://wardkeeper/index.html%00.js'],
    ['broken escapes', 'app://wardkeeper/%E0%A4%A'],
    ['no address', 'wardkeeper'],
  ])('none for %s', (_what, address) => {
    expect(fileInside(root, address)).toBeNull();
  });

  test('is inside the root whatever the path', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%5c..', '\\..', 'a', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const file = fileInside(root, `app://wardkeeper/${parts.join('/')}`);
        expect(file === null || file.startsWith(root + sep)).toBe(true);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { fromVault, toVault } from '../../../../../src/shared/contract/process/vault';

const wish = { type: 'choose-target', id: 0, what: 'trail', lines: 3, on: '2026-11-26' } as const;

describe('what vault and main say of an export', () => {
  test('main is told what, how many and the day, and drops everything else', () => {
    expect(fromVault.parse({ ...wish, path: '/etc/passwd', note: 'Tamarack 214' })).toEqual(wish);
  });

  test.each([
    ['no lines', { ...wish, lines: 0 }],
    ['half a line', { ...wish, lines: 1.5 }],
    ['a thing that is not exported', { ...wish, what: 'keys' }],
    ['a day that is a path', { ...wish, on: '../../2026-11-26' }],
    ['a day with more in it', { ...wish, on: '2026-11-26\n' }],
    ['no id', { ...wish, id: '0' }],
  ])('a wish with %s is none', (_what, message) => {
    expect(fromVault.safeParse(message).success).toBe(false);
  });

  test.each([
    ['an empty path', { type: 'target', id: 0, path: '' }],
    ['a path without end', { type: 'target', id: 0, path: 'x'.repeat(4097) }],
    ['no word of a path', { type: 'target', id: 0 }],
    ['an id that is none', { type: 'target', id: 0.5, path: '/a' }],
  ])('an answer with %s is none', (_what, message) => {
    expect(toVault.safeParse(message).success).toBe(false);
  });
});

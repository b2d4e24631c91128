import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lettersOf, readableCode } from '../../../src/platform/identity/readable-code';

describe('a readable code', () => {
  test('comes in groups', () => {
    expect(readableCode(24, 6)).toMatch(/^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/);
  });

  test('law: however somebody types it, it is the same', () => {
    const spelling = fc.constantFrom(
      (text: string) => text.toLowerCase(),
      (text: string) => text.replaceAll('-', ' '),
      (text: string) => text.replaceAll('-', ''),
      (text: string) => text.replaceAll('0', 'O'),
      (text: string) => text.replaceAll('0', 'o'),
      (text: string) => text.replaceAll('1', 'I'),
      (text: string) => text.replaceAll('1', 'l'),
      (text: string) => ` ${text}\t`,
    );
    fc.assert(
      fc.property(fc.array(spelling, { maxLength: 5 }), (spellings) => {
        const code = readableCode(24, 6);
        expect(lettersOf(spellings.reduce((text, spell) => spell(text), code))).toBe(
          code.replaceAll('-', ''),
        );
      }),
    );
  });
});

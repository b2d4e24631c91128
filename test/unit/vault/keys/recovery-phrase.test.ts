import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entropyOf, phraseOf } from '../../../../src/vault/keys/recovery-phrase';

const entropies = fc.uint8Array({ minLength: 16, maxLength: 16 });
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('the recovery phrase', () => {
  test('gives the same bytes back, also as people copy it', () => {
    fc.assert(
      fc.property(entropies, fc.constantFrom(' ', '-', '', '\n'), fc.boolean(), (entropy, between, lower) => {
        const phrase = phraseOf(entropy);
        expect(phrase).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
        let copied = phrase.replaceAll('-', between);
        // What a pen makes of the digits 0 and 1.
        copied = copied.replaceAll('0', 'O').replace('1', 'l').replace('1', 'I');
        expect(entropyOf(lower ? copied.toLowerCase() : copied)).toEqual(Buffer.from(entropy));
      }),
    );
  });

  test('one wrong digit is found, 4,095 times in 4,096', () => {
    let unseen = 0;
    fc.assert(
      fc.property(entropies, fc.nat(27), fc.nat(30), (entropy, place, shift) => {
        const digits = [...phraseOf(entropy).replaceAll('-', '')];
        const at = alphabet.indexOf(digits[place] ?? '');
        digits[place] = alphabet.charAt((at + 1 + shift) % 32);
        if (entropyOf(digits.join('')) !== null) unseen += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(unseen).toBeLessThanOrEqual(5);
  });

  test.each([
    ['', 'nothing'],
    ['0000-0000', 'too short'],
    ['U000-0000-0000-0000-0000-0000-0000', 'a letter outside the alphabet'],
    [`${'0'.repeat(28)}0`, 'too long'],
  ])('%s is no phrase: %s', (phrase) => {
    expect(entropyOf(phrase)).toBeNull();
  });

  test('only 16 bytes make one', () => {
    expect(() => phraseOf(new Uint8Array(15))).toThrow(RangeError);
  });
});

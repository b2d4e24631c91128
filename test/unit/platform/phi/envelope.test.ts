import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFor, keyNamedBy, openText, sealText, type DataKey } from '../../../../src/platform/phi/envelope';

const key: DataKey = { purpose: 'field', version: 3, key: randomBytes(32) };
const place = ['practice', 'patient_record', 'patient-1', 'demographics'];
const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('a sealed value', () => {
  test('opens to what was sealed, whatever it is, and says under which key', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 5 }), (value, where) => {
        const sealed = sealText(key, where, value);
        expect(openText(key, where, sealed)).toBe(value);
        expect(keyNamedBy(sealed)).toEqual({ purpose: 'field', version: 3 });
      }),
    );
  });

  test('is another each time, and shows nothing of itself', () => {
    const sealed = Array.from({ length: 500 }, () => sealText(key, place, 'Martha Lindqvist'));
    expect(new Set(sealed.map((one) => one.slice(0, 28))).size).toBe(500);
    expect(sealed.filter((one) => /martha|lindqvist/i.test(one))).toEqual([]);
    const bytes = Buffer.from(sealed[0]?.split('.')[3] ?? '', 'base64url');
    // A 12-byte IV, the text, a 16-byte tag.
    expect(bytes).toHaveLength(12 + 16 + 16);
  });

  test('opens in no other place', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 5 }), fc.array(text, { maxLength: 5 }), (value, a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(openText(key, b, sealText(key, a, value))).toBeNull();
      }),
    );
    const sealed = sealText(key, ['patient_record', 'a', 'b'], 'x');
    // The parts stand apart: nothing is only strung together.
    for (const other of [
      ['patient_record', 'ab', ''],
      ['patient_record', 'a,b'],
      ['patient_record', 'a', 'b', ''],
    ]) {
      expect(openText(key, other, sealed)).toBeNull();
    }
  });

  test('opens under no other key, purpose or version', () => {
    const sealed = sealText(key, place, 'x');
    expect(openText({ ...key, key: randomBytes(32) }, place, sealed)).toBeNull();
    expect(openText({ ...key, version: 4 }, place, sealed)).toBeNull();
    expect(openText({ ...key, version: 4 }, place, sealed.replace('.3.', '.4.'))).toBeNull();
    const asValue = sealed.replace('.field.', '.value.');
    expect(openText({ ...key, purpose: 'value' }, place, asValue)).toBeNull();
  });

  test('does not open when any bit of it, or any character, was changed', () => {
    const sealed = sealText(key, place, 'Martha Lindqvist');
    const start = sealed.lastIndexOf('.') + 1;
    const bytes = Buffer.from(sealed.slice(start), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openText(key, place, sealed.slice(0, start) + changed.toString('base64url'))).toBeNull();
    }
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ['A', 'B', '-', '=', ' ', '\n', '\0', 'é', '.']) {
        if (sealed[at] === other) continue;
        expect(openText(key, place, sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
        expect(openText(key, place, sealed.slice(0, at) + other + sealed.slice(at))).toBeNull();
      }
      expect(openText(key, place, sealed.slice(0, at))).toBeNull();
    }
  });

  test('anything else is none of ours', () => {
    for (const other of [
      '',
      '{}',
      'wk1',
      'wk1.field.0.AA',
      'wk1.field.3.',
      'wk2.field.3.AA',
      'wk1.index.1.AA',
      'wk1.field.9999999999.AA',
      ' wk1.field.3.AA',
    ]) {
      expect(keyNamedBy(other)).toBeNull();
    }
    fc.assert(fc.property(text, (other) => openText(key, place, other) === null));
  });
});

test('keys for two uses of one key have nothing in common', () => {
  const seed = randomBytes(32);
  expect(keyFor('a', seed).equals(keyFor('a', seed))).toBe(true);
  expect(keyFor('a', seed).equals(keyFor('b', seed))).toBe(false);
  expect(keyFor('a', seed).equals(seed)).toBe(false);
});

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { blindIndex } from '../../../../src/platform/phi/blind-index';

const key = randomBytes(32);
const index = blindIndex(key, 'practice-1');

test('finds a value by every spelling of it', () => {
  for (const spelling of ['CR-100007', 'cr-100007', ' CR 100007 ', 'ＣＲ-100007']) {
    expect(index('mrn', spelling)).toBe(index('mrn', 'CR100007'));
  }
  for (const spelling of ['Martha@Example.org', ' martha@example.org']) {
    expect(index('email', spelling)).toBe(index('email', 'martha@example.org'));
  }
  // A hyphen belongs to an e-mail address.
  expect(index('email', 'mar-tha@example.org')).not.toBe(index('email', 'martha@example.org'));
});

test('says nothing across values, fields, practices or keys', () => {
  const all = [
    index('mrn', '1'),
    index('mrn', '2'),
    index('email', '1'),
    blindIndex(key, 'practice-2')('mrn', '1'),
    blindIndex(randomBytes(32), 'practice-1')('mrn', '1'),
  ];
  expect(new Set(all).size).toBe(all.length);
  for (const one of all) expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
